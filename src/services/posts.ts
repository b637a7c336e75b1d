import type { Content } from '../domain/content.ts';
import type { ChannelTrouble, Composed } from '../domain/post-view.ts';
import type { Database } from '../storage/database.ts';
import {
  beginSending,
  duePosts,
  forgetTrouble,
  giveUp,
  nonceOf,
  noteSent,
  type Post,
  postponed,
} from '../storage/posts.ts';
import { noteChannelTrouble } from './channel-trouble.ts';
import { createCheckinPosts } from './checkin-posts.ts';
import { createLeaderPosts, type FindPlace } from './leader-posts.ts';
import { composerFor, type PostComposers } from './post-composer.ts';
import { createRacePosts } from './race-posts.ts';
import { createRecapPosts } from './recap-posts.ts';
import { createRunPosts } from './run-posts.ts';
import { createWeeklyTipPosts } from './weekly-tips.ts';

export type { Post } from '../storage/posts.ts';

import { inClub } from '../storage/transaction.ts';

/** Knows what is due and what to say, and notes what becomes of it. */
export interface PostDesk {
  due(now: number, most: number): Promise<Post[]>;
  /** What the post says at `now` (UTC ms), and where. */
  compose(post: Post, now: number, late: boolean): Promise<Composed>;
  nonceOf(post: Post): string;
  /** Notes that a request is about to be made. False where the post was taken back meanwhile. */
  begin(post: Post, channelId: string, now: number): Promise<boolean>;
  sent(post: Post, channelId: string, messageId: string, now: number): Promise<void>;
  dropped(post: Post, why: string, now: number): Promise<void>;
  refused(post: Post, why: string, now: number): Promise<void>;
  /** `surely`: Discord has said no, so it can't have arrived. */
  postponed(post: Post, nextAt: number, why: string, surely?: boolean): Promise<void>;
  /** A channel can't be posted in: leaders are to be told once. */
  channelTrouble(post: Post, channelId: string, why: ChannelTrouble['why'], now: number): Promise<void>;
}

/** What some posts need beside what is stored. */
export interface ComposerParts {
  readonly findPlace?: FindPlace | undefined;
}

/** All that is posted by itself. */
export function createComposers(
  db: Database,
  content: Content,
  { findPlace }: ComposerParts = {},
): PostComposers {
  return {
    ...createRunPosts(db),
    ...createRecapPosts(db),
    ...createRacePosts(db, content),
    ...createCheckinPosts(db, content),
    ...createWeeklyTipPosts(db, content),
    ...createLeaderPosts(db, findPlace),
  };
}

/** What becomes of due posts: composed from what is true now, and every step of theirs noted. */
export function createPostDesk(db: Database, composers: PostComposers): PostDesk {
  return {
    due: (now, most) => duePosts(db, now, most),
    nonceOf,
    compose: (post, now, late) => composerFor(post, composers).compose(post, { now, late, again: false }),
    begin: (post, channelId, now) => beginSending(db, post, channelId, now),

    sent: (post, channelId, messageId, now) =>
      inClub(db, post.guildId, async (trx) => {
        await noteSent(trx, post, { channelId, messageId, now });
        await composerFor(post, composers).sent?.(trx, post, { channelId, messageId });
        // The channel is mended, so leaders are to hear of it should it break again.
        await forgetTrouble(trx, post.guildId, channelId);
      }),

    dropped: (post, why, now) => giveUp(db, post, 'dropped', why, now),
    refused: (post, why, now) => giveUp(db, post, 'failed', why, now),
    postponed: (post, nextAt, why, surely) => postponed(db, post, nextAt, why, surely),

    async channelTrouble(post, channelId, why, now) {
      // Telling leaders can fail in the same way; that is for /club status to show, not for another post.
      if (post.kind !== 'leaders-told')
        await noteChannelTrouble(db, composers, post.guildId, { channelId, why }, now);
    },
  };
}
