import {
  boutsOf,
  CHANGE_SECONDS,
  type Dose,
  type Exercise,
  type Moment,
  SET_UP_SECONDS,
  type Side,
  secondsOfBout,
} from './exercise.ts';
import type { Routine } from './routine.ts';

/** An exercise of a guided session. `easier`: by its easier variant. */
export interface PlanItem {
  readonly exercise: string;
  readonly dose: 'usual' | 'short';
  readonly easier: boolean;
}

/** What a guided session goes through, in order. */
export interface SessionPlan {
  /** The id of the muscle group. */
  readonly muscle: string;
  readonly moment?: Moment | undefined;
  /** Easy walking or jogging before it, which is not timed: the session waits until the member is warm. */
  readonly warmUpSeconds: number;
  readonly items: readonly PlanItem[];
  /** Exercises that something else took the place of. They don't come back. */
  readonly replaced?: readonly string[] | undefined;
}

/** Getting into place, or one bout of work, until a countdown ends. */
export type Step =
  | {
      readonly type: 'ready';
      readonly seconds: number;
      /** The one that comes first; undefined where both sides work in one bout. */
      readonly side: Side | undefined;
    }
  | {
      readonly type: 'work';
      /** With the time to change over, where a bout came before it. */
      readonly seconds: number;
      /** Of these, for changing sides or getting ready for another round. */
      readonly change: number;
      /** Undefined where both sides work in one bout. */
      readonly side: Side | undefined;
      /** From 1. */
      readonly round: number;
      readonly rounds: number;
    };

/** The steps of each exercise of a plan; of one that is no longer known, none. */
export type Steps = readonly (readonly Step[])[];

/** How far a session has come. It runs while it has an end of the step to come to, and is paused otherwise. */
export interface Progress {
  /** The exercise, from 0; `AT_END` after the last. */
  readonly place: number;
  /** The step of that exercise, from 0. */
  readonly step: number;
  /** When the step ends: UTC ms, a whole second. Null while the session is paused. */
  readonly endsAt: number | null;
  /** What is left of the step, in ms, while it is paused. */
  readonly leftMs: number | null;
  /** How many exercises were done to their end. */
  readonly done: number;
  /** Time that was spent on steps that were done to their end, in ms. */
  readonly spentMs: number;
}

export type Next = { readonly type: 'on' | 'over'; readonly progress: Progress };

/** Later than this, a step has not been seen to end: the next one gets all its time from when it is shown. */
export const LATE_MS = 2_000;

export function planOf(routine: Routine, muscle: string, moment: Moment | undefined): SessionPlan {
  return {
    muscle,
    moment,
    warmUpSeconds: routine.warmUpSeconds,
    items: routine.items.map(({ exercise, dose }) => ({
      exercise: exercise.id,
      dose: dose === exercise.dose.short ? 'short' : 'usual',
      easier: false,
    })),
  };
}

/** Getting into place, then each bout. Together they take as long as a routine counts for the exercise. */
export function stepsOf(exercise: Pick<Exercise, 'sides'>, dose: Dose): Step[] {
  const each = exercise.sides === 'each';
  const bouts = Array.from({ length: boutsOf(exercise, dose) }, (_, bout): Step => {
    const change = bout === 0 ? 0 : CHANGE_SECONDS;
    return {
      type: 'work',
      seconds: secondsOfBout(exercise, dose) + change,
      change,
      side: each ? (bout % 2 === 0 ? 'left' : 'right') : undefined,
      round: 1 + (each ? Math.floor(bout / 2) : bout),
      rounds: dose.rounds,
    };
  });
  return [{ type: 'ready', seconds: SET_UP_SECONDS, side: each ? 'left' : undefined }, ...bouts];
}

const wholeSecond = (instant: number) => Math.ceil(instant / 1000) * 1000;

const msOf = (steps: Steps, place: number, step: number) => (steps[place]?.[step]?.seconds ?? 0) * 1000;

const running = (progress: Progress, endsAt: number): Progress => ({ ...progress, endsAt, leftMs: null });

/** The first step of the next exercise that has any, from `place` on; the session is over where there is none. */
function toExercise(progress: Progress, steps: Steps, place: number, from: number): Next {
  const next = steps.findIndex((some, index) => index >= place && some.length > 0);
  if (next === -1) return { type: 'over', progress };
  const begun = { ...progress, place: next, step: 0 };
  return { type: 'on', progress: running(begun, from + msOf(steps, next, 0)) };
}

const NOTHING: Progress = { place: 0, step: 0, endsAt: null, leftMs: null, done: 0, spentMs: 0 };

/** The beginning: at once, or waiting for the member to have warmed up. `now` in UTC ms. */
export function begin(plan: SessionPlan, steps: Steps, now: number): Next {
  const first = toExercise(NOTHING, steps, 0, wholeSecond(now));
  return plan.warmUpSeconds > 0 && first.type === 'on'
    ? { type: 'on', progress: pause(first.progress, wholeSecond(now)) }
    : first;
}

/** The place of a session that came to its end, which still has to be said. */
export const AT_END = -1;

export function atEnd(progress: Progress): Progress {
  return { ...progress, place: AT_END, step: 0, endsAt: null, leftMs: 0 };
}

export const isAtEnd = ({ place }: Progress) => place === AT_END;

/** Whether it waits for the member to have warmed up. */
export function warmingUp(plan: SessionPlan, steps: Steps, progress: Progress): boolean {
  const { place, step, leftMs } = progress;
  return plan.warmUpSeconds > 0 && place + step === 0 && leftMs === msOf(steps, 0, 0);
}

/** What follows when the time of a step is up. `now` is that moment, or later. */
export function advance(progress: Progress, steps: Steps, now: number): Next {
  const { place, step, endsAt } = progress;
  if (endsAt === null || now < endsAt) return { type: 'on', progress };
  const from = now - endsAt > LATE_MS ? wholeSecond(now) : endsAt;
  const spent = { ...progress, spentMs: progress.spentMs + msOf(steps, place, step) };
  const following = steps[place]?.[step + 1];
  if (following)
    return {
      type: 'on',
      progress: running({ ...spent, step: step + 1 }, from + msOf(steps, place, step + 1)),
    };
  return toExercise({ ...spent, done: spent.done + 1 }, steps, place + 1, from);
}

export function skip(progress: Progress, steps: Steps, now: number): Next {
  return toExercise(progress, steps, progress.place + 1, wholeSecond(now));
}

/** Begins with the work before the time to get into place is up. */
export function beginNow(progress: Progress, steps: Steps, now: number): Progress {
  if (steps[progress.place]?.[progress.step]?.type !== 'ready') return progress;
  const step = progress.step + 1;
  return running({ ...progress, step }, wholeSecond(now) + msOf(steps, progress.place, step));
}

export function pause(progress: Progress, now: number): Progress {
  if (progress.endsAt === null) return progress;
  return { ...progress, endsAt: null, leftMs: Math.max(0, progress.endsAt - now) };
}

/** Takes up a step where it was left; whoever was at work has a few seconds to get back into place. */
export function goOn(progress: Progress, steps: Steps, now: number): Progress {
  if (progress.leftMs === null) return progress;
  const full = msOf(steps, progress.place, progress.step);
  const atWork = steps[progress.place]?.[progress.step]?.type === 'work';
  const leftMs = Math.min(wholeSecond(progress.leftMs), full) + (atWork ? CHANGE_SECONDS * 1000 : 0);
  return running(progress, wholeSecond(now) + leftMs);
}

/** From the beginning of the exercise that is on, which may be another one by now. */
export function again(progress: Progress, steps: Steps, now: number): Next {
  return toExercise(progress, steps, progress.place, wholeSecond(now));
}
