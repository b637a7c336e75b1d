import type { Place } from './roster.ts';
import type { Change, Run } from './run.ts';

/** What a post has to say, made when it is sent from what is true then. */
export type PostView =
  | { readonly type: 'run-card'; readonly run: Run; readonly places: readonly Place[] }
  | {
      readonly type: 'run-reminder';
      readonly run: Run;
      readonly places: readonly Place[];
      /** Users to notify. */
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'run-change';
      readonly run: Run;
      readonly changed: readonly Change['part'][];
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'run-cancelled';
      readonly run: Run;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | { readonly type: 'run-promotion'; readonly run: Run; readonly userId: string; readonly late: boolean }
  | { readonly type: 'leaders-told'; readonly trouble: ChannelTrouble; readonly leaderRoleId: string | null };

/** Why nothing can be posted in a channel. */
export interface ChannelTrouble {
  readonly channelId: string;
  readonly why: 'channel-gone' | 'no-access' | 'missing-permission';
}

/** A view and where it goes; or why there is nothing to say any more. */
export type Composed =
  | { readonly type: 'say'; readonly channelId: string; readonly view: PostView }
  | { readonly type: 'drop'; readonly why: string };
