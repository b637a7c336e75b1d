import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../domain/exercise.ts';
import type { PictureService } from '../services/pictures.ts';
import { StartError } from '../start-error.ts';
import { findDamaged, readPictureIndex } from './picture-index.ts';

export interface ExercisePictures extends PictureService {
  /** The files that are missing or damaged. */
  findDamaged(): Promise<string[]>;
}

/**
 * The pictures in `folder`, each read from its file for the answer that it goes with.
 * @throws {StartError} where the index can't be read, or an exercise has no picture of a side.
 */
export function openPictures(
  folder: string,
  exercises: readonly Pick<Exercise, 'id' | 'sides'>[],
): ExercisePictures {
  const index = readPictureIndex(folder);
  for (const { id, sides } of exercises)
    for (const file of [`${id}.png`, ...(sides === 'each' ? [`${id}.left.png`] : [])])
      if (!index[id]?.files[file])
        throw new StartError(`The exercise "${id}" has no picture ${file} in data/pictures.`);

  return {
    findDamaged: () => findDamaged(folder, index),
    async pictureOf(id, { still = false, side = 'right' } = {}) {
      const { files = {}, alt = '' } = index[id] ?? {};
      const kind = !still && files[`${id}.gif`] ? 'gif' : 'png';
      const left = side === 'left' && files[`${id}.left.${kind}`] !== undefined;
      // Reading it through the thread pool takes many times as long.
      const bytes = readFileSync(join(folder, left ? `${id}.left.${kind}` : `${id}.${kind}`));
      return { name: left ? `${id}-left.${kind}` : `${id}.${kind}`, bytes, description: alt };
    },
  };
}
