import { hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { readJson } from '../read-json.ts';

const sha256 = z.hash('sha256');

const fileSchema = z.strictObject({ bytes: z.int().positive(), sha256 });
type FileEntry = z.infer<typeof fileSchema>;

/**
 * `index.json` in the folder of the pictures, by exercise: how large its pictures are, in pixels, what they show, the hash
 * of what they were drawn from, and their files.
 */
const indexSchema = z.record(
  z.string(),
  z.strictObject({
    width: z.int().positive(),
    height: z.int().positive(),
    alt: z.string(),
    drawnFrom: sha256,
    files: z.record(z.string(), fileSchema),
  }),
);
export type PictureIndex = z.infer<typeof indexSchema>;

/** @throws {StartError} where it can't be read, or isn't one. */
export const readPictureIndex = (folder: string): PictureIndex =>
  readJson('data/pictures/index.json', join(folder, 'index.json'), indexSchema);

/** What a file says, as far as there is room for it. */
function read(file: string, room: Buffer): Buffer {
  const open = openSync(file, 'r');
  try {
    return room.subarray(0, readSync(open, room, { position: 0 }));
  } finally {
    closeSync(open);
  }
}

function isWhole(file: string, { sha256 }: FileEntry, room: Buffer): boolean {
  try {
    return hash('sha256', read(file, room)) === sha256;
  } catch {
    return false;
  }
}

/**
 * The files that can't be read, or differ from what the index says. They are read one after the other into the same
 * room, so that memory doesn't grow by them, and other work goes on in between.
 */
export async function findDamaged(folder: string, index: PictureIndex): Promise<string[]> {
  const files = Object.values(index).flatMap((entry) => Object.entries(entry.files));
  const room = Buffer.allocUnsafeSlow(Math.max(0, ...files.map(([, { bytes }]) => bytes)) + 1);
  const damaged: string[] = [];
  for (const [file, entry] of files) {
    await setImmediate();
    if (!isWhole(join(folder, file), entry, room)) damaged.push(file);
  }
  return damaged;
}
