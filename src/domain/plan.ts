import type { Evidence } from './evidence.ts';
import { METRES_PER_MILE } from './run-distance.ts';
import { plainWords } from './search.ts';

/** The distances of `/recovery plan distance:`. */
export const DISTANCES = ['5k', '10k', 'half', 'marathon', 'ultra'] as const;
export type Distance = (typeof DISTANCES)[number];

/** For adults: under 18 there is no plan for it. */
export function isMarathonOrLonger(distance: Distance): boolean {
  return distance === 'marathon' || distance === 'ultra';
}

/** What to do from one day to another, race day being 0 and `to: null` meaning from then on. */
export interface PlanStep {
  readonly from: number;
  readonly to: number | null;
  readonly text: string;
}

export interface Plan extends Evidence {
  readonly id: string;
  readonly distance: Distance;
  readonly name: string;
  /** The fewest and the most easy days after the race, where there is a rule for it. */
  readonly easyDays: readonly [number, number] | null;
  readonly steps: readonly PlanStep[];
}

/** The plans for all distances and what goes with each of them. */
export interface Plans {
  readonly note: string;
  readonly gates: readonly { readonly id: string; readonly text: string }[];
  readonly pain: string;
  readonly easyDays: string;
  readonly slower: string;
  readonly spike: string;
  readonly plans: readonly Plan[];
}

/** Kilometres up to which a race still counts as each distance, halfway between the usual ones. */
const UP_TO_KM: readonly (readonly [number, Distance])[] = [
  [7.5, '5k'],
  [15, '10k'],
  [30, 'half'],
  [43, 'marathon'],
];

const IN_WORDS: readonly (readonly [RegExp, Distance])[] = [
  [/\bultra(s|marathon|trail)?\b/, 'ultra'],
  [/\b(half|hm|semi|halbmarathon|halve|media|meia|mezza)\b/, 'half'],
  [/\b(marathon|maraton|maratona|full)\b/, 'marathon'],
  [/\bparkrun\b/, '5k'],
];

/** Which of the usual distances a length counts as. */
export function kindOf(km: number): Distance {
  return UP_TO_KM.find(([limit]) => km <= limit)?.[1] ?? 'ultra';
}

/** What the name of a race says of its length. */
export interface RaceLength {
  readonly distance: Distance;
  /** Where a figure was named. */
  readonly km?: number;
}

/** Of four figures and more, an "m" means metres: nobody races 5,000 miles. */
const METRES_FROM = 1_000;

function kilometres(figure: number, unit: string): number {
  if (!unit.startsWith('m')) return figure;
  return unit === 'm' && figure >= METRES_FROM ? figure / 1_000 : (figure * METRES_PER_MILE) / 1_000;
}

/**
 * The length that the name of a race speaks of ("Berlin Marathon", "Brighton half", "Club 10k", "Lakes 50 miles",
 * "5000m"), or undefined. A figure counts before words, so "Marathon weekend 10k" is a 10k.
 */
export function lengthInName(name: string): RaceLength | undefined {
  const plain = plainWords(name.replace(/(\d)[.,](\d)/g, '$1point$2'));
  const figure = /(\d+(?:point\d+)?) ?(k|km|kms|kilometers?|kilometres?|m|mi|miles?)\b/.exec(plain);
  if (figure?.[1] && figure[2]) {
    const km = kilometres(Number(figure[1].replace('point', '.')), figure[2]);
    return { distance: kindOf(km), km };
  }
  const distance = IN_WORDS.find(([words]) => words.test(plain))?.[1];
  return distance && { distance };
}

/** Up to here, halfway between 50 miles and 100 km, an ultra counts as one of the shorter. */
const SHORTER_ULTRA_KM = 90;

/**
 * The plan for a race. Of the two for ultras it is the longer rest where the length isn't known: who needs less can
 * choose it, who needs more must not be told less.
 */
export function planFor({ plans }: Plans, { distance, km }: RaceLength): Plan | undefined {
  const fitting = plans.filter((plan) => plan.distance === distance);
  return km !== undefined && km <= SHORTER_ULTRA_KM ? fitting[0] : fitting.at(-1);
}

/** Where a plan stands on a day, and what comes after it; undefined before race day. */
export function stepsAround(
  { steps }: Plan,
  day: number,
): { readonly step: PlanStep; readonly next: PlanStep | undefined } | undefined {
  const place = steps.findIndex(({ from, to }) => day >= from && (to === null || day <= to));
  const step = steps[place];
  return step && { step, next: steps[place + 1] };
}

/** The last day that a plan has something of its own to say about; after it, it is training as usual. */
export function recoveryDays({ steps }: Plan): number {
  const last = steps.at(-1);
  return last ? (last.to ?? last.from) : 0;
}
