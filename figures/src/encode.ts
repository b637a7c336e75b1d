import sharp from 'sharp';
import { frames, type Pixels, still } from './picture.ts';
import { type Figure, framesOf } from './pose.ts';

/** A picture as a file. */
export interface Drawn {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The people and things have some thirty colours in three lights; the rest are the soft edges between them. */
const COLOURS = { still: 64, loop: 40 } as const;

/**
 * Squared distances that a palette's colours keep, and how many of it are taken at each: first what covers the most, then
 * what is left out by far.
 */
const APART = [
  [60, 0.5],
  [4000, 0.7],
  [900, 0.85],
  [200, 1],
] as const;

const partsOf = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const;

function apart(one: number, other: number): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

/** The colours that are seen most, and are not like one another. */
function paletteOf(colours: readonly number[], most: number): number[] {
  const palette: number[] = [];
  for (const [least, share] of APART)
    for (const colour of colours)
      if (palette.length < most * share && palette.every((other) => apart(colour, other) > least))
        palette.push(colour);
  return palette;
}

/**
 * The same pixels in few colours, the same in every frame. A GIF's encoder takes 16 colours or 256, anew for each frame,
 * which makes files nearly twice as large.
 */
function inFewColours(pixels: Buffer, most: number): Buffer {
  const colourAt = (at: number) => pixels.readUIntBE(at, 3);
  const seen = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) seen.set(colourAt(at), (seen.get(colourAt(at)) ?? 0) + 1);
  const often = [...seen].toSorted((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = paletteOf(often.slice(0, 2000), most);
  const nearest = new Map(
    often.map((colour) => [
      colour,
      palette.reduce((best, one) => (apart(one, colour) < apart(best, colour) ? one : best)),
    ]),
  );
  const few = Buffer.alloc(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) few.writeUIntBE(nearest.get(colourAt(at)) ?? 0, at, 3);
  return few;
}

async function flat({ rgb, width, height, over }: Pixels): Promise<Buffer> {
  const image = sharp(rgb, { raw: { width, height, channels: 3 } });
  if (over === '') return image.raw().toBuffer();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${over}</svg>`;
  return image
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A figure as a PNG: its first position, with the others as shadows and arrows. */
export async function drawStill(figure: Figure): Promise<Drawn> {
  const pixels = still(figure);
  const { width, height } = pixels;
  const bytes = await sharp(await flat(pixels), { raw: { width, height, channels: 3 } })
    .png({ palette: true, colours: COLOURS.still, dither: 0, effort: 8 })
    .toBuffer();
  return { bytes, width, height };
}

/**
 * A figure's movement as a GIF, which every client plays: once through in `seconds`, again and again. Without `seconds`
 * each way takes as long as the figure says.
 */
export async function drawLoop(figure: Figure, seconds?: number): Promise<Drawn> {
  const timed = framesOf(figure, seconds);
  const shown = frames(
    figure,
    timed.map(({ pose }) => pose),
  );
  const [first] = shown;
  if (!first) throw new Error('A movement has at least one position');
  const { width, height } = first;
  const bytes = await sharp(inFewColours(Buffer.concat(shown.map(({ rgb }) => rgb)), COLOURS.loop), {
    raw: { width, height: height * shown.length, channels: 3, pageHeight: height },
  })
    .gif({
      loop: 0,
      delay: timed.map(({ ms }) => ms),
      dither: 0,
      effort: 8,
      reuse: true,
    })
    .toBuffer();
  return { bytes, width, height };
}
