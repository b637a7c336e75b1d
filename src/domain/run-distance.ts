import type { Units } from './club.ts';
import type { RouteSummary, RunPlan } from './run.ts';
import { oneLine } from './sanitize.ts';

/** How far a run goes, as it is shown, or what was typed instead, on one line and cut short: not yet fit for Discord. */
export type DistanceOutcome =
  | { readonly type: 'distance'; readonly label: string }
  | { readonly type: 'nonsense'; readonly typed: string };

export const METRES_PER_MILE = 1_609.344;
const METRES_PER_FOOT = 0.3048;

/** Metres of the shortest and the longest run that somebody could mean. Our choice. */
const SHORTEST = 100;
const LONGEST = 500_000;

const LONGEST_TYPED = 60;

/** "6m" is said of miles and "400m" of metres; nobody runs 100 miles with a club by accident. */
const LEAST_TAKEN_AS_METRES = 100;

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^(half([ -]?marathon)?|hm)$/, 'half marathon'],
  [/^(full |full-)?marathon$/, 'marathon'],
  [/^parkrun$/, '5 km'],
];

const UNITS_TYPED: readonly (readonly [RegExp, Units | 'm'])[] = [
  [/^(k|kms?|kilomet(re|er)s?)$/, 'km'],
  [/^(mi|miles?)$/, 'mi'],
  [/^(m|met(re|er)s?)$/, 'm'],
];

/** One figure or both of a range, in `units`. */
interface Figures {
  readonly values: readonly number[];
  readonly units: Units;
}

/** "10" or "10.5"; in metres a point or comma before three digits groups thousands, as in "5,000 m". */
function readValue(figure: string, unit: Units | 'm'): number {
  return Number((unit === 'm' ? figure.replace(/[.,](?=\d{3}$)/, '') : figure).replace(',', '.'));
}

/** Kilometres are told in kilometres, and so are metres; all in the club's units where none were typed. */
function figuresOf(figures: readonly string[], typed: string, club: Units): Figures | undefined {
  const unit = typed === '' ? club : UNITS_TYPED.find(([written]) => written.test(typed))?.[1];
  if (!unit) return undefined;
  const values = figures.map((figure) => readValue(figure, unit)).sort((a, b) => a - b);
  if (unit !== 'm') return { values, units: unit };
  const inMetres = typed !== 'm' || values.every((value) => value >= LEAST_TAKEN_AS_METRES);
  return inMetres ? { values: values.map((metres) => metres / 1_000), units: 'km' } : { values, units: 'mi' };
}

function metresOf(value: number, units: Units): number {
  return value * (units === 'mi' ? METRES_PER_MILE : 1_000);
}

const written = (value: number) => String(Number(value.toFixed(2)));

const isPossible = (metres: number) => metres >= SHORTEST && metres <= LONGEST;

/** As it is typed all over the world, written alike. */
function plainLength(line: string): string {
  return line
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐‒–—−]/g, '-')
    .replace(/[. ]+$/, '');
}

/** "10", "6 miles", "10-12k", "5k or 10k", as figures of one unit with what stands between them. */
function labelOf(text: string, club: Units): string | undefined {
  const read = /^(\d[\d.,]*) ?([a-z]*)(?: ?(-|to|or|\/) ?(\d[\d.,]*) ?([a-z]*))?$/.exec(text);
  if (!read) return undefined;
  const [, first = '', unitOfFirst = '', between, second, unitOfSecond = ''] = read;
  const typed = second === undefined ? [first] : [first, second];
  if (!typed.every((figure) => /^\d{1,6}([.,]\d{1,4})?$/.test(figure))) return undefined;

  const figures = figuresOf(typed, unitOfSecond || unitOfFirst, club);
  const ofFirst = unitOfFirst && unitOfSecond ? figuresOf([first], unitOfFirst, club) : figures;
  // "5k or 6 miles" would need two labels.
  if (!figures || ofFirst?.units !== figures.units) return undefined;

  const { values, units } = figures;
  const metres = values.map((value) => metresOf(value, units));
  if (!metres.every(isPossible)) return undefined;
  const figuresWritten = new Set(values.map(written));
  return `${[...figuresWritten].join(between === '-' || between === 'to' ? '–' : ' or ')} ${units}`;
}

/**
 * The distance of "10 km", "10k", "6 miles", "10-12k", "half marathon" or "about 8", written alike. A figure
 * without a unit is in the club's. Whatever is no distance from 0.1 to 500 km is nonsense.
 */
export function readDistance(typed: string, units: Units): DistanceOutcome {
  const line = oneLine(typed, LONGEST_TYPED);
  const plain = plainLength(line);
  const [, about, exact = ''] =
    /^(about|approx(?:\.|imately)?|around|roughly|circa|ca?\.?|[~≈])? ?(.*)$/.exec(plain) ?? [];
  const rest = exact.replace(/[ -]?ish$/, '');
  const label = BY_NAME.find(([name]) => name.test(rest))?.[1] ?? labelOf(rest, units);
  if (label === undefined) return { type: 'nonsense', typed: line };
  return { type: 'distance', label: about || rest !== exact ? `about ${label}` : label };
}

/** One length such as "15k", "50 miles", "21.1" in the club's units or "5000 m"; undefined if it is none. */
export function readLength(
  typed: string,
  units: Units,
): { readonly metres: number; readonly label: string } | undefined {
  const read = /^(\d{1,6}(?:[.,]\d{1,4})?) ?([a-z]*)$/.exec(plainLength(oneLine(typed, LONGEST_TYPED)));
  const figures = read?.[1] === undefined ? undefined : figuresOf([read[1]], read[2] ?? '', units);
  const [value] = figures?.values ?? [];
  if (!figures || value === undefined) return undefined;
  const metres = metresOf(value, figures.units);
  return isPossible(metres) ? { metres, label: `${written(value)} ${figures.units}` } : undefined;
}

/** "10.2 km" or "6.3 mi" of metres, to one decimal; "10 km" where that is nought. */
export function distanceInWords(metres: number, units: Units): string {
  return `${Number((metres / metresOf(1, units)).toFixed(1))} ${units}`;
}

/**
 * "120 m" or "390 ft" of metres climbed, the latter for clubs that count in miles. To the nearest ten: no
 * watch and no map measures a climb more exactly.
 */
export function climbInWords(metres: number, units: Units): string {
  const tens = (value: number) => Math.round(value / 10) * 10;
  return units === 'mi' ? `${tens(metres / METRES_PER_FOOT)} ft` : `${tens(metres)} m`;
}

const METRES_BY_NAME: Readonly<Record<string, number>> = { marathon: 42_195, 'half marathon': 21_097.5 };

/** Metres of a distance as `readDistance` labels it, the longer of two; undefined where it says none. */
export function metresIn(label: string): number | undefined {
  const plain = label.replace(/^about /, '');
  const read = /(\d+(?:\.\d+)?) (km|mi)$/.exec(plain);
  return read?.[1] ? metresOf(Number(read[1]), read[2] === 'mi' ? 'mi' : 'km') : METRES_BY_NAME[plain];
}

/** An easy pace, in ms a metre: 7 minutes a kilometre. Our choice. */
const EASY_MS_PER_METRE = (7 * 60_000) / 1_000;
const QUARTER_MS = 15 * 60_000;
const USUAL_MS = 60 * 60_000;

/**
 * About how long a run takes, in ms, which nobody says: its distance, or else its route, at an easy pace, in whole
 * quarters of an hour and half an hour at least; an hour where neither is known.
 */
export function aboutHowLong({
  distance,
  route,
}: Pick<RunPlan, 'distance'> & { readonly route: Pick<RouteSummary, 'metres'> | null }): number {
  const metres = (distance === null ? undefined : metresIn(distance)) ?? route?.metres;
  if (metres === undefined) return USUAL_MS;
  return Math.max(2, Math.ceil((metres * EASY_MS_PER_METRE) / QUARTER_MS)) * QUARTER_MS;
}
