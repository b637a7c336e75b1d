import type { Cancellation } from '../domain/cancellation.ts';
import type { Database } from './database.ts';

const COLUMNS = [
  'id',
  'guild_id as guildId',
  'what',
  'number',
  'scope',
  'reason',
  'asked_at as askedAt',
  'done_at as doneAt',
] as const;

/** Keeps what somebody is asked before something is called off. */
export async function addCancellation(
  db: Database,
  { guildId, askedAt, ...asked }: Omit<Cancellation, 'id' | 'doneAt'>,
): Promise<Cancellation> {
  return await db
    .insertInto('cancellations')
    .values({ ...asked, guild_id: guildId, asked_at: askedAt, done_at: null })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** A cancellation of the club, as long as it is kept. */
export async function findCancellation(
  db: Database,
  { guildId, what, id }: Pick<Cancellation, 'guildId' | 'what' | 'id'>,
): Promise<Cancellation | undefined> {
  return await db
    .selectFrom('cancellations')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('guild_id', '=', guildId)
    .where('what', '=', what)
    .executeTakeFirst();
}

/** It was confirmed at `now` (UTC ms). */
export async function noteConfirmed(db: Database, { id }: Cancellation, now: number): Promise<void> {
  await db.updateTable('cancellations').set({ done_at: now }).where('id', '=', id).execute();
}

/** Forgets what was asked before an instant (UTC ms). What was called off by it stays called off. */
export async function forgetCancellationsBefore(db: Database, instant: number): Promise<void> {
  await db.deleteFrom('cancellations').where('asked_at', '<', instant).execute();
}
