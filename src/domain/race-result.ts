import type { RaceDistance, RaceResult } from './race.ts';
import { lengthIsKnown } from './race-distance.ts';
import { oneLine, withPlainMarks } from './sanitize.ts';

/** What somebody may have run, in seconds. */
export interface Possible {
  readonly fastest: number;
  readonly slowest: number;
}

/** A result, or what was typed instead, on one line: not yet fit for Discord. */
export type ResultOutcome =
  | { readonly type: 'result'; readonly result: RaceResult }
  | { readonly type: 'nonsense'; readonly typed: string }
  /** A time, but nobody runs that distance in it. */
  | ({ readonly type: 'implausible'; readonly typed: string } & Possible);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Seconds a kilometre by length in metres, some way below the world's best of today (12:35 for 5 km, 2:00:35 for a
 * marathon), so that no real result is refused. Our choice.
 */
const FASTEST: readonly (readonly [metres: number, secondsAKm: number])[] = [
  [500, 90],
  [1_000, 120],
  [3_500, 132],
  [7_500, 143],
  [15_000, 150],
  [30_000, 155],
  [43_000, 162],
  [60_000, 180],
  [120_000, 205],
  [Number.POSITIVE_INFINITY, 230],
];

/** A slow walk of 3 km/h; beyond is a slip of the finger. Our choice. */
const SLOWEST = 20 * MINUTE;

/** For an ultra of which the length isn't known: from 45 km up to four days. */
const SOME_ULTRA: Possible = { fastest: 2 * HOUR + 15 * MINUTE, slowest: 96 * HOUR };

export function possibleFor(distance: RaceDistance): Possible {
  if (!lengthIsKnown(distance)) return SOME_ULTRA;
  const { metres } = distance;
  const pace = FASTEST.find(([upTo]) => metres <= upTo)?.[1] ?? 0;
  return { fastest: Math.round((metres / 1_000) * pace), slowest: Math.round((metres / 1_000) * SLOWEST) };
}

const DNF = /^(d\.?n\.?f\.?|did(n'?t| not) finish(ed)?|dropped out)$/;
const DNS = /^(d\.?n\.?s\.?|did(n'?t| not) start(ed)?)$/;

/** As times are typed all over the world, written alike: "3:58:12" of "3h58m12s", "3 hours 58 min 12" and 3h58'12". */
function plainTime(line: string): string {
  return withPlainMarks(line)
    .replace(/,? and |(?<=[a-z]),/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

/** "3h58m12s" and all its kin, of which each part may be left out; a figure after hours without a unit is minutes. */
function secondsWithUnits(text: string): number | undefined {
  const read =
    /^(?:(\d{1,3}) ?(?:h|hrs?|hours?|std)\.? ?)?(?:(\d{1,4}) ?(?:m|mins?|minutes?|')\.? ?)?(?:(\d{1,2}(?:[.,]\d{1,3})?) ?(?:s|secs?|seconds?|")\.?)?$/.exec(
      text
        .replace(/^(\d{1,3} ?(?:h|hrs?|hours?|std)\.? ?\d{1,2})$/, '$1m')
        .replace(/(m|mins?|') ?(\d{2})$/, '$1 $2s'),
    );
  if (!read || text === '') return undefined;
  const [, hours, minutes, seconds] = read;
  const parts = {
    hours: Number(hours ?? 0),
    minutes: Number(minutes ?? 0),
    seconds: Number((seconds ?? '0').replace(',', '.')),
  };
  const tooMany = (hours !== undefined && parts.minutes > 59) || parts.seconds >= 60;
  return tooMany ? undefined : parts.hours * HOUR + parts.minutes * MINUTE + parts.seconds;
}

/**
 * All that "3:58" may mean, in seconds: minutes and seconds, or hours and minutes. A point or comma may stand for a
 * colon or before tenths.
 */
function secondsWithColons(text: string): number[] {
  const whole = readGroups(text.split(/ ?[:.,;\-h] ?| /));
  const fraction = /^(.*\d[:.,;].*\d|\d+:\d\d)[.,](\d{1,3})$/.exec(text);
  if (!fraction?.[1]) return whole;
  const groups = fraction[1].split(/[:.,;]/);
  const tenths = Number(`0.${fraction[2]}`);
  // Tenths come after seconds, so two groups before them are minutes and seconds.
  const withTenths = groups.length === 2 ? minutesAndSeconds(groups) : hoursMinutesSeconds(groups);
  return [...whole, ...(withTenths === undefined ? [] : [withTenths + tenths])];
}

const isSixtieth = (group: string | undefined): group is string => /^[0-5]\d$/.test(group ?? '');

function hoursMinutesSeconds([hours = '', minutes, seconds]: readonly string[]): number | undefined {
  if (!/^\d{1,3}$/.test(hours) || !isSixtieth(minutes) || !isSixtieth(seconds)) return undefined;
  return Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds);
}

function minutesAndSeconds([minutes = '', seconds]: readonly string[]): number | undefined {
  return /^\d{1,4}$/.test(minutes) && isSixtieth(seconds)
    ? Number(minutes) * MINUTE + Number(seconds)
    : undefined;
}

function readGroups(groups: readonly string[]): number[] {
  const [first = '', second] = groups;
  const known = (seconds: number | undefined) => (seconds === undefined ? [] : [seconds]);
  switch (groups.length) {
    case 1:
      // A bare figure is minutes, or hours of a long race.
      return /^\d{1,4}$/.test(first) ? [Number(first) * MINUTE, Number(first) * HOUR] : [];
    case 2:
      return [
        ...known(minutesAndSeconds(groups)),
        ...known(hoursMinutesSeconds([first, second ?? '', '00'])),
      ];
    case 3:
      return known(hoursMinutesSeconds(groups));
    default:
      return [];
  }
}

function meaningsOf(text: string): number[] {
  const withUnits = secondsWithUnits(text);
  return withUnits === undefined ? secondsWithColons(text) : [withUnits];
}

/**
 * The result of "3:58:12", "58:12", "58m12s", "3h58", "3.58.12", "1:02:03.4", "DNF" or "DNS". What could mean several
 * times means the one that somebody can run the distance in.
 */
export function readResult(typed: string, distance: RaceDistance): ResultOutcome {
  const line = oneLine(typed, 60);
  const plain = plainTime(line);
  if (DNF.test(plain)) return { type: 'result', result: { type: 'dnf' } };
  if (DNS.test(plain)) return { type: 'result', result: { type: 'dns' } };
  const meanings = meaningsOf(plain);
  if (meanings.length === 0) return { type: 'nonsense', typed: line };
  const possible = possibleFor(distance);
  const meant = meanings.find((seconds) => seconds >= possible.fastest && seconds <= possible.slowest);
  return meant === undefined
    ? { type: 'implausible', typed: line, ...possible }
    : { type: 'result', result: { type: 'time', seconds: Math.ceil(meant) } };
}

/** A time that somebody aims for; read in the same way. */
export function readGoal(
  typed: string,
  distance: RaceDistance,
): { readonly type: 'goal'; readonly seconds: number } | Exclude<ResultOutcome, { type: 'result' }> {
  const read = readResult(typed.replace(/^\s*(sub|under)[\s-]*/i, ''), distance);
  if (read.type !== 'result') return read;
  return read.result.type === 'time'
    ? { type: 'goal', seconds: read.result.seconds }
    : { type: 'nonsense', typed: oneLine(typed, 60) };
}

/** "3:58:12" or "58:12" of seconds. */
export function timeInWords(seconds: number): string {
  const two = (figure: number) => String(figure).padStart(2, '0');
  const [hours, minutes, rest] = [
    Math.floor(seconds / HOUR),
    Math.floor(seconds / MINUTE) % 60,
    seconds % MINUTE,
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Races of as good as the same length are compared, as courses are measured: within one percent. */
export const SAME_LENGTH_WITHIN = 0.01;

/** How a time stands beside what the member ran before over the distance. */
export type PersonalBest =
  | { readonly type: 'first' }
  | { readonly type: 'best'; readonly before: number }
  | { readonly type: 'usual' };

/** `before`: the best so far in seconds, if there was any. */
export function standingOf(seconds: number, before: number | undefined): PersonalBest {
  if (before === undefined) return { type: 'first' };
  return seconds < before ? { type: 'best', before } : { type: 'usual' };
}
