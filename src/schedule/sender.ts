import type { ChannelTrouble, PostView } from '../domain/post-view.ts';

/** What became of a request to Discord. */
export type SendResult =
  /** `namesOthers`: it names, or may name, people whom it didn't notify; their names are shown once it is edited. */
  | { readonly type: 'sent'; readonly messageId: string; readonly namesOthers?: boolean }
  /** It may go well later: Discord is busy or can't be reached. Whether it arrived is not known. */
  | { readonly type: 'passing'; readonly why: string }
  /** It can't go well until somebody mends the channel. */
  | { readonly type: 'channel'; readonly why: ChannelTrouble['why'] }
  /** Discord will never take it. */
  | { readonly type: 'refused'; readonly why: string };

/** How the schedule speaks to Discord. */
export interface Sender {
  /** `nonce` keeps Discord from taking it twice within minutes; `mark` lets it be found again. */
  send(
    view: PostView,
    to: { readonly channelId: string; readonly nonce: string; readonly mark: number },
  ): Promise<SendResult>;
  /** The message with a mark, if it was sent to the channel since an instant (UTC ms). */
  find(channelId: string, mark: number, since: number): Promise<SendResult | undefined>;
  /** Makes a message that was sent say what the view says now. */
  edit(
    view: PostView,
    at: { readonly channelId: string; readonly messageId: string; readonly mark: number },
  ): Promise<SendResult | { readonly type: 'gone' }>;
}
