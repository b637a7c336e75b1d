import type { Rsvp } from '../domain/roster.ts';
import type { Run } from '../domain/run.ts';
import { isOfMember, sameNumber } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

/** A run to come, and what a member answered to it. */
export interface AnsweredRun extends Pick<Run, 'number' | 'title' | 'startsAt'> {
  readonly answer: Rsvp['answer'];
}

/** What a member answered to runs that start after `now` (UTC ms) and aren't cancelled, the next first. */
export async function listAnswersToCome(
  db: Database,
  { guildId, userId }: MemberKey,
  now: number,
): Promise<AnsweredRun[]> {
  return await db
    .selectFrom('rsvps')
    .innerJoin('runs', (join) => join.on(sameNumber('runs', 'rsvps')))
    .select(['runs.number', 'runs.title', 'runs.starts_at as startsAt', 'rsvps.answer'])
    .where('rsvps.guild_id', '=', guildId)
    .where('rsvps.user_id', '=', userId)
    .where('runs.starts_at', '>', now)
    .where('runs.cancelled_at', 'is', null)
    .orderBy('runs.starts_at')
    .orderBy('runs.number')
    .execute();
}

/** When a member first asked for something that is kept, UTC ms; undefined where nothing is kept of them. */
export async function findKnownSince(db: Database, member: MemberKey): Promise<number | undefined> {
  const row = await db
    .selectFrom('members')
    .select('created_at')
    .where(isOfMember(member))
    .executeTakeFirst();
  return row?.created_at;
}
