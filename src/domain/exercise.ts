import type { Evidence } from './evidence.ts';

/** The kinds of exercise, as members choose them in `/stretch kind:`. */
export const KINDS = ['static', 'dynamic', 'mobility', 'foam-rolling'] as const;
export type Kind = (typeof KINDS)[number];

/** The moments of a running day, as members choose them in `/stretch when:`. */
export const CHOSEN_MOMENTS = ['before-run', 'after-run', 'rest-day'] as const;
/** `sore`: muscles that are very sore, as a check-in tells; nobody chooses it. */
export const MOMENTS = [...CHOSEN_MOMENTS, 'sore'] as const;
export type Moment = (typeof MOMENTS)[number];

/**
 * `each`: all of it on one side, then on the other. `alternate`: one side and the other in turn. `together`: both at once.
 * Of the first two the dose is for one side.
 */
export const SIDES = ['each', 'alternate', 'together'] as const;
export type Sides = (typeof SIDES)[number];

export type Side = 'left' | 'right';

/** Work that is timed (`seconds` a round and side) or counted (`reps` of `secondsPerRep` a round and side). */
export type Dose =
  | { readonly rounds: number; readonly seconds: number }
  | { readonly rounds: number; readonly reps: number; readonly secondsPerRep: number };

export interface Exercise extends Evidence {
  readonly id: string;
  readonly name: string;
  readonly alsoCalled: readonly string[];
  readonly kind: Kind;
  /** The id of the muscle group it belongs to. */
  readonly muscle: string;
  readonly targets: readonly string[];
  readonly kit: readonly string[];
  readonly setUp: string;
  readonly steps: readonly string[];
  readonly sides: Sides;
  /** What is left or right, with its place for the side: "{side} knee on the floor". None where both sides work at once. */
  readonly oneSide?: string | undefined;
  readonly dose: { readonly usual: Dose; readonly short: Dose; readonly older: Dose };
  readonly feel: string;
  readonly mistake: string;
  readonly caution: string;
  readonly easier: { readonly text: string; readonly exercise?: string | undefined };
}

/** To change sides, or to get ready for another round. */
export const CHANGE_SECONDS = 5;
/** To read what comes and get into place. */
export const SET_UP_SECONDS = 15;

/** Work without a break: once for each round, and where sides aren't taken in turn once for each side of it. */
export function boutsOf({ sides }: Pick<Exercise, 'sides'>, { rounds }: Dose): number {
  return rounds * (sides === 'each' ? 2 : 1);
}

/** How long one bout takes, in seconds. */
export function secondsOfBout({ sides }: Pick<Exercise, 'sides'>, dose: Dose): number {
  const oneSide = 'seconds' in dose ? dose.seconds : dose.reps * dose.secondsPerRep;
  return oneSide * (sides === 'alternate' ? 2 : 1);
}

/**
 * How long an exercise takes in all, in seconds: the work itself on each side, five seconds for each change of
 * side or round, and fifteen to read it and get into place. The two allowances are ours; nobody has measured them.
 */
export function secondsFor(exercise: Pick<Exercise, 'sides'>, dose: Dose): number {
  const bouts = boutsOf(exercise, dose);
  return SET_UP_SECONDS + bouts * secondsOfBout(exercise, dose) + (bouts - 1) * CHANGE_SECONDS;
}
