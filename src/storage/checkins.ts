import type { RaceKey } from '../domain/race.ts';
import { isOf, numbered, toFlag } from './columns.ts';
import type { Database } from './database.ts';

/** Notes that a member checked in for a day of a race; false where that was known. */
export async function noteCheckin(
  db: Database,
  race: RaceKey,
  day: number,
  userId: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('checkins')
    .values({ ...numbered(race), day, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Notes that a check-in was counted in how the group felt; not as what. */
export async function noteCounted(db: Database, race: RaceKey, day: number, userId: string): Promise<void> {
  await db
    .updateTable('checkins')
    .set({ counted: toFlag(true) })
    .where(isOf(race))
    .where('day', '=', day)
    .where('user_id', '=', userId)
    .execute();
}

export async function listCheckedIn(db: Database, race: RaceKey, day: number): Promise<string[]> {
  const rows = await db
    .selectFrom('checkins')
    .select('user_id')
    .where(isOf(race))
    .where('day', '=', day)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/** For which days of a race each of its members, or `userId` alone, has checked in. */
export async function listCheckins(db: Database, race: RaceKey, userId?: string) {
  return await db
    .selectFrom('checkins')
    .select(['user_id as userId', 'day'])
    .where(isOf(race))
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
    .execute();
}

/** Forgets who checked in for a race, and how they felt as a group: it was moved to other days. */
export async function forgetCheckinsOf(db: Database, race: RaceKey): Promise<void> {
  for (const table of ['checkins', 'checkin_tallies'] as const)
    await db.deleteFrom(table).where(isOf(race)).execute();
}
