import type { ChannelTrouble, PostView } from '../domain/post-view.ts';

/** What became of a request to Discord that didn't go well. */
type Failed =
  /** It may go well later: Discord is busy or can't be reached. Whether it arrived is not known. */
  | { readonly type: 'passing'; readonly why: string }
  /** It can't go well until somebody mends the channel. */
  | { readonly type: 'channel'; readonly why: ChannelTrouble['why'] }
  /** Discord will never take it. */
  | { readonly type: 'refused'; readonly why: string }
  /** Discord said no, and nobody here knows why. */
  | { readonly type: 'unknown'; readonly why: string };

interface Arrived {
  readonly type: 'sent';
  readonly messageId: string;
  /** It names, or may name, people whom it didn't notify; their names are shown once it is edited. */
  readonly namesOthers?: boolean;
}

export type SendResult = Arrived | Failed;

/** What came of looking for a message. */
export type FindResult =
  | Arrived
  /** It isn't among those up to `until`; null where there are none. */
  | { readonly type: 'none'; readonly until: string | null }
  /** It isn't among those up to `until`, and there are more. */
  | { readonly type: 'more'; readonly until: string }
  | Failed;

/** Where a message that may have arrived is looked for. */
interface Sought {
  readonly guildId: string;
  readonly channelId: string;
  readonly mark: number;
  /** When it was first tried, UTC ms. */
  readonly since: number;
  /** The id of the newest message among which it was looked for before. */
  readonly until: string | null;
}

/** How the schedule speaks to Discord. */
export interface Sender {
  /** `nonce` keeps Discord from taking it twice within minutes; `mark` lets it be found again. */
  send(
    view: PostView,
    to: { readonly channelId: string; readonly nonce: string; readonly mark: number },
  ): Promise<SendResult>;
  /** Looks for a message with a mark that may have been sent. */
  find(sought: Sought): Promise<FindResult>;
  /** Makes a message that was sent say what the view says now. */
  edit(
    view: PostView,
    at: { readonly channelId: string; readonly messageId: string; readonly mark: number },
  ): Promise<SendResult | { readonly type: 'gone' }>;
  /** Whether Discord, asked for a channel itself, says that there is none. */
  isGone(channelId: string): Promise<boolean>;
}
