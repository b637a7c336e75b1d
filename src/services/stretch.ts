import type { Content } from '../domain/content.ts';
import type { Exercise } from '../domain/exercise.ts';
import type { Area, Muscle } from '../domain/muscle.ts';
import { createMuscleFinder } from '../domain/muscle-asked.ts';
import { type Beside, createReader, type Reading } from '../domain/reading.ts';
import type { RedFlag } from '../domain/red-flag.ts';
import { type Routine, type RoutineRequest, routinesFor } from '../domain/routine.ts';

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
      readonly beside: Beside;
    }
  /** A part of the body with several muscles. */
  | {
      readonly type: 'area';
      readonly area: Area;
      readonly muscles: readonly Muscle[];
      readonly beside: Beside;
    }
  | {
      readonly type: 'unknown-muscle';
      readonly asked: string;
      readonly nearest: readonly Muscle[];
      readonly beside: Beside;
    }
  /** They typed a symptom, not a muscle, so nothing to stretch is offered. */
  | { readonly type: 'symptom'; readonly asked: string; readonly lines: readonly RedFlag[] }
  | { readonly type: 'red-flags'; readonly flags: readonly RedFlag[]; readonly asked: string };

export type StretchService = ReturnType<typeof createStretchService>;

/** `read` tells what a text says about a body. */
export function createStretchService(
  content: Content,
  read: (text: string) => Reading = createReader(content),
) {
  const finder = createMuscleFinder(content);
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

  function routineFor(muscle: Muscle, turn: number, request: RoutineRequest, beside: Beside): StretchOutcome {
    const choices = routines(muscle.id, request);
    const place = turn % choices.length;
    const routine = choices[place];
    if (!routine) throw new Error(`No routine of ${request.minutes} minutes for ${muscle.id}`);
    return { type: 'routine', muscle, request, routine, turn: place, choices: choices.length, beside };
  }

  return {
    /** A routine for what the member typed, or why there is none. A red flag in the text outranks a routine. */
    find({ muscle: asked, turn, ...request }: StretchRequest): StretchOutcome {
      const reading = read(asked);
      const { urgent, lines } = reading;
      if (urgent.length > 0) return { type: 'red-flags', flags: urgent, asked };
      const found = finder.find(asked, reading);
      if (found.type === 'symptom') return { type: 'symptom', asked, lines };
      const beside = { lines, net: found.net };
      if (found.type === 'unknown') return { type: 'unknown-muscle', asked, nearest: found.nearest, beside };
      if (found.type === 'muscle') return routineFor(found.muscle, turn, request, beside);
      const { area } = found;
      const muscles = content.muscles.filter(({ id }) => area.muscles.includes(id));
      return { type: 'area', area, muscles, beside };
    },

    /** Muscle groups for what has been typed so far, likeliest first. */
    suggest: finder.suggest,
  };
}
