import type { Evidence } from './content.ts';
import { plainWords } from './words.ts';

/** The distances of `/recovery plan distance:`. */
export const DISTANCES = ['5k', '10k', 'half', 'marathon', 'ultra'] as const;
export type Distance = (typeof DISTANCES)[number];

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

const KM_PER_MILE = 1.609344;

/** Kilometres up to which a race still counts as each distance, halfway between the usual ones. */
const UP_TO_KM: readonly (readonly [number, Distance])[] = [
  [7.5, '5k'],
  [15, '10k'],
  [30, 'half'],
  [43, 'marathon'],
];

const IN_WORDS: readonly (readonly [RegExp, Distance])[] = [
  [/\bultra(s|marathon|trail)?\b/, 'ultra'],
  [/\b(half|hm|semi|halbmarathon)\b/, 'half'],
  [/\b(marathon|full)\b/, 'marathon'],
  [/\bparkrun\b/, '5k'],
];

/**
 * The distance that the name of a race speaks of ("Berlin Marathon", "Brighton half", "Club 10k", "Lakes 50 miles"),
 * or undefined. A figure in kilometres or miles counts before words, so "Marathon weekend 10k" is a 10k.
 */
export function distanceInName(name: string): Distance | undefined {
  const plain = plainWords(name.replace(/(\d)[.,](\d)/g, '$1point$2'));
  const figure = /(\d+(?:point\d+)?) ?(k|km|kms|kilometers?|kilometres?|m|mi|miles?)\b/.exec(plain);
  if (figure?.[1] && figure[2]) {
    const inMiles = figure[2].startsWith('m');
    const km = Number(figure[1].replace('point', '.')) * (inMiles ? KM_PER_MILE : 1);
    return UP_TO_KM.find(([limit]) => km <= limit)?.[1] ?? 'ultra';
  }
  return IN_WORDS.find(([words]) => words.test(plain))?.[1];
}
