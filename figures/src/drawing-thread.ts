// Draws in a thread of its own; `draw-all.ts` starts it.
import { parentPort } from 'node:worker_threads';
import { drawPictures } from './draw-pictures.ts';
import type { PicturedExercise } from './pictured-exercise.ts';

parentPort?.on('message', async (exercise: PicturedExercise) =>
  parentPort?.postMessage(await drawPictures(exercise)),
);
