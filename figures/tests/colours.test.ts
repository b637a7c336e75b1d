import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { INK, stillSvg } from '../src/figure.ts';
import { drawStill } from '../src/figure-picture.ts';
import { loadFigures } from '../src/load-figures.ts';

/** Red, green and blue of light, each from 0 to 1, of a colour such as "#e8590c". */
const lightOf = (colour: string) =>
  [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });

/** What is left of a colour for who lacks one kind of cone: Machado, Oliveira and Fernandes 2009, in full. */
const SIGHT = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function lightness(colour: string, sight: readonly number[]): number {
  const light = lightOf(colour);
  const [red = 0, green = 0, blue = 0] = [0, 3, 6].map((row) =>
    light.reduce((sum, part, place) => sum + part * (sight[row + place] ?? 0), 0),
  );
  return Math.max(0, 0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

/** After WCAG: 3 is enough for shapes. */
function contrast(one: string, other: string, sight: readonly number[]): number {
  const [dark = 0, light = 0] = [lightness(one, sight), lightness(other, sight)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(SIGHT))('to eyes with %s', (_name, sight) => {
  it.each([
    ['the body', INK.near, INK.ground, 3],
    ['the muscle on the body', INK.glow, INK.near, 3],
    ['an arrow', INK.arrow, INK.ground, 3],
    ['the near side before the far one', INK.near, INK.far, 3],
    ['the far side', INK.far, INK.ground, 2.5],
    ['the body on a mat', INK.near, INK.mat, 3],
  ])('%s stands out by lightness alone', (_what, one, other, least) => {
    expect(contrast(one, other, sight)).toBeGreaterThan(least);
  });
});

const figures = loadFigures();

/** As wide as Discord shows a picture on a telephone. */
const WIDE = 320;

/** Pixels around the muscle that are looked at: beyond its soft edge, within the limb that it lies on. */
const BESIDE = 3;

async function onTelephone(exercise: string): Promise<string[]> {
  const figure = figures[exercise];
  if (!figure) throw new Error(`There is no ${exercise}`);
  const pixels = await sharp(await drawStill(stillSvg(figure)))
    .resize(WIDE)
    .removeAlpha()
    .raw()
    .toBuffer();
  return Array.from({ length: WIDE * WIDE }, (_, at) => `#${pixels.toString('hex', at * 3, at * 3 + 3)}`);
}

const distanceOf = (one: string, other: string) =>
  Math.max(
    ...[1, 3, 5].map((at) =>
      Math.abs(Number.parseInt(one.slice(at, at + 2), 16) - Number.parseInt(other.slice(at, at + 2), 16)),
    ),
  );

const REACH = Array.from({ length: 2 * BESIDE + 1 }, (_, place) => place - BESIDE);

const placesNear = (at: number) => REACH.flatMap((down) => REACH.map((across) => at + down * WIDE + across));

/** The colours of the muscle itself, and of what lies around it. */
function muscleIn(picture: readonly string[]): { muscle: string[]; around: string[] } {
  const isGlow = new Map([...new Set(picture)].map((colour) => [colour, distanceOf(colour, INK.glow) < 24]));
  const glowing = picture.flatMap((colour, at) => (isGlow.get(colour) ? [at] : []));
  const muscle = new Set(glowing);
  const around = new Set(glowing.flatMap(placesNear).filter((at) => at in picture && !muscle.has(at)));
  const coloursAt = (places: Iterable<number>) => [...places].map((at) => picture[at] ?? '');
  return { muscle: coloursAt(muscle), around: coloursAt(around) };
}

describe.each(Object.keys(figures))('%s at 320 pixels', (exercise) => {
  it('shows its muscle by lightness, to everybody', async () => {
    const { muscle, around } = muscleIn(await onTelephone(exercise));
    expect(muscle.length).toBeGreaterThan(120);
    for (const [name, sight] of Object.entries(SIGHT)) {
      const apart = around.filter((colour) => contrast(INK.glow, colour, sight) >= 3).length;
      expect(apart / around.length, name).toBeGreaterThan(0.4);
    }
  });
});
