import { join } from 'node:path';
import sharp from 'sharp';
import { createAlbum } from '../../src/pictures/album.ts';
import { loopSvgs, SIZE, stillSvg } from '../src/figure.ts';
import { drawStill, timingOf } from '../src/figure-picture.ts';
import type { Figure } from '../src/pose.ts';

/** Half as wide as what members see: small enough to keep, large enough for a hand in another place to show. */
const WIDE = 240;

/** Of a movement, so many of its pictures are kept, side by side. */
const KEY_FRAMES = 4;
const FRAME_WIDE = 160;

const folder = join(import.meta.dirname, 'approved');

/** Where the bot keeps its own: what has been drawn needn't be drawn again. */
const drawnBefore = join(import.meta.dirname, '..', '..', 'var', 'pictures');

async function loopOf(figure: Figure): Promise<Uint8Array> {
  const onTrouble = (what: string, cause: unknown) => {
    throw new Error(what, { cause });
  };
  const album = createAlbum({ figures: { figure }, folder: drawnBefore, onTrouble });
  const { bytes } = (await album.picture('figure')) ?? {};
  if (!bytes) throw new Error('It could not be drawn');
  return bytes;
}
export const approvedFile = (exercise: string) => join(folder, `${exercise}.png`);
export const approvedMovementFile = (exercise: string) => join(folder, 'moving', `${exercise}.png`);

export const moves = ({ poses }: Figure): boolean => poses.length > 1;

const small = { palette: true, colours: 32, dither: 0, effort: 10 } as const;

/** A figure as it is kept for comparison. */
export async function forApproval(figure: Figure): Promise<Buffer> {
  return sharp(await drawStill(stillSvg(figure)))
    .resize(WIDE, WIDE, { kernel: 'cubic' })
    .png(small)
    .toBuffer();
}

/** The places in a movement whose pictures are kept: evenly over it, the first one among them. */
const keyFrames = (count: number) =>
  Array.from({ length: KEY_FRAMES }, (_, place) => Math.floor((place * count) / KEY_FRAMES));

/** A movement as it is kept for comparison: pictures out of the file that members get, side by side. */
export async function movementForApproval(figure: Figure): Promise<Buffer> {
  const loop = await loopOf(figure);
  const { pages = 1 } = await sharp(loop).metadata();
  const frames = await Promise.all(
    keyFrames(pages).map((page) =>
      sharp(loop, { page }).resize(FRAME_WIDE, FRAME_WIDE, { kernel: 'cubic' }).removeAlpha().toBuffer(),
    ),
  );
  return sharp({
    create: { width: KEY_FRAMES * FRAME_WIDE, height: FRAME_WIDE, channels: 3, background: '#fff' },
  })
    .composite(frames.map((input, place) => ({ input, left: place * FRAME_WIDE, top: 0 })))
    .png(small)
    .toBuffer();
}

/** All pictures of a movement, at most `across` of them, as a row to be looked at. */
export async function asRow(figure: Figure, across: number): Promise<Buffer> {
  const { steps } = timingOf(figure);
  const svgs = moves(figure) ? loopSvgs(figure, steps) : [];
  const shown = [
    stillSvg(figure),
    ...svgs.filter((_, place) => place % Math.ceil(svgs.length / (across - 1)) === 0),
  ];
  const wide = SIZE / 2;
  const pictures = await Promise.all(
    shown.map(async (svg) =>
      sharp(await drawStill(svg))
        .resize(wide, wide)
        .toBuffer(),
    ),
  );
  return sharp({ create: { width: across * wide, height: wide, channels: 3, background: '#444' } })
    .composite(pictures.map((input, place) => ({ input, left: place * wide, top: 0 })))
    .png()
    .toBuffer();
}

/** How many pixels in a thousand differ so much that it can be seen. */
export async function differing(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((picture) => sharp(picture).removeAlpha().raw().toBuffer()),
  );
  if (!a || !b || a.length !== b.length) return 1_000;
  let count = 0;
  for (let at = 0; at < a.length; at += 3) {
    const gap = Math.max(...[0, 1, 2].map((part) => Math.abs((a[at + part] ?? 0) - (b[at + part] ?? 0))));
    if (gap > 48) count += 1;
  }
  return (count * 1_000) / (a.length / 3);
}
