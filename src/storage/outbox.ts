import { createHash } from 'node:crypto';
import { type ExpressionBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { DAY } from '../domain/duration.ts';
import { POST_RULES, type PostDetails, type PostKind } from '../domain/post.ts';
import { readJson } from './columns.ts';
import type { Database } from './database.ts';
import type { Row, Schema } from './schema.ts';

/** What a post speaks of: a run, a race, or with no number the club itself. */
export interface Subject {
  readonly guildId: string;
  readonly number?: number;
}

export interface NewPost<Kind extends PostKind = PostKind> {
  readonly kind: Kind;
  readonly about: Subject;
  readonly details: PostDetails<Kind>;
}

export function toPost(row: Row<'outbox'>) {
  return {
    id: row.id,
    guildId: row.guild_id,
    kind: row.kind,
    /** Of the run or race that it speaks of; null if that is the club. */
    number: row.run ?? row.race,
    /** JSON, read by `detailsOf`. */
    details: row.details,
    /** What Discord knows it by for a few minutes: at most 25 characters. */
    nonce: row.nonce,
    /** The id of its first page, which may be itself. */
    firstId: row.first_id ?? row.id,
    dueAt: row.due_at,
    state: row.state,
    tries: row.tries,
    triedAt: row.tried_at,
    error: row.error,
    channelId: row.channel_id,
    messageId: row.message_id,
    finishedAt: row.finished_at,
    /** How many changes it had been asked to show when it was read. */
    editsWanted: row.edits_wanted,
    /** Since when Discord has said that its channel, or its message, isn't there. */
    goneSince: row.gone_since,
    /** How often in a row it couldn't be looked for, and up to which message it was. */
    failedLooks: row.failed_looks,
    lookedUntil: row.looked_until,
  };
}

/** A post as it is kept: what it speaks of, when it is due and what has become of it. Instants in UTC ms. */
export type Post = Readonly<ReturnType<typeof toPost>>;

/** The details of a post of a kind. @throws {Error} which names the post, where they can't be read. */
export function detailsOf<Kind extends PostKind>(
  kind: Kind,
  { id, details }: Pick<Post, 'id' | 'details'>,
): PostDetails<Kind> {
  const schema: z.ZodType = POST_RULES[kind].details;
  return readJson(schema, details, `details of post ${id} (${kind})`) as PostDetails<Kind>;
}

/** The column that tells what posts of a kind speak of. */
function columnOf(kind: PostKind): 'run' | 'race' | undefined {
  const { about } = POST_RULES[kind];
  return about === 'club' ? undefined : about;
}

/** What names a post in its club for ever, made of what it was planned with. Nothing reads it. */
const keyOf = ({ kind, about, details }: NewPost): string =>
  [kind, about.number ?? '', ...Object.values(details).flat()].join(' ');

const nonceOf = (guildId: string, key: string): string =>
  createHash('sha256').update(`${guildId} ${key}`).digest('base64url').slice(0, 25);

/** What a post is when it is planned. */
const PLANNED = {
  state: 'waiting',
  tries: 0,
  tried_at: null,
  error: null,
  channel_id: null,
  message_id: null,
  finished_at: null,
  edits_wanted: 0,
  edits_shown: 0,
  edit_next_at: 0,
  gone_since: null,
  failed_looks: 0,
  looked_until: null,
} as const;

/**
 * Plans a post for `dueAt` (UTC ms). One that is planned already is left as it is: planning twice is planning once.
 * Returns whether it is new.
 */
export async function planPost<Kind extends PostKind>(
  db: Database,
  { kind, about, details }: NewPost<Kind>,
  dueAt: number,
): Promise<boolean> {
  const { guildId, number = null } = about;
  const key = keyOf({ kind, about, details });
  const column = columnOf(kind);
  const { numInsertedOrUpdatedRows: planned = 0n } = await db
    .insertInto('outbox')
    .values({
      ...PLANNED,
      guild_id: guildId,
      kind,
      run: column === 'run' ? number : null,
      race: column === 'race' ? number : null,
      details: JSON.stringify(details),
      key,
      nonce: nonceOf(guildId, key),
      first_id: null,
      due_at: dueAt,
      next_at: dueAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return planned > 0n;
}

/** All pages of a post. */
export const arePagesOf =
  ({ firstId }: Post) =>
  (row: ExpressionBuilder<Schema, 'outbox'>) =>
    row.or([row('outbox.id', '=', firstId), row('outbox.first_id', '=', firstId)]);

/** Plans one more page of a post, unless another page is still to be sent: that one takes whoever is left. */
export async function planNextPage(db: Database, post: Post): Promise<void> {
  const pages = await db.selectFrom('outbox').selectAll().where(arePagesOf(post)).orderBy('id').execute();
  const [first] = pages;
  if (!first || pages.some(({ id, next_at }) => id !== post.id && next_at !== null)) return;
  const { id, ...columns } = first;
  const keys = new Set(pages.map((page) => page.key));
  const named = (number: number) => `${first.key} page ${number}`;
  let number = pages.length + 1;
  while (keys.has(named(number))) number += 1;
  const key = named(number);
  const page = { key, nonce: nonceOf(first.guild_id, key), first_id: id, next_at: first.due_at };
  await db
    .insertInto('outbox')
    .values({ ...columns, ...PLANNED, ...page })
    .execute();
}

/** From now on the post is kept with other details. */
export async function saveDetails(db: Database, { id }: Post, details: PostDetails): Promise<void> {
  const written = JSON.stringify(details);
  await db.updateTable('outbox').set({ details: written }).where('id', '=', id).execute();
}

/** Posts of one kind, or of several that speak of the same. */
type Kinds = PostKind | readonly [PostKind, ...PostKind[]];

/** Posts of some kinds about a run, a race, or the club. */
export const areAbout = (kinds: Kinds, { guildId, number }: Subject) => {
  const all: readonly [PostKind, ...PostKind[]] = typeof kinds === 'string' ? [kinds] : kinds;
  const column = columnOf(all[0]);
  return (row: ExpressionBuilder<Schema, 'outbox'>) =>
    row.and([
      row('outbox.guild_id', '=', guildId),
      row('outbox.kind', 'in', [...all]),
      ...(column && number !== undefined ? [row(column, '=', number)] : []),
    ]);
};

/** All posts of a kind about the same, whatever became of them, with their details. */
export async function listPosts<Kind extends PostKind>(
  db: Database,
  kind: Kind,
  about: Subject,
): Promise<{ readonly post: Post; readonly details: PostDetails<Kind> }[]> {
  const rows = await db.selectFrom('outbox').selectAll().where(areAbout(kind, about)).execute();
  return rows.map(toPost).map((post) => ({ post, details: detailsOf(kind, post) }));
}

/** Takes back what is planned and has not begun to be sent: all of it, or what is due after `dueAfter` (UTC ms). */
export async function dropPlanned(
  db: Database,
  kinds: Kinds,
  about: Subject,
  { dueAfter }: { readonly dueAfter?: number | undefined } = {},
): Promise<void> {
  const planned = db.deleteFrom('outbox').where(areAbout(kinds, about)).where('state', '=', 'waiting');
  await (dueAfter === undefined ? planned : planned.where('due_at', '>', dueAfter)).execute();
}

/** Takes back these posts, as far as they have not begun to be sent. */
export async function dropPosts(db: Database, posts: readonly Post[]): Promise<void> {
  if (posts.length === 0) return;
  const ids = posts.map(({ id }) => id);
  await db.deleteFrom('outbox').where('id', 'in', ids).where('state', '=', 'waiting').execute();
}

/** What is planned isn't sent, unless `takeUpAgain` plans it anew. `now` in UTC ms. */
export async function dropForNow(
  db: Database,
  kinds: Kinds,
  about: Subject,
  why: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'dropped', next_at: null, error: why, finished_at: now })
    .where(areAbout(kinds, about))
    .where('state', '=', 'waiting')
    .execute();
}

/** What was dropped since an instant (UTC ms) is planned again, for the same time as before. */
export async function takeUpAgain(db: Database, kinds: Kinds, about: Subject, since: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set((row) => ({ state: 'waiting' as const, next_at: row.ref('due_at'), error: null, finished_at: null }))
    .where(areAbout(kinds, about))
    .where('state', '=', 'dropped')
    .where('finished_at', '>=', since)
    .execute();
}

/** What failed longer ago than this isn't tried once more. */
const FAILED_RETRIED_MS = 7 * DAY;

/** All posts of a club that wait for another try, or failed lately, are tried at once: something may have been mended. */
export async function retryNow(db: Database, guildId: string, now: number): Promise<void> {
  const ofClub = db.updateTable('outbox').where('guild_id', '=', guildId);
  await ofClub.set({ next_at: now }).where('next_at', '>', now).where('due_at', '<=', now).execute();
  await ofClub.set({ edit_next_at: 0 }).where('edit_next_at', '>', now).execute();
  await ofClub
    .set({ state: 'waiting', next_at: now, finished_at: null, tries: 0 })
    .where('state', '=', 'failed')
    .where('finished_at', '>=', now - FAILED_RETRIED_MS)
    .execute();
}

/** Posts of clubs that the bot is in, each with its turn among those of the same club or channel, the earliest first. */
const inTurn = (db: Database, of: 'guild_id' | 'channel_id', by: 'next_at' | 'edit_next_at') =>
  db
    .selectFrom('outbox')
    .innerJoin('clubs', 'clubs.guild_id', 'outbox.guild_id')
    .selectAll('outbox')
    .select((row) =>
      row.fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy(`outbox.${of}`).orderBy(by).orderBy('id'))
        .as('turn'),
    )
    .where('clubs.left_at', 'is', null);

/**
 * Posts that are due at `now`, at most `most`: first the earliest of each club, then the second of each, so that none
 * waits behind another club's.
 */
export async function listDuePosts(db: Database, now: number, most: number): Promise<Post[]> {
  const rows = await db
    .selectFrom(inTurn(db, 'guild_id', 'next_at').where('next_at', '<=', now).as('due'))
    .selectAll()
    .orderBy('turn')
    .orderBy('next_at')
    .limit(most)
    .execute();
  return rows.map(toPost);
}

const thePost = (db: Database, { id }: Post) => db.updateTable('outbox').where('id', '=', id);

/**
 * Notes that a request for the post is about to be made; from here on a crash leaves it in doubt. False where the post
 * has been taken back, finished or postponed meanwhile. `tried_at` keeps the time of the first try, the channel is the latest.
 */
export async function beginSending(
  db: Database,
  post: Post,
  channelId: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await thePost(db, post)
    .set((row) => ({
      state: 'sending' as const,
      channel_id: channelId,
      tries: row('tries', '+', 1),
      failed_looks: 0,
      tried_at: row.fn.coalesce('tried_at', row.val(now)),
    }))
    .where('next_at', '<=', now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function noteSent(
  db: Database,
  post: Post,
  sent: { readonly channelId: string; readonly messageId: string; readonly now: number },
): Promise<void> {
  await thePost(db, post)
    .set({
      state: 'sent',
      next_at: null,
      channel_id: sent.channelId,
      message_id: sent.messageId,
      finished_at: sent.now,
      error: null,
      gone_since: null,
      // It was composed after the post was read; what changed since then it may not show.
      edits_shown: post.editsWanted,
    })
    .execute();
}

/** It will not be sent: no longer true, too late, or refused for good. */
export async function giveUp(
  db: Database,
  post: Post,
  state: 'dropped' | 'failed',
  error: string,
  now: number,
): Promise<void> {
  await thePost(db, post).set({ state, next_at: null, error, finished_at: now }).execute();
}

/**
 * It could not be sent just now, and is tried again at `nextAt` (UTC ms). `surely`: Discord has refused it, so there is
 * no need to look for it in the channel before the next try.
 */
export async function postponePost(
  db: Database,
  post: Post,
  nextAt: number,
  error: string,
  surely = false,
): Promise<void> {
  await thePost(db, post)
    .set({ ...waitingUntil(nextAt, error, surely), gone_since: null })
    .execute();
}

/** Posts that wait for the same to be mended in a channel are tried no sooner than `nextAt` (UTC ms). */
export async function postponeRefused(
  db: Database,
  { guildId, channelId, why }: { readonly guildId: string; readonly channelId: string; readonly why: string },
  nextAt: number,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ next_at: nextAt })
    .where('guild_id', '=', guildId)
    .where('channel_id', '=', channelId)
    .where('state', '=', 'waiting')
    .where('error', '=', why)
    .where('next_at', '<', nextAt)
    .execute();
}

const waitingUntil = (nextAt: number, error: string, surely: boolean) => ({
  state: 'waiting' as const,
  next_at: nextAt,
  error,
  ...(surely ? { tried_at: null, looked_until: null } : {}),
});

/** Discord says, since `goneSince` (UTC ms), that the post's channel isn't there: whether that is so is looked at again. */
export async function doubtPost(
  db: Database,
  post: Post,
  nextAt: number,
  goneSince: number,
  surely: boolean,
): Promise<void> {
  await thePost(db, post)
    .set({
      ...waitingUntil(nextAt, 'Discord says that the channel is gone, which is looked at again', surely),
      gone_since: goneSince,
    })
    .execute();
}

/** It was looked for in vain, up to the message with the id `until`. */
export async function noteLooked(db: Database, post: Post, until: string | null): Promise<void> {
  await thePost(db, post)
    .set((row) => ({ failed_looks: 0, looked_until: until ?? row.ref('looked_until') }))
    .execute();
}

/** It couldn't be looked for, or only up to the message with the id `until`. */
export async function noteFailedLook(db: Database, post: Post, until: string | null): Promise<void> {
  await thePost(db, post)
    .set((row) => ({
      failed_looks: row('failed_looks', '+', 1),
      looked_until: until ?? row.ref('looked_until'),
    }))
    .execute();
}

/**
 * For `/club status`: what is due next, what was sent last, and what could not be sent lately, also if it still waits
 * for something to be mended.
 */
export async function listPostsOfClub(
  db: Database,
  guildId: string,
  which: 'next' | 'sent' | 'failed',
  most: number,
): Promise<Post[]> {
  const all = db.selectFrom('outbox').selectAll().where('guild_id', '=', guildId).limit(most);
  const asked = {
    next: () => all.where('next_at', 'is not', null).where('error', 'is', null).orderBy('next_at'),
    sent: () => all.where('state', '=', 'sent').orderBy('finished_at', 'desc'),
    failed: () =>
      all
        .where((row) =>
          row.or([
            row('state', '=', 'failed'),
            row.and([row('next_at', 'is not', null), row('error', 'is not', null)]),
          ]),
        )
        .orderBy((row) => row.fn.coalesce('finished_at', 'next_at'), 'desc'),
  };
  return (await asked[which]().execute()).map(toPost);
}

/** Forgets that leaders have been told of a post that Discord wouldn't have: now it has. */
export async function forgetRefused(db: Database, { guildId, firstId }: Post): Promise<void> {
  const told = await listPosts(db, 'leaders-told', { guildId });
  const ids = told
    .filter(({ details }) => details.why === 'post-refused' && details.post === firstId)
    .map(({ post }) => post.id);
  if (ids.length > 0) await db.deleteFrom('outbox').where('id', 'in', ids).execute();
}

/** Forgets that leaders have been told of trouble with a channel; null: with the server's events. */
export async function forgetTrouble(db: Database, guildId: string, channelId: string | null): Promise<void> {
  const told = await listPosts(db, 'leaders-told', { guildId });
  const mended = told
    .filter(({ details }) => details.channelId === channelId && details.why !== 'post-refused')
    .map(({ post }) => post.id);
  if (mended.length > 0) await db.deleteFrom('outbox').where('id', 'in', mended).execute();
}

/** One more change that the message should show. */
const oneMore = (row: ExpressionBuilder<Schema, 'outbox'>) => ({ edits_wanted: row('edits_wanted', '+', 1) });

/** Posts are to be brought up to date: they say something that is no longer true, or will when they are sent. */
export async function wantUpToDate(db: Database, kinds: Kinds, about: Subject): Promise<void> {
  await db.updateTable('outbox').set(oneMore).where(areAbout(kinds, about)).execute();
}

/** The same for the first page of one post alone. */
export async function wantOneUpToDate<Kind extends PostKind>(
  db: Database,
  post: NewPost<Kind>,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set(oneMore)
    .where('guild_id', '=', post.about.guildId)
    .where('key', '=', keyOf(post))
    .execute();
}

/** The same for one post. */
export async function wantEdit(db: Database, post: Post): Promise<void> {
  await thePost(db, post).set(oneMore).execute();
}

/** Messages that don't show the latest and may be edited at `now` (UTC ms). */
const areToEdit = (now: number) => (row: ExpressionBuilder<Schema, 'outbox'>) =>
  row.and([
    row('edits_wanted', '>', row.ref('edits_shown')),
    row('edit_next_at', '<=', now),
    row('message_id', 'is not', null),
  ]);

/**
 * Posts whose message is to be brought up to date at `now` (UTC ms), at most `most`: first the one of each channel that has
 * waited longest, then the second of each, since a channel may have to go slowly.
 */
const staleInTurn = (db: Database, now: number, most: number) =>
  db
    .selectFrom(
      inTurn(db, 'channel_id', 'edit_next_at').where(areToEdit(now)).where('next_at', 'is', null).as('stale'),
    )
    .selectAll()
    .orderBy('turn')
    .orderBy('edit_next_at')
    .limit(most);

/** The same, as posts. */
export async function listPostsToEdit(db: Database, now: number, most: number): Promise<Post[]> {
  return (await staleInTurn(db, now, most).execute()).map(toPost);
}

/** In one query: whether anything is to be sent at `now` (UTC ms), and what is to be edited, at most `most`. */
export async function listWork(
  db: Database,
  now: number,
  most: number,
): Promise<{ readonly isDue: boolean; readonly toEdit: readonly Post[] }> {
  const due = db
    .selectFrom('outbox')
    .innerJoin('clubs', 'clubs.guild_id', 'outbox.guild_id')
    .selectAll('outbox')
    .select(sql<number>`0`.as('turn'))
    .where('next_at', '<=', now)
    .where('clubs.left_at', 'is', null)
    .limit(1);
  const rows = await db
    .selectFrom(due.as('due'))
    .selectAll()
    .unionAll(db.selectFrom(staleInTurn(db, now, most).as('first')).selectAll())
    .execute();
  const isDue = rows.some(({ next_at }) => next_at !== null);
  return { isDue, toEdit: rows.filter(({ next_at }) => next_at === null).map(toPost) };
}

/** The message shows all changes that it was to show when the post was read. */
export async function noteEdited(db: Database, post: Post): Promise<void> {
  await thePost(db, post).set({ edits_shown: post.editsWanted, edit_next_at: 0, gone_since: null }).execute();
}

/**
 * The message can't be edited just now, and is tried again at `nextAt` (UTC ms). `goneSince`: since when Discord says that
 * it isn't there, if it does.
 */
export async function postponeEdit(
  db: Database,
  post: Post,
  nextAt: number,
  goneSince: number | null = null,
): Promise<void> {
  await thePost(db, post).set({ edit_next_at: nextAt, gone_since: goneSince }).execute();
}

/** All messages in a channel of the club are gone. */
export async function forgetMessagesIn(db: Database, guildId: string, channelId: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ message_id: null, gone_since: null })
    .where('guild_id', '=', guildId)
    .where('channel_id', '=', channelId)
    .execute();
}

export async function forgetMessage(db: Database, post: Post): Promise<void> {
  await thePost(db, post).set({ message_id: null, gone_since: null }).execute();
}

/**
 * Deletes posts that were finished, with all their pages, before an instant (UTC ms), and whose run or race was over by
 * then. What leaders were told of stays until it is mended, unless it is about such a post.
 */
export async function prunePosts(db: Database, instant: number): Promise<void> {
  const date = new Date(instant).toISOString().slice(0, 10);
  await sql`
    delete from outbox where finished_at < ${instant}
      and (kind <> 'leaders-told' or details like '%"post-refused"%')
      and not exists (
        select 1 from outbox as page
        where (page.id = coalesce(outbox.first_id, outbox.id) or page.first_id = coalesce(outbox.first_id, outbox.id))
          and (page.finished_at is null or page.finished_at >= ${instant})
      ) and not exists (
        select 1 from runs
        where runs.guild_id = outbox.guild_id and runs.number = outbox.run and runs.starts_at >= ${instant}
      ) and not exists (
        select 1 from races
        where races.guild_id = outbox.guild_id and races.number = outbox.race and races.date >= ${date}
      )`.execute(db);
}
