import { rememberClub } from './clubs.ts';
import { ofMember } from './columns.ts';
import type { Database } from './database.ts';

/** A person in one club. The same person in two clubs is two members, who know nothing of each other. */
export interface MemberKey {
  readonly guildId: string;
  readonly userId: string;
}

/**
 * Makes the member known, and their club, where they were not; one who was taken for gone is back. `now` in UTC
 * milliseconds.
 */
export async function rememberMember(db: Database, member: MemberKey, now: number): Promise<void> {
  await rememberClub(db, member.guildId, now);
  await db
    .insertInto('members')
    .values({ ...ofMember(member), created_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['guild_id', 'user_id'])
        .doUpdateSet({ missed_at: null, left_at: null })
        .where('members.missed_at', 'is not', null),
    )
    .execute();
}

/** Makes several members known of whom somebody else speaks; that is no sign of their being there. */
export async function rememberMembers(
  db: Database,
  guildId: string,
  userIds: readonly string[],
  now: number,
): Promise<void> {
  await rememberClub(db, guildId, now);
  if (userIds.length === 0) return;
  await db
    .insertInto('members')
    .values(userIds.map((userId) => ({ ...ofMember({ guildId, userId }), created_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
