import { DAY } from './duration.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Distance } from './plan.ts';
import type { RunKey } from './run.ts';
import { addDays, dateAt, instantAt, type WallDate } from './wall-time.ts';

/** A race of one club, named by the club and its number there. */
export type RaceKey = RunKey;

export interface RaceDistance {
  readonly kind: Distance;
  readonly metres: number;
  /** As it is shown: "marathon", "15 km", "50 mi". */
  readonly label: string;
}

/** What a leader says of a race and may change later. */
export interface RacePlan {
  readonly name: string;
  /** In `zone`, the club's when it was added or moved. */
  readonly date: WallDate;
  /** Wall time `HH:MM`; null where it isn't known. */
  readonly start: string | null;
  readonly zone: string;
  readonly distance: RaceDistance;
  readonly location: string | null;
  /** An http or https address. */
  readonly link: string | null;
}

export type Race = RacePlan & RaceKey & Lifecycle;

/** What became of it for one member. Seconds are whole, rounded up as the timekeepers of road races do. */
export type RaceResult =
  | { readonly type: 'time'; readonly seconds: number }
  | { readonly type: 'dnf' }
  | { readonly type: 'dns' };

/** What one member says of one race. */
export interface Entry {
  readonly userId: string;
  /** False: they have said that they aren't racing. Whoever has a result is racing. */
  readonly racing: boolean;
  /** For that member's eyes alone. */
  readonly goalSeconds: number | null;
  readonly result: RaceResult | null;
  /** When the result came in, UTC ms. */
  readonly resultAt: number | null;
  /** Tells who came first. */
  readonly order: number;
}

export const LONGEST_IN_RACE = { name: 80, location: 120, link: 300, reason: 200 } as const;
export const RACE_QUOTAS = { openRacesPerClub: 50, createdPerMemberADay: 10 } as const;

/** How long after a race results are taken, and how old a race may be that is added, in days. */
export const RESULT_DAYS = 14;

/**
 * Minutes a kilometre by which nearly all have finished, from the usual time limits: 6 h 20 for a marathon, 29 h for
 * 100 miles. Our choice.
 */
const SLOW_MINUTES_A_KM = { upToMarathon: 9, ultra: 11 } as const;

/** When nearly all will have finished, UTC ms; undefined where the start isn't known. */
export function endOf({ date, start, zone, distance }: RacePlan): number | undefined {
  if (start === null) return undefined;
  const pace = distance.kind === 'ultra' ? SLOW_MINUTES_A_KM.ultra : SLOW_MINUTES_A_KM.upToMarathon;
  return instantAt(date, start, zone) + (distance.metres / 1_000) * pace * 60_000;
}

/**
 * The date from which days of recovery count: that on which the race ends. That is the date of the race, except where
 * its start is known and it goes on over midnight: nobody is asked about the day after in the middle of a night ultra.
 */
export function dayZero(race: RacePlan): WallDate {
  const end = endOf(race);
  return end === undefined ? race.date : dateAt(end, race.zone);
}

/**
 * The instant (UTC ms) of a wall time `HH:MM` some days after the race, 0 being `dayZero`. Where the clocks jump over
 * the time it is what they show instead, where they show it twice the first.
 */
export function dayInstant(race: RacePlan, day: number, time: string): number {
  return instantAt(addDays(dayZero(race), day), time, race.zone);
}

/**
 * `open`: it takes answers, before the race and on its day. `results`: the day is over, but results are still taken.
 * `over`: nothing can be said of it any more.
 */
export type RacePhase = 'open' | 'results' | 'over' | 'cancelled';

/**
 * When the buttons of a race close, UTC ms: with the end of its day, though not within a day of its having been added,
 * so that members can say that they were in yesterday's race.
 */
export function closesAt(race: RacePlan & Pick<Race, 'createdAt'>): number {
  const added = Math.min(race.createdAt + DAY, resultsCloseAt(race));
  return Math.max(dayInstant(race, 1, '00:00'), added);
}

/** When the last result is taken, UTC ms. */
export function resultsCloseAt(race: RacePlan): number {
  return dayInstant(race, RESULT_DAYS + 1, '00:00');
}

export function racePhaseOf(race: Race, now: number): RacePhase {
  if (race.cancelledAt !== null) return 'cancelled';
  if (now < closesAt(race)) return 'open';
  return now < resultsCloseAt(race) ? 'results' : 'over';
}

/**
 * When the first result may come in, UTC ms: with the start, or with the day where that isn't known. That somebody
 * doesn't start may be said all day.
 */
export function resultsOpenAt({ date, start, zone }: RacePlan, type: RaceResult['type'] = 'time'): number {
  return instantAt(date, type === 'dns' ? '00:00' : (start ?? '00:00'), zone);
}

/** How many days before a race those who race are reminded, at the club's check-in time. */
export const REMINDER_DAYS = [7, 1] as const;

/** When the reminder so many days before a race is due, UTC ms; `time` is the club's check-in time `HH:MM`. */
export function reminderDueAt({ date, zone }: RacePlan, days: number, time: string): number {
  return instantAt(addDays(date, -days), time, zone);
}

/** How many days after a race its recap comes at the latest. */
const LATEST_RECAP_DAY = 3;

export interface Results {
  /** Those who race and of whom nothing has been heard. */
  readonly awaited: number;
  /** When the latest came in, UTC ms; null for none. */
  readonly lastAt: number | null;
}

/**
 * When the recap of a race is due, UTC ms: at the club's check-in time `HH:MM` on the day after the last result, at
 * the latest three days after the race, or the day after it was added where that is later.
 */
export function recapDueAt(race: Race, { awaited, lastAt }: Results, time: string): number {
  const dayAfter = (at: number) => instantAt(addDays(dateAt(at, race.zone), 1), time, race.zone);
  const latest = Math.max(dayInstant(race, LATEST_RECAP_DAY, time), dayAfter(race.createdAt));
  if (awaited > 0 || lastAt === null) return latest;
  return Math.min(latest, Math.max(dayInstant(race, 1, time), dayAfter(lastAt)));
}

const byOrder = (a: Entry, b: Entry) => a.order - b.order;

/** Those who race, or say that they did, in the order they came. */
export function racing(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.racing).sort(byOrder);
}

/** Those whom the days after the race are for: all who race and didn't stay at home. */
export function raced(entries: readonly Entry[]): Entry[] {
  return racing(entries).filter(({ result }) => result?.type !== 'dns');
}

export const RACE_PARTS = ['name', 'date', 'start', 'distance', 'location', 'link'] as const;
export type RacePart = (typeof RACE_PARTS)[number];

export function raceChangesBetween(before: RacePlan, after: RacePlan): RacePart[] {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return RACE_PARTS.filter((part) => !same(before[part], after[part]));
}

/** How an answer to a race was taken. */
export type RacePress =
  | { readonly type: 'racing' | 'not-racing' }
  /** A result is in, which a slip of the finger must not take away. */
  | { readonly type: 'has-result' };

/** What an entry becomes when a member presses a button. Pressing what they answered already changes nothing. */
export function pressRace(
  before: Entry | undefined,
  userId: string,
  racingNow: boolean,
  order: number,
): { readonly entry: Entry; readonly outcome: RacePress } {
  if (before?.result) return { entry: before, outcome: { type: 'has-result' } };
  const outcome = { type: racingNow ? 'racing' : 'not-racing' } as const;
  if (before?.racing === racingNow) return { entry: before, outcome };
  const entry: Entry = {
    userId,
    racing: racingNow,
    goalSeconds: before?.goalSeconds ?? null,
    result: null,
    resultAt: null,
    order,
  };
  return { entry, outcome };
}
