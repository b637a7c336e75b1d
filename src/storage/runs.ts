import { type Insertable, sql } from 'kysely';
import type { Rsvp } from '../domain/roster.ts';
import { RUN_TEXT_NAMES, type Run, type RunKey, type RunPlan, uidOn } from '../domain/run.ts';
import { takeNumber } from './clubs.ts';
import { isOf, isOfSeries, numbered, pick, readJson } from './columns.ts';
import type { Database } from './database.ts';
import {
  asCancelled,
  asChanged,
  asRestored,
  type CalledOffBy,
  cardColumns,
  toLifecycle,
} from './lifecycle.ts';
import type { MemberKey } from './members.ts';
import { paces, type Row, route, type Schema } from './schema.ts';
import { findSeries, listUids } from './series.ts';

function toRun(row: Row<'runs'>): Run {
  const name = `run ${row.number} of club ${row.guild_id}`;
  return {
    guildId: row.guild_id,
    number: row.number,
    ...pick(row, RUN_TEXT_NAMES),
    wall: row.wall,
    zone: row.zone,
    startsAt: row.starts_at,
    distance: row.distance,
    paces: readJson(paces, row.paces, `paces of ${name}`),
    capacity: row.capacity,
    route: row.route === null ? null : readJson(route, row.route, `route of ${name}`),
    ...toLifecycle(row),
    uid: row.uid,
    series:
      row.series !== null && row.occurrence_date !== null
        ? { number: row.series, date: row.occurrence_date }
        : null,
  };
}

function columnsOf(plan: RunPlan) {
  return {
    ...pick(plan, RUN_TEXT_NAMES),
    wall: plan.wall,
    zone: plan.zone,
    starts_at: plan.startsAt,
    distance: plan.distance,
    paces: JSON.stringify(plan.paces),
    capacity: plan.capacity,
    route: plan.route === null ? null : JSON.stringify(plan.route),
  } satisfies Partial<Insertable<Schema['runs']>>;
}

const runsIn = (db: Database, guildId: string) =>
  db.selectFrom('runs').selectAll().where('guild_id', '=', guildId);

const theRun = (db: Database, run: RunKey) => db.updateTable('runs').where(isOf(run));

export async function findRun(db: Database, run: RunKey): Promise<Run | undefined> {
  const row = await db.selectFrom('runs').selectAll().where(isOf(run)).executeTakeFirst();
  return row && toRun(row);
}

/** Adds a run under the club's next number. A run of a series has been changed as often as the series has. */
export async function insertRun(
  db: Database,
  guildId: string,
  plan: RunPlan,
  by: { readonly userId: string; readonly now: number },
  series: Run['series'] = null,
): Promise<Run> {
  const number = await takeNumber(db, guildId, 'last_run');
  const key = series && { guildId, number: series.number };
  const row = await db
    .insertInto('runs')
    .values({
      ...columnsOf(plan),
      guild_id: guildId,
      number,
      created_by: by.userId,
      created_at: by.now,
      revision: key ? ((await findSeries(db, key))?.revision ?? 0) : 0,
      series: series?.number ?? null,
      occurrence_date: series?.date ?? null,
      uid: series && key ? uidOn(series.number, series.date, await listUids(db, key)) : `r${number}`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRun(row);
}

/** Runs of the club that start after `now` (UTC ms), the next first, those that were cancelled among them. */
export async function listRunsAhead(db: Database, guildId: string, now: number): Promise<Run[]> {
  const rows = await runsIn(db, guildId)
    .where('starts_at', '>', now)
    .orderBy('starts_at')
    .orderBy('number')
    .execute();
  return rows.map(toRun);
}

/** The same without those that were cancelled. */
export async function listRunsToCome(db: Database, guildId: string, now: number): Promise<Run[]> {
  return (await listRunsAhead(db, guildId, now)).filter(({ cancelledAt }) => cancelledAt === null);
}

/** Runs that start after `now` (UTC ms), aren't cancelled and have an answer of the member. */
export async function listRunsOfMemberToCome(
  db: Database,
  { guildId, userId }: MemberKey,
  now: number,
): Promise<Run[]> {
  const answered = db
    .selectFrom('rsvps')
    .select('number')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId);
  const rows = await runsIn(db, guildId)
    .where('number', 'in', answered)
    .where('starts_at', '>', now)
    .where('cancelled_at', 'is', null)
    .execute();
  return rows.map(toRun);
}

/** Runs of a series that start after `now` (UTC ms) and aren't cancelled, the next first. */
export async function listRunsOfSeriesToCome(db: Database, series: RunKey, now: number): Promise<Run[]> {
  const rows = await runsIn(db, series.guildId)
    .where('series', '=', series.number)
    .where('starts_at', '>', now)
    .where('cancelled_at', 'is', null)
    .orderBy('starts_at')
    .execute();
  return rows.map(toRun);
}

/** Runs of the club that started from `since` to `now` (UTC ms) and weren't cancelled, the latest first. */
export async function listRunsStarted(
  db: Database,
  guildId: string,
  since: number,
  now: number,
): Promise<Run[]> {
  const rows = await runsIn(db, guildId)
    .where('starts_at', '>=', since)
    .where('starts_at', '<=', now)
    .where('cancelled_at', 'is', null)
    .orderBy('starts_at', 'desc')
    .orderBy('number', 'desc')
    .execute();
  return rows.map(toRun);
}

/** How many runs a member has created since `since` (UTC ms); a series counts as one. */
export async function countCreated(
  db: Database,
  guildId: string,
  userId: string,
  since: number,
): Promise<number> {
  const { count } = await db
    .selectFrom('runs')
    .select(sql<number>`count(distinct coalesce(series, -number))`.as('count'))
    .where('guild_id', '=', guildId)
    .where('created_by', '=', userId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Writes what was changed and counts the change. */
export async function changeRun(db: Database, run: Run, plan: RunPlan): Promise<void> {
  await theRun(db, run)
    .set({ ...columnsOf(plan), ...asChanged(run) })
    .execute();
}

/** `now` in UTC ms. */
export async function cancelRun(
  db: Database,
  run: Run,
  now: number,
  reason: string | null,
  by?: CalledOffBy,
): Promise<void> {
  await theRun(db, run)
    .set(asCancelled(run, now, reason, by))
    .execute();
}

/** The run is on again, as if it had never been cancelled. */
export async function restoreRun(db: Database, run: Run): Promise<void> {
  await theRun(db, run).set(asRestored(run)).execute();
}

/** Runs of the club that a cancellation called off and that can still be on again, the first first. */
export async function listRunsCalledOffBy(
  db: Database,
  guildId: string,
  cancellation: number,
): Promise<Run[]> {
  const rows = await runsIn(db, guildId)
    .where('cancellation', '=', cancellation)
    .orderBy('starts_at')
    .execute();
  return rows.map(toRun);
}

/** The series has become another: its runs that were cancelled before can't be on again. */
export async function keepCancelled(db: Database, series: RunKey): Promise<void> {
  await db
    .updateTable('runs')
    .set({ cancellation: null })
    .where(isOfSeries(series))
    .where('cancelled_at', 'is not', null)
    .execute();
}

export async function noteCard(
  db: Database,
  key: RunKey,
  channelId: string,
  messageId: string,
): Promise<void> {
  await theRun(db, key).set(cardColumns({ channelId, messageId })).execute();
}

export async function forgetCard(db: Database, key: RunKey): Promise<void> {
  await theRun(db, key).set(cardColumns(null)).execute();
}

export async function listRsvps(db: Database, run: RunKey): Promise<Rsvp[]> {
  return await db
    .selectFrom('rsvps')
    .select(['user_id as userId', 'answer', 'seat', 'place_order as order', 'pace'])
    .where(isOf(run))
    .orderBy('place_order')
    .execute();
}

/** Makes the list of the run what `after` says; only RSVPs that differ from `before` are written. */
export async function saveRsvps(
  db: Database,
  run: RunKey,
  before: readonly Rsvp[],
  after: readonly Rsvp[],
): Promise<void> {
  const old = new Map(before.map((place) => [place.userId, place]));
  const kept = new Set(after.map(({ userId }) => userId));
  const gone = before.filter(({ userId }) => !kept.has(userId)).map(({ userId }) => userId);
  const changed = after.filter((place) => JSON.stringify(old.get(place.userId)) !== JSON.stringify(place));
  // A seat must be free before somebody else takes it.
  const leaving = [...gone, ...changed.map(({ userId }) => userId)];
  if (leaving.length > 0)
    await db.deleteFrom('rsvps').where(isOf(run)).where('user_id', 'in', leaving).execute();
  if (changed.length > 0)
    await db
      .insertInto('rsvps')
      .values(
        changed.map(({ userId, answer, seat, order, pace }) => ({
          ...numbered(run),
          user_id: userId,
          answer,
          seat,
          place_order: order,
          pace,
        })),
      )
      .execute();
}

/** The run counts as the series' run of another date, in the place of any that was there, such as a cancelled one. */
export async function moveInSeries(
  db: Database,
  { guildId, number, series }: Run,
  date: string,
): Promise<void> {
  if (series === null) return;
  await db
    .updateTable('runs')
    .set({ occurrence_date: null })
    .where(isOfSeries({ guildId, number: series.number }))
    .where('occurrence_date', '=', date)
    .where('number', '!=', number)
    .execute();
  await theRun(db, { guildId, number }).set({ occurrence_date: date }).execute();
}
