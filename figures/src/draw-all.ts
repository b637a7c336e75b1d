import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DrawnExercise } from './draw-pictures.ts';
import type { PicturedExercise } from './pictured-exercise.ts';

const THREAD = join(import.meta.dirname, 'drawing-thread.ts');

/** Draws these exercises, one on each core at a time, and hands over each as soon as it is drawn. */
export async function drawAll(
  exercises: readonly PicturedExercise[],
  take: (exercise: PicturedExercise, drawn: DrawnExercise) => Promise<void>,
): Promise<void> {
  const waiting = exercises.values();
  async function drawInThread(): Promise<void> {
    const thread = new Worker(THREAD);
    try {
      // All threads take from the same list.
      for (const exercise of waiting) {
        thread.postMessage(exercise);
        const [drawn] = await once(thread, 'message').catch((cause: unknown) => {
          throw new Error(`${exercise.id} could not be drawn`, { cause });
        });
        await take(exercise, drawn);
      }
    } finally {
      await thread.terminate();
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, drawInThread));
}
