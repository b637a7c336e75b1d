import { join } from 'node:path';
import { loadContent } from '../src/content.ts';
import type { Exercise } from '../src/domain/exercise.ts';
import type { SessionPlan } from '../src/domain/session.ts';
import type { SessionView } from '../src/domain/session-view.ts';
import { sessionContent } from '../src/services/session-view.ts';
import { START } from './start.ts';

const content = loadContent(join(import.meta.dirname, '..', 'data'));
const { steps, view } = sessionContent(content);

/** The exercise of the same muscle that takes most words to name. */
const longestBeside = ({ id, muscle }: Exercise) =>
  content.exercises
    .filter((one) => one.muscle === muscle && one.id !== id)
    .toSorted((a, b) => b.name.length - a.name.length)[0];

/** A guided session at each step of an exercise, first getting into place, with another exercise to come. */
export function viewsOf(exercise: Exercise): SessionView[] {
  const next = longestBeside(exercise);
  const items = [exercise, ...(next ? [next] : [])].map(({ id }) => ({
    exercise: id,
    dose: 'usual' as const,
    easier: false,
  }));
  const plan: SessionPlan = { muscle: exercise.muscle, warmUpSeconds: 0, items };
  return (steps(plan)[0] ?? []).map((_, step) => {
    const progress = { place: 0, step, endsAt: START + 31_000, leftMs: null, done: 0, spentMs: 0 };
    return view({ id: 1, plan, progress }, false);
  });
}
