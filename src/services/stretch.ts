import type { Content } from '../domain/content.ts';
import type { Exercise } from '../domain/exercise.ts';
import { type Muscle, namedMuscles } from '../domain/muscle.ts';
import { type RedFlag, watchFor } from '../domain/red-flag.ts';
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

const NEAREST_SHOWN = 3;

/** `redFlagsIn` tells the signs that a text points to. */
export function createStretchService(
  content: Content,
  redFlagsIn: (text: string) => RedFlag[] = watchFor(content.redFlags, content.signWords),
): StretchService {
  const muscles = namedMuscles(content.muscles);
  const exercisesOf = new Map<string, Exercise[]>(
    content.muscles.map(({ id }) => [id, content.exercises.filter((exercise) => exercise.muscle === id)]),
  );
  const gentleOf = new Map<string, Exercise[]>(
    Object.entries(content.checkin.gentle).map(([muscle, ids]) => [
      muscle,
      content.exercises.filter(({ id }) => ids.includes(id)),
    ]),
  );
  /** The same request always has the same routines, and there are only some three thousand different ones. */
  const known = new Map<string, Routine[]>();

  function routines(muscleId: string, request: RoutineRequest): Routine[] {
    const key = [muscleId, request.moment, request.kind, request.minutes].join(' ');
    const exercises = (request.moment === 'sore' ? gentleOf : exercisesOf).get(muscleId) ?? [];
    const found = known.get(key) ?? routinesFor(exercises, request);
    known.set(key, found);
    return found;
  }

  return {
    find({ muscle: asked, turn, ...request }) {
      const muscle = exactly(asked, muscles);
      if (!muscle) {
        // No name of a muscle holds a sign; a test of the content sees to that.
        const flags = redFlagsIn(asked);
        if (flags.length > 0) return { type: 'red-flags', flags, asked };
        return { type: 'unknown-muscle', asked, nearest: nearest(asked, muscles).slice(0, NEAREST_SHOWN) };
      }
      const choices = routines(muscle.id, request);
      const place = turn % choices.length;
      const routine = choices[place];
      if (!routine) throw new Error(`No routine of ${request.minutes} minutes for ${muscle.id}`);
      return { type: 'routine', muscle, request, routine, turn: place, choices: choices.length };
    },
    suggest: (typed) => nearest(typed, muscles),
  };
}
