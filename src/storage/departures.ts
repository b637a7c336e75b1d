import { sql } from 'kysely';
import {
  KEPT_AFTER_LEAVING_MS,
  LOOKED_UP_AHEAD_MS,
  LOOKED_UP_EVERY_MS,
  type Membership,
  SECOND_LOOK_AFTER_MS,
  SEEN_EVERY_MS,
} from '../domain/departure.ts';
import { HOUR } from '../domain/duration.ts';
import { isOfMember } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

/**
 * Members of whom Discord is to be asked at `now` (UTC ms) whether they are still in the server, at most `most`. First
 * those whom it has missed once, then those who have a place on a full run for which somebody waits, then all others who
 * come to a run or race of the next day or raced on the last, the next first; then those who weren't looked up for long;
 * last those whose data is to be erased.
 */
export async function listMembersToLookUp(db: Database, now: number, most: number): Promise<MemberKey[]> {
  const [yesterday, tomorrow] = [-1, 1].map((days) =>
    new Date(now + days * LOOKED_UP_AHEAD_MS).toISOString().slice(0, 10),
  );
  const { rows } = await sql<MemberKey>`
    with coming as (
      select rsvps.guild_id, rsvps.user_id, runs.starts_at as at,
        case when rsvps.answer = 'going' and exists (
          select 1 from rsvps as waiting
          where waiting.guild_id = runs.guild_id and waiting.number = runs.number and waiting.answer = 'waiting'
        ) then 1 else 2 end as turn
      from runs join rsvps on rsvps.guild_id = runs.guild_id and rsvps.number = runs.number
      where runs.starts_at > ${now} and runs.starts_at <= ${now + LOOKED_UP_AHEAD_MS} and runs.cancelled_at is null
        and rsvps.answer in ('going', 'waiting')
      union all
      select race_entries.guild_id, race_entries.user_id, ${now + LOOKED_UP_AHEAD_MS}, 2
      from races join race_entries
        on race_entries.guild_id = races.guild_id and race_entries.number = races.number
      where races.date >= ${yesterday} and races.date <= ${tomorrow} and races.cancelled_at is null
        and race_entries.racing = 1
    ), wanted as (
      select coming.guild_id, coming.user_id, turn, at
      from coming join members on members.guild_id = coming.guild_id and members.user_id = coming.user_id
      where left_at is null and missed_at is null
        and (looked_up_at is null or looked_up_at <= ${now - LOOKED_UP_EVERY_MS})
      union all
      select guild_id, user_id, 0, missed_at from members
      where left_at is null and missed_at <= ${now - SECOND_LOOK_AFTER_MS}
        and looked_up_at <= ${now - SECOND_LOOK_AFTER_MS}
      union all
      select guild_id, user_id, 3, coalesce(looked_up_at, created_at) from members
      where left_at is null and missed_at is null
        and (looked_up_at <= ${now - SEEN_EVERY_MS} or (looked_up_at is null and created_at <= ${now - SEEN_EVERY_MS}))
      union all
      select guild_id, user_id, 4, left_at from members
      where left_at <= ${now - KEPT_AFTER_LEAVING_MS} and looked_up_at <= ${now - LOOKED_UP_EVERY_MS}
    )
    select wanted.guild_id as "guildId", user_id as "userId"
    from wanted join clubs on clubs.guild_id = wanted.guild_id
    where clubs.left_at is null
    group by wanted.guild_id, user_id
    order by min(turn), min(at), wanted.guild_id, user_id
    limit ${most}`.execute(db);
  return rows;
}

const theMember = (db: Database, member: MemberKey) => db.updateTable('members').where(isOfMember(member));

export async function findMembership(db: Database, member: MemberKey): Promise<Membership | undefined> {
  return db
    .selectFrom('members')
    .select(['missed_at as missedAt', 'left_at as leftAt'])
    .where(isOfMember(member))
    .executeTakeFirst();
}

/** Discord says that the member is in the server. `now` in UTC ms. */
export async function noteThere(db: Database, member: MemberKey, now: number): Promise<void> {
  await theMember(db, member).set({ looked_up_at: now, missed_at: null, left_at: null }).execute();
}

/** Discord doesn't find the member; the first time that it doesn't is kept. */
export async function noteMissed(db: Database, member: MemberKey, now: number): Promise<void> {
  await theMember(db, member)
    .set((row) => ({ looked_up_at: now, missed_at: row.fn.coalesce('missed_at', row.val(now)) }))
    .execute();
}

/** Discord didn't say; it is asked again in an hour, or of somebody whom it has missed once after the usual time. */
export async function noteUnanswered(db: Database, member: MemberKey, now: number): Promise<void> {
  await theMember(db, member)
    .set((row) => ({
      looked_up_at: row
        .case()
        .when('missed_at', 'is', null)
        .then(now - LOOKED_UP_EVERY_MS + HOUR)
        .else(now)
        .end(),
    }))
    .execute();
}

/** The member has left the server. */
export async function noteLeft(db: Database, member: MemberKey, now: number): Promise<void> {
  await theMember(db, member).set({ looked_up_at: now, left_at: now }).execute();
}
