import type { Content } from '../domain/content.ts';
import {
  daysOn,
  type Race,
  type RacePart,
  RESULT_DAYS,
  raced,
  raceKeyOf,
  racePhaseOf,
  racing,
  subjectOfRace,
} from '../domain/race.ts';
import { SAME_LENGTH_WITHIN, standingOf } from '../domain/race-result.ts';
import type { RacePostView, RecapTime } from '../domain/race-view.ts';
import { raceWeekTip, type SourcedTip } from '../domain/tip.ts';
import { wallOf } from '../domain/wall-time.ts';
import { listWanting } from '../storage/choices.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { findGroupMood } from '../storage/group-mood.ts';
import { whoHeard } from '../storage/mentions.ts';
import { type Post, planPost } from '../storage/posts.ts';
import {
  addRaceTip,
  bestTimesBefore,
  entriesOf,
  noteClosed,
  noteRaceCard,
  raceOf,
  racesOf,
  racesToClose,
  raceTipsOf,
} from '../storage/races.ts';
import { leaversOf } from '../storage/traces.ts';
import { inClub } from '../storage/transaction.ts';
import { drop, type Moment, type PostComposer, pageOf } from './post-composer.ts';
import { refreshRaceCard, reminderOf } from './race-schedule.ts';

/** How long ago a race may be of which results are still taken, in days, with room for those over midnight. */
const LATELY = RESULT_DAYS + 7;

/** What there is to say, or why there is nothing. */
type Said = RacePostView | string;

/** A race as it is when its post is composed. */
interface Told extends Moment {
  readonly trx: Database;
  readonly post: Post;
  readonly race: Race;
}

/** What is posted about races by itself, in the channel where their card is. */
export function createRacePosts(db: Database, { tips, sources }: Content) {
  /** A composer for a kind of post that speaks of a race which is still there. */
  function about(view: (told: Told) => Promise<Said>): PostComposer {
    return {
      compose: (post, moment) =>
        inClub(db, post.guildId, async (trx) => {
          const key = raceKeyOf(post.subject);
          const race = key && (await raceOf(trx, key));
          const settings = await settingsOf(trx, post.guildId);
          if (!race || !settings) return drop('The race is gone');
          const said = await view({ ...moment, trx, post, race });
          if (typeof said === 'string') return drop(said);
          return { type: 'say', channelId: race.card?.channelId ?? settings.runsChannelId, view: said };
        }),
    };
  }

  /** The tip of a reminder, the same however often it is composed, and none that another reminder had. */
  async function tipFor(
    trx: Database,
    race: Race,
    days: number,
    reminder: string,
  ): Promise<SourcedTip | undefined> {
    const had = await raceTipsOf(trx, race);
    const mine = had.find((one) => one.reminder === reminder);
    const said = had.map(({ tipId }) => tipId);
    const tip = mine
      ? tips.find(({ id }) => id === mine.tipId)
      : raceWeekTip(tips, race.distance.kind, days, said);
    if (tip && !mine) await addRaceTip(trx, race, tip.id, reminder);
    return tip && { tip, sources };
  }

  const card: PostComposer = {
    ...about(async ({ trx, race, again, now }) => {
      const phase = racePhaseOf(race, now);
      if (!again && (phase === 'over' || phase === 'cancelled')) return 'The race was over or cancelled';
      return { type: 'race-card', race, entries: await entriesOf(trx, race), open: phase === 'open' };
    }),
    async sent(trx, { subject }, to) {
      const key = raceKeyOf(subject);
      if (key) await noteRaceCard(trx, key, to);
    },
    async lost(trx, { subject }) {
      const key = raceKeyOf(subject);
      if (key) await noteRaceCard(trx, key, null);
    },
    async leaving(trx, guildId, channelId, now) {
      const from = daysOn(wallOf(now, 'UTC').slice(0, 10), -LATELY);
      for (const race of await racesOf(trx, guildId, { from })) {
        if (race.card?.channelId !== channelId || racePhaseOf(race, now) === 'over') continue;
        await noteRaceCard(trx, race, null);
        const key = { kind: 'race-card', subject: subjectOfRace(race), slot: `card:${channelId}` } as const;
        await planPost(trx, guildId, key, now);
      }
    },
  };

  const reminder = about(async ({ trx, post, race, now, late }) => {
    if (race.cancelledAt !== null) return 'The race was cancelled';
    const [planned = '', date = ''] = post.slot.split(':');
    if (date !== race.date) return 'The race was moved';
    const today = wallOf(now, race.zone);
    const begun = race.start === null ? today.slice(0, 10) > date : today >= `${date}T${race.start}`;
    if (begun) return 'The race had begun';
    const users = racing(await entriesOf(trx, race)).map(({ userId }) => userId);
    const mention = await pageOf(trx, post, await listWanting(trx, race.guildId, users, 'race-reminders'));
    if (mention.length === 0) return 'Nobody was to be reminded';
    const days = Temporal.PlainDate.from(today.slice(0, 10)).until(date).days;
    const tip = await tipFor(trx, race, Number(planned), reminderOf(Number(planned), date));
    return { type: 'race-reminder', race, days, tip, mention, late };
  });

  const racersOf = async ({ trx, race }: Told) =>
    racing(await entriesOf(trx, race)).map(({ userId }) => userId);

  /** Everybody who races, a part of them for each post. */
  const concerned = async (told: Told) => pageOf(told.trx, told.post, await racersOf(told));

  const change = about(async (told) => {
    const { post, race, now, late } = told;
    if (racePhaseOf(race, now) !== 'open') return 'The race was over or cancelled';
    const changed = (post.slot.split(':')[1] ?? '').split('+') as RacePart[];
    const mention = await concerned(told);
    return mention.length > 0
      ? { type: 'race-change', race, changed, mention, late }
      : 'Nobody was concerned';
  });

  const cancelled = about(async (told) => {
    const { race, now, late } = told;
    if (race.cancelledAt === null) return 'The race is on again';
    if (racePhaseOf({ ...race, cancelledAt: null }, now) !== 'open') return 'The race would have been over';
    const mention = await concerned(told);
    return mention.length > 0 ? { type: 'race-cancelled', race, mention, late } : 'Nobody was concerned';
  });

  const onAgain = about(async (told) => {
    const { trx, post, race, now, late } = told;
    if (racePhaseOf(race, now) !== 'open') return 'The race was over or cancelled';
    const heard = await whoHeard(trx, 'race-cancelled', post, await racersOf(told));
    const mention = await pageOf(trx, post, heard);
    return mention.length > 0 ? { type: 'race-on-again', race, mention, late } : 'Nobody was concerned';
  });

  /** All times of a race, the fastest first, with what each means to the member if they want to hear of it. */
  async function timesOf(trx: Database, race: Race): Promise<{ times: RecapTime[]; raced: number }> {
    const entries = raced(await entriesOf(trx, race));
    const timed = entries.flatMap(({ userId, result }) =>
      result?.type === 'time' ? [{ userId, seconds: result.seconds }] : [],
    );
    const users = timed.map(({ userId }) => userId);
    const cheered = new Set(await listWanting(trx, race.guildId, users, 'congratulations'));
    const bests = await bestTimesBefore(trx, race, users, SAME_LENGTH_WITHIN);
    const before = new Map(bests.map(({ userId, seconds }) => [userId, seconds]));
    const times = timed.map(({ userId, seconds }) => ({
      userId,
      seconds,
      standing: cheered.has(userId) ? standingOf(seconds, before.get(userId)) : null,
    }));
    const left = await leaversOf(trx, 'races', race);
    return { times: times.sort((a, b) => a.seconds - b.seconds), raced: entries.length + left };
  }

  const recap = about(async ({ trx, race, again }) => {
    if (race.cancelledAt !== null) return 'The race was cancelled';
    const { times, raced: started } = await timesOf(trx, race);
    if (times.length === 0 && !again) return 'No result was in';
    const mood = await findGroupMood(trx, race);
    return { type: 'race-recap', race, times, raced: started, mood: mood === 'untold' ? null : mood };
  });

  return {
    'race-card': card,
    'race-reminder': reminder,
    'race-change': change,
    'race-cancelled': cancelled,
    'race-on-again': onAgain,
    'race-recap': recap,
  };
}

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
  for (const race of await racesToClose(db, now, MOST_CLOSED_AT_ONCE))
    await inClub(db, race.guildId, async (trx) => {
      await refreshRaceCard(trx, race);
      await noteClosed(trx, race);
    }).catch(onTrouble);
}
