import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DrawnExercise } from './draw-pictures.ts';

/** So many pixels in a thousand may differ: another machine may round another way at an edge. */
const TOLERATED = 1;

/** Steps of 255 by which a colour differs so that it can be seen. */
const SEEN = 48;

/** A picture's frames one below the other, three bytes a pixel, and for how many milliseconds each is shown. */
async function framesOf(picture: Uint8Array) {
  const image = sharp(picture, { animated: true });
  const { delay = [] } = await image.metadata();
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, frames: Math.max(1, delay.length), shape: [info.width, info.height, ...delay].join() };
}

/** How many pixels in a thousand differ so much that it can be seen, in the frame where most do; all, in another shape. */
export async function differing(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all([framesOf(one), framesOf(other)]);
  if (a.shape !== b.shape) return 1_000;
  const size = a.data.length / a.frames;
  const counts = new Array<number>(a.frames).fill(0);
  const apart = (part: number) => Math.abs((a.data[part] ?? 0) - (b.data[part] ?? 0)) > SEEN;
  for (let at = 0; at < a.data.length; at += 3) {
    const frame = Math.floor(at / size);
    if (apart(at) || apart(at + 1) || apart(at + 2)) counts[frame] = (counts[frame] ?? 0) + 1;
  }
  return (Math.max(...counts) * 1_000) / (size / 3);
}

/** The files in the folder, where all of them are, that look different from what was drawn. */
export async function findDifferent(folder: string, { files }: DrawnExercise): Promise<string[]> {
  const different: string[] = [];
  for (const [file, bytes] of files) {
    const kept = await readFile(join(folder, file));
    if (!kept.equals(bytes) && (await differing(kept, bytes)) >= TOLERATED) different.push(file);
  }
  return different;
}
