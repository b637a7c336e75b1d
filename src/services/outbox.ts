import type { Content } from '../domain/content.ts';
import { DAY } from '../domain/duration.ts';
import { isPostKind, type PostKind } from '../domain/post.ts';
import type { ChannelTrouble, Composed, PlaceWish, PostNotes } from '../domain/post-view.ts';
import { claimMilestones, forgetGivenUpMilestones } from '../storage/attendance.ts';
import type { Database } from '../storage/database.ts';
import { saveMentions } from '../storage/mentions.ts';
import {
  beginSending,
  detailsOf,
  doubtPost,
  forgetRefused,
  forgetTrouble,
  giveUp,
  listDuePosts,
  listWork,
  noteFailedLook,
  noteLooked,
  noteSent,
  type Post,
  planNextPage,
  postponePost,
  postponeRefused,
  prunePosts,
  saveDetails,
  wantEdit,
} from '../storage/outbox.ts';
import { acrossClubs, inClub } from '../storage/transaction.ts';
import { addWeeklyTip } from '../storage/weekly-tips.ts';
import { noteChannelTrouble, type TroubleNoted } from './channel-trouble.ts';
import { createCheckinPosts } from './checkin-posts.ts';
import { leaderPosts, tellOfRefused } from './leader-posts.ts';
import { drop, type PostComposers, type PostMoment } from './post-composer.ts';
import { createRacePosts } from './race-posts.ts';
import { runPosts } from './run-posts.ts';
import { createWeeklyTipPosts } from './weekly-tips.ts';

export type { Post } from '../storage/outbox.ts';

const MOST_AT_ONCE = 100;

/** What is to be sent where; or why nothing is. */
export type Prepared = Exclude<Composed, { readonly type: 'say-to-leaders' }>;

/** Looks for a channel that leaders see and the bot may write in: the club's own first, never the one in trouble. */
export type FindPlace = (guildId: string, wish: PlaceWish) => Promise<string | undefined>;

export function createComposers(content: Content): PostComposers {
  return {
    ...runPosts,
    ...createRacePosts(content),
    ...createCheckinPosts(content),
    ...createWeeklyTipPosts(content),
    ...leaderPosts,
  };
}

function compose<Kind extends PostKind>(
  composers: PostComposers,
  kind: Kind,
  trx: Database,
  post: Post,
  moment: PostMoment,
): Promise<Composed> {
  return composers[kind].compose({ ...moment, trx, post, details: detailsOf(kind, post) });
}

/** The only place that writes a post's notes, in the transaction that composed it. */
async function note(trx: Database, post: Post, notes: PostNotes): Promise<void> {
  const { mentions, more = false, details, milestones, weeklyTip } = notes;
  if (mentions) await saveMentions(trx, post, mentions);
  if (details) await saveDetails(trx, post, details);
  if (more) await planNextPage(trx, post);
  if (milestones && post.number !== null)
    await claimMilestones(trx, { guildId: post.guildId, number: post.number }, milestones);
  if (weeklyTip) await addWeeklyTip(trx, post.guildId, weeklyTip);
}

export function composeAndNote(db: Database, composers: PostComposers, post: Post, moment: PostMoment) {
  return inClub(db, post.guildId, async (trx) => {
    if (!isPostKind(post.kind)) return drop(`Nothing is known of ${post.kind}`);
    const composed = await compose(composers, post.kind, trx, post, moment);
    if (composed.type !== 'say-to-leaders' && composed.notes) await note(trx, post, composed.notes);
    return composed;
  });
}

/** The club's own channels, as far as they aren't the one in trouble. */
const findOwnPlace: FindPlace = async (_guildId, { preferred, except }) =>
  preferred.find((id) => id !== except);

/** Where a post went. */
interface Sent {
  readonly channelId: string;
  readonly messageId: string;
  readonly namesOthers?: boolean | undefined;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** What becomes of due posts: composed from what is true now, and every step of theirs noted. */
export function createOutbox(db: Database, composers: PostComposers, findPlace: FindPlace = findOwnPlace) {
  return {
    /** In one look: whether anything is due, and which messages are out of date. */
    listWork: (now: number) => listWork(db, now, MOST_AT_ONCE),
    due: (now: number, most: number) => listDuePosts(db, now, most),

    /** What the post says at `now`, and where; what has to be known of it later is written down before. */
    async makeReady(post: Post, now: number, late: boolean): Promise<Prepared> {
      const composed = await composeAndNote(db, composers, post, { now, late, again: false });
      if (composed.type !== 'say-to-leaders') return composed;
      const { wish, view } = composed;
      // Where Discord can't be asked, the club's own channel has to do.
      const channelId = await findPlace(post.guildId, wish).catch(() => findOwnPlace(post.guildId, wish));
      return channelId === undefined
        ? { type: 'drop', why: 'There is no other channel to say it in' }
        : { type: 'say', channelId, view };
    },

    /** Notes that a request is about to be made. False where the post was taken back meanwhile. */
    begin: (post: Post, channelId: string, now: number) => beginSending(db, post, channelId, now),

    /** `namesOthers`: it is to be edited once, for the names of people whom it didn't notify. */
    sent: (post: Post, { channelId, messageId, namesOthers = false }: Sent, now: number) =>
      inClub(db, post.guildId, async (trx) => {
        await noteSent(trx, post, { channelId, messageId, now });
        if (namesOthers) await wantEdit(trx, post);
        await composers[post.kind].sent?.(trx, post, { channelId, messageId });
        // The channel is mended, so leaders are to hear of it should it break again.
        await forgetTrouble(trx, post.guildId, channelId);
        await forgetRefused(trx, post);
      }),

    dropped: (post: Post, why: string, now: number) => giveUp(db, post, 'dropped', why, now),
    /** Discord won't have it: leaders are told once. */
    refused: (post: Post, why: string, now: number) =>
      inClub(db, post.guildId, async (trx) => {
        await giveUp(trx, post, 'failed', why, now);
        await tellOfRefused(trx, post, now);
      }),
    /** `surely`: Discord has said no, so it can't have arrived. */
    postponed: (post: Post, nextAt: number, why: string, surely?: boolean) =>
      postponePost(db, post, nextAt, why, surely),
    /** It waits for a channel to be mended, and so do all that wait for the same: one of them is tried at `nextAt`. */
    waitsForMending: (post: Post, { channelId, why }: ChannelTrouble, nextAt: number, surely: boolean) =>
      inClub(db, post.guildId, async (trx) => {
        await postponePost(trx, post, nextAt, why, surely);
        await postponeRefused(trx, { guildId: post.guildId, channelId, why }, nextAt);
      }),
    /** Discord says that its channel isn't there, since `goneSince`; that is looked at again at `nextAt`. */
    doubted: (post: Post, nextAt: number, goneSince: number, surely: boolean) =>
      doubtPost(db, post, nextAt, goneSince, surely),
    /** It was looked for and isn't there, up to the message with the id `until`. */
    looked: (post: Post, until: string | null) => noteLooked(db, post, until),
    /** It couldn't be looked for, or not to the end. */
    failedLook: (post: Post, until: string | null) => noteFailedLook(db, post, until),

    /** A channel can't be posted in: leaders are to be told once. */
    async channelTrouble(
      post: Post,
      channelId: string,
      why: ChannelTrouble['why'],
      now: number,
    ): Promise<TroubleNoted> {
      // Telling leaders can fail in the same way; that is for /club status to show, not for another post.
      if (post.kind === 'leaders-told') return 'known';
      return noteChannelTrouble(db, composers, post.guildId, { channelId, why }, now);
    },
  };
}

const KEPT_MS = 90 * DAY;

/** Deletes posts that nobody needs any more: finished, and about what was over, for 90 days. `now` in UTC ms. */
export async function pruneOldPosts(db: Database, now: number): Promise<void> {
  await acrossClubs(db, async (trx) => {
    // Which recaps were given up is told by their posts.
    await forgetGivenUpMilestones(trx);
    await prunePosts(trx, now - KEPT_MS);
  });
}
