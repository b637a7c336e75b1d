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
  const bytes = await sharp(Buffer.concat(shown.map(({ rgb }) => rgb)), {
    raw: { width, height: height * shown.length, channels: 3, pageHeight: height },
  })
    .gif({
      loop: 0,
      delay: timed.map(({ ms }) => ms),
      dither: 0,
      colours: COLOURS.loop,
      effort: 8,
      interFrameMaxError: 2,
    })
    .toBuffer();
  return { bytes, width, height };
}
