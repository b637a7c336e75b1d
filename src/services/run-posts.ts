import type { ClubSettings } from '../domain/club.ts';
import { going, type Place } from '../domain/roster.ts';
import { type Change, phaseOf, type Run, runKeyOf, subjectOf } from '../domain/run.ts';
import type { RunPostView } from '../domain/run-view.ts';
import { listWanting } from '../storage/choices.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { whoHeard } from '../storage/mentions.ts';
import { laterWasDue, type Post, planPost } from '../storage/posts.ts';
import { forgetCard, noteCard, placesOf, runOf, runsAhead } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import { drop, type Moment, type PostComposer, pageOf } from './post-composer.ts';

/** How long a card is brought up to date after the start, in ms: what is older is read by nobody. */
const SHOWN_AFTER_MS = 2 * 24 * 60 * 60_000;

/** What there is to say, or why there is nothing. */
type Said = RunPostView | string;

/** A run as it is when its post is composed. */
interface Told extends Moment {
  readonly trx: Database;
  readonly post: Post;
  readonly run: Run;
  readonly settings: ClubSettings;
  readonly places: readonly Place[];
}

/** Users who answered one of these, in the order they came. */
function whoAnswered(places: readonly Place[], answers: readonly Place['answer'][]): string[] {
  return [...places]
    .sort((a, b) => a.order - b.order)
    .filter(({ answer }) => answers.includes(answer))
    .map(({ userId }) => userId);
}

/** What is posted about runs by itself, in the channel where their card is. */
export function createRunPosts(db: Database) {
  /** A composer for a kind of post that speaks of a run which is still there. */
  function about(view: (told: Told) => Said | Promise<Said>): PostComposer {
    return {
      compose: (post, moment) =>
        inClub(db, post.guildId, async (trx) => {
          const key = runKeyOf(post.subject);
          const run = key && (await runOf(trx, key));
          const settings = await settingsOf(trx, post.guildId);
          if (!run || !settings) return drop('The run is gone');
          const said = await view({ ...moment, trx, post, run, settings, places: await placesOf(trx, run) });
          if (typeof said === 'string') return drop(said);
          return { type: 'say', channelId: run.card?.channelId ?? settings.runsChannelId, view: said };
        }),
    };
  }

  /** After downtime several reminders of a run may be due at once; only the last of them still says something. */
  const laterReminderIsDue = ({ trx, post, run, now }: Told) =>
    laterWasDue(trx, post, `%:${run.startsAt}:%`, now);

  const card: PostComposer = {
    ...about(({ run, places, again, now }) => {
      const shown = again ? now < run.startsAt + SHOWN_AFTER_MS : phaseOf(run, now) === 'open';
      return shown ? { type: 'run-card', run, places } : 'The run was over or cancelled';
    }),
    async sent(trx, { subject }, { channelId, messageId }) {
      const key = runKeyOf(subject);
      if (key) await noteCard(trx, key, channelId, messageId);
    },
    async lost(trx, { subject }) {
      const key = runKeyOf(subject);
      if (key) await forgetCard(trx, key);
    },
    async leaving(trx, guildId, channelId, now) {
      // One that is cancelled may be on again.
      for (const run of await runsAhead(trx, guildId, now)) {
        if (run.card?.channelId !== channelId) continue;
        await forgetCard(trx, run);
        const key = { kind: 'run-card', subject: subjectOf(run), slot: `card:${channelId}` } as const;
        await planPost(trx, guildId, key, now);
      }
    },
  };

  const reminder = about(async (told) => {
    const { trx, post, run, settings, places, now, late } = told;
    const [minutes, startsAt] = post.slot.split(':');
    const phase = phaseOf(run, now);
    if (phase !== 'open') return phase === 'started' ? 'The run had started' : 'The run was cancelled';
    if (startsAt !== String(run.startsAt)) return 'The run was moved';
    // One that was due while the run was cancelled is planned again as the club had chosen before.
    const givenUp = !settings.reminders.includes(Number(minutes));
    if (givenUp && post.triedAt === null) return 'The club chose other reminders';
    if (await laterReminderIsDue(told)) return 'A later reminder was due as well';
    const seated = going(places).map(({ userId }) => userId);
    if (seated.length === 0) return 'Nobody was going';
    const mention = await pageOf(trx, post, await listWanting(trx, run.guildId, seated, 'run-reminders'));
    return mention.length > 0
      ? { type: 'run-reminder', run, places, mention, late }
      : 'Nobody wanted to be reminded';
  });

  const change = about(async ({ trx, post, run, places, now, late }) => {
    if (phaseOf(run, now) !== 'open') return 'The run was over or cancelled';
    const changed = (post.slot.split(':')[1] ?? '').split('+') as Change['part'][];
    const mention = await pageOf(trx, post, whoAnswered(places, ['going', 'waiting', 'maybe']));
    return mention.length > 0 ? { type: 'run-change', run, changed, mention, late } : 'Nobody was concerned';
  });

  const cancelled = about(async ({ trx, post, run, places, now, late }) => {
    if (run.cancelledAt === null) return 'The run is on again';
    if (now > run.startsAt) return 'The run would have been over';
    const mention = await pageOf(trx, post, whoAnswered(places, ['going', 'waiting', 'maybe']));
    return mention.length > 0 ? { type: 'run-cancelled', run, mention, late } : 'Nobody was concerned';
  });

  const onAgain = about(async ({ trx, post, run, places, now, late }) => {
    if (phaseOf(run, now) !== 'open') return 'The run was over or cancelled';
    const concerned = whoAnswered(places, ['going', 'waiting', 'maybe']);
    const heard = await whoHeard(trx, 'run-cancelled', post, concerned);
    const mention = await pageOf(trx, post, heard);
    return mention.length > 0 ? { type: 'run-on-again', run, mention, late } : 'Nobody was concerned';
  });

  const promotion = about(({ post, run, places, now, late }) => {
    const place = places.find(({ order }) => String(order) === post.slot);
    if (phaseOf(run, now) !== 'open') return 'The run was over or cancelled';
    return place?.answer === 'going'
      ? { type: 'run-promotion', run, userId: place.userId, late }
      : 'They had given up the place again';
  });

  return {
    'run-card': card,
    'run-reminder': reminder,
    'run-change': change,
    'run-cancelled': cancelled,
    'run-on-again': onAgain,
    'run-promotion': promotion,
  };
}
