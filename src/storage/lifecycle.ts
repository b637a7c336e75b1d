import type { Selectable } from 'kysely';
import type { Lifecycle } from '../domain/lifecycle.ts';
import type { LifecycleColumns } from './schema.ts';

export function toLifecycle(row: Selectable<LifecycleColumns>): Lifecycle {
  return {
    createdBy: row.created_by,
    createdAt: row.created_at,
    revision: row.revision,
    cancelledAt: row.cancelled_at,
    cancelledBy: row.cancelled_by,
    cancelReason: row.cancel_reason,
    cancellation: row.cancellation,
    card:
      row.card_channel_id !== null && row.card_message_id !== null
        ? { channelId: row.card_channel_id, messageId: row.card_message_id }
        : null,
  };
}

/** Who called something off, and the cancellation by which it can be undone. */
export interface CalledOffBy {
  readonly userId: string;
  readonly cancellation: number;
}

/** What a change of a run or a race writes beside the change itself. */
export const asChanged = ({ revision }: Lifecycle) => ({ revision: revision + 1 });

/** `now` in UTC ms. */
export const asCancelled = (one: Lifecycle, now: number, reason: string | null, by?: CalledOffBy) => ({
  cancelled_at: now,
  cancelled_by: by?.userId ?? null,
  cancel_reason: reason,
  cancellation: by?.cancellation ?? null,
  ...asChanged(one),
});

/** On again, as if it had never been cancelled. */
export const asRestored = (one: Lifecycle) => ({
  cancelled_at: null,
  cancelled_by: null,
  cancel_reason: null,
  cancellation: null,
  ...asChanged(one),
});

/** Where its card is; null once it is gone from the channel. */
export const cardColumns = (card: Lifecycle['card']) => ({
  card_channel_id: card?.channelId ?? null,
  card_message_id: card?.messageId ?? null,
});
