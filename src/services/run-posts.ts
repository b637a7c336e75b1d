import { presentIn } from '../domain/attendance.ts';
import { DAY } from '../domain/duration.ts';
import { greatestReached, milestonesReached } from '../domain/milestone.ts';
import { going, type Rsvp } from '../domain/roster.ts';
import { phaseOf } from '../domain/run.ts';
import { countTimesCame, findAttendance, listFreeMilestones } from '../storage/attendance.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import { listWhoHeard } from '../storage/mentions.ts';
import { listPosts } from '../storage/outbox.ts';
import { findErasedCount } from '../storage/personal-data.ts';
import { findRun, forgetCard, listRsvps, listRunsAhead, noteCard } from '../storage/runs.ts';
import { NEWS } from './cancellations.ts';
import { drop, findPage, type PostComposer } from './post-composer.ts';
import { CARD_IS_UP, cardPlaces, postsAbout } from './posts-about.ts';

/** How long a card is brought up to date after the start, in ms: what is older is read by nobody. */
const SHOWN_AFTER_MS = 2 * DAY;

const { about, mentioning } = postsAbout('run', async (trx, key) => {
  const run = await findRun(trx, key);
  return run && { run, rsvps: await listRsvps(trx, run), card: run.card };
});

/** Those who wait for word of a run, in the order they came. */
export const concerned = (rsvps: readonly Rsvp[]): string[] =>
  rsvps.filter(({ answer }) => answer !== 'no').map(({ userId }) => userId);

const card: PostComposer<'run-card'> = {
  ...about(({ run, rsvps, card, again, now }) => {
    if (card && !again) return CARD_IS_UP;
    const shown = again ? now < run.startsAt + SHOWN_AFTER_MS : phaseOf(run, now) === 'open';
    return shown ? { view: { type: 'run-card', run, rsvps } } : 'The run was over or cancelled';
  }),
  ...cardPlaces(
    'run-card',
    (trx, key, to) => (to ? noteCard(trx, key, to.channelId, to.messageId) : forgetCard(trx, key)),
    // One that is cancelled may be on again.
    listRunsAhead,
  ),
};

const reminder = about<'run-reminder'>(async ({ trx, post, details, run, rsvps, now, late }) => {
  const phase = phaseOf(run, now);
  if (phase !== 'open') return phase === 'started' ? 'The run had started' : 'The run was cancelled';
  if (details.startsAt !== run.startsAt) return 'The run was moved';
  // A reminder that was dropped while the run was cancelled comes back as the club had chosen it then.
  const { reminders = [] } = (await findSettings(trx, run.guildId)) ?? {};
  if (!reminders.includes(details.minutes) && post.triedAt === null) return 'The club chose other reminders';
  // After downtime several may be due at once; only the last of them still says something.
  const isLater = (dueAt: number) => dueAt > post.dueAt && dueAt <= now;
  const planned = await listPosts(trx, 'run-reminder', run);
  if (planned.some((other) => other.details.startsAt === run.startsAt && isLater(other.post.dueAt)))
    return 'A later reminder was due as well';
  const seated = going(rsvps).map(({ userId }) => userId);
  if (seated.length === 0) return 'Nobody was going';
  const wanting = await listWanting(trx, run.guildId, seated, 'run-reminders');
  const { mention, notes } = await findPage(trx, post, wanting);
  if (mention.length === 0) return drop('Nobody wanted to be reminded', notes);
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
      ? listWhoHeard(trx, NEWS.run, run, details.cancellation, concerned(rsvps))
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

/** As the place stands when it is told; nothing where its member has changed it since. */
const place = about<'run-place'>(({ details, run, rsvps, now, late }) => {
  const found = rsvps.find(({ order }) => order === details.order);
  if (phaseOf(run, now) !== 'open') return 'The run was over or cancelled';
  if (!found || (found.answer === 'no') !== (details.became === 'taken-off')) return 'It was changed again';
  const became = found.answer === 'no' ? 'taken-off' : found.answer === 'waiting' ? 'waits' : 'added';
  // Who has a place again was told of that.
  if (details.became === 'to-back' && became === 'added') return 'They have a place again';
  return { view: { type: 'run-place', run, userId: found.userId, became, late } };
});

const recap = about<'run-recap'>(async ({ trx, run, late }) => {
  const came = presentIn((await findAttendance(trx, run))?.list ?? []).map(({ userId }) => userId);
  const count = came.length + (await findErasedCount(trx, 'runs', run));
  if (count === 0) return 'Nobody came';
  const times = await countTimesCame(trx, run.guildId, came, run.startsAt);
  // Also of those who don't want to hear of it: they aren't congratulated later on what lies behind them by then.
  const reached = came.flatMap((userId) =>
    milestonesReached((times.get(userId) ?? 0) + 1).map((runs) => ({ userId, runs })),
  );
  const milestones = await listFreeMilestones(trx, run, reached);
  const named = await listWanting(trx, run.guildId, came, 'congratulations');
  return {
    view: {
      type: 'run-recap',
      run,
      came: count,
      firstTimers: named.filter((userId) => !times.has(userId)),
      milestones: greatestReached(milestones.filter(({ userId }) => named.includes(userId))),
      late,
    },
    notes: { milestones },
  };
});

/** What is posted about runs by itself, in the channel where their card is. */
export const runPosts = {
  'run-card': card,
  'run-reminder': reminder,
  'run-change': change,
  'run-cancelled': cancelled,
  'run-on-again': onAgain,
  'run-promotion': promotion,
  'run-place': place,
  'run-recap': recap,
};
