import { DAY } from '../domain/duration.ts';
import type { PostKind } from '../domain/post.ts';
import type { PostNotes } from '../domain/post-view.ts';
import { going, type Rsvp } from '../domain/roster.ts';
import { phaseOf, type Run } from '../domain/run.ts';
import type { RunPostView } from '../domain/run-view.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import { listWhoHeard } from '../storage/mentions.ts';
import { listPosts, planPost } from '../storage/outbox.ts';
import { forgetCard, listRsvps, listRunsAhead, noteCard } from '../storage/runs.ts';
import { type Composing, drop, findPage, findRunOf, type PostComposer } from './post-composer.ts';

/** How long a card is brought up to date after the start, in ms: what is older is read by nobody. */
const SHOWN_AFTER_MS = 2 * DAY;

/** News that a run is cancelled, and that it is on again. */
export const RUN_NEWS = ['run-cancelled', 'run-on-again'] as const;

/** What there is to say with what is to be noted of it, or why there is nothing. */
type RunSaid = { readonly view: RunPostView; readonly notes?: PostNotes } | string;

/** A run as it is when its post is composed. */
interface RunComposing<Kind extends PostKind> extends Composing<Kind> {
  readonly run: Run;
  readonly rsvps: readonly Rsvp[];
}

/** A composer for a kind of post that speaks of a run which is still there. */
function about<Kind extends PostKind>(
  say: (composing: RunComposing<Kind>) => RunSaid | Promise<RunSaid>,
): Pick<PostComposer<Kind>, 'compose'> {
  return {
    async compose(composing) {
      const { trx, post } = composing;
      const run = await findRunOf(trx, post);
      const channelId =
        run && (run.card?.channelId ?? (await findSettings(trx, post.guildId))?.runsChannelId);
      if (!channelId) return drop('The run is gone');
      const said = await say({ ...composing, run, rsvps: await listRsvps(trx, run) });
      return typeof said === 'string' ? drop(said) : { type: 'say', channelId, ...said };
    },
  };
}

/** A composer for news that mention some of those who answered, in as many messages as it takes. */
function mentioning<Kind extends PostKind>(
  whom: (composing: RunComposing<Kind>) => Promise<readonly string[]> | readonly string[] | string,
  view: (composing: RunComposing<Kind>, mention: readonly string[]) => RunPostView,
): Pick<PostComposer<Kind>, 'compose'> {
  return about(async (composing) => {
    const users = await whom(composing);
    if (typeof users === 'string') return users;
    const { mention, notes } = await findPage(composing.trx, composing.post, users);
    return mention.length > 0 ? { view: view(composing, mention), notes } : 'Nobody was concerned';
  });
}

/** Users who answered one of these, in the order they came. */
function whoAnswered(rsvps: readonly Rsvp[], answers: readonly Rsvp['answer'][]): string[] {
  return [...rsvps]
    .sort((a, b) => a.order - b.order)
    .filter(({ answer }) => answers.includes(answer))
    .map(({ userId }) => userId);
}

/** Those who wait for word of a run. */
const concerned = (rsvps: readonly Rsvp[]) => whoAnswered(rsvps, ['going', 'waiting', 'maybe']);

const card: PostComposer<'run-card'> = {
  ...about(({ run, rsvps, again, now }) => {
    const shown = again ? now < run.startsAt + SHOWN_AFTER_MS : phaseOf(run, now) === 'open';
    return shown ? { view: { type: 'run-card', run, rsvps } } : 'The run was over or cancelled';
  }),
  async sent(trx, { guildId, number }, { channelId, messageId }) {
    if (number !== null) await noteCard(trx, { guildId, number }, channelId, messageId);
  },
  async lost(trx, { guildId, number }) {
    if (number !== null) await forgetCard(trx, { guildId, number });
  },
  async leaving(trx, guildId, channelId, now) {
    // One that is cancelled may be on again.
    for (const run of await listRunsAhead(trx, guildId, now)) {
      if (run.card?.channelId !== channelId) continue;
      await forgetCard(trx, run);
      await planPost(trx, { kind: 'run-card', about: run, details: { leftChannel: channelId } }, now);
    }
  },
};

/** After downtime several reminders of a run may be due at once; only the last of them still says something. */
async function laterReminderIsDue({ trx, post, run, now }: RunComposing<'run-reminder'>): Promise<boolean> {
  const reminders = await listPosts(trx, 'run-reminder', run);
  return reminders.some(
    ({ post: { dueAt }, details }) => details.startsAt === run.startsAt && dueAt > post.dueAt && dueAt <= now,
  );
}

const reminder = about<'run-reminder'>(async (composing) => {
  const { trx, post, details, run, rsvps, now, late } = composing;
  const phase = phaseOf(run, now);
  if (phase !== 'open') return phase === 'started' ? 'The run had started' : 'The run was cancelled';
  if (details.startsAt !== run.startsAt) return 'The run was moved';
  // One that was due while the run was cancelled is planned again as the club had chosen before.
  const { reminders = [] } = (await findSettings(trx, run.guildId)) ?? {};
  if (!reminders.includes(details.minutes) && post.triedAt === null) return 'The club chose other reminders';
  if (await laterReminderIsDue(composing)) return 'A later reminder was due as well';
  const seated = going(rsvps).map(({ userId }) => userId);
  if (seated.length === 0) return 'Nobody was going';
  const { mention, notes } = await findPage(
    trx,
    post,
    await listWanting(trx, run.guildId, seated, 'run-reminders'),
  );
  if (mention.length === 0) return 'Nobody wanted to be reminded';
  return { view: { type: 'run-reminder', run, rsvps, mention, late }, notes };
});

const change = mentioning<'run-change'>(
  ({ run, rsvps, now }) =>
    phaseOf(run, now) === 'open' ? concerned(rsvps) : 'The run was over or cancelled',
  ({ run, details: { changed }, late }, mention) => ({ type: 'run-change', run, changed, mention, late }),
);

const cancelled = mentioning<'run-cancelled'>(
  ({ run, rsvps, now }) => {
    if (run.cancelledAt === null) return 'The run is on again';
    return now > run.startsAt ? 'The run would have been over' : concerned(rsvps);
  },
  ({ run, late }, mention) => ({ type: 'run-cancelled', run, mention, late }),
);

const onAgain = mentioning<'run-on-again'>(
  ({ trx, run, details, rsvps, now }) =>
    phaseOf(run, now) === 'open'
      ? listWhoHeard(trx, RUN_NEWS, run, details.cancellation, concerned(rsvps))
      : 'The run was over or cancelled',
  ({ run, late }, mention) => ({ type: 'run-on-again', run, mention, late }),
);

const promotion = about<'run-promotion'>(({ details, run, rsvps, now, late }) => {
  const place = rsvps.find(({ order }) => order === details.order);
  if (phaseOf(run, now) !== 'open') return 'The run was over or cancelled';
  return place?.answer === 'going'
    ? { view: { type: 'run-promotion', run, userId: place.userId, late } }
    : 'They had given up the place again';
});

/** What is posted about runs by itself, in the channel where their card is. */
export const runPosts = {
  'run-card': card,
  'run-reminder': reminder,
  'run-change': change,
  'run-cancelled': cancelled,
  'run-on-again': onAgain,
  'run-promotion': promotion,
};
