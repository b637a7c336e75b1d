import type { PostKind } from '../domain/post.ts';
import type { Composed } from '../domain/post-view.ts';
import type { Database } from '../storage/database.ts';
import { listMentions, listMentionsOfOtherPages, saveMentions } from '../storage/mentions.ts';
import { type Post, planNextPage } from '../storage/posts.ts';

/** When a post is composed, in UTC ms, and why. */
export interface Moment {
  readonly now: number;
  /** It comes later than it should have, and has to say so. */
  readonly late: boolean;
  /** It was sent before and is being brought up to date. */
  readonly again: boolean;
}

/** Where a post was sent. */
interface SentTo {
  readonly channelId: string;
  readonly messageId: string;
}

/** Knows what posts of one kind say. Every feature that posts gives one for each of its kinds. */
export interface PostComposer {
  /** What the post says, from what is true at that moment, and where; or why there is nothing to say any more. */
  compose(post: Post, moment: Moment): Promise<Composed>;
  /** Done in the transaction in which it is noted that the post was sent. */
  sent?(trx: Database, post: Post, to: SentTo): Promise<void>;
  /** Done when it turns out that somebody has deleted the message. */
  lost?(db: Database, post: Post): Promise<void>;
  /** Done when a channel of the club was deleted or given up: what must not be lost with it is posted anew. */
  leaving?(trx: Database, guildId: string, channelId: string, now: number): Promise<void>;
}

/** A composer for each kind of post there is. */
export type PostComposers = Readonly<Record<PostKind, PostComposer>>;

/** A post may have been planned by a newer version, which knew kinds that this one doesn't. */
const unknown: PostComposer = { compose: async ({ kind }) => drop(`Nothing is known of ${kind}`) };

export function composerFor({ kind }: Post, composers: PostComposers): PostComposer {
  return Object.hasOwn(composers, kind) ? composers[kind] : unknown;
}

export const drop = (why: string): Composed => ({ type: 'drop', why });

/**
 * Discord notifies at most a hundred users of a message, and takes 4,000 characters in all, of which the longest run
 * needs more than half. The rest of the users get a message of their own.
 */
export const MOST_MENTIONED = 70;

/**
 * The part of a long list of people that a post is for: those whom no other page of it mentions. They are written down
 * before the post is sent, and the next page is planned where there are more. So whoever comes or leaves meanwhile,
 * nobody is left out and nobody is mentioned twice. To be called in the transaction in which `users` were read.
 */
export async function pageOf(
  trx: Database,
  post: Post,
  users: readonly string[],
): Promise<readonly string[]> {
  const elsewhere = await listMentionsOfOtherPages(trx, post);
  const free = users.filter((userId) => !elsewhere.has(userId));
  const mine = await listMentions(trx, post);
  // A page that may have arrived stays one for the same people.
  const inDoubt = post.triedAt !== null && mine.size > 0;
  const page = inDoubt ? free.filter((userId) => mine.has(userId)) : free.slice(0, MOST_MENTIONED);
  if (!inDoubt) await saveMentions(trx, post, page);
  if (free.length > page.length) await planNextPage(trx, post);
  return page;
}
