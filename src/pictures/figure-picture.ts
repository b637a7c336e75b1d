import { createHash } from 'node:crypto';
import { SIZE } from './figure.ts';

/** Figures have some ten colours; the rest are the soft edges between them. */
const COLOURS = { still: 32, loop: 24 } as const;

/** Told with the drawing when it is looked for, so that a picture made another way is made anew. */
const HOW = `${SIZE} ${COLOURS.still} ${COLOURS.loop} resvg-2.6.2 sharp-0.35.5`;

/** The name that a drawing's picture is kept under: the same for the same drawing, and for no other. */
export function nameOf(svgs: readonly string[]): string {
  const hash = createHash('sha256').update(HOW);
  for (const svg of svgs) hash.update('\0').update(svg);
  return hash.digest('hex').slice(0, 32);
}

/**
 * A drawing's pixels, four bytes each, in a thread of its own. No letters are drawn, so no font is looked for, and the
 * picture is the same on every machine. The libraries are loaded with the first picture.
 */
async function pixelsOf(svg: string): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, { font: { loadSystemFonts: false } });
  return image.pixels;
}

export async function drawStill(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const raw = { width: SIZE, height: SIZE, channels: 4 } as const;
  return sharp(await pixelsOf(svg), { raw })
    .removeAlpha()
    .png({ palette: true, colours: COLOURS.still, dither: 0, effort: 7 })
    .toBuffer();
}

/** Drawings one after the other, for `delay` milliseconds each, again and again: a GIF, which every client plays. */
export async function drawLoop(svgs: readonly string[], delay: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const frames: Buffer[] = [];
  for (const svg of svgs) frames.push(await pixelsOf(svg));
  const raw = { width: SIZE, height: SIZE * frames.length, channels: 4, pageHeight: SIZE } as const;
  return sharp(Buffer.concat(frames), { raw })
    .gif({ loop: 0, delay: svgs.map(() => delay), dither: 0, colours: COLOURS.loop, effort: 7 })
    .toBuffer();
}
