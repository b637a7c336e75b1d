import { decide, feelsFine, type Score, type Scores, type Sore, soreCare } from '../domain/checkin.ts';
import { type Sign, signsByUrgency, signsOn, watchOn } from '../domain/checkin-content.ts';
import { answersDay, EVENING, nextCheckinDay, raceDayAt } from '../domain/checkin-days.ts';
import type {
  Apart,
  CheckinAnswered,
  CheckinFrom,
  NextCheckin,
  SignsTicked,
  Standing,
} from '../domain/checkin-view.ts';
import type { Content } from '../domain/content.ts';
import type { HelpLines } from '../domain/help-lines.ts';
import type { Muscle } from '../domain/muscle.ts';
import { isMarathonOrLonger, planFor, stepsAround } from '../domain/plan.ts';
import { dayInstant, type Race, raced } from '../domain/race.ts';
import { MINUTES } from '../domain/routine.ts';
import { named, nearest, plainWords } from '../domain/search.ts';
import { addDays, dateAt } from '../domain/wall-time.ts';
import { noteCheckin } from '../storage/checkins.ts';
import { findPreferences, listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { Encryption } from '../storage/encryption.ts';
import type { MemberKey } from '../storage/members.ts';
import { wantOneUpToDate } from '../storage/outbox.ts';
import { findEntry, findRace, listRacesOfMember } from '../storage/races.ts';
import { findPast, type KeepOutcome, keepIfWished } from './answers.ts';
import { checkinOn, countUnanswered, MOST_UNANSWERED } from './checkin-posts.ts';
import { countMood } from './group-mood.ts';
import { findHelpFor } from './help-lines.ts';
import type { StretchOutcome, StretchService } from './stretch.ts';
import { createWriter } from './writer.ts';

export type SoreOutcome =
  | { readonly type: 'routine'; readonly routine: Extract<StretchOutcome, { type: 'routine' }> }
  /** Very sore for longer than a race explains: no routine. */
  | { readonly type: 'late-soreness'; readonly muscle: Muscle }
  /** No routine for an ache on one side: what it may go with is asked instead. */
  | {
      readonly type: 'one-sided';
      readonly muscle: Muscle;
      readonly signs: readonly Sign[];
      readonly help: HelpLines;
    };

export interface CheckinParts {
  readonly db: Database;
  readonly content: Content;
  readonly clock: () => number;
  readonly stretch: StretchService;
  readonly encryption: Encryption;
  /** A message has to be brought up to date. */
  readonly onDue: () => void;
}

const GENTLE_MINUTES = 3;

/** A member whose last race is longer ago checks in without a race. */
const LOOKED_BACK_DAYS = 45;

export function createCheckinService({ db, content, clock, stretch, encryption, onDue }: CheckinParts) {
  const signs = signsByUrgency(content.checkin.signs, content.redFlags);
  const write = createWriter(db, onDue);

  async function ownRaces(trx: Database, member: MemberKey): Promise<Race[]> {
    // One day more, because the club's date may be a day behind UTC.
    const from = addDays(dateAt(clock(), 'UTC'), -LOOKED_BACK_DAYS);
    const all = await listRacesOfMember(trx, member, { from });
    return all.filter(({ entry }) => raced([entry]).length > 0).map(({ race }) => race);
  }

  /** The last race that a member was in and is still recovering from. */
  async function lastRace(trx: Database, member: MemberKey): Promise<Standing> {
    const days = (await ownRaces(trx, member)).map((race) => ({ race, when: raceDayAt(race, clock()) }));
    const last = days.findLast(({ when }) => when.type === 'day');
    return last?.when.type === 'day'
      ? { type: 'raced', race: last.race, day: last.when.day }
      : { type: 'apart', why: 'own-accord', race: null };
  }

  async function standingOf(trx: Database, member: MemberKey, number: number | null): Promise<Standing> {
    if (number === null) return lastRace(trx, member);
    const race = await findRace(trx, { guildId: member.guildId, number });
    if (!race) return { type: 'apart', why: 'no-such-race', race: null };
    const apart = (why: Apart): Standing => ({ type: 'apart', why, race });
    if (race.cancelledAt !== null) return apart('cancelled');
    const entry = await findEntry(trx, race, member.userId);
    if (!entry?.racing) return apart('not-in-it');
    if (entry.result?.type === 'dns') return apart('did-not-start');
    const when = raceDayAt(race, clock());
    return when.type === 'day' ? { type: 'raced', race, day: when.day } : apart(when.type);
  }

  /** The same on the race's evening, which lasts over midnight until the club asks about the day after. */
  async function tonight(trx: Database, { guildId }: MemberKey, standing: Standing) {
    const settings = await findSettings(trx, guildId);
    if (standing.type !== 'raced' || !settings) return undefined;
    const over = clock() >= dayInstant(standing.race, 1, settings.checkinTime);
    return over ? undefined : { ...standing, day: EVENING };
  }

  /**
   * Notes that a member checked in, and nothing of what they said. Whoever ticks a warning sign is noted like
   * everybody else: otherwise they would be known as the one who is missing. `fine`: how they count in the figure of the group.
   */
  async function note(trx: Database, member: MemberKey, standing: Standing | undefined, fine: boolean) {
    if (standing?.type !== 'raced') return;
    const { race } = standing;
    const day = answersDay(race.distance.kind, standing.day);
    if (day === undefined || !(await noteCheckin(trx, race, day, member.userId))) return;
    // How somebody under 18 feels is kept nowhere, not even within a count.
    const { under18 } = await findPreferences(trx, member);
    const answer = { userId: member.userId, day, fine, now: clock() };
    if (!under18) await countMood(trx, encryption, race, answer);
    await wantOneUpToDate(trx, checkinOn(race, day));
  }

  async function nextFor(
    trx: Database,
    { guildId, userId }: MemberKey,
    standing: Standing,
  ): Promise<NextCheckin> {
    const none = (why: Extract<NextCheckin, { type: 'none' }>['why']) => ({ type: 'none', why }) as const;
    const settings = await findSettings(trx, guildId);
    if (standing.type !== 'raced' || !settings) return none('no-race');
    const { race, day } = standing;
    const next = nextCheckinDay(race.distance.kind, day);
    if (next === undefined) return none('last');
    if ((await listWanting(trx, guildId, [userId], 'check-ins')).length === 0) return none('opted-out');
    const missed = (await countUnanswered(trx, race, next, userId)).get(userId) ?? 0;
    if (missed >= MOST_UNANSWERED) return none('silenced');
    return { type: 'at', at: dayInstant(race, next, settings.checkinTime) };
  }

  function planOf(standing: Standing, under18: boolean): CheckinAnswered['plan'] {
    if (standing.type !== 'raced') return null;
    const { kind, metres } = standing.race.distance;
    if (under18 && isMarathonOrLonger(kind)) return null;
    const plan = planFor(content.plans, { distance: kind, km: metres / 1_000 });
    const around = plan && stepsAround(plan, standing.day);
    return plan && around ? { plan, ...around } : null;
  }

  async function beginIn(trx: Database, member: MemberKey, found: Standing, from: CheckinFrom) {
    // The post of the evening had the same button as the others in earlier versions.
    const onItsDay = from === 'post' && found.type === 'raced' && found.day === EVENING;
    const evening = from === 'evening' || onItsDay ? await tonight(trx, member, found) : undefined;
    const standing = evening ?? found;
    const day = standing.type === 'raced' ? standing.day : null;
    const help = await findHelpFor(trx, content, member);
    return {
      standing,
      watch: watchOn(content.checkin.watch, day),
      signs: signsOn(signs, day),
      help,
      evening: evening !== undefined,
    };
  }

  return {
    /**
     * Shows the warning signs that fit. `number` is the race's; null means the member's last race. What the race's
     * evening shows is for the list alone.
     */
    begin: async (member: MemberKey, number: number | null, from: CheckinFrom) =>
      beginIn(db, member, await standingOf(db, member, number), from),

    /** Undefined where none of the ids is a sign's. */
    reportSigns: (member: MemberKey, number: number | null, ids: readonly string[], from: CheckinFrom) =>
      write(member.guildId, async (trx): Promise<SignsTicked | undefined> => {
        const ticked = signs.filter(({ choice }) => ids.includes(choice.id));
        if (ticked.length === 0) return undefined;
        const standing = await standingOf(trx, member, number);
        await note(trx, member, from === 'evening' ? await tonight(trx, member, standing) : standing, false);
        return { signs: ticked, help: await findHelpFor(trx, content, member) };
      }),

    /** None of the signs, on the race's evening. Pressed when that is over, it begins the check-in of the day. */
    endEvening: (member: MemberKey, number: number | null) =>
      write(member.guildId, async (trx) => {
        const standing = await standingOf(trx, member, number);
        await note(trx, member, await tonight(trx, member, standing), true);
        return beginIn(trx, member, standing, 'evening');
      }),

    /** Notes that a member checked in, and keeps what they answered if they wish that. */
    submit: (member: MemberKey, number: number | null, scores: Scores) =>
      write(member.guildId, async (trx): Promise<CheckinAnswered & { readonly kept: KeepOutcome }> => {
        const now = clock();
        const standing = await standingOf(trx, member, number);
        const { race, day } =
          standing.type === 'raced'
            ? { race: standing.race.number, day: standing.day }
            : { race: null, day: null };
        const past = await findPast(trx, encryption, member, standing.race, now);
        const input = { scores, day, signs: [], ...past };
        await note(trx, member, standing, feelsFine(input));
        const help = await findHelpFor(trx, content, member);
        return {
          standing,
          scores,
          decision: decide(input),
          plan: planOf(standing, help.under18 !== undefined),
          next: await nextFor(trx, member, standing),
          help,
          kept: await keepIfWished(trx, encryption, member, { race, day, scores, at: now }, now),
        };
      }),

    /** `soreness` is what they answered, where that is known. Undefined where there is no such muscle. */
    async sore(
      member: MemberKey,
      number: number | null,
      { muscle: muscleId, side, soreness }: Sore & { readonly soreness: Score | undefined },
    ): Promise<SoreOutcome | undefined> {
      const muscle = content.muscles.find(({ id }) => id === muscleId);
      if (!muscle) return undefined;
      if (side === 'one') {
        const fitting = content.checkin.places[muscle.id] ?? [];
        return {
          type: 'one-sided',
          muscle,
          signs: signs.filter(({ choice }) => fitting.includes(choice.id)),
          help: await findHelpFor(db, content, member),
        };
      }
      const standing = await standingOf(db, member, number);
      const care = soreCare(
        soreness,
        standing.type === 'raced' ? { distance: standing.race.distance.kind, day: standing.day } : null,
      );
      if (care === 'see-somebody') return { type: 'late-soreness', muscle };
      const wish =
        care === 'gentle'
          ? ({ moment: 'sore', minutes: GENTLE_MINUTES } as const)
          : ({ moment: 'rest-day', minutes: MINUTES.usual } as const);
      const found = stretch.find({ muscle: muscle.id, ...wish, turn: 0 });
      return found.type === 'routine' ? { type: 'routine', routine: found } : undefined;
    },

    /** Races of the member's own that go by what has been typed, the nearest first. */
    async suggest(member: MemberKey, typed: string): Promise<Race[]> {
      const own = (await ownRaces(db, member)).filter((race) => raceDayAt(race, clock()).type !== 'before');
      const latestFirst = own.toReversed();
      return plainWords(typed) === ''
        ? latestFirst
        : nearest(
            typed,
            latestFirst.map((race) => named(race, [race.name, String(race.number)])),
          );
    },
  };
}
