import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findDamaged, type PictureIndex, readPictureIndex } from '../../src/pictures/picture-index.ts';
import { drawAll } from './draw-all.ts';
import type { DrawnExercise } from './draw-pictures.ts';
import { type PicturedExercise, picturesOf, secondsOfLoop } from './pictured-exercise.ts';

/** The pictures that the bot shows, which were looked at and found good. */
export const PICTURES = join(import.meta.dirname, '..', '..', 'data', 'pictures');

const INDEX = 'index.json';

/** Of what is told of an exercise's pictures, not of how they are drawn. */
const hashOf = (exercise: PicturedExercise): string =>
  hash('sha256', JSON.stringify([exercise.figure, secondsOfLoop(exercise)]));

const entryOf = (
  exercise: PicturedExercise,
  { width, height, files }: DrawnExercise,
): PictureIndex[string] => ({
  width,
  height,
  alt: exercise.figure.alt,
  drawnFrom: hashOf(exercise),
  files: Object.fromEntries(
    [...files].map(([file, bytes]) => [file, { bytes: bytes.length, sha256: hash('sha256', bytes) }]),
  ),
});

const filesIn = (index: PictureIndex) => Object.values(index).flatMap(({ files }) => Object.keys(files));

/** The files in the folder that the index doesn't have. */
async function findStrays(folder: string, index: PictureIndex): Promise<string[]> {
  const known = new Set([INDEX, ...filesIn(index)]);
  return (await readdir(folder)).filter((file) => !known.has(file));
}

/** Draws `some` of the exercises into the folder, keeps the others as they are, and throws away what belongs to none. */
export async function writePictures(
  folder: string,
  all: readonly PicturedExercise[],
  some: readonly PicturedExercise[] = all,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const kept = some.length < all.length && existsSync(join(folder, INDEX)) ? readPictureIndex(folder) : {};
  const entries = new Map(Object.entries(kept));
  await drawAll(some, async (exercise, drawn) => {
    for (const [file, bytes] of drawn.files) await writeFile(join(folder, file), bytes);
    entries.set(exercise.id, entryOf(exercise, drawn));
  });
  const index = Object.fromEntries(
    all.flatMap(({ id }) => {
      const entry = entries.get(id);
      return entry ? [[id, entry]] : [];
    }),
  );
  for (const file of await findStrays(folder, index)) await rm(join(folder, file));
  await writeFile(join(folder, INDEX), `${JSON.stringify(index, null, 2)}\n`);
}

function problemOf(exercise: PicturedExercise, index: PictureIndex): string | undefined {
  const { id } = exercise;
  const entry = index[id];
  if (!entry) return `${id}: it has no picture`;
  if (entry.drawnFrom !== hashOf(exercise)) return `${id}: its picture is older than its figure`;
  const wanted = picturesOf(exercise).map(({ file }) => file);
  const found = Object.keys(entry.files);
  const missing = wanted.filter((file) => !found.includes(file));
  const spare = found.filter((file) => !wanted.includes(file));
  if (missing.length > 0) return `${id}: it has no ${missing.join(' and no ')}`;
  if (spare.length > 0) return `${id}: it needs no ${spare.join(' and no ')}`;
  return undefined;
}

/** What is wrong with the pictures in the folder, without drawing one: each line begins with the exercise or the file. */
export async function findProblems(
  folder: string,
  exercises: readonly PicturedExercise[],
): Promise<string[]> {
  const index = readPictureIndex(folder);
  const known = new Set(exercises.map(({ id }) => id));
  const damaged = await findDamaged(folder, index);
  const strays = await findStrays(folder, index);
  return [
    ...exercises.flatMap((exercise) => problemOf(exercise, index) ?? []),
    ...Object.keys(index)
      .filter((id) => !known.has(id))
      .map((id) => `${id}: it has a picture, and there is no such exercise`),
    ...damaged.map((file) => `${file}: it is missing, or not what the index says`),
    ...strays.map((file) => `${file}: it isn't in the index`),
  ];
}
