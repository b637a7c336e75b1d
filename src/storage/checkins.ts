import type { CheckinKind } from '../domain/post.ts';
import type { RaceKey } from '../domain/race.ts';
import type { WallDate } from '../domain/wall-time.ts';
import { toFlag } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import type { Post } from './posts.ts';

/** Notes that a member checked in for a day of a race; false where that was known. */
export async function noteCheckin(
  db: Database,
  { guildId, number }: RaceKey,
  day: number,
  userId: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('checkins')
    .values({ guild_id: guildId, number, day, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Notes that a check-in was counted in how the group felt; not as what. */
export async function noteCounted(
  db: Database,
  { guildId, number }: RaceKey,
  day: number,
  userId: string,
): Promise<void> {
  await db
    .updateTable('checkins')
    .set({ counted: toFlag(true) })
    .where('guild_id', '=', guildId)
    .where('number', '=', number)
    .where('day', '=', day)
    .where('user_id', '=', userId)
    .execute();
}

/** Who has checked in for a day of a race. */
export async function checkedIn(db: Database, { guildId, number }: RaceKey, day: number): Promise<string[]> {
  const rows = await db
    .selectFrom('checkins')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where('number', '=', number)
    .where('day', '=', day)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/** Whom a post mentions. */
export async function mentionedBy(db: Database, { id }: Post): Promise<Set<string>> {
  const rows = await db.selectFrom('checkin_mentions').select('user_id').where('post_id', '=', id).execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/** A post goes out on a later date than it was meant to. Whom it mentions then: not who is mentioned elsewhere. */
export async function moveMentions(db: Database, { id }: Post, onDate: WallDate): Promise<Set<string>> {
  await db
    .updateTable('checkin_mentions')
    .set({ on_date: onDate })
    .where('post_id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('checkin_mentions as other')
            .select('other.user_id')
            .whereRef('other.guild_id', '=', 'checkin_mentions.guild_id')
            .whereRef('other.user_id', '=', 'checkin_mentions.user_id')
            .whereRef('other.kind', '=', 'checkin_mentions.kind')
            .where('other.on_date', '=', onDate),
        ),
      ),
    )
    .execute();
  const rows = await db
    .selectFrom('checkin_mentions')
    .select('user_id')
    .where('post_id', '=', id)
    .where('on_date', '=', onDate)
    .execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/**
 * Who is mentioned on a date by posts of the same kind, or by other pages of this post (whose slots begin with `slots`):
 * none of them is mentioned again.
 */
export async function mentionedAlready(
  db: Database,
  { guildId, kind, subject }: Post & { readonly kind: CheckinKind },
  onDate: WallDate,
  slots: string,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('checkin_mentions as mention')
    .innerJoin('posts', 'posts.id', 'mention.post_id')
    .select('mention.user_id')
    .where('mention.guild_id', '=', guildId)
    .where('mention.kind', '=', kind)
    .where(({ eb, or, and }) =>
      or([
        eb('mention.on_date', '=', onDate),
        and([eb('posts.subject', '=', subject), eb('posts.slot', 'like', `${slots}%`)]),
      ]),
    )
    .execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/** Notes whom a post is about to mention. */
export async function noteMentions(
  db: Database,
  post: Post & { readonly kind: CheckinKind },
  { guildId, number }: RaceKey,
  day: number,
  onDate: WallDate,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const about = { guild_id: guildId, on_date: onDate, kind: post.kind, number, day, post_id: post.id };
  await db
    .insertInto('checkin_mentions')
    .values(userIds.map((userId) => ({ ...about, user_id: userId })))
    .execute();
}

/**
 * How many check-ins of a race each member, or `userId` alone, was mentioned for and didn't answer, `day` not among them. Those that never
 * went out don't count, nor does the list of the race's evening, which asks nothing. `slots` is how the slots of the race
 * begin, on the date that it has now.
 */
export async function unanswered(
  db: Database,
  { guildId, number }: RaceKey,
  day: number,
  slots: string,
  userId?: string,
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('checkin_mentions as mention')
    .innerJoin('posts', 'posts.id', 'mention.post_id')
    .select(({ fn }) => ['mention.user_id', fn.count<number>('mention.day').distinct().as('days')])
    .where('mention.guild_id', '=', guildId)
    .where('mention.number', '=', number)
    .where('mention.kind', '=', 'checkin')
    .where('mention.day', '!=', day)
    .where('posts.state', '=', 'sent')
    .$if(userId !== undefined, (query) => query.where('mention.user_id', '=', userId ?? ''))
    .where('posts.slot', 'like', `${slots}%`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('checkins')
            .select('checkins.user_id')
            .whereRef('checkins.guild_id', '=', 'mention.guild_id')
            .whereRef('checkins.number', '=', 'mention.number')
            .whereRef('checkins.day', '=', 'mention.day')
            .whereRef('checkins.user_id', '=', 'mention.user_id'),
        ),
      ),
    )
    .groupBy('mention.user_id')
    .execute();
  return new Map(rows.map(({ user_id, days }) => [user_id, Number(days)]));
}

/** Forgets who checked in for a race, and how they felt as a group: it was moved to other days. */
export async function forgetCheckinsOf(db: Database, { guildId, number }: RaceKey): Promise<void> {
  for (const table of ['checkins', 'checkin_tallies'] as const)
    await db.deleteFrom(table).where('guild_id', '=', guildId).where('number', '=', number).execute();
}

/** One day of a race that a member checked in for. */
export interface CheckinMark {
  readonly race: number;
  readonly day: number;
}

/** When the bot asked a member how they were, and about what. */
export interface CheckinMention extends CheckinMark {
  readonly on: WallDate;
}

/** All that is kept of a member's check-ins beside answers that they asked to keep. */
export async function checkinsOfMember(
  db: Database,
  { guildId, userId }: MemberKey,
): Promise<{ readonly checkedIn: readonly CheckinMark[]; readonly mentioned: readonly CheckinMention[] }> {
  const marks = await db
    .selectFrom('checkins')
    .select(['number', 'day'])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('number')
    .orderBy('day')
    .execute();
  const mentions = await db
    .selectFrom('checkin_mentions')
    .select(['on_date', 'number', 'day'])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('on_date')
    .orderBy('day')
    .execute();
  return {
    checkedIn: marks.map(({ number, day }) => ({ race: number, day })),
    mentioned: mentions.map(({ on_date, number, day }) => ({ on: on_date, race: number, day })),
  };
}

/** Forgets all of that. */
export async function eraseCheckins(db: Database, { guildId, userId }: MemberKey): Promise<void> {
  for (const table of ['checkins', 'checkin_mentions'] as const)
    await db.deleteFrom(table).where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
}
