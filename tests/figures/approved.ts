import { join } from 'node:path';
import sharp from 'sharp';
import type { Figure } from '../../src/domain/pose.ts';
import { stillSvg } from '../../src/pictures/figure.ts';
import { drawStill } from '../../src/pictures/figure-picture.ts';

/** Half as wide as what members see: small enough to keep, large enough for a hand in another place to show. */
const WIDE = 240;

export const approvedFile = (exercise: string) => join(import.meta.dirname, 'approved', `${exercise}.png`);

/** A figure as it is kept for comparison. */
export async function forApproval(figure: Figure): Promise<Buffer> {
  return sharp(await drawStill(stillSvg(figure)))
    .resize(WIDE, WIDE, { kernel: 'cubic' })
    .png({ palette: true, colours: 32, dither: 0, effort: 10 })
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
