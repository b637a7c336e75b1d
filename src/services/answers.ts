import type { Scores } from '../domain/checkin.ts';
import { totalOf } from '../domain/checkin.ts';
import { type About, type History, KEPT_DAYS, type KeptAnswer, spanOf } from '../domain/history.ts';
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

/** What a member can look back on. */
export interface Trend extends History {
  /** Answers that no key at hand opens. */
  readonly locked: number;
  /** Whether they want their answers kept; undefined where they never said. */
  readonly wish: boolean | undefined;
  /** Nothing is kept of theirs then. */
  readonly under18: boolean;
}

/** What earlier answers say of a member, as far as they had them kept. */
export interface Past {
  /** Their own usual total, from before the race. */
  readonly baseline: number | undefined;
  readonly lowMoodBefore: readonly { readonly daysAgo: number }[];
}

export interface AnswerService {
  /** Keeps an answer, and remembers that the member wants theirs kept from now on. */
  keep(member: MemberKey, answered: Answered): Promise<KeepOutcome>;
  /** Keeps it if they have said before that they want that. */
  keepIfWished(member: MemberKey, answered: Answered): Promise<KeepOutcome>;
  /** Keeps nothing from now on; `forget`: nor what has been kept. Returns how many answers were forgotten. */
  stopKeeping(member: MemberKey, forget: boolean): Promise<number>;
  wishOf(member: MemberKey): Promise<boolean | undefined>;
  trendOf(member: MemberKey): Promise<Trend>;
  /** `race`: the one that they are recovering from. */
  pastOf(member: MemberKey, race: Race | null): Promise<Past>;
  /** Forgets what was kept for long enough. With every beat. */
  upkeep(now: number): Promise<void>;
}

/** Someone's own usual is asked for before a race, when they are neither tired of training nor nervous. */
const BASELINE_DAYS = { first: 7, last: 3 } as const;

const LOW_MOOD = 2;

export function createAnswerService(
  db: Database,
  encryption: Encryption,
  clock: () => number,
): AnswerService {
  /** The date for which what has expired was looked for last: the beat needn't do so again on the same day. */
  let lookedFor = '';

  async function dateOf(trx: Database, guildId: string, at: number): Promise<WallDate> {
    return dateAt(at, await findZone(trx, guildId));
  }

  async function keepIn(
    trx: Database,
    member: MemberKey,
    { race, day, scores, at }: Answered,
  ): Promise<KeepOutcome> {
    const on = await dateOf(trx, member.guildId, at);
    if (on <= lastGone(clock())) return 'too-old';
    return (await keepAnswer(trx, encryption, member, { race, day, scores, on })) ? 'kept' : 'no-key';
  }

  return {
    keep: (member, answered) =>
      inClub(db, member.guildId, async (trx) => {
        if ((await findPreferences(trx, member)).under18) return 'under-18';
        await rememberMember(trx, member, clock());
        await saveKeepingWish(trx, member, true);
        return keepIn(trx, member, answered);
      }),

    keepIfWished: (member, answered) =>
      inClub(db, member.guildId, async (trx) => {
        if ((await findPreferences(trx, member)).under18) return 'under-18';
        if (!(await findKeepingWish(trx, member))) return 'not-wished';
        return keepIn(trx, member, answered);
      }),

    stopKeeping: (member, forget) =>
      inClub(db, member.guildId, async (trx) => {
        await rememberMember(trx, member, clock());
        await saveKeepingWish(trx, member, false);
        return forget ? forgetAnswers(trx, member, clock()) : 0;
      }),

    wishOf: (member) => findKeepingWish(db, member),

    trendOf: (member) =>
      inClub(db, member.guildId, async (trx) => {
        const span = spanOf(await dateOf(trx, member.guildId, clock()));
        const kept = await listAnswers(trx, encryption, member, span.from);
        const races = await listRacesOfMember(trx, member, span);
        return {
          ...span,
          ...kept,
          races: races
            .filter(({ entry }) => entry.result?.type !== 'dns')
            .map(({ race }) => ({ on: race.date, name: race.name })),
          wish: await findKeepingWish(trx, member),
          under18: (await findPreferences(trx, member)).under18,
        };
      }),

    pastOf: (member, race) =>
      inClub(db, member.guildId, async (trx) => {
        const today = await dateOf(trx, member.guildId, clock());
        const { answers } = await listAnswers(trx, encryption, member, spanOf(today).from);
        return {
          baseline: race ? baselineIn(answers, dayZero(race)) : undefined,
          lowMoodBefore: answers
            .filter(({ scores, on }) => scores.mood <= LOW_MOOD && on < today)
            .map(({ on }) => ({ daysAgo: daysBetween(on, today) })),
        };
      }),

    async upkeep(now) {
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
