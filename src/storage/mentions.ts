import { sql } from 'kysely';
import type { Mention } from '../domain/post-view.ts';
import type { WallDate } from '../domain/wall-time.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import { areAbout, arePagesOf, detailsOf, type Post, type Subject, toPost } from './outbox.ts';

export async function listMentions(db: Database, { id }: Pick<Post, 'id'>): Promise<Mention[]> {
  return await db
    .selectFrom('mentions')
    .select(['user_id as userId', 'on_date as onDate'])
    .where('post_id', '=', id)
    .execute();
}

/** Whom the other pages of the same post mention. */
export async function listMentionedOnOtherPages(db: Database, post: Post): Promise<Set<string>> {
  const rows = await db
    .selectFrom('mentions')
    .innerJoin('outbox', 'outbox.id', 'mentions.post_id')
    .select('mentions.user_id')
    .where(arePagesOf(post))
    .where('outbox.id', '!=', post.id)
    .execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/** Whom other posts of its kind mention on a date of the club. */
export async function listMentionedOn(
  db: Database,
  { id, guildId, kind }: Post,
  date: WallDate,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('mentions')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where('kind', '=', kind)
    .where('on_date', '=', date)
    .where('post_id', '!=', id)
    .execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/** Notes whom a page mentions, in place of what was noted before. */
export async function saveMentions(
  db: Database,
  { id, guildId, kind }: Post,
  mentions: readonly Mention[],
): Promise<void> {
  await db.deleteFrom('mentions').where('post_id', '=', id).execute();
  if (mentions.length === 0) return;
  const rows = mentions.map(({ userId, onDate }) => ({ user_id: userId, on_date: onDate }));
  await db
    .insertInto('mentions')
    .values(rows.map((row) => ({ ...row, post_id: id, guild_id: guildId, kind })))
    .execute();
}

/** News that something was called off, and that it is on again. */
export type CancellationKinds =
  | readonly ['run-cancelled', 'run-on-again']
  | readonly ['race-cancelled', 'race-on-again'];

/**
 * Those of these users who heard that a run or race was cancelled, or may have, and not since then that it is on again.
 * News that it is on again after `cancellation` (its id) is what they are to be told now, and doesn't count.
 */
export async function listWhoHeard(
  db: Database,
  kinds: CancellationKinds,
  about: Subject,
  cancellation: number,
  userIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('mentions', 'mentions.post_id', 'outbox.id')
    .selectAll('outbox')
    .select('mentions.user_id')
    .where(areAbout(kinds, about))
    .execute();
  const [cancelled, onAgain] = kinds;
  const told = rows
    .map((row) => ({ userId: row.user_id, post: toPost(row) }))
    .map(({ userId, post }) => ({ userId, post, of: detailsOf(cancelled, post).cancellation }))
    .filter(({ post: { kind, state, triedAt }, of }) =>
      kind === onAgain
        ? state === 'sent' && of !== cancellation
        : state === 'sent' || (state !== 'failed' && triedAt !== null),
    )
    .sort((a, b) => a.of - b.of || (a.post.kind === cancelled ? -1 : 1));
  const heard = new Set<string>();
  for (const { userId, post } of told)
    if (post.kind === cancelled) heard.add(userId);
    else heard.delete(userId);
  return userIds.filter((userId) => heard.has(userId));
}

/**
 * Members whom the check-ins of a race mentioned that were sent, or `userId` alone, with the day after the race that each
 * asked about. `date`: of the race as it is now.
 */
export async function listAsked(
  db: Database,
  race: Subject,
  date: WallDate,
  userId?: string,
): Promise<{ readonly userId: string; readonly day: number }[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('mentions', 'mentions.post_id', 'outbox.id')
    .select(['outbox.id', 'details', 'mentions.user_id'])
    .where(areAbout('checkin', race))
    .where('state', '=', 'sent')
    .$if(userId !== undefined, (query) => query.where('mentions.user_id', '=', userId ?? ''))
    .execute();
  const posts = Map.groupBy(rows, ({ id }) => id);
  return [...posts.values()].flatMap((ofPost) => {
    const [first] = ofPost;
    const asked = first && detailsOf('checkin', first);
    return asked?.date === date ? ofPost.map((row) => ({ userId: row.user_id, day: asked.day })) : [];
  });
}

/** The check-ins that mentioned a member: of which race, when, and which day after it they asked about. */
export async function listCheckinMentions(db: Database, { guildId, userId }: MemberKey) {
  const rows = await db
    .selectFrom('mentions')
    .innerJoin('outbox', 'outbox.id', 'mentions.post_id')
    .selectAll('outbox')
    .select('mentions.on_date')
    .where('mentions.guild_id', '=', guildId)
    .where('mentions.user_id', '=', userId)
    .where('mentions.on_date', 'is not', null)
    .orderBy('mentions.on_date')
    .execute();
  return rows.map((row) => ({
    post_id: row.id,
    number: row.race,
    kind: row.kind,
    on_date: row.on_date,
    day: detailsOf('checkin', toPost(row)).day,
  }));
}

/**
 * Forgets whom posts mentioned, once no other of their kind about the same run or race is to be sent, nor was settled
 * since `instant` (UTC ms): until then it may be planned again. News of a cancellation and of its end are one kind here.
 * Whom check-ins mention is kept with them: who has let two go by isn't asked again.
 */
export async function forgetMentions(db: Database, instant: number): Promise<void> {
  await sql`
    delete from mentions where on_date is null and not exists (
      select 1 from outbox as post
      inner join outbox as other on other.guild_id = post.guild_id
        and (other.run = post.run or other.race = post.race)
        and other.kind in (
          post.kind,
          replace(post.kind, '-cancelled', '-on-again'),
          replace(post.kind, '-on-again', '-cancelled')
        )
      where post.id = mentions.post_id and (other.next_at is not null or other.finished_at >= ${instant})
    )`.execute(db);
}
