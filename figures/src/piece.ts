import type { Body, Part } from './body.ts';
import type { Mesh } from './mesh.ts';
import type { Side } from './pose.ts';
import type { Vec } from './space.ts';

/** What a surface is of. */
export type Material = 'skin' | 'hair' | 'shirt' | 'tights' | 'shoe' | 'sole' | 'ink';

/** A piece of a person, as it is seen. */
export interface Piece {
  /** The part of the body that it belongs to. */
  readonly name: string;
  readonly side?: Side | undefined;
  readonly mesh: Mesh;
  readonly materialAt: (at: Vec) => Material;
}

/** How somebody is built; 1 is an athlete of average weight. */
export interface Build {
  readonly trunk: number;
  /** How far the belly goes beyond that, in centimetres. */
  readonly belly: number;
  readonly limbs: number;
  readonly bun: boolean;
}

export const BUILDS = {
  slim: { trunk: 1, belly: 0, limbs: 1, bun: true },
  large: { trunk: 1.13, belly: 3.6, limbs: 1.12, bun: false },
} as const satisfies Readonly<Record<string, Build>>;

export const must = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new Error(`A body has no ${what}`);
  return found;
};

export const jointOf = (body: Body, name: string): Vec => must(body.joints.get(name), name);
export const partOf = (body: Body, name: string): Part => must(body.parts.get(name), name);

export const always = (material: Material) => () => material;
