/** What becomes of a run or a race once it is planned. Instants in UTC ms. */
export interface Lifecycle {
  readonly createdBy: string;
  readonly createdAt: number;
  /** Counts the changes; calendars call it SEQUENCE. */
  readonly revision: number;
  readonly cancelledAt: number | null;
  /** Empty if whoever it was had everything about them erased; null too if an earlier version didn't note it. */
  readonly cancelledBy: string | null;
  readonly cancelReason: string | null;
  /** The cancellation that called it off; null if that can't be undone, also because of what has changed since. */
  readonly cancellation: number | null;
  /** Where its card is, once it has been posted. */
  readonly card: { readonly channelId: string; readonly messageId: string } | null;
}
