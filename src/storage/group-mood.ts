import type { GroupMood } from '../domain/group-mood.ts';
import type { Race, RaceKey } from '../domain/race.ts';
import { isOf, sameNumber, toFlag } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import { toRace } from './races.ts';
import type { FrozenMood } from './schema.ts';

/** How the group felt after a race: `untold` if that can't be told, null as long as answers still count. */
export async function findGroupMood(db: Database, race: RaceKey): Promise<FrozenMood | null> {
  const row = await db.selectFrom('races').select('group_mood').where(isOf(race)).executeTakeFirst();
  return row?.group_mood ?? null;
}

/** Races of which answers were counted and nothing is frozen yet. */
export async function listRacesToFreeze(db: Database): Promise<Race[]> {
  const rows = await db
    .selectFrom('checkin_tallies')
    // SQLite keeps the order of a cross join: tallies first, which are few, while races grow with every year.
    .crossJoin('races')
    .selectAll('races')
    .distinct()
    .where(sameNumber('races', 'checkin_tallies'))
    .where('races.group_mood', 'is', null)
    .execute();
  return rows.map(toRace);
}

/** Writes down for good what is told of a race; null for nothing. What was counted for it is forgotten. */
export async function freezeGroupMood(trx: Database, race: RaceKey, mood: GroupMood | null): Promise<void> {
  await trx
    .updateTable('races')
    .set({ group_mood: mood ?? 'untold' })
    .where(isOf(race))
    .where('group_mood', 'is', null)
    .execute();
  await trx.deleteFrom('checkin_tallies').where(isOf(race)).execute();
}

/** Races in whose sum a member is counted, and of which nothing is frozen yet. */
export async function listRacesCountedIn(db: Database, { guildId, userId }: MemberKey): Promise<RaceKey[]> {
  const rows = await db
    .selectFrom('checkins')
    .innerJoin('races', (join) => join.on(sameNumber('races', 'checkins')))
    .select('races.number')
    .where('checkins.guild_id', '=', guildId)
    .where('checkins.user_id', '=', userId)
    .where('checkins.counted', '=', toFlag(true))
    .where('races.group_mood', 'is', null)
    .execute();
  return rows.map(({ number }) => ({ guildId, number }));
}
