import type { ChannelTrouble, Composed, PostView } from '../domain/post-view.ts';
import { going, type Place } from '../domain/roster.ts';
import { type Change, phaseOf, type Run, runKeyOf } from '../domain/run.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import {
  beginSending,
  duePosts,
  forgetTrouble,
  giveUp,
  nonceOf,
  noteSent,
  type Post,
  planPost,
  postponed,
} from '../storage/posts.ts';
import { noteCard, placesOf, runOf } from '../storage/runs.ts';

import { keepSeriesGoing } from './series.ts';

export type { Post } from '../storage/posts.ts';

/** Knows what is due and what to say, and notes what becomes of it. */
export interface PostDesk {
  /** Makes what has to be there before anything is due, such as the next run of a series. */
  upkeep(now: number, onTrouble: (error: unknown) => void): Promise<void>;
  due(now: number, most: number): Promise<Post[]>;
  /** What the post says at `now`, and where. */
  compose(post: Post, late: boolean): Promise<Composed>;
  nonceOf(post: Post): string;
  /** Notes that a request is about to be made. False where the post was taken back meanwhile. */
  begin(post: Post, channelId: string, now: number): Promise<boolean>;
  sent(post: Post, channelId: string, messageId: string, now: number): Promise<void>;
  dropped(post: Post, why: string, now: number): Promise<void>;
  refused(post: Post, why: string, now: number): Promise<void>;
  postponed(post: Post, nextAt: number, why: string): Promise<void>;
  /** A channel can't be posted in: leaders are to be told once. */
  channelTrouble(post: Post, channelId: string, why: ChannelTrouble['why'], now: number): Promise<void>;
}

/** Discord notifies at most a hundred users of a message; the rest of them get one of their own. */
const MOST_MENTIONED = 90;

const drop = (why: string): Composed => ({ type: 'drop', why });

/** Users who answered one of these, in the order they came. */
function whoAnswered(places: readonly Place[], answers: readonly Place['answer'][]): string[] {
  return [...places]
    .sort((a, b) => a.order - b.order)
    .filter(({ answer }) => answers.includes(answer))
    .map(({ userId }) => userId);
}

/** What becomes of due posts: composed from what is true now, and every step of theirs noted. */
export function createPostDesk(db: Database, clock: () => number): PostDesk {
  /** The part of a long list of people that a post is for, by the page at the end of its slot. The next is planned. */
  async function pageOf(post: Post, users: readonly string[]): Promise<readonly string[]> {
    const [page = 1] = post.slot.split(':').slice(-1).map(Number);
    const from = (page - 1) * MOST_MENTIONED;
    if (users.length > from + MOST_MENTIONED) {
      const slot = post.slot.replace(/\d+$/, String(page + 1));
      await planPost(db, post.guildId, { ...post, slot }, post.dueAt);
    }
    return users.slice(from, from + MOST_MENTIONED);
  }

  /** After downtime several reminders of a run may be due at once; only the last of them still says something. */
  async function laterReminderIsDue(post: Post, run: Run): Promise<boolean> {
    const minutes = Number(post.slot.split(':')[0]);
    const { reminders = [] } = (await settingsOf(db, post.guildId)) ?? {};
    return reminders.some((other) => other < minutes && run.startsAt - other * 60_000 <= clock());
  }

  async function viewOf(
    post: Post,
    run: Run,
    places: readonly Place[],
    late: boolean,
  ): Promise<PostView | string> {
    const phase = phaseOf(run, clock());
    switch (post.kind) {
      case 'run-card':
        return phase === 'open' ? { type: 'run-card', run, places } : 'The run was over or cancelled';
      case 'run-reminder': {
        if (phase !== 'open') return phase === 'started' ? 'The run had started' : 'The run was cancelled';
        if (post.slot.split(':')[1] !== String(run.startsAt)) return 'The run was moved';
        if (await laterReminderIsDue(post, run)) return 'A later reminder was due as well';
        const mention = await pageOf(
          post,
          going(places).map(({ userId }) => userId),
        );
        return mention.length > 0 ? { type: 'run-reminder', run, places, mention, late } : 'Nobody was going';
      }
      case 'run-change': {
        if (phase !== 'open') return 'The run was over or cancelled';
        const changed = (post.slot.split(':')[1] ?? '').split('+') as Change['part'][];
        const mention = await pageOf(post, whoAnswered(places, ['going', 'waiting', 'maybe']));
        return mention.length > 0
          ? { type: 'run-change', run, changed, mention, late }
          : 'Nobody was concerned';
      }
      case 'run-cancelled': {
        const mention = await pageOf(post, whoAnswered(places, ['going', 'waiting', 'maybe']));
        if (clock() > run.startsAt) return 'The run would have been over';
        return mention.length > 0 ? { type: 'run-cancelled', run, mention, late } : 'Nobody was concerned';
      }
      case 'run-promotion': {
        const [userId = '', order] = post.slot.split(':');
        const place = places.find((one) => one.userId === userId);
        if (phase !== 'open') return 'The run was over or cancelled';
        return place?.answer === 'going' && String(place.order) === order
          ? { type: 'run-promotion', run, userId, late }
          : 'They had given up the place again';
      }
      default:
        return `Nothing is known of ${post.kind}`;
    }
  }

  async function composeForLeaders(post: Post): Promise<Composed> {
    const settings = await settingsOf(db, post.guildId);
    const [channelId = '', why = ''] = post.subject.split(':').slice(1);
    if (!settings) return drop('The club is not set up');
    const elsewhere = [settings.recoveryChannelId, settings.runsChannelId].find((id) => id !== channelId);
    if (!elsewhere) return drop('There is no other channel to say it in');
    const trouble = { channelId, why: why as ChannelTrouble['why'] };
    return {
      type: 'say',
      channelId: elsewhere,
      view: { type: 'leaders-told', trouble, leaderRoleId: settings.leaderRoleId },
    };
  }

  return {
    upkeep: (now, onTrouble) => keepSeriesGoing(db, now, onTrouble),
    due: (now, most) => duePosts(db, now, most),
    nonceOf,

    async compose(post, late) {
      if (post.kind === 'leaders-told') return composeForLeaders(post);
      const key = runKeyOf(post.subject);
      const [run, settings] = key ? await Promise.all([runOf(db, key), settingsOf(db, post.guildId)]) : [];
      if (!run || !settings) return drop('The run is gone');
      const view = await viewOf(post, run, await placesOf(db, run), late);
      if (typeof view === 'string') return drop(view);
      // Everything about a run stands where its card is.
      return { type: 'say', channelId: run.card?.channelId ?? settings.runsChannelId, view };
    },

    begin: (post, channelId, now) => beginSending(db, post, channelId, now),

    sent: (post, channelId, messageId, now) =>
      db.transaction().execute(async (trx) => {
        await noteSent(trx, post, { channelId, messageId, now });
        const key = post.kind === 'run-card' ? runKeyOf(post.subject) : undefined;
        if (key) await noteCard(trx, key, channelId, messageId);
        // The channel is mended, so leaders are to hear of it should it break again.
        await forgetTrouble(trx, post.guildId, channelId);
      }),

    dropped: (post, why, now) => giveUp(db, post, 'dropped', why, now),
    refused: (post, why, now) => giveUp(db, post, 'failed', why, now),
    postponed: (post, nextAt, why) => postponed(db, post, nextAt, why),

    async channelTrouble(post, channelId, why, now) {
      // Telling leaders can fail in the same way; that is for /club status to show, not for another post.
      if (post.kind === 'leaders-told') return;
      const key = {
        kind: 'leaders-told',
        subject: `${post.guildId}:${channelId}:${why}`,
        slot: 'once',
      } as const;
      await planPost(db, post.guildId, key, now);
    },
  };
}
