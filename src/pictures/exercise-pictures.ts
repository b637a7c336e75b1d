import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureService } from '../services/pictures.ts';
import { StartError } from '../start-error.ts';
import { findDamaged, readPictureIndex } from './picture-index.ts';

export interface ExercisePictures extends PictureService {
  /** The files that are missing or damaged. */
  findDamaged(): Promise<string[]>;
}

/**
 * The pictures in `folder`, each read from its file for the answer that it goes with.
 * @throws {StartError} where the index can't be read, or an exercise has no picture.
 */
export function openPictures(
  folder: string,
  exercises: readonly { readonly id: string }[],
): ExercisePictures {
  const index = readPictureIndex(folder);
  const without = exercises.find(({ id }) => !index[id]?.files[`${id}.png`]);
  if (without) throw new StartError(`The exercise "${without.id}" has no picture in data/pictures.`);

  return {
    findDamaged: () => findDamaged(folder, index),
    async pictureOf(id, { still = false, side = 'right' } = {}) {
      const { files = {}, alt = '' } = index[id] ?? {};
      const kind = !still && files[`${id}.gif`] ? 'gif' : 'png';
      const left = side === 'left' && files[`${id}.left.${kind}`] !== undefined;
      // By way of the thread pool it would take many times as long.
      const bytes = readFileSync(join(folder, left ? `${id}.left.${kind}` : `${id}.${kind}`));
      return { name: left ? `${id}-left.${kind}` : `${id}.${kind}`, bytes, description: alt };
    },
  };
}
