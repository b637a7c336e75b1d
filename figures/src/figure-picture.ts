import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loopSvgs, SIZE, stillSvg } from './figure.ts';
import type { Figure } from './pose.ts';

/** A figure as a PNG, or, `moving`, as a GIF, which every client plays. */
export type DrawFigure = (figure: Figure, moving: boolean) => Promise<Uint8Array>;

/** Figures have some ten colours; the rest are the soft edges between them. */
const COLOURS = { still: 32, loop: 16 } as const;

/** More would make the file large, and no movement is so quick that it needs them. */
const MOST_FRAMES = 20;

/** What draws, as `package.json` has it: another version may draw in another way. */
export const DRAWN_BY = '@resvg/resvg-js 2.6.2, sharp 0.35.5';

/** All that a picture comes out of, beside its figure. Whoever changes a line of it gets every picture drawn anew. */
export const MADE_IN = [
  'figure-picture.ts',
  'figure.ts',
  'camera.ts',
  'muscles.ts',
  'outline.ts',
  'body.ts',
  'pose.ts',
  'space.ts',
] as const;

let drawing: string | undefined;

function wayOfDrawing(): string {
  if (drawing !== undefined) return drawing;
  const hash = createHash('sha256').update(DRAWN_BY);
  for (const file of MADE_IN) hash.update('\0').update(readFileSync(join(import.meta.dirname, file)));
  drawing = hash.digest('hex');
  return drawing;
}

/** The file that a figure's picture is kept in: the same for the same figure drawn in the same way, and for no other. */
export function fileOf(figure: Figure, moving: boolean): string {
  const hash = createHash('sha256').update(`${wayOfDrawing()} ${moving} ${JSON.stringify(figure)}`);
  return `${hash.digest('hex').slice(0, 32)}.${moving ? 'gif' : 'png'}`;
}

/** From each position to the next, and for how many milliseconds each is seen, so that the movement takes its time. */
export function timingOf({ poses, motion, seconds }: Figure): { steps: number; delay: number } {
  const ways = motion === 'round' ? poses.length : 2 * (poses.length - 1);
  const steps = Math.max(2, Math.min(Math.round(seconds * 10), Math.floor(MOST_FRAMES / ways)));
  return { steps, delay: Math.round((seconds * 1000) / steps / 10) * 10 };
}

/** The libraries are loaded with the first picture. Nothing is drawn twice, so nothing is kept for a second time. */
async function libraries() {
  const [{ renderAsync }, { default: sharp }] = await Promise.all([
    import('@resvg/resvg-js'),
    import('sharp'),
  ]);
  sharp.cache(false);
  return { renderAsync, sharp };
}

type Libraries = Awaited<ReturnType<typeof libraries>>;

/**
 * A drawing's pixels, four bytes each, in a thread of its own. No letters are drawn, so no font is looked for, and the
 * picture is the same on every machine.
 */
async function pixelsOf(svg: string, { renderAsync }: Libraries): Promise<Buffer> {
  const image = await renderAsync(svg, { font: { loadSystemFonts: false } });
  return image.pixels;
}

export async function drawStill(svg: string): Promise<Uint8Array> {
  const tools = await libraries();
  const raw = { width: SIZE, height: SIZE, channels: 4 } as const;
  return tools
    .sharp(await pixelsOf(svg, tools), { raw })
    .removeAlpha()
    .png({ palette: true, colours: COLOURS.still, dither: 0, effort: 7 })
    .toBuffer();
}

/** Drawings one after the other, for `delay` milliseconds each, again and again. */
export async function drawLoop(svgs: readonly string[], delay: number): Promise<Uint8Array> {
  const tools = await libraries();
  const frames: Buffer[] = [];
  for (const svg of svgs) frames.push(await pixelsOf(svg, tools));
  const raw = { width: SIZE, height: SIZE * frames.length, channels: 4, pageHeight: SIZE } as const;
  return tools
    .sharp(Buffer.concat(frames), { raw })
    .gif({ loop: 0, delay: svgs.map(() => delay), dither: 0, colours: COLOURS.loop, effort: 7 })
    .toBuffer();
}

export const drawFigure: DrawFigure = (figure, moving) => {
  if (!moving) return drawStill(stillSvg(figure));
  const { steps, delay } = timingOf(figure);
  return drawLoop(loopSvgs(figure, steps), delay);
};
