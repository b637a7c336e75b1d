import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type PostKey, type PostState, pageIn, slotsOfPages } from '../domain/post.ts';
import type { Database } from './database.ts';
import type { PostTable } from './schema.ts';

/** A post as it is kept: its key, when it is due and what has become of it. Instants in UTC ms. */
export interface Post extends PostKey {
  readonly id: number;
  readonly guildId: string;
  readonly dueAt: number;
  readonly state: PostState;
  readonly tries: number;
  readonly triedAt: number | null;
  readonly error: string | null;
  readonly channelId: string | null;
  readonly messageId: string | null;
  readonly finishedAt: number | null;
  /** How many changes it had been asked to show when it was read. */
  readonly editsWanted: number;
}

function postIn(row: Selectable<PostTable>): Post {
  return {
    id: row.id,
    guildId: row.guild_id,
    kind: row.kind,
    subject: row.subject,
    slot: row.slot,
    dueAt: row.due_at,
    state: row.state,
    tries: row.tries,
    triedAt: row.tried_at,
    error: row.error,
    channelId: row.channel_id,
    messageId: row.message_id,
    finishedAt: row.finished_at,
    editsWanted: row.edits_wanted,
  };
}

/** What Discord knows a post by for a few minutes: made from its key alone, at most 25 characters. */
export function nonceOf({ kind, subject, slot }: PostKey): string {
  return createHash('sha256').update(`${kind} ${subject} ${slot}`).digest('base64url').slice(0, 25);
}

/** Plans a post. One that is planned already is left as it is, so planning twice is planning once. */
export async function planPost(db: Database, guildId: string, key: PostKey, dueAt: number): Promise<void> {
  await db
    .insertInto('posts')
    .values({
      guild_id: guildId,
      kind: key.kind,
      subject: key.subject,
      slot: key.slot,
      due_at: dueAt,
      state: 'waiting',
      tries: 0,
      next_at: dueAt,
      tried_at: null,
      error: null,
      channel_id: null,
      message_id: null,
      finished_at: null,
      edits_wanted: 0,
      edits_shown: 0,
      edit_next_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Plans one more page of a post, unless another page is still to be sent: that one takes whoever is left. */
export async function planNextPage(db: Database, post: Post): Promise<void> {
  const slots = slotsOfPages(post.slot);
  const pages = await db
    .selectFrom('posts')
    .select(['id', 'slot', 'next_at'])
    .where('kind', '=', post.kind)
    .where('subject', '=', post.subject)
    .where('slot', 'like', `${slots}%`)
    .execute();
  if (pages.some(({ id, next_at }) => id !== post.id && next_at !== null)) return;
  const last = Math.max(...pages.map(({ slot }) => pageIn(slot)));
  await planPost(db, post.guildId, { ...post, slot: `${slots}${last + 1}` }, post.dueAt);
}

/**
 * Takes back what is planned for a subject and has not begun to be sent: all of it, or what has a slot that begins with
 * `slotsFrom`, or what is due after the instant `dueAfter` (UTC ms).
 */
export async function dropPlanned(
  db: Database,
  kind: PostKey['kind'],
  subject: string,
  { slotsFrom = '', dueAfter }: { readonly slotsFrom?: string; readonly dueAfter?: number | undefined } = {},
): Promise<void> {
  const planned = db
    .deleteFrom('posts')
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('slot', 'like', `${slotsFrom}%`)
    .where('state', '=', 'waiting');
  await (dueAfter === undefined ? planned : planned.where('due_at', '>', dueAfter)).execute();
}

/** Posts of some kinds about a subject, which goes by the same name as one of another kind may. */
export interface PostsOfKinds {
  readonly kinds: readonly PostKey['kind'][];
  readonly subject: string;
}

/** Nothing is sent any more of what is planned about a subject, unless `takeUpAgain` says so. `now` in UTC ms. */
export async function dropForNow(
  db: Database,
  { kinds, subject }: PostsOfKinds,
  why: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('posts')
    .set({ state: 'dropped', next_at: null, error: why, finished_at: now })
    .where('kind', 'in', [...kinds])
    .where('subject', '=', subject)
    .where('state', '=', 'waiting')
    .execute();
}

/** Whatever about a subject was dropped since an instant (UTC ms) is planned again, for when it was planned before. */
export async function takeUpAgain(
  db: Database,
  { kinds, subject }: PostsOfKinds,
  since: number,
): Promise<void> {
  await db
    .updateTable('posts')
    .set((row) => ({ state: 'waiting' as const, next_at: row.ref('due_at'), error: null, finished_at: null }))
    .where('kind', 'in', [...kinds])
    .where('subject', '=', subject)
    .where('state', '=', 'dropped')
    .where('finished_at', '>=', since)
    .execute();
}

/** Whether another post of the kind about the same, with a slot like that, fell due after this one and by `now`. */
export async function laterWasDue(
  db: Database,
  { kind, subject, dueAt }: Post,
  slotLike: string,
  now: number,
): Promise<boolean> {
  const later = await db
    .selectFrom('posts')
    .select('id')
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('slot', 'like', slotLike)
    .where('due_at', '>', dueAt)
    .where('due_at', '<=', now)
    .executeTakeFirst();
  return later !== undefined;
}

/** Whatever of a club waits to be tried again is tried at once: something may have been mended. */
export async function retryNow(db: Database, guildId: string, now: number): Promise<void> {
  const ofClub = db.updateTable('posts').where('guild_id', '=', guildId);
  await ofClub.set({ next_at: now }).where('next_at', '>', now).where('due_at', '<=', now).execute();
  await ofClub.set({ edit_next_at: 0 }).where('edit_next_at', '>', now).execute();
}

/**
 * Posts that are due at `now`, at most `most`: first the earliest of each club, then the second of each, so that none
 * waits behind another club's.
 */
export async function duePosts(db: Database, now: number, most: number): Promise<Post[]> {
  const rows = await db
    .with('due', (select) =>
      select
        .selectFrom('posts')
        .innerJoin('clubs', 'clubs.guild_id', 'posts.guild_id')
        .selectAll('posts')
        .select((row) =>
          row.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('posts.guild_id').orderBy('next_at').orderBy('id'))
            .as('turn'),
        )
        .where('next_at', '<=', now)
        .where('clubs.left_at', 'is', null),
    )
    .selectFrom('due')
    .selectAll()
    .orderBy('turn')
    .orderBy('next_at')
    .limit(most)
    .execute();
  return rows.map(postIn);
}

/**
 * Notes that a request for the post is about to be made; from here on a crash leaves it in doubt. False where the post
 * has been taken back or finished meanwhile. `tried_at` keeps the time of the first try, the channel is the latest.
 */
export async function beginSending(
  db: Database,
  post: Post,
  channelId: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('posts')
    .set((row) => ({
      state: 'sending' as const,
      channel_id: channelId,
      tries: row('tries', '+', 1),
      tried_at: row.fn.coalesce('tried_at', row.val(now)),
    }))
    .where('id', '=', post.id)
    .where('next_at', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function noteSent(
  db: Database,
  post: Post,
  sent: { readonly channelId: string; readonly messageId: string; readonly now: number },
): Promise<void> {
  await db
    .updateTable('posts')
    .set({
      state: 'sent',
      next_at: null,
      channel_id: sent.channelId,
      message_id: sent.messageId,
      finished_at: sent.now,
      error: null,
      // It was composed after the post was read; what changed since then it may not show.
      edits_shown: post.editsWanted,
    })
    .where('id', '=', post.id)
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
  await db
    .updateTable('posts')
    .set({ state, next_at: null, error, finished_at: now })
    .where('id', '=', post.id)
    .execute();
}

/**
 * It could not be sent just now, and is tried again at `nextAt`. `surely`: Discord has said no, so that nobody need look
 * for it before the next try.
 */
export async function postponed(
  db: Database,
  post: Post,
  nextAt: number,
  error: string,
  surely = false,
): Promise<void> {
  await db
    .updateTable('posts')
    .set({ state: 'waiting', next_at: nextAt, error, ...(surely ? { tried_at: null } : {}) })
    .where('id', '=', post.id)
    .execute();
}

/**
 * For `/club status`: what is due next, what was sent last, and what could not be sent lately, be it that it waits for
 * something to be mended.
 */
export async function postsOfClub(
  db: Database,
  guildId: string,
  which: 'next' | 'sent' | 'failed',
  most: number,
): Promise<Post[]> {
  const all = db.selectFrom('posts').selectAll().where('guild_id', '=', guildId).limit(most);
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
  return (await asked[which]().execute()).map(postIn);
}

/** Channels of which leaders have been told that they can't be posted in, and that haven't been posted in since. */
export async function channelsInTrouble(db: Database, guildId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('posts')
    .select('subject')
    .where('guild_id', '=', guildId)
    .where('kind', '=', 'leaders-told')
    .execute();
  return [...new Set(rows.flatMap(({ subject }) => /^\d+:(\d+):/.exec(subject)?.[1] ?? []))];
}

/** Forgets that leaders have been told of trouble with a channel. */
export async function forgetTrouble(db: Database, guildId: string, channelId: string): Promise<void> {
  await db
    .deleteFrom('posts')
    .where('guild_id', '=', guildId)
    .where('kind', '=', 'leaders-told')
    .where('subject', 'like', `${guildId}:${channelId}:%`)
    .execute();
}

/** Posts of a kind about a subject; of one slot, or of all. */
export type PostsAbout = Pick<PostKey, 'kind' | 'subject'> & Partial<Pick<PostKey, 'slot'>>;

/** Posts are to be brought up to date: they say something that is no longer so, or will when they are sent. */
export async function wantUpToDate(db: Database, { kind, subject, slot }: PostsAbout): Promise<void> {
  const about = db
    .updateTable('posts')
    .set((row) => ({ edits_wanted: row('edits_wanted', '+', 1) }))
    .where('kind', '=', kind)
    .where('subject', '=', subject);
  await (slot === undefined ? about : about.where('slot', '=', slot)).execute();
}

/** Posts whose message doesn't show the latest and may be edited at `now` (UTC ms), longest waiting first. */
export async function postsToEdit(db: Database, now: number, most: number): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .innerJoin('clubs', 'clubs.guild_id', 'posts.guild_id')
    .selectAll('posts')
    .whereRef('edits_wanted', '>', 'edits_shown')
    .where('edit_next_at', '<=', now)
    .where('message_id', 'is not', null)
    .where('clubs.left_at', 'is', null)
    .orderBy('edit_next_at')
    .limit(most)
    .execute();
  return rows.map(postIn);
}

const thePost = (db: Database, { id }: Post) => db.updateTable('posts').where('id', '=', id);

/** Which changes the message should show by now. */
export async function editsWanted(db: Database, { id }: Post): Promise<number> {
  const row = await db.selectFrom('posts').select('edits_wanted').where('id', '=', id).executeTakeFirst();
  return row?.edits_wanted ?? 0;
}

/** The message shows all changes up to `shown`. */
export async function noteEdited(db: Database, post: Post, shown: number): Promise<void> {
  await thePost(db, post).set({ edits_shown: shown, edit_next_at: 0 }).execute();
}

/** The message can't be edited just now, and is tried again at `nextAt` (UTC ms). */
export async function postponeEdit(db: Database, post: Post, nextAt: number): Promise<void> {
  await thePost(db, post).set({ edit_next_at: nextAt }).execute();
}

/** All messages in a channel of the club are gone. */
export async function forgetMessagesIn(db: Database, guildId: string, channelId: string): Promise<void> {
  await db
    .updateTable('posts')
    .set({ message_id: null })
    .where('guild_id', '=', guildId)
    .where('channel_id', '=', channelId)
    .execute();
}

/** The message is gone from the channel. */
export async function forgetMessage(db: Database, post: Post): Promise<void> {
  await thePost(db, post).set({ message_id: null }).execute();
}
