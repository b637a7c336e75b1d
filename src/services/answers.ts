import type { Scores } from '../domain/checkin.ts';
import { totalOf } from '../domain/checkin.ts';
import { type About, KEPT_DAYS, type KeptAnswer, spanOf } from '../domain/history.ts';
import { dayZero, type Race } from '../domain/race.ts';
import { addDays, dateAt, daysBetween, type WallDate } from '../domain/wall-time.ts';
import { forgetAnswers, forgetAnswersUntil, keepAnswer, listAnswers } from '../storage/answers.ts';
import { findKeepingWish, findPreferences, saveKeepingWish } from '../storage/choices.ts';
import { findZone } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { Encryption } from '../storage/encryption.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { listRacesOfMember } from '../storage/races.ts';
import { acrossClubs, inClub } from '../storage/transaction.ts';

/** What a member answered, about what and when (UTC ms). */
interface Answered extends About {
  readonly scores: Scores;
  readonly at: number;
}

/**
 * `kept`, or not: `not-wished`, because the member didn't ask for it; `no-key`, because there is nothing to seal it with;
 * `too-old`, because it would be gone already; `under-18`, because they said that they are.
 */
export type KeepOutcome = 'kept' | 'not-wished' | 'no-key' | 'too-old' | 'under-18';

/** A member's usual total is taken from these days before a race: they are neither tired from training then nor nervous. */
const BASELINE_DAYS = { first: 7, last: 3 } as const;

const LOW_MOOD = 2;

const findDate = async (db: Database, guildId: string, at: number): Promise<WallDate> =>
  dateAt(at, await findZone(db, guildId));

/** Keeps an answer that a member wants kept. `now` in UTC ms. */
async function keep(
  trx: Database,
  encryption: Encryption,
  member: MemberKey,
  { race, day, scores, at }: Answered,
  now: number,
): Promise<KeepOutcome> {
  const on = await findDate(trx, member.guildId, at);
  if (on <= lastGone(now)) return 'too-old';
  return (await keepAnswer(trx, encryption, member, { race, day, scores, on })) ? 'kept' : 'no-key';
}

/** Keeps an answer if the member has said before that they want that. `now` in UTC ms. */
export async function keepIfWished(
  trx: Database,
  encryption: Encryption,
  member: MemberKey,
  answered: Answered,
  now: number,
): Promise<KeepOutcome> {
  if ((await findPreferences(trx, member)).under18) return 'under-18';
  if (!(await findKeepingWish(trx, member))) return 'not-wished';
  return keep(trx, encryption, member, answered, now);
}

/** What earlier answers say of a member, as far as they had them kept. `race`: the one that they are recovering from. */
export async function findPast(
  trx: Database,
  encryption: Encryption,
  member: MemberKey,
  race: Race | null,
  now: number,
) {
  const today = await findDate(trx, member.guildId, now);
  const { answers } = await listAnswers(trx, encryption, member, spanOf(today).from);
  return {
    /** Their own usual total, from before the race. */
    baseline: race ? baselineIn(answers, dayZero(race)) : undefined,
    lowMoodBefore: answers
      .filter(({ scores, on }) => scores.mood <= LOW_MOOD && on < today)
      .map(({ on }) => ({ daysAgo: daysBetween(on, today) })),
  };
}

/** What a member can look back on. `now` in UTC ms. */
async function findTrend(trx: Database, encryption: Encryption, member: MemberKey, now: number) {
  const span = spanOf(await findDate(trx, member.guildId, now));
  const races = await listRacesOfMember(trx, member, span);
  return {
    ...span,
    ...(await listAnswers(trx, encryption, member, span.from)),
    races: races
      .filter(({ entry }) => entry.result?.type !== 'dns')
      .map(({ race }) => ({ on: race.date, name: race.name })),
    /** Whether they want their answers kept; undefined where they never said. */
    wish: await findKeepingWish(trx, member),
    /** Nothing is kept of theirs then. */
    under18: (await findPreferences(trx, member)).under18,
  };
}
export type Trend = Awaited<ReturnType<typeof findTrend>>;

export function createAnswerService(db: Database, encryption: Encryption, clock: () => number) {
  /** The date for which what has expired was looked for last: the beat needn't do so again on the same day. */
  let lookedFor = '';

  return {
    /** Keeps an answer, and remembers that the member wants theirs kept from now on. */
    keep: (member: MemberKey, answered: Answered) =>
      inClub(db, member.guildId, async (trx): Promise<KeepOutcome> => {
        if ((await findPreferences(trx, member)).under18) return 'under-18';
        await rememberMember(trx, member, clock());
        await saveKeepingWish(trx, member, true);
        return keep(trx, encryption, member, answered, clock());
      }),

    /** Keeps nothing from now on; `forget`: nor what has been kept. Returns how many answers were forgotten. */
    stopKeeping: (member: MemberKey, forget: boolean) =>
      inClub(db, member.guildId, async (trx) => {
        await rememberMember(trx, member, clock());
        await saveKeepingWish(trx, member, false);
        return forget ? forgetAnswers(trx, member, clock()) : 0;
      }),

    trendOf: (member: MemberKey) =>
      inClub(db, member.guildId, (trx) => findTrend(trx, encryption, member, clock())),

    /** Forgets what was kept for long enough. With every beat. */
    async upkeep(now: number): Promise<void> {
      const gone = lastGone(now);
      if (gone !== lookedFor) await acrossClubs(db, (trx) => forgetAnswersUntil(trx, gone, now));
      lookedFor = gone;
    },
  };
}

/** The last date whose answers are gone at `now` (UTC ms), 90 days after they were given. */
function lastGone(now: number): WallDate {
  return addDays(dateAt(now, 'UTC'), -KEPT_DAYS);
}

/** The total of the latest answer from the days before a race in which one's own usual is asked for. */
function baselineIn(answers: readonly KeptAnswer[], raceDay: WallDate): number | undefined {
  const from = addDays(raceDay, -BASELINE_DAYS.first);
  const to = addDays(raceDay, -BASELINE_DAYS.last);
  const usual = answers.findLast(({ on }) => on >= from && on <= to);
  return usual && totalOf(usual.scores);
}
