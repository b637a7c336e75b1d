import type { Content } from '../domain/content.ts';
import type { Exercise } from '../domain/exercise.ts';
import { type Muscle, namedMuscles } from '../domain/muscle.ts';
import { type RedFlag, redFlagsIn } from '../domain/red-flag.ts';
import { type Routine, type RoutineRequest, routinesFor } from '../domain/routine.ts';
import { exactly, nearest } from '../domain/words.ts';

/** A request for a routine; `turn` says which of the different ones, from 0. */
export interface StretchRequest extends RoutineRequest {
  readonly muscle: string;
  readonly turn: number;
}

export type StretchOutcome =
  | {
      readonly type: 'routine';
      readonly muscle: Muscle;
      readonly request: RoutineRequest;
      readonly routine: Routine;
      readonly turn: number;
      /** How many different routines there are for this request. */
      readonly choices: number;
    }
  | { readonly type: 'unknown-muscle'; readonly asked: string; readonly nearest: readonly Muscle[] }
  | { readonly type: 'red-flags'; readonly flags: readonly RedFlag[]; readonly asked: string };

export interface StretchService {
  /** A routine for what the member typed, or why there is none. A red flag in the text outranks a routine. */
  find(request: StretchRequest): StretchOutcome;
  /** Muscle groups for what has been typed so far, likeliest first. */
  suggest(typed: string): Muscle[];
}

/** Rows of the evidence sheet's section 7 that stop a routine wherever they turn up. */
const LAST_STOPPING_FLAG = 10;

const NEAREST_SHOWN = 3;

export function createStretchService(content: Content): StretchService {
  const muscles = namedMuscles(content.muscles);
  const stopping = content.redFlags.filter((flag) => flag.number <= LAST_STOPPING_FLAG);
  const exercisesOf = new Map<string, Exercise[]>(
    content.muscles.map(({ id }) => [id, content.exercises.filter((exercise) => exercise.muscle === id)]),
  );

  return {
    find({ muscle: asked, turn, ...request }) {
      const flags = redFlagsIn(asked, stopping);
      if (flags.length > 0) return { type: 'red-flags', flags, asked };
      const muscle = exactly(asked, muscles);
      if (!muscle)
        return { type: 'unknown-muscle', asked, nearest: nearest(asked, muscles).slice(0, NEAREST_SHOWN) };
      const routines = routinesFor(exercisesOf.get(muscle.id) ?? [], request);
      const routine = routines[turn % routines.length];
      if (!routine) throw new Error(`No routine of ${request.minutes} minutes for ${muscle.id}`);
      return {
        type: 'routine',
        muscle,
        request,
        routine,
        turn: turn % routines.length,
        choices: routines.length,
      };
    },
    suggest: (typed) => nearest(typed, muscles),
  };
}
