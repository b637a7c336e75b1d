import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ARROW, type Colour, INK, OUTFITS, PROPS } from '../src/colours.ts';
import { loadFigures } from '../src/load-figures.ts';
import { PICTURES } from '../src/picture-folder.ts';

/** What is left of a colour for who lacks one kind of cone: Machado, Oliveira and Fernandes 2009, in full. */
const SIGHT = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

const light = (part: number) => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

function lightness(colour: Colour, sight: readonly number[]): number {
  const lights = colour.map(light);
  const [red = 0, green = 0, blue = 0] = [0, 3, 6].map((row) =>
    lights.reduce((sum, part, place) => sum + part * (sight[row + place] ?? 0), 0),
  );
  return Math.max(0, 0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

/** After WCAG: 3 is enough for shapes. */
function contrast(one: Colour, other: Colour, sight: readonly number[]): number {
  const [dark = 0, bright = 0] = [lightness(one, sight), lightness(other, sight)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const arrow: Colour = [1, 3, 5].map((at) => Number.parseInt(ARROW.line.slice(at, at + 2), 16)) as [
  number,
  number,
  number,
];

describe.each(Object.entries(SIGHT))('to eyes with %s', (_name, sight) => {
  const people = Object.entries(OUTFITS).flatMap(
    ([who, { shirt, tights }]): [string, Colour, Colour, number][] => [
      [`the muscle on the ${who} one's tights`, INK.muscle, tights, 3],
      [`the muscle on the ${who} one's shirt`, INK.muscle, shirt, 2.5],
      [`the ${who} one's tights on the ground`, tights, INK.ground, 3],
      [`the ${who} one's tights on a mat`, tights, PROPS.mat, 3],
      [`the ${who} one's shirt on the ground`, shirt, INK.ground, 3],
    ],
  );

  it.each<[string, Colour, Colour, number]>([
    ...people,
    ["the muscle's rim", INK.rim, INK.muscle, 3],
    ['an arrow', arrow, INK.ground, 3],
  ])('%s stands out by lightness alone', (_what, one, other, least) => {
    expect(contrast(one, other, sight)).toBeGreaterThan(least);
  });
});

/** As wide as Discord shows a picture on a telephone, and as small as beside a text; how many pixels of muscle that leaves at least. */
const WIDTHS = [
  { wide: 320, least: 120 },
  { wide: 110, least: 8 },
] as const;

const apart = (one: Colour, other: Colour) =>
  Math.max(...[0, 1, 2].map((part) => Math.abs((one[part] ?? 0) - (other[part] ?? 0))));

/** Pixels around the muscle that are looked at: beyond its soft edge, within the limb that it lies on. */
const BESIDE = { 320: 3, 110: 1 } as const;

describe.each(Object.keys(loadFigures()))('%s', (exercise) => {
  it.each(WIDTHS)('shows its muscle by lightness, to everybody, at $wide pixels', async ({ wide, least }) => {
    const { data, info } = await sharp(join(PICTURES, `${exercise}.png`))
      .resize(wide)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colourAt = (at: number): Colour => [
      data[at * 3] ?? 0,
      data[at * 3 + 1] ?? 0,
      data[at * 3 + 2] ?? 0,
    ];
    const places = Array.from({ length: info.width * info.height }, (_, at) => at);
    const muscle = new Set(places.filter((at) => apart(colourAt(at), INK.muscle) < 40));
    expect(muscle.size).toBeGreaterThan(least);
    const reach = Array.from({ length: 2 * BESIDE[wide] + 1 }, (_, place) => place - BESIDE[wide]);
    const around = [...muscle]
      .flatMap((at) => reach.flatMap((down) => reach.map((across) => at + down * info.width + across)))
      .filter((at) => at >= 0 && at < places.length && !muscle.has(at));
    const beside = [...new Set(around)].map(colourAt);
    for (const [name, sight] of Object.entries(SIGHT)) {
      const standOut = beside.filter((colour) => contrast(INK.muscle, colour, sight) >= 2).length;
      expect(standOut / beside.length, name).toBeGreaterThan(0.4);
    }
  });
});
