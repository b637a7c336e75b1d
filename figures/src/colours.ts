import type { Material } from './piece.ts';
import type { Figure } from './pose.ts';
import type { PropMaterial } from './props.ts';

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

const hex = (written: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(written.slice(at, at + 2), 16)) as unknown as Colour;

export const mixed = (one: Colour, other: Colour, share: number): Colour => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
];

export const dimmed = (colour: Colour, by: number): Colour => [
  colour[0] * by,
  colour[1] * by,
  colour[2] * by,
];

/**
 * A ground of its own, so that it looks the same on a dark page and on a light one. The muscle differs from what it lies on
 * in lightness too, not in hue alone; blue and orange are told apart by nearly everybody.
 */
export const INK = {
  ground: hex('#f6f3ec'),
  floor: hex('#e7dfd0'),
  shadow: hex('#cdc2ae'),
  ghost: hex('#cfd3d1'),
  ghostLine: hex('#b4bab9'),
  muscle: hex('#ffae2b'),
  helper: hex('#f4cf92'),
  rim: hex('#5a2a06'),
  haze: hex('#c4ccd3'),
} as const;
export const ARROW = { line: '#0b62a8', edge: '#f6f3ec' } as const;

export const OUTFITS: Readonly<Record<Figure['build'], Readonly<Record<Material, Colour>>>> = {
  slim: {
    skin: hex('#95603f'),
    hair: hex('#2c211f'),
    shirt: hex('#17666d'),
    tights: hex('#34485e'),
    shoe: hex('#f3efe6'),
    sole: hex('#d0572f'),
    ink: hex('#1f1613'),
  },
  large: {
    skin: hex('#d3a07c'),
    hair: hex('#8f8d8b'),
    shirt: hex('#7c4a78'),
    tights: hex('#3c4250'),
    shoe: hex('#f3efe6'),
    sole: hex('#2f7f86'),
    ink: hex('#2b1d18'),
  },
};

export const PROPS: Readonly<Record<PropMaterial, Colour>> = {
  wall: hex('#d3cabb'),
  frame: hex('#c9bca6'),
  wood: hex('#cfae80'),
  mat: hex('#9cc3b3'),
  cushion: hex('#b9a9cf'),
  roller: hex('#6f9a6a'),
  core: hex('#33473a'),
  ball: hex('#b3c93c'),
  strap: hex('#a14f9b'),
  stick: hex('#7d4f9c'),
};
