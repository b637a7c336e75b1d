import type { Content } from '../domain/content.ts';
import { type Entry, type Race, RESULT_DAYS, raced, racePhaseOf, racing } from '../domain/race.ts';
import type { RecapTime } from '../domain/race-post.ts';
import { SAME_LENGTH_WITHIN, standingOf } from '../domain/race-result.ts';
import { raceWeekTip } from '../domain/tip.ts';
import { addDays, dateAt, daysBetween, wallOf } from '../domain/wall-time.ts';
import { listWanting } from '../storage/choices.ts';
import type { Database } from '../storage/database.ts';
import { findGroupMood } from '../storage/group-mood.ts';
import { listWhoHeard } from '../storage/mentions.ts';
import { listPosts, wantUpToDate } from '../storage/outbox.ts';
import { findErasedCount } from '../storage/personal-data.ts';
import {
  findRace,
  listBestTimesBefore,
  listEntries,
  listRaces,
  listRacesToClose,
  noteClosed,
  noteRaceCard,
} from '../storage/races.ts';
import { inClub } from '../storage/transaction.ts';
import { NEWS } from './cancellations.ts';
import { drop, findPage, type PostComposer } from './post-composer.ts';
import { CARD_IS_UP, cardPlaces, postsAbout } from './posts-about.ts';

/** How long ago a race may be of which results are still taken, in days, with room for those over midnight. */
const LATELY = RESULT_DAYS + 7;

const { about, mentioning } = postsAbout('race', async (trx, key) => {
  const race = await findRace(trx, key);
  return race && { race, entries: await listEntries(trx, race), card: race.card };
});

const whoRaces = (entries: readonly Entry[]) => racing(entries).map(({ userId }) => userId);

const isOpen = (race: Race, now: number) => racePhaseOf(race, now) === 'open';
const OVER = 'The race was over or cancelled';

const card: PostComposer<'race-card'> = {
  ...about(({ race, entries, card, again, now }) => {
    if (card && !again) return CARD_IS_UP;
    const phase = racePhaseOf(race, now);
    if (!again && (phase === 'over' || phase === 'cancelled')) return OVER;
    return { view: { type: 'race-card', race, entries, open: phase === 'open' } };
  }),
  ...cardPlaces('race-card', noteRaceCard, async (trx, guildId, now) => {
    const races = await listRaces(trx, guildId, { from: addDays(dateAt(now, 'UTC'), -LATELY) });
    return races.filter((race) => racePhaseOf(race, now) !== 'over');
  }),
};

const change = mentioning<'race-change'>(
  ({ race, entries, now }) => (isOpen(race, now) ? whoRaces(entries) : OVER),
  ({ race, details: { changed }, late }, mention) => ({ type: 'race-change', race, changed, mention, late }),
);

const cancelled = mentioning<'race-cancelled'>(
  ({ race, entries, now }) => {
    if (race.cancelledAt === null) return 'The race is on again';
    return isOpen({ ...race, cancelledAt: null }, now) ? whoRaces(entries) : 'The race would have been over';
  },
  ({ race, late }, mention) => ({ type: 'race-cancelled', race, mention, late }),
);

const onAgain = mentioning<'race-on-again'>(
  ({ trx, race, entries, details, now }) =>
    isOpen(race, now) ? listWhoHeard(trx, NEWS.race, race, details.cancellation, whoRaces(entries)) : OVER,
  ({ race, late }, mention) => ({ type: 'race-on-again', race, mention, late }),
);

/** All times of a race, the fastest first, with what each means to the member if they want to hear of it. */
async function listTimes(trx: Database, race: Race, entries: readonly Entry[]): Promise<RecapTime[]> {
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
  return times.sort((a, b) => a.seconds - b.seconds);
}

const recap = about<'race-recap'>(async ({ trx, race, entries, again }) => {
  if (race.cancelledAt !== null) return 'The race was cancelled';
  const started = raced(entries);
  const times = await listTimes(trx, race, started);
  if (times.length === 0 && !again) return 'No result was in';
  const mood = await findGroupMood(trx, race);
  const count = started.length + (await findErasedCount(trx, 'races', race));
  return {
    view: { type: 'race-recap', race, times, raced: count, mood: mood === 'untold' ? null : mood },
  };
});

/** A reminder, with a tip for the race week that no other reminder of the race has: the same however often it is composed. */
const reminderWith = ({ tips, sources }: Content) =>
  about<'race-reminder'>(async ({ trx, post, details, race, entries, now, late }) => {
    if (race.cancelledAt !== null) return 'The race was cancelled';
    if (details.date !== race.date) return 'The race was moved';
    const today = wallOf(now, race.zone);
    const begun =
      race.start === null ? today.slice(0, 10) > race.date : today >= `${race.date}T${race.start}`;
    if (begun) return 'The race had begun';
    const users = await listWanting(trx, race.guildId, whoRaces(entries), 'race-reminders');
    const { mention, notes } = await findPage(trx, post, users);
    if (mention.length === 0) return drop('Nobody was to be reminded', notes);
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
export async function closeRaces(db: Database, now: number, onTrouble: (error: unknown) => void) {
  for (const race of await listRacesToClose(db, now, MOST_CLOSED_AT_ONCE))
    await inClub(db, race.guildId, async (trx) => {
      await wantUpToDate(trx, 'race-card', race);
      await noteClosed(trx, race);
    }).catch(onTrouble);
}
