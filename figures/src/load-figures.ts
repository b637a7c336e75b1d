import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent } from '../../src/content.ts';
import { readJson } from '../../src/read-json.ts';
import { StartError } from '../../src/start-error.ts';
import { figuresSchema } from './figure-content.ts';
import { type PicturedExercise, secondsOfLoop } from './pictured-exercise.ts';
import { type Figure, holdsOf } from './pose.ts';

/** Figures by the ids of their exercises. */
export type Figures = Readonly<Record<string, Figure>>;

const FIGURES = join(import.meta.dirname, '..', 'data');
const CONTENT = join(import.meta.dirname, '..', '..', 'data');

/**
 * Reads and checks all figures in `folder`.
 * @throws {StartError} naming the file, the exercise and the joint of the first fault.
 */
export function loadFigures(folder = FIGURES): Figures {
  const files = readdirSync(folder).sort();
  return Object.assign(
    {},
    ...files.map((file) => readJson(`figures/data/${file}`, join(folder, file), figuresSchema)),
  );
}

/**
 * All exercises with their figures, in the order of the catalogue.
 * @throws {StartError} naming an exercise without a figure, or a figure without its exercise.
 */
export function loadPicturedExercises(): PicturedExercise[] {
  const figures = loadFigures();
  const { exercises } = loadContent(CONTENT);
  const known = new Set(exercises.map(({ id }) => id));
  const unknown = Object.keys(figures).find((id) => !known.has(id));
  if (unknown) throw new StartError(`There is a figure for the unknown exercise "${unknown}".`);
  return exercises.map(({ id, sides, dose }) => {
    const figure = figures[id];
    if (!figure) throw new StartError(`The exercise "${id}" has no figure in figures/data.`);
    const exercise = { id, sides, dose, figure };
    const held = holdsOf(figure).reduce((sum, seconds) => sum + seconds, 0);
    if (held >= (secondsOfLoop(exercise) ?? Infinity))
      throw new StartError(
        `The figure of "${id}" holds its positions for ${held} s, and its dose leaves ${secondsOfLoop(exercise)} s for all of it.`,
      );
    return exercise;
  });
}
