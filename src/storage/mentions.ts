import { sql } from 'kysely';
import { type PostKey, slotsOfPages } from '../domain/post.ts';
import type { Database } from './database.ts';
import type { Post } from './posts.ts';

/** Whom a page of a post mentions. */
export async function listMentions(db: Database, { id }: Pick<Post, 'id'>): Promise<Set<string>> {
  const rows = await db.selectFrom('post_mentions').select('user_id').where('post_id', '=', id).execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/** Whom the other pages of the same post mention. */
export async function listMentionsOfOtherPages(
  db: Database,
  { id, kind, subject, slot }: Post,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('post_mentions')
    .innerJoin('posts', 'posts.id', 'post_mentions.post_id')
    .select('post_mentions.user_id')
    .where('posts.kind', '=', kind)
    .where('posts.subject', '=', subject)
    .where('posts.slot', 'like', `${slotsOfPages(slot)}%`)
    .where('posts.id', '!=', id)
    .execute();
  return new Set(rows.map(({ user_id }) => user_id));
}

/**
 * Those of these users who heard of something, or may have, that is told in parts: all of them where every page of it
 * was sent, else whom the sent pages mention.
 */
export async function whoHeard(
  db: Database,
  { kind, subject, slot }: PostKey,
  userIds: readonly string[],
): Promise<string[]> {
  const pages = await db
    .selectFrom('posts')
    .select(['id', 'state', 'tried_at'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('slot', 'like', `${slotsOfPages(slot)}%`)
    .execute();
  const came = pages.filter(
    ({ state, tried_at }) => state === 'sent' || (state !== 'failed' && tried_at !== null),
  );
  if (came.length === 0) return [];
  if (came.length === pages.length) return [...userIds];
  const mentioned = await Promise.all(came.map((page) => listMentions(db, page)));
  return userIds.filter((userId) => mentioned.some((page) => page.has(userId)));
}

/** Notes whom a page is about to mention, in place of what was noted before. */
export async function saveMentions(
  db: Database,
  { id, guildId }: Post,
  userIds: readonly string[],
): Promise<void> {
  await db.deleteFrom('post_mentions').where('post_id', '=', id).execute();
  if (userIds.length === 0) return;
  await db
    .insertInto('post_mentions')
    .values(userIds.map((userId) => ({ post_id: id, guild_id: guildId, user_id: userId })))
    .execute();
}

/**
 * Forgets whom posts mentioned, once no other of their kind about the same run or race is to be sent, nor was settled
 * since `instant` (UTC ms): until then it may be planned again. News of a cancellation and of its end are one kind here.
 */
export async function forgetMentions(db: Database, instant: number): Promise<void> {
  await sql`
    delete from post_mentions where not exists (
      select 1 from posts
      inner join posts as other on other.subject = posts.subject and other.kind in (
        posts.kind,
        replace(posts.kind, '-cancelled', '-on-again'),
        replace(posts.kind, '-on-again', '-cancelled')
      )
      where posts.id = post_mentions.post_id and (other.next_at is not null or other.finished_at >= ${instant})
    )`.execute(db);
}
