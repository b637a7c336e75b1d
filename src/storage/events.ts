import type { ExpressionBuilder } from 'kysely';
import type { RunKey } from '../domain/run.ts';
import { COUNT, isOf, numbered, sameNumber } from './columns.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const theEvent = (db: Database, run: RunKey) => db.updateTable('events').where(isOf(run));

/** One more change that events should show, from `now` on. */
const oneMore = (now: number) => (row: ExpressionBuilder<Schema, 'events'>) => ({
  wanted: row('events.wanted', '+', 1),
  next_at: now,
  tries: 0,
});

/** The run is to have an event. Asking twice is asking once. */
export async function wantEvent(db: Database, run: RunKey, now: number): Promise<void> {
  await db
    .insertInto('events')
    .values({ ...numbered(run), wanted: 1, tries: 0, next_at: now, gone_since: null })
    .onConflict((conflict) => conflict.columns(['guild_id', 'number']).doUpdateSet(oneMore(now)))
    .execute();
}

/** Whatever has become of the run, its event has to follow, where it has one. */
export async function touchEvent(db: Database, key: RunKey, now: number): Promise<void> {
  await theEvent(db, key).set(oneMore(now)).execute();
}

/** The same for all events of a club, such as when it doesn't want any more of them. */
export async function touchEventsOfClub(db: Database, guildId: string, now: number): Promise<void> {
  await db.updateTable('events').set(oneMore(now)).where('guild_id', '=', guildId).execute();
}

/** Runs whose event has to be seen to at `now` (UTC ms), longest waiting first. */
export async function listEventsDue(db: Database, now: number, most: number): Promise<RunKey[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('clubs', 'clubs.guild_id', 'events.guild_id')
    .select(['events.guild_id', 'events.number'])
    .where('next_at', '<=', now)
    .where('clubs.left_at', 'is', null)
    .orderBy('next_at')
    .orderBy('number')
    .limit(most)
    .execute();
  return rows.map(({ guild_id, number }) => ({ guildId: guild_id, number }));
}

/** What is known of the event that mirrors a run. */
export function findEvent(db: Database, run: RunKey) {
  return db
    .selectFrom('events')
    .select([
      'wanted',
      'event_id as eventId',
      'tried_at as triedAt',
      'tries',
      'error',
      'next_at as nextAt',
      'gone_since as goneSince',
    ])
    .where(isOf(run))
    .executeTakeFirst();
}

/** Notes that a request to create the event is about to be made; from here on a crash leaves it in doubt. */
export async function beginEvent(db: Database, key: RunKey, now: number): Promise<void> {
  await theEvent(db, key)
    .set((row) => ({ tried_at: row.fn.coalesce('tried_at', row.val(now)) }))
    .execute();
}

/** The last request to create it surely didn't. */
export async function forgetTry(db: Database, key: RunKey): Promise<void> {
  await theEvent(db, key).set({ tried_at: null }).execute();
}

/** The event is there, whatever it shows. */
export async function noteEvent(db: Database, key: RunKey, eventId: string): Promise<void> {
  await theEvent(db, key).set({ event_id: eventId, tried_at: null, gone_since: null }).execute();
}

/** The event shows all changes up to `shown`; those that came meanwhile keep it due. `error`: why it never will. */
export async function noteEventShown(
  db: Database,
  key: RunKey,
  shown: number,
  error: string | null = null,
): Promise<void> {
  await theEvent(db, key)
    .set({ next_at: null, tries: 0, error, gone_since: null })
    .where('wanted', '=', shown)
    .execute();
}

/** There is no event any more, and there will be none, unless one was asked for after `change`. */
export async function forgetEvent(db: Database, key: RunKey, change: number): Promise<void> {
  await theEvent(db, key).set({ event_id: null, tried_at: null, gone_since: null }).execute();
  await db.deleteFrom('events').where(isOf(key)).where('wanted', '=', change).execute();
}

export async function postponeEvent(db: Database, key: RunKey, nextAt: number, why: string): Promise<void> {
  await theEvent(db, key)
    .set((row) => ({ next_at: nextAt, error: why, tries: row('tries', '+', 1), gone_since: null }))
    .execute();
}

/** Discord says, since `goneSince` (UTC ms), that the event isn't there: whether that is so is looked at again. */
export async function doubtEvent(
  db: Database,
  key: RunKey,
  nextAt: number,
  goneSince: number,
): Promise<void> {
  await theEvent(db, key).set({ next_at: nextAt, gone_since: goneSince }).execute();
}

/** What holds up one event of a club holds up all of them: none is tried before `nextAt` (UTC ms). */
export async function postponeEventsOfClub(
  db: Database,
  guildId: string,
  nextAt: number,
  why: string,
): Promise<void> {
  await db
    .updateTable('events')
    .set({ next_at: nextAt, error: why })
    .where('guild_id', '=', guildId)
    .where('next_at', 'is not', null)
    .execute();
}

/** Why events of runs after `now` (UTC ms) aren't as they should be, each reason with how many it holds up. */
export async function listEventTroubles(
  db: Database,
  guildId: string,
  now: number,
): Promise<{ readonly why: string; readonly count: number }[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('runs', (join) => join.on(sameNumber('runs', 'events')))
    .select(['error', COUNT])
    .where('events.guild_id', '=', guildId)
    .where('starts_at', '>', now)
    .where('error', 'is not', null)
    .groupBy('error')
    .execute();
  return rows.flatMap(({ error, count }) => (error === null ? [] : [{ why: error, count: Number(count) }]));
}
