import type { ClubSettings } from '../domain/club.ts';
import { DAY } from '../domain/duration.ts';
import { type NotAllowed, whyNotChange } from '../domain/leading.ts';
import {
  dayZero,
  type Entry,
  pressRace,
  RACE_QUOTAS,
  type Race,
  type RaceKey,
  type RacePart,
  type RacePhase,
  type RacePress,
  type RaceResult,
  REMINDER_DAYS,
  RESULT_DAYS,
  raceChangesBetween,
  racePhaseOf,
  racing,
  reminderDueAt,
  resultsOpenAt,
} from '../domain/race.ts';
import { type RaceAsked, type RaceRead, readRace } from '../domain/race-request.ts';
import {
  type PersonalBest,
  type ResultOutcome,
  readGoal,
  readResult,
  SAME_LENGTH_WITHIN,
  standingOf,
} from '../domain/race-result.ts';
import { addDays, dateAt } from '../domain/wall-time.ts';
import { forgetCheckinsOf } from '../storage/checkins.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings, findZone } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { rememberMember } from '../storage/members.ts';
import { planPost, wantUpToDate } from '../storage/outbox.ts';
import {
  changeRace,
  countRacesAdded,
  countRacing,
  findEntry,
  findRace,
  insertRace,
  listBestTimesBefore,
  listEntries,
  listRaces,
  listRacesOfMember,
  removeEntry,
  saveEntry,
} from '../storage/races.ts';
import { showOnCard } from './card-posts.ts';
import { followResults, moveRacePosts, planRacePosts } from './race-schedule.ts';
import { type Actor, listChangeable, type NotSetUp } from './runs.ts';
import { createWriter } from './writer.ts';

export interface RaceView {
  readonly race: Race;
  readonly entries: readonly Entry[];
  readonly open: boolean;
}

/** A race in a list, with what the member says of it. */
export interface RaceListed {
  readonly race: Race;
  readonly racing: number;
  readonly mine: Entry | undefined;
}

type UnreadableRace = { readonly type: 'unreadable'; readonly why: Exclude<RaceRead, { type: 'plan' }> };
export type NoSuchRace = { readonly type: 'no-such-race' };
/** It is too late for that. */
export type Closed = {
  readonly type: 'closed';
  readonly race: Race;
  readonly phase: Exclude<RacePhase, 'open'>;
};

/** Why somebody can't change a race. */
export type RaceNotToChange = NotSetUp | NotAllowed | NoSuchRace | Closed;

export type RaceAddOutcome =
  | NotSetUp
  | UnreadableRace
  | { readonly type: 'too-many-open' | 'too-many-today'; readonly most: number }
  | {
      readonly type: 'added';
      readonly race: Race;
      readonly settings: ClubSettings;
      /** How many days before it those who race are reminded; none for a race that is too near. */
      readonly reminded: readonly number[];
    };

export type RaceChangeOutcome =
  | RaceNotToChange
  | UnreadableRace
  /** `has-results`: they are in, so it can't be a race that is still to come. */
  | { readonly type: 'has-results' | 'nothing-changed'; readonly race: Race }
  | {
      readonly type: 'changed';
      readonly race: Race;
      readonly changed: readonly RacePart[];
      readonly told: number;
    };

export type RaceReplyOutcome =
  | NoSuchRace
  | Closed
  | { readonly type: 'pressed'; readonly race: Race; readonly outcome: RacePress }
  | {
      readonly type: 'joined';
      readonly race: Race;
      readonly goalSeconds: number | null;
      readonly already: boolean;
    }
  | { readonly type: 'left'; readonly race: Race; readonly hadResult: boolean }
  | { readonly type: 'not-in'; readonly race: Race }
  | {
      readonly type: 'unreadable-time';
      readonly race: Race;
      readonly what: 'goal' | 'result';
      readonly why: Exclude<ResultOutcome, { type: 'result' }>;
    }
  /** `opensAt` in UTC ms. */
  | { readonly type: 'too-early'; readonly race: Race; readonly opensAt: number }
  | {
      readonly type: 'noted';
      readonly race: Race;
      readonly result: RaceResult;
      readonly goalSeconds: number | null;
      /** Null where they don't want to be congratulated, or ran no time. */
      readonly standing: PersonalBest | null;
      /** The result joined them. */
      readonly joined: boolean;
      readonly corrected: boolean;
    };

/** What a race is looked for. */
export type RacePurpose = 'answer' | 'result' | 'any';

/** Changes that are worth a message to those who race. */
const WORTH_TELLING: ReadonlySet<RacePart> = new Set(['name', 'date', 'start', 'distance', 'location']);

const NO_GOAL = /^(none|nothing|-+)$/i;

type InPhase = { readonly type: 'race'; readonly race: Race };

/** The race, if it is in one of these phases at `now` (UTC ms). */
async function raceIn(
  trx: Database,
  key: RaceKey,
  phases: readonly RacePhase[],
  now: number,
): Promise<NoSuchRace | Closed | InPhase> {
  const race = await findRace(trx, key);
  if (!race) return { type: 'no-such-race' };
  const phase = racePhaseOf(race, now);
  if (phases.includes(phase)) return { type: 'race', race };
  if (phase === 'open') throw new Error('An open race takes everything');
  return { type: 'closed', race, phase };
}

/** The race, as long as it can be changed, for those who may change it. */
export async function changeableRace(
  trx: Database,
  actor: Actor,
  number: number,
  now: number,
): Promise<RaceNotToChange | (InPhase & { readonly settings: ClubSettings })> {
  const settings = await findSettings(trx, actor.guildId);
  if (!settings) return { type: 'not-set-up' };
  const found = await raceIn(trx, { guildId: actor.guildId, number }, ['open', 'results'], now);
  if (found.type !== 'race') return found;
  return whyNotChange(settings, found.race, actor) ?? { ...found, settings };
}

export function createRaceService(db: Database, clock: () => number, onDue: () => void) {
  const write = createWriter(db, onDue);

  /** Takes what a member says of a race that is in one of these phases; `before`: what they said before. */
  const reply = (
    { guildId, userId }: Actor,
    number: number,
    phases: readonly RacePhase[],
    take: (trx: Database, race: Race, before: Entry | undefined) => Promise<RaceReplyOutcome>,
  ) =>
    write(guildId, async (trx): Promise<RaceReplyOutcome> => {
      const found = await raceIn(trx, { guildId, number }, phases, clock());
      return found.type === 'race' ? take(trx, found.race, await findEntry(trx, found.race, userId)) : found;
    });

  /** Writes what a member says; null takes it back. The card, and what follows from results, are brought up to date. */
  async function saveReply(trx: Database, actor: Actor, race: Race, entry: Entry | null): Promise<void> {
    await rememberMember(trx, actor, clock());
    if (entry) await saveEntry(trx, race, entry);
    else await removeEntry(trx, race, actor.userId);
    await wantUpToDate(trx, 'race-card', race);
    const settings = await findSettings(trx, race.guildId);
    if (settings) await followResults(trx, race, settings, clock());
  }

  const newEntry = ({ userId }: Actor): Entry => ({
    userId,
    racing: true,
    goalSeconds: null,
    result: null,
    resultAt: null,
    order: clock(),
  });

  /** How a time stands beside those before it; null for who doesn't want to hear. */
  async function standing(trx: Database, race: Race, userId: string, seconds: number) {
    if ((await listWanting(trx, race.guildId, [userId], 'congratulations')).length === 0) return null;
    const [best] = await listBestTimesBefore(trx, race, [userId], SAME_LENGTH_WITHIN);
    return standingOf(seconds, best?.seconds);
  }

  /** Plans word of a change to those who race, if there are any, and tells how many they are. */
  async function tellOfChange(trx: Database, race: Race, changed: RacePart[]): Promise<number> {
    const concerned = racing(await listEntries(trx, race)).length;
    const details = { revision: race.revision, changed };
    if (concerned > 0) await planPost(trx, { kind: 'race-change', about: race, details }, clock());
    return concerned;
  }

  /** The club's date so many days ago. */
  const daysAgo = async (guildId: string, days: number) =>
    addDays(dateAt(clock(), await findZone(db, guildId)), -days);

  return {
    /** Adds a race with its card and all that is posted about it, in one go. */
    add: (actor: Actor, asked: RaceAsked) =>
      write(actor.guildId, async (trx): Promise<RaceAddOutcome> => {
        const { guildId, userId } = actor;
        const now = clock();
        const settings = await findSettings(trx, guildId);
        if (!settings) return { type: 'not-set-up' };
        const { openRacesPerClub, createdPerMemberADay } = RACE_QUOTAS;
        if ((await listRaces(trx, guildId, { from: dateAt(now, settings.zone) })).length >= openRacesPerClub)
          return { type: 'too-many-open', most: openRacesPerClub };
        if ((await countRacesAdded(trx, actor, now - DAY)) >= createdPerMemberADay)
          return { type: 'too-many-today', most: createdPerMemberADay };
        const read = readRace(asked, undefined, settings, { now, locale: actor.locale });
        if (read.type !== 'plan') return { type: 'unreadable', why: read };
        await rememberMember(trx, actor, now);
        const race = await insertRace(trx, guildId, read.plan, { userId, now });
        await planPost(trx, { kind: 'race-card', about: race, details: {} }, now);
        await planRacePosts(trx, race, settings, now);
        const reminded = REMINDER_DAYS.filter(
          (days) => reminderDueAt(race, days, settings.checkinTime) > now,
        );
        return { type: 'added', race, settings, reminded };
      }),

    /** Changes a race; those who race are told, and what is planned moves with it. */
    change: (actor: Actor, number: number, asked: RaceAsked) =>
      write(actor.guildId, async (trx): Promise<RaceChangeOutcome> => {
        const found = await changeableRace(trx, actor, number, clock());
        if (found.type !== 'race') return found;
        const { race, settings } = found;
        const now = clock();
        const read = readRace(asked, race, settings, { now, locale: actor.locale });
        if (read.type !== 'plan') return { type: 'unreadable', why: read };
        const changed = raceChangesBetween(race, read.plan);
        if (changed.length === 0) return { type: 'nothing-changed', race };
        const after: Race = { ...race, ...read.plan, revision: race.revision + 1 };
        const hasResults = (await listEntries(trx, race)).some(({ result }) => result !== null);
        if (hasResults && resultsOpenAt(after, 'dns') > now) return { type: 'has-results', race };
        await changeRace(trx, race, read.plan);
        await showOnCard(trx, 'race-card', race, now);
        // Check-ins for days after the old date no longer count.
        if (dayZero(after) !== dayZero(race)) await forgetCheckinsOf(trx, race);
        await moveRacePosts(trx, after, settings, now);
        await followResults(trx, after, settings, now);
        const telling = changed.filter((part) => WORTH_TELLING.has(part));
        const ahead = Math.max(resultsOpenAt(race), resultsOpenAt(after)) > now;
        const told = ahead && telling.length > 0 ? await tellOfChange(trx, after, telling) : 0;
        return { type: 'changed', race: after, changed, told };
      }),

    press: (actor: Actor, number: number, racing: boolean) =>
      reply(actor, number, ['open'], async (trx, race, before) => {
        const { entry, outcome } = pressRace(before, actor.userId, racing, clock());
        if (entry !== before) await saveReply(trx, actor, race, entry);
        return { type: 'pressed', race, outcome };
      }),

    join: (actor: Actor, number: number, goal: string | undefined) =>
      reply(actor, number, ['open'], async (trx, race, before) => {
        const read =
          goal === undefined || NO_GOAL.test(goal.trim()) ? undefined : readGoal(goal, race.distance);
        if (read && read.type !== 'goal') return { type: 'unreadable-time', race, what: 'goal', why: read };
        const kept = goal === undefined ? (before?.goalSeconds ?? null) : null;
        const goalSeconds = read?.seconds ?? kept;
        const order = before?.racing ? before.order : clock();
        await saveReply(trx, actor, race, {
          ...newEntry(actor),
          ...before,
          racing: true,
          goalSeconds,
          order,
        });
        return { type: 'joined', race, goalSeconds, already: before?.racing ?? false };
      }),

    leave: (actor: Actor, number: number) =>
      reply(actor, number, ['open', 'results'], async (trx, race, before) => {
        if (!before?.racing) return { type: 'not-in', race };
        await saveReply(trx, actor, race, null);
        return { type: 'left', race, hadResult: before.result !== null };
      }),

    result: (actor: Actor, number: number, typed: string) =>
      reply(actor, number, ['open', 'results'], async (trx, race, before) => {
        const read = readResult(typed, race.distance);
        if (read.type !== 'result') return { type: 'unreadable-time', race, what: 'result', why: read };
        const { result } = read;
        const opensAt = resultsOpenAt(race, result.type);
        if (clock() < opensAt) return { type: 'too-early', race, opensAt };
        const joined = !before?.racing;
        // Whoever never said that they would race needn't say that they didn't start.
        if (joined && result.type === 'dns') return { type: 'not-in', race };
        const entry = { ...newEntry(actor), ...before, racing: true, result, resultAt: clock() };
        await saveReply(trx, actor, race, entry);
        return {
          type: 'noted',
          race,
          result,
          goalSeconds: entry.goalSeconds,
          standing: result.type === 'time' ? await standing(trx, race, actor.userId, result.seconds) : null,
          joined,
          corrected: (before?.result ?? null) !== null,
        };
      }),

    async view(key: RaceKey): Promise<RaceView | undefined> {
      const race = await findRace(db, key);
      return (
        race && { race, entries: await listEntries(db, race), open: racePhaseOf(race, clock()) === 'open' }
      );
    },

    /** Races of the last two weeks and all to come, the earliest first. */
    async list(guildId: string, userId: string): Promise<RaceListed[]> {
      const from = await daysAgo(guildId, RESULT_DAYS);
      const counts = await countRacing(db, guildId);
      const own = await listRacesOfMember(db, { guildId, userId }, { from });
      const mine = new Map(own.map(({ race, entry }) => [race.number, entry]));
      return (await listRaces(db, guildId, { from })).map((race) => ({
        race,
        racing: counts.get(race.number) ?? 0,
        mine: mine.get(race.number),
      }));
    },

    /** Races that can be meant, the likeliest first. */
    async choices(guildId: string, purpose: RacePurpose): Promise<Race[]> {
      // Results are taken a day or two longer for races that went on over midnight.
      const races = await listRaces(db, guildId, { from: await daysAgo(guildId, RESULT_DAYS + 2) });
      const fitting = races.filter((race) => {
        const phase = racePhaseOf(race, clock());
        if (purpose === 'answer') return phase === 'open';
        if (purpose === 'result') return phase !== 'over' && resultsOpenAt(race, 'dns') <= clock();
        return phase !== 'over';
      });
      // The race that a result is for is most likely the latest.
      return purpose === 'result' ? fitting.reverse() : fitting;
    },

    changeable: (actor: Actor, races: readonly Race[]) => listChangeable(db, actor, races),
  };
}
