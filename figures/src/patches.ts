import { type Body, outwards } from './body.ts';
import { type Limb, onSkin } from './flesh.ts';
import { type Build, jointOf, partOf } from './piece.ts';
import { type Glow, type MuscleShown, SIDES, type Side } from './pose.ts';
import { dot, minus, plus, radians, type Vec } from './space.ts';

/** A muscle's way over the skin: places with how far it goes from there, in centimetres. */
type Strand = readonly { readonly at: Vec; readonly r: number }[];

/** Where a muscle is seen: on these pieces of the person, along these strands. */
export interface Patch {
  readonly on: ReadonlySet<string>;
  /** How far the skin may lie above or below a strand, in centimetres, and still show it. */
  readonly bulge: number;
  readonly strands: readonly Strand[];
}

/** How far along a limb, or how high on the trunk; on which face (0 front, 90 out, 180 back, 270 in); how wide each way. */
type Place = readonly [where: Limb | 'trunk', along: number, face: number, wide: number];

const on = (where: Limb | 'trunk', ...places: readonly (readonly [number, number, number])[]): Place[] =>
  places.map(([along, face, wide]) => [where, along, face, wide]);

/** The bellies of the muscles, after the plates of an anatomy; tendons are left out. Of feet, see below. */
const STRANDS: Readonly<Record<Exclude<MuscleShown, 'sole' | 'ankle'>, readonly (readonly Place[])[]>> = {
  calf: [
    on('shin', [0.07, 214, 1.7], [0.22, 212, 3], [0.4, 204, 2.5], [0.47, 198, 1.4]),
    on('shin', [0.07, 146, 1.7], [0.2, 148, 2.8], [0.36, 156, 2.3], [0.43, 162, 1.3]),
  ],
  'low-calf': [
    on('shin', [0.42, 215, 1.8], [0.55, 205, 2.4], [0.72, 190, 1.7], [0.86, 180, 1]),
    on('shin', [0.4, 145, 1.8], [0.53, 155, 2.4], [0.7, 170, 1.7], [0.86, 180, 1]),
  ],
  shin: [on('shin', [0.1, 42, 1.6], [0.28, 38, 2.1], [0.5, 26, 1.7], [0.72, 8, 1.1], [0.9, -8, 0.7])],
  'shin-bone': [on('shin', [0.1, 0, 0.9], [0.94, 350, 0.7])],
  hamstrings: [
    on('thigh', [0.14, 172, 1.8], [0.4, 156, 3], [0.7, 146, 2.4], [0.95, 128, 1.2]),
    on('thigh', [0.14, 188, 1.8], [0.4, 206, 3], [0.7, 216, 2.4], [0.95, 232, 1.2]),
  ],
  quadriceps: [
    on('thigh', [0.1, 8, 1.8], [0.35, 4, 3], [0.65, 0, 2.6], [0.88, 0, 1.4]),
    on('thigh', [0.22, 58, 2], [0.5, 54, 3.1], [0.78, 44, 2.3], [0.9, 36, 1.3]),
    on('thigh', [0.45, 318, 1.8], [0.7, 318, 2.7], [0.9, 326, 1.9]),
  ],
  'upper-thigh': [
    on('thigh', [0.06, 12, 2.2], [0.22, 6, 3.3], [0.42, 2, 2.8], [0.5, 0, 1.6]),
    on('thigh', [0, 66, 1.9], [0.14, 62, 2.6], [0.3, 56, 1.6]),
  ],
  'outer-thigh': [on('thigh', [0.1, 92, 2.6], [0.3, 94, 2.3], [0.6, 92, 1.8], [0.96, 80, 1.3])],
  'inner-thigh': [
    on('thigh', [0.04, 292, 2.2], [0.25, 284, 3.1], [0.5, 272, 2.5], [0.72, 262, 1.4]),
    on('thigh', [0.06, 262, 2], [0.3, 256, 2.6], [0.6, 254, 1.8]),
  ],
  'hip-front': [
    [
      ...on('trunk', [10, 34, 1.7], [4, 34, 2.5], [-1, 36, 2.8]),
      ...on('thigh', [0.06, 8, 2.8], [0.2, 0, 2.4], [0.34, 352, 1.4]),
    ],
  ],
  'hip-side': [
    [
      ...on('trunk', [9, 74, 2], [3, 82, 3.2]),
      ...on('thigh', [0, 84, 3.2], [0.14, 90, 2.4], [0.28, 92, 1.4]),
    ],
    [...on('trunk', [8, 108, 2.2], [3, 108, 3]), ...on('thigh', [0, 104, 2.6], [0.1, 100, 1.8])],
  ],
  buttock: [
    [...on('trunk', [6, 146, 2.4], [0, 136, 3.6]), ...on('thigh', [0.02, 150, 3.8], [0.18, 142, 2.2])],
    [...on('trunk', [3, 164, 2.4], [-3, 158, 3.2]), ...on('thigh', [0.04, 186, 3.2], [0.12, 172, 2.4])],
  ],
  'lower-back': [on('trunk', [3, 165, 1.8], [11, 161, 2.7], [20, 163, 2.2])],
  back: [on('trunk', [3, 166, 1.6], [12, 161, 2.5], [24, 161, 2.6], [36, 162, 2.6], [45, 166, 1.7])],
  'upper-back': [
    on('trunk', [48, 164, 1.8], [42, 152, 3.1], [34, 160, 2.2]),
    on('trunk', [46, 138, 2.2], [39, 128, 1.8]),
    on('trunk', [41, 116, 2.2], [36, 106, 2.6], [30, 102, 1.8]),
  ],
  flank: [on('trunk', [6, 84, 1.8], [14, 82, 2.8], [24, 84, 2.8], [33, 90, 1.8])],
  chest: [
    on('trunk', [45.5, 14, 1.6], [45, 36, 2.3], [44.5, 60, 2]),
    on('trunk', [41, 12, 2.2], [42, 34, 2.8], [44, 60, 2]),
    on('trunk', [36.5, 18, 1.9], [39, 38, 2.5], [43, 62, 1.8]),
  ],
  shoulder: [
    on('upper-arm', [-0.06, 50, 3], [0.16, 55, 3], [0.42, 78, 1.3]),
    on('upper-arm', [-0.04, 110, 3], [0.16, 105, 3], [0.42, 82, 1.3]),
  ],
  'shoulder-back': [on('upper-arm', [-0.08, 150, 3.4], [0.14, 138, 3], [0.4, 108, 1.4])],
};

/** The pieces of a person that a muscle of such a part may lie on. */
const HOSTS: Readonly<Record<Limb | 'trunk', readonly string[]>> = {
  trunk: ['trunk'],
  thigh: ['thigh', 'seat'],
  shin: ['shin'],
  'upper-arm': ['upper-arm'],
  forearm: ['forearm'],
};

/** Muscles of a foot, by where their strands are from its ankle: forwards, up and outwards, and how wide. */
const OF_FEET: Readonly<Record<'sole' | 'ankle', readonly (readonly (readonly [Vec, number])[])[]>> = {
  sole: [-2.4, 0, 2].map((out) => [
    [[-4.5, -8, out * 0.2 - 0.4], 1.6],
    [[2, -7.4, out * 0.5], 1.3],
    [[7.8, -8, out], 1.1],
  ]),
  ankle: [
    Array.from({ length: 7 }, (_, step) => {
      const angle = radians(step * 60);
      return [[3.6 * Math.cos(angle), 0.6, 3.4 * Math.sin(angle)], 2.6];
    }),
  ],
};

function patchOfFoot(body: Body, side: Side, muscle: 'sole' | 'ankle'): Patch {
  const { f, u, r } = partOf(body, `${side}.foot`).frame;
  const ankle = jointOf(body, `${side}.ankle`);
  return {
    on: new Set([`${side}.foot`, ...(muscle === 'ankle' ? [`${side}.shin`] : [])]),
    bulge: BULGE.foot,
    strands: OF_FEET[muscle].map((strand) =>
      strand.map(([[forwards, up, out], wide]) => ({
        at: plus(plus(plus(ankle, f, forwards), u, up), r, out * outwards(side)),
        r: wide * PLAIN,
      })),
    ),
  };
}

/** Where the muscle is seen on this body, one patch for each side. */
export function patchesOf(body: Body, { side: shown, muscle }: Glow, build: Build): Patch[] {
  return SIDES.filter((side) => shown === 'both' || side === shown).map((side) => {
    if (muscle === 'sole' || muscle === 'ankle') return patchOfFoot(body, side, muscle);
    const strands = STRANDS[muscle];
    const hosts = strands.flatMap((strand) => strand.flatMap(([where]) => HOSTS[where]));
    return {
      on: new Set(hosts.map((host) => (host === 'trunk' ? host : `${side}.${host}`))),
      bulge: BULGE.flesh,
      strands: strands.map((strand) =>
        strand.map(([where, along, face, wide]) => ({
          at: onSkin(body, side, where, along, face, build),
          r: wide * PLAIN,
        })),
      ),
    };
  });
}

/** How much wider than it is a muscle is drawn, to be seen on a small picture. */
const PLAIN = 1.2;

/** Flesh bulges above and below where a strand was laid; a foot is thin. */
const BULGE = { flesh: 6, foot: 1.8 } as const;

/** How wide the soft edge of a muscle is, in centimetres. */
const SOFT = 0.8;

/** How far apart the fibres of a muscle are drawn, in centimetres. */
const FIBRE = 1.5;

/**
 * How much of a muscle a place on this piece of the person belongs to, 0 to 1; and whether it is on a fibre, 1, or between
 * two, 0. `normal`: how the skin is turned there.
 */
export function muscleAt(
  at: Vec,
  normal: Vec,
  name: string,
  patches: readonly Patch[],
): { share: number; fibre: number } {
  let best = { share: 0, aside: 0 };
  for (const { on: hosts, strands, bulge } of patches)
    if (hosts.has(name))
      for (const strand of strands) {
        const found = onStrand(at, normal, strand, bulge);
        if (found.share > best.share) best = found;
      }
  return { share: best.share, fibre: 0.5 + 0.5 * Math.cos((best.aside / FIBRE) * 2 * Math.PI) };
}

function onStrand(at: Vec, normal: Vec, strand: Strand, bulge: number): { share: number; aside: number } {
  let best = { share: 0, aside: 0 };
  for (let place = 1; place < strand.length; place++) {
    const [from, to] = [strand[place - 1], strand[place]];
    if (!from || !to) continue;
    const way = minus(to.at, from.at);
    const along = Math.min(1, Math.max(0, dot(minus(at, from.at), way) / Math.max(1e-9, dot(way, way))));
    const away = minus(at, plus(from.at, way, along));
    const deep = dot(away, normal);
    if (Math.abs(deep) > bulge) continue;
    const aside = Math.sqrt(Math.max(0, dot(away, away) - deep * deep));
    const share = Math.min(1, Math.max(0, (from.r + (to.r - from.r) * along - aside) / SOFT + 1));
    if (share > best.share) best = { share, aside };
  }
  return best;
}
