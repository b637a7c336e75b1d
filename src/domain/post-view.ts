import type { CheckinPostView } from './checkin-view.ts';
import type { EventTrouble } from './event.ts';
import type { RacePostView } from './race-view.ts';
import type { RecapView } from './recap-view.ts';
import type { RunPostView } from './run-view.ts';
import type { SourcedTip } from './tip.ts';

/** What a post has to say, made when it is sent from what is true then. */
export type PostView =
  | RunPostView
  | RecapView
  | RacePostView
  | CheckinPostView
  | WeeklyTipView
  | LeadersPostView
  | NewRuleView;

/** The tip of the week. */
export type WeeklyTipView = { readonly type: 'tip-of-the-week' } & SourcedTip;

/** Word to the leaders that something needs mending. */
export interface LeadersPostView {
  readonly type: 'leaders-told';
  readonly trouble: Trouble;
  readonly leaderRoleId: string | null;
}

/** Word to a club that a rule has become another. */
export interface NewRuleView {
  readonly type: 'new-rule';
}

/** Why nothing can be posted in a channel. */
export interface ChannelTrouble {
  readonly channelId: string;
  readonly why: 'channel-gone' | 'no-access' | 'missing-permission';
}

/** What leaders have to mend. Without a channel it is about the server's events. */
export type Trouble = ChannelTrouble | { readonly channelId: null; readonly why: EventTrouble };

/** A view and where it goes; or why there is nothing to say any more. */
export type Composed =
  | { readonly type: 'say'; readonly channelId: string; readonly view: PostView }
  | { readonly type: 'drop'; readonly why: string };
