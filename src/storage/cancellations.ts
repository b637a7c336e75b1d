import type { Selectable } from 'kysely';
import type { Cancellation } from '../domain/cancellation.ts';
import type { Database } from './database.ts';
import type { CancellationTable } from './schema.ts';

function toCancellation(row: Selectable<CancellationTable>): Cancellation {
  return {
    id: row.id,
    guildId: row.guild_id,
    what: row.what,
    number: row.number,
    scope: row.scope,
    reason: row.reason,
    askedAt: row.asked_at,
    doneAt: row.done_at,
  };
}

/** Keeps what somebody is asked before something is called off. */
export async function addCancellation(
  db: Database,
  asked: Omit<Cancellation, 'id' | 'doneAt'>,
): Promise<Cancellation> {
  const row = await db
    .insertInto('cancellations')
    .values({
      guild_id: asked.guildId,
      what: asked.what,
      number: asked.number,
      scope: asked.scope,
      reason: asked.reason,
      asked_at: asked.askedAt,
      done_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCancellation(row);
}

/** A cancellation of the club, as long as it is kept. */
export async function findCancellation(
  db: Database,
  { guildId, what, id }: Pick<Cancellation, 'guildId' | 'what' | 'id'>,
): Promise<Cancellation | undefined> {
  const row = await db
    .selectFrom('cancellations')
    .selectAll()
    .where('id', '=', id)
    .where('guild_id', '=', guildId)
    .where('what', '=', what)
    .executeTakeFirst();
  return row && toCancellation(row);
}

/** It was confirmed at `now` (UTC ms). */
export async function noteConfirmed(db: Database, { id }: Cancellation, now: number): Promise<void> {
  await db.updateTable('cancellations').set({ done_at: now }).where('id', '=', id).execute();
}

/** Forgets what was asked before an instant (UTC ms). What was called off by it stays called off. */
export async function forgetCancellationsBefore(db: Database, instant: number): Promise<void> {
  await db.deleteFrom('cancellations').where('asked_at', '<', instant).execute();
}
