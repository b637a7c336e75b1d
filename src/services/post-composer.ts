import type { PostDetails, PostKind } from '../domain/post.ts';
import type { Composed, Dropped, Mention, PostNotes } from '../domain/post-view.ts';
import type { Race } from '../domain/race.ts';
import type { Run } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { listMentionedOnOtherPages, listMentions } from '../storage/mentions.ts';
import type { Post } from '../storage/outbox.ts';
import { findRace } from '../storage/races.ts';

/** When a post is composed, in UTC ms, and why. */
export interface PostMoment {
  readonly now: number;
  /** It comes later than it should have, and has to say so. */
  readonly late: boolean;
  /** It was sent before and is being brought up to date. */
  readonly again: boolean;
}

/** A post that is composed, with its details, and the transaction in which everything is read that it says. */
export interface Composing<Kind extends PostKind> extends PostMoment {
  readonly trx: Database;
  readonly post: Post;
  readonly details: PostDetails<Kind>;
}

/** Knows what posts of one kind say. Every feature that posts gives one for each of its kinds. */
export interface PostComposer<Kind extends PostKind> {
  /**
   * What the post says, from what is true at that moment, where, and what is to be noted; or why there is nothing to say
   * any more. It only reads: writing is for the outbox.
   */
  compose(composing: Composing<Kind>): Promise<Composed>;
  /** Done in the transaction in which it is noted that the post was sent. */
  sent?(trx: Database, post: Post, to: NonNullable<Run['card']>): Promise<void>;
  /** Done when it turns out that somebody has deleted the message. */
  lost?(trx: Database, post: Post, now: number): Promise<void>;
  /** Done when a channel of the club was deleted or given up: what must not be lost with it is posted anew. */
  leaving?(trx: Database, guildId: string, channelId: string, now: number): Promise<void>;
}

export type PostComposers = { readonly [Kind in PostKind]: PostComposer<Kind> };

export async function findRaceOf(trx: Database, { guildId, number }: Post): Promise<Race | undefined> {
  return number === null ? undefined : findRace(trx, { guildId, number });
}

export const drop = (why: string, notes: PostNotes = {}): Dropped => ({ type: 'drop', why, notes });

/**
 * Discord notifies at most a hundred users of a message, and takes 4,000 characters in all, of which the longest run
 * needs more than half. The rest of the users get a message of their own.
 */
export const MOST_MENTIONED = 70;

/** The part of a long list of people that one page of a post mentions, and what has to be noted of that. */
export interface Page {
  readonly mention: readonly string[];
  readonly notes: PostNotes;
}

/**
 * The part of `users` that a page is for: those whom no other page of the post mentions. They are noted before it is
 * sent, and the next page is planned where there are more. So whoever comes or leaves meanwhile, nobody is left out and
 * nobody is mentioned twice.
 */
export async function findPage(trx: Database, post: Post, users: readonly string[]): Promise<Page> {
  const elsewhere = await listMentionedOnOtherPages(trx, post);
  const free = users.filter((userId) => !elsewhere.has(userId));
  const mine = new Set((await listMentions(trx, post)).map(({ userId }) => userId));
  // A page that may have arrived stays one for the same people.
  const inDoubt = post.triedAt !== null && mine.size > 0;
  const mention = inDoubt ? free.filter((userId) => mine.has(userId)) : free.slice(0, MOST_MENTIONED);
  const mentions = inDoubt ? undefined : mention.map((userId): Mention => ({ userId, onDate: null }));
  return { mention, notes: { mentions, more: free.length > mention.length } };
}
