/** The kinds of exercise, as members choose them in `/stretch kind:`. */
export const KINDS = ['static', 'dynamic', 'mobility', 'foam-rolling'] as const;
export type Kind = (typeof KINDS)[number];

/** The moments of a running day, as members choose them in `/stretch when:`. */
export const MOMENTS = ['before-run', 'after-run', 'rest-day'] as const;
export type Moment = (typeof MOMENTS)[number];

/** A: pooled trials agree; B: consensus or official guidance; C: single studies; D: rule of thumb. */
export const GRADES = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof GRADES)[number];

/** Work that is timed (`seconds` a round and side) or counted (`reps` of `secondsPerRep` a round and side). */
export type Dose =
  | { readonly rounds: number; readonly seconds: number }
  | { readonly rounds: number; readonly reps: number; readonly secondsPerRep: number };

export interface Exercise {
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
  /** `each`: done on one side, then the other, and the dose is for one side. */
  readonly sides: 'each' | 'together';
  readonly dose: { readonly usual: Dose; readonly short: Dose; readonly older: Dose };
  readonly feel: string;
  readonly mistake: string;
  readonly caution: string;
  readonly easier: { readonly text: string; readonly exercise?: string | undefined };
  readonly sources: readonly string[];
  readonly grade: Grade;
}

const CHANGE_SIDE_SECONDS = 5;
const SET_UP_SECONDS = 15;

/**
 * How long an exercise takes in all, in seconds: the work itself on each side, five seconds for each change of
 * side or round, and fifteen to read it and get into place. The two allowances are ours; nobody has measured them.
 */
export function secondsFor(exercise: Pick<Exercise, 'sides'>, dose: Dose): number {
  const bouts = dose.rounds * (exercise.sides === 'each' ? 2 : 1);
  const work = 'seconds' in dose ? dose.seconds : dose.reps * dose.secondsPerRep;
  return SET_UP_SECONDS + bouts * work + (bouts - 1) * CHANGE_SIDE_SECONDS;
}
