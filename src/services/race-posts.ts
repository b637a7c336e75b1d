import type { Content } from '../domain/content.ts';
import type { PostKind } from '../domain/post.ts';
import type { PostNotes } from '../domain/post-view.ts';
import { type Race, RESULT_DAYS, raced, racePhaseOf, racing } from '../domain/race.ts';
import { SAME_LENGTH_WITHIN, standingOf } from '../domain/race-result.ts';
import type { RacePostView, RecapTime } from '../domain/race-view.ts';
import { raceWeekTip } from '../domain/tip.ts';
import { addDays, dateAt, daysBetween, wallOf } from '../domain/wall-time.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { findGroupMood } from '../storage/group-mood.ts';
import { listWhoHeard } from '../storage/mentions.ts';
import { listPosts, planPost } from '../storage/outbox.ts';
import { findErasedCount } from '../storage/personal-data.ts';
import {
  listBestTimesBefore,
  listEntries,
  listRaces,
  listRacesToClose,
  noteClosed,
  noteRaceCard,
} from '../storage/races.ts';
import { inClub } from '../storage/transaction.ts';
import { type Composing, drop, findPage, findRaceOf, type PostComposer } from './post-composer.ts';
import { refreshRaceCard } from './race-schedule.ts';

/** How long ago a race may be of which results are still taken, in days, with room for those over midnight. */
const LATELY = RESULT_DAYS + 7;

/** News that a race is cancelled, and that it is on again. */
export const RACE_NEWS = ['race-cancelled', 'race-on-again'] as const;

/** What there is to say with what is to be noted of it, or why there is nothing. */
type RaceSaid = { readonly view: RacePostView; readonly notes?: PostNotes } | string;

/** A race as it is when its post is composed. */
interface RaceComposing<Kind extends PostKind> extends Composing<Kind> {
  readonly race: Race;
}

/** A composer for a kind of post that speaks of a race which is still there. */
function about<Kind extends PostKind>(
  say: (composing: RaceComposing<Kind>) => Promise<RaceSaid>,
): Pick<PostComposer<Kind>, 'compose'> {
  return {
    async compose(composing) {
      const { trx, post } = composing;
      const race = await findRaceOf(trx, post);
      const channelId =
        race && (race.card?.channelId ?? (await findSettings(trx, post.guildId))?.runsChannelId);
      if (!channelId) return drop('The race is gone');
      const said = await say({ ...composing, race });
      return typeof said === 'string' ? drop(said) : { type: 'say', channelId, ...said };
    },
  };
}

/** A composer for news that mention those who race, in as many messages as it takes. `over`: why nothing is to be said. */
function mentioning<Kind extends PostKind>(
  over: (composing: RaceComposing<Kind>) => string | undefined,
  view: (composing: RaceComposing<Kind>, mention: readonly string[]) => RacePostView,
  among = async (_composing: RaceComposing<Kind>, users: readonly string[]) => users,
): Pick<PostComposer<Kind>, 'compose'> {
  return about(async (composing) => {
    const why = over(composing);
    if (why !== undefined) return why;
    const users = await among(composing, await listRacing(composing.trx, composing.race));
    const { mention, notes } = await findPage(composing.trx, composing.post, users);
    return mention.length > 0 ? { view: view(composing, mention), notes } : 'Nobody was concerned';
  });
}

const listRacing = async (trx: Database, race: Race) =>
  racing(await listEntries(trx, race)).map(({ userId }) => userId);

const notOpen = ({ race, now }: { readonly race: Race; readonly now: number }) =>
  racePhaseOf(race, now) === 'open' ? undefined : 'The race was over or cancelled';

const card: PostComposer<'race-card'> = {
  ...about(async ({ trx, race, again, now }) => {
    const phase = racePhaseOf(race, now);
    if (!again && (phase === 'over' || phase === 'cancelled')) return 'The race was over or cancelled';
    const entries = await listEntries(trx, race);
    return { view: { type: 'race-card', race, entries, open: phase === 'open' } };
  }),
  async sent(trx, { guildId, number }, to) {
    if (number !== null) await noteRaceCard(trx, { guildId, number }, to);
  },
  async lost(trx, { guildId, number }) {
    if (number !== null) await noteRaceCard(trx, { guildId, number }, null);
  },
  async leaving(trx, guildId, channelId, now) {
    const from = addDays(dateAt(now, 'UTC'), -LATELY);
    for (const race of await listRaces(trx, guildId, { from })) {
      if (race.card?.channelId !== channelId || racePhaseOf(race, now) === 'over') continue;
      await noteRaceCard(trx, race, null);
      await planPost(trx, { kind: 'race-card', about: race, details: { leftChannel: channelId } }, now);
    }
  },
};

const change = mentioning<'race-change'>(notOpen, ({ race, details: { changed }, late }, mention) => ({
  type: 'race-change',
  race,
  changed,
  mention,
  late,
}));

const cancelled = mentioning<'race-cancelled'>(
  ({ race, now }) => {
    if (race.cancelledAt === null) return 'The race is on again';
    return notOpen({ race: { ...race, cancelledAt: null }, now }) && 'The race would have been over';
  },
  ({ race, late }, mention) => ({ type: 'race-cancelled', race, mention, late }),
);

const onAgain = mentioning<'race-on-again'>(
  notOpen,
  ({ race, late }, mention) => ({ type: 'race-on-again', race, mention, late }),
  ({ trx, race, details }, users) => listWhoHeard(trx, RACE_NEWS, race, details.cancellation, users),
);

/** All times of a race, the fastest first, with what each means to the member if they want to hear of it. */
async function listTimes(trx: Database, race: Race): Promise<{ times: RecapTime[]; raced: number }> {
  const entries = raced(await listEntries(trx, race));
  const timed = entries.flatMap(({ userId, result }) =>
    result?.type === 'time' ? [{ userId, seconds: result.seconds }] : [],
  );
  const users = timed.map(({ userId }) => userId);
  const cheered = new Set(await listWanting(trx, race.guildId, users, 'congratulations'));
  const bests = await listBestTimesBefore(trx, race, users, SAME_LENGTH_WITHIN);
  const before = new Map(bests.map(({ userId, seconds }) => [userId, seconds]));
  const times = timed.map(({ userId, seconds }) => ({
    userId,
    seconds,
    standing: cheered.has(userId) ? standingOf(seconds, before.get(userId)) : null,
  }));
  const left = await findErasedCount(trx, 'races', race);
  return { times: times.sort((a, b) => a.seconds - b.seconds), raced: entries.length + left };
}

const recap = about<'race-recap'>(async ({ trx, race, again }) => {
  if (race.cancelledAt !== null) return 'The race was cancelled';
  const { times, raced: started } = await listTimes(trx, race);
  if (times.length === 0 && !again) return 'No result was in';
  const mood = await findGroupMood(trx, race);
  return {
    view: { type: 'race-recap', race, times, raced: started, mood: mood === 'untold' ? null : mood },
  };
});

/** A reminder, with a tip for the race week that no other reminder of the race has: the same however often it is composed. */
const reminderWith = ({ tips, sources }: Content) =>
  about<'race-reminder'>(async ({ trx, post, details, race, now, late }) => {
    if (race.cancelledAt !== null) return 'The race was cancelled';
    if (details.date !== race.date) return 'The race was moved';
    const today = wallOf(now, race.zone);
    const begun =
      race.start === null ? today.slice(0, 10) > race.date : today >= `${race.date}T${race.start}`;
    if (begun) return 'The race had begun';
    const users = await listWanting(trx, race.guildId, await listRacing(trx, race), 'race-reminders');
    const { mention, notes } = await findPage(trx, post, users);
    if (mention.length === 0) return 'Nobody was to be reminded';
    const reminders = await listPosts(trx, 'race-reminder', race);
    const had = reminders.flatMap((one) => one.details.tip ?? []);
    const mine = reminders.find((one) => one.post.firstId === post.firstId && one.details.tip)?.details.tip;
    const tip = mine
      ? tips.find(({ id }) => id === mine)
      : raceWeekTip(tips, race.distance.kind, details.days, had);
    const days = daysBetween(today.slice(0, 10), race.date);
    return {
      view: { type: 'race-reminder', race, days, tip: tip && { tip, sources }, mention, late },
      notes: { ...notes, details: tip && { ...details, tip: tip.id } },
    };
  });

/** What is posted about races by itself, in the channel where their card is. */
export const createRacePosts = (content: Content) => ({
  'race-card': card,
  'race-reminder': reminderWith(content),
  'race-change': change,
  'race-cancelled': cancelled,
  'race-on-again': onAgain,
  'race-recap': recap,
});

const MOST_CLOSED_AT_ONCE = 100;

/**
 * Takes the buttons off the cards of races whose day is over at `now` (UTC ms). A race that fails is told to `onTrouble`
 * and keeps back none of the others.
 */
export async function closeRaces(
  db: Database,
  now: number,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for (const race of await listRacesToClose(db, now, MOST_CLOSED_AT_ONCE))
    await inClub(db, race.guildId, async (trx) => {
      await refreshRaceCard(trx, race);
      await noteClosed(trx, race);
    }).catch(onTrouble);
}
