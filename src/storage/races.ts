import type { Insertable } from 'kysely';
import {
  closesAt,
  type Entry,
  type Race,
  type RaceKey,
  type RacePlan,
  type RaceResult,
  type Results,
} from '../domain/race.ts';
import type { WallDate } from '../domain/wall-time.ts';
import { takeNumber } from './clubs.ts';
import { COUNT, isOf, isOfMember, isSet, numbered, sameNumber, toFlag } from './columns.ts';
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
import type { Row, Schema } from './schema.ts';

export function toRace(row: Row<'races'>): Race {
  return {
    guildId: row.guild_id,
    number: row.number,
    name: row.name,
    date: row.date,
    start: row.start,
    zone: row.zone,
    distance: { kind: row.distance_kind, metres: row.metres, label: row.distance_label },
    location: row.location,
    link: row.link,
    ...toLifecycle(row),
  };
}

function columnsOf(plan: RacePlan) {
  return {
    name: plan.name,
    date: plan.date,
    start: plan.start,
    zone: plan.zone,
    distance_kind: plan.distance.kind,
    metres: plan.distance.metres,
    distance_label: plan.distance.label,
    location: plan.location,
    link: plan.link,
  } satisfies Partial<Insertable<Schema['races']>>;
}

function toResult({ result, result_ms }: Row<'race_entries'>): RaceResult | null {
  if (result === null) return null;
  return result === 'time' ? { type: 'time', seconds: (result_ms ?? 0) / 1000 } : { type: result };
}

function toEntry(row: Row<'race_entries'>): Entry {
  return {
    userId: row.user_id,
    racing: isSet(row.racing),
    goalSeconds: row.goal_seconds,
    result: toResult(row),
    resultAt: row.result_at,
    order: row.entry_order,
  };
}

const theRace = (db: Database, race: RaceKey) => db.updateTable('races').where(isOf(race));

export async function findRace(db: Database, race: RaceKey): Promise<Race | undefined> {
  const row = await db.selectFrom('races').selectAll().where(isOf(race)).executeTakeFirst();
  return row && toRace(row);
}

/** Adds a race under the club's next number of those. */
export async function insertRace(
  db: Database,
  guildId: string,
  plan: RacePlan,
  by: { readonly userId: string; readonly now: number },
): Promise<Race> {
  const row = await db
    .insertInto('races')
    .values({
      ...columnsOf(plan),
      guild_id: guildId,
      number: await takeNumber(db, guildId, 'last_race'),
      created_by: by.userId,
      created_at: by.now,
      revision: 0,
      closes_at: closesAt({ ...plan, createdAt: by.now }),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRace(row);
}

/** Dates between which races are looked for, both included. */
export interface Dates {
  readonly from?: WallDate;
  readonly to?: WallDate;
}

const racesOn = (db: Database, guildId: string, { from, to }: Dates) =>
  db
    .selectFrom('races')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('cancelled_at', 'is', null)
    .$if(from !== undefined, (query) => query.where('date', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('date', '<=', to ?? ''))
    .orderBy('date')
    .orderBy('number');

/** Races of the club on these dates that aren't cancelled, the earliest first. */
export async function listRaces(db: Database, guildId: string, dates: Dates = {}): Promise<Race[]> {
  return (await racesOn(db, guildId, dates).execute()).map(toRace);
}

/** Races that a member is in, or was, on these dates; the earliest first, none that were cancelled. */
export async function listRacesOfMember(
  db: Database,
  member: MemberKey,
  dates: Dates = {},
): Promise<{ readonly race: Race; readonly entry: Entry }[]> {
  const racing = db.selectFrom('race_entries').where(isOfMember(member)).where('racing', '=', toFlag(true));
  const entries = await racing.selectAll().execute();
  const races = await racesOn(db, member.guildId, dates)
    .where('number', 'in', racing.select('number'))
    .execute();
  const byNumber = new Map(entries.map((row) => [row.number, toEntry(row)]));
  return races.flatMap((row) => {
    const entry = byNumber.get(row.number);
    return entry ? [{ race: toRace(row), entry }] : [];
  });
}

/** How many races a member has added since `since` (UTC ms). */
export async function countRacesAdded(
  db: Database,
  { guildId, userId }: MemberKey,
  since: number,
): Promise<number> {
  const { count } = await db
    .selectFrom('races')
    .select(COUNT)
    .where('guild_id', '=', guildId)
    .where('created_by', '=', userId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Writes what was changed and counts the change. */
export async function changeRace(db: Database, race: Race, plan: RacePlan): Promise<void> {
  await theRace(db, race)
    .set({ ...columnsOf(plan), ...asChanged(race), closes_at: closesAt({ ...race, ...plan }) })
    .execute();
}

/** `now` in UTC ms. */
export async function cancelRace(
  db: Database,
  race: Race,
  now: number,
  reason: string | null,
  by?: CalledOffBy,
): Promise<void> {
  await theRace(db, race)
    .set({ ...asCancelled(race, now, reason, by), closes_at: null })
    .execute();
}

/** The race is on again, as if it had never been cancelled. */
export async function restoreRace(db: Database, race: Race): Promise<void> {
  await theRace(db, race)
    .set({ ...asRestored(race), closes_at: closesAt(race) })
    .execute();
}

/** Races that close by `now` (UTC ms) and whose cards still look open, at most `most`. */
export async function listRacesToClose(db: Database, now: number, most: number): Promise<Race[]> {
  const rows = await db
    .selectFrom('races')
    .selectAll()
    .where('closes_at', '<=', now)
    .orderBy('closes_at')
    .limit(most)
    .execute();
  return rows.map(toRace);
}

/** The buttons of the race's card are taken care of. */
export async function noteClosed(db: Database, key: RaceKey): Promise<void> {
  await theRace(db, key).set({ closes_at: null }).execute();
}

/** Where the card of the race is; null: it is gone from the channel. */
export async function noteRaceCard(db: Database, key: RaceKey, card: Race['card']): Promise<void> {
  await theRace(db, key).set(cardColumns(card)).execute();
}

/** What members say of a race, in the order they came. */
export async function listEntries(db: Database, race: RaceKey): Promise<Entry[]> {
  const rows = await db
    .selectFrom('race_entries')
    .selectAll()
    .where(isOf(race))
    .orderBy('entry_order')
    .orderBy('user_id')
    .execute();
  return rows.map(toEntry);
}

export async function findEntry(db: Database, race: RaceKey, userId: string): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('race_entries')
    .selectAll()
    .where(isOf(race))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row && toEntry(row);
}

/** Writes what a member says of a race, in place of what they said before. */
export async function saveEntry(db: Database, race: RaceKey, entry: Entry): Promise<void> {
  const said = {
    racing: toFlag(entry.racing),
    goal_seconds: entry.goalSeconds,
    result: entry.result?.type ?? null,
    result_ms: entry.result?.type === 'time' ? Math.round(entry.result.seconds * 1000) : null,
    result_at: entry.resultAt,
    entry_order: entry.order,
  };
  await db
    .insertInto('race_entries')
    .values({ ...numbered(race), user_id: entry.userId, ...said })
    .onConflict((conflict) => conflict.columns(['guild_id', 'number', 'user_id']).doUpdateSet(said))
    .execute();
}

export async function removeEntry(db: Database, race: RaceKey, userId: string): Promise<void> {
  await db.deleteFrom('race_entries').where(isOf(race)).where('user_id', '=', userId).execute();
}

/**
 * The best times that members ran over as good as the same distance (`within` of it) in races of the club before this
 * one, one for each of `userIds` who ran any.
 */
export async function listBestTimesBefore(
  db: Database,
  race: Race,
  userIds: readonly string[],
  within: number,
): Promise<{ readonly userId: string; readonly seconds: number }[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('race_entries')
    .innerJoin('races', (join) => join.on(sameNumber('races', 'race_entries')))
    .select(({ fn }) => ['race_entries.user_id', fn.min('race_entries.result_ms').as('ms')])
    .where('race_entries.guild_id', '=', race.guildId)
    .where('race_entries.user_id', 'in', [...userIds])
    .where('race_entries.result', '=', 'time')
    .where('races.cancelled_at', 'is', null)
    .where('races.distance_kind', '=', race.distance.kind)
    .where('races.metres', '>=', race.distance.metres * (1 - within))
    .where('races.metres', '<=', race.distance.metres * (1 + within))
    .where(({ eb, or, and }) =>
      or([
        eb('races.date', '<', race.date),
        and([eb('races.date', '=', race.date), eb('races.number', '<', race.number)]),
      ]),
    )
    .groupBy('race_entries.user_id')
    .execute();
  return rows.map((row) => ({ userId: row.user_id, seconds: Number(row.ms) / 1000 }));
}

/** How far the results of a race have come in. */
export async function findResults(db: Database, race: RaceKey): Promise<Results> {
  const row = await db
    .selectFrom('race_entries')
    .select(({ fn }) => [
      fn.countAll<number>().as('racing'),
      fn.count<number>('result').as('known'),
      fn.max('result_at').as('last'),
    ])
    .where(isOf(race))
    .where('racing', '=', toFlag(true))
    .executeTakeFirstOrThrow();
  return { awaited: Number(row.racing) - Number(row.known), lastAt: row.last };
}

/** How many race in each of the club's races, by their numbers. */
export async function countRacing(db: Database, guildId: string): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('race_entries')
    .select(({ fn }) => ['number', fn.countAll<number>().as('racing')])
    .where('guild_id', '=', guildId)
    .where('racing', '=', toFlag(true))
    .groupBy('number')
    .execute();
  return new Map(rows.map((row) => [row.number, Number(row.racing)]));
}
