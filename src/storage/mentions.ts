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

/** The id of the cancellation that news of it, and of its end, begin their slots with. */
const cancellationIn = (slot: string): number => Number(slot.split(':')[0]);

/**
 * Those of these users who heard that something was cancelled, or may have, and not since then that it is on again.
 * `onAgain` is the post that is to tell them; whom its own pages mention they don't count as told.
 */
export async function whoHeard(
  db: Database,
  cancelled: PostKey['kind'],
  onAgain: PostKey,
  userIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('posts')
    .innerJoin('post_mentions', 'post_mentions.post_id', 'posts.id')
    .select(['kind', 'slot', 'user_id'])
    .where('subject', '=', onAgain.subject)
    .where((row) =>
      row.or([
        row.and([
          row('kind', '=', cancelled),
          row.or([
            row('state', '=', 'sent'),
            row.and([row('state', '!=', 'failed'), row('tried_at', 'is not', null)]),
          ]),
        ]),
        row.and([
          row('kind', '=', onAgain.kind),
          row('state', '=', 'sent'),
          row('slot', 'not like', `${slotsOfPages(onAgain.slot)}%`),
        ]),
      ]),
    )
    .execute();
  const heard = new Set<string>();
  const inTurn = rows.sort(
    (a, b) => cancellationIn(a.slot) - cancellationIn(b.slot) || (a.kind === cancelled ? -1 : 1),
  );
  for (const { kind, user_id } of inTurn)
    if (kind === cancelled) heard.add(user_id);
    else heard.delete(user_id);
  return userIds.filter((userId) => heard.has(userId));
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
