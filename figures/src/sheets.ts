import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { moves, type PicturedExercise } from './pictured-exercise.ts';

/** As wide as a phone shows a picture, large or beside a text, in pixels; how many stills and movements fill a sheet. */
const SIZES = [
  { wide: 320, stills: { across: 3, down: 3 }, movements: 6 },
  { wide: 110, stills: { across: 9, down: 7 }, movements: 18 },
] as const;

/** Of a movement so many frames are shown, evenly over its time. */
const FRAMES = 8;

const BACKGROUND = '#444';

/** Pictures of one exercise that stand side by side on a sheet. */
interface Cells {
  readonly id: string;
  readonly pictures: readonly Uint8Array[];
}

async function framesOf(loop: Uint8Array): Promise<Uint8Array[]> {
  const { pages = 1 } = await sharp(loop).metadata();
  return Promise.all(
    Array.from({ length: FRAMES }, (_, place) =>
      sharp(loop, { page: Math.floor((place * pages) / FRAMES) })
        .png()
        .toBuffer(),
    ),
  );
}

/** Pictures, `across` in a row, each in a square of its own. */
async function writeSheet(file: string, pictures: readonly Uint8Array[], across: number, wide: number) {
  const rows = Math.ceil(pictures.length / across);
  const cells = await Promise.all(
    pictures.map(async (picture, place) => ({
      input: await sharp(picture).resize(wide, wide, { fit: 'contain', background: BACKGROUND }).toBuffer(),
      left: (place % across) * wide,
      top: Math.floor(place / across) * wide,
    })),
  );
  await sharp({ create: { width: across * wide, height: rows * wide, channels: 3, background: BACKGROUND } })
    .composite(cells)
    .png()
    .toFile(file);
}

/**
 * Puts the pictures of these exercises onto sheets in the folder `sheets`, to be looked at; `told` hears what is on each of
 * them. Left sides are left out, being mirror images.
 */
export async function writeSheets(
  pictures: string,
  sheets: string,
  exercises: readonly PicturedExercise[],
  told: (file: string, exercises: readonly string[]) => void,
): Promise<void> {
  await mkdir(sheets, { recursive: true });
  const stills: Cells[] = [];
  const movements: Cells[] = [];
  for (const exercise of exercises) {
    const { id } = exercise;
    stills.push({ id, pictures: [await readFile(join(pictures, `${id}.png`))] });
    if (moves(exercise))
      movements.push({ id, pictures: await framesOf(await readFile(join(pictures, `${id}.gif`))) });
  }

  async function inSheets(name: string, all: readonly Cells[], size: number, across: number, wide: number) {
    for (let first = 0; first < all.length; first += size) {
      const some = all.slice(first, first + size);
      const file = join(sheets, `${name}-${wide}-${first / size + 1}.png`);
      await writeSheet(
        file,
        some.flatMap(({ pictures }) => pictures),
        across,
        wide,
      );
      told(
        file,
        some.map(({ id }) => id),
      );
    }
  }
  for (const {
    wide,
    stills: { across, down },
    movements: rows,
  } of SIZES) {
    await inSheets('still', stills, across * down, across, wide);
    await inSheets('moving', movements, rows, FRAMES, wide);
  }
}
