import { type Body, outwards } from './body.ts';
import { type Build, jointOf, type Limb, onSkin, partOf } from './flesh.ts';
import { type Glow, type MuscleShown, SIDES, type Side } from './pose.ts';
import { between, type Frame, plus, type Vec } from './space.ts';

/** A muscle's way over the skin: places with how far it goes from there, in centimetres. */
export type Strand = readonly { readonly at: Vec; readonly r: number }[];

/** Where a muscle is seen: on these pieces of the person, along these strands. */
export interface Patch {
  readonly on: ReadonlySet<string>;
  readonly strands: readonly Strand[];
}

/** Along a limb: how far, on which face (0 front, 90 out, 180 back, 270 in), and how wide. */
type OnLimb = readonly (readonly [share: number, face: number, wide: number])[];

/** The bellies of the muscles of the limbs, after the plates of an anatomy; tendons are left out. */
const LIMB_MUSCLES: Readonly<
  Partial<Record<MuscleShown, { readonly limb: Limb; readonly strands: readonly OnLimb[] }>>
> = {
  calf: {
    limb: 'shin',
    strands: [
      [
        [0.07, 214, 1.7],
        [0.22, 212, 3],
        [0.4, 204, 2.5],
        [0.47, 198, 1.4],
      ],
      [
        [0.07, 146, 1.7],
        [0.2, 148, 2.8],
        [0.36, 156, 2.3],
        [0.43, 162, 1.3],
      ],
    ],
  },
  'low-calf': {
    limb: 'shin',
    strands: [
      [
        [0.42, 215, 1.8],
        [0.55, 205, 2.4],
        [0.72, 190, 1.7],
        [0.86, 180, 1],
      ],
      [
        [0.4, 145, 1.8],
        [0.53, 155, 2.4],
        [0.7, 170, 1.7],
        [0.86, 180, 1],
      ],
    ],
  },
  shin: {
    limb: 'shin',
    strands: [
      [
        [0.1, 42, 1.6],
        [0.28, 38, 2.1],
        [0.5, 26, 1.7],
        [0.72, 8, 1.1],
        [0.9, -8, 0.7],
      ],
    ],
  },
  hamstrings: {
    limb: 'thigh',
    strands: [
      [
        [0.14, 172, 1.8],
        [0.4, 156, 3],
        [0.7, 146, 2.4],
        [0.95, 128, 1.2],
      ],
      [
        [0.14, 188, 1.8],
        [0.4, 206, 3],
        [0.7, 216, 2.4],
        [0.95, 232, 1.2],
      ],
    ],
  },
  quadriceps: {
    limb: 'thigh',
    strands: [
      [
        [0.1, 8, 1.8],
        [0.35, 4, 3],
        [0.65, 0, 2.6],
        [0.88, 0, 1.4],
      ],
      [
        [0.22, 58, 2],
        [0.5, 54, 3.1],
        [0.78, 44, 2.3],
        [0.9, 36, 1.3],
      ],
      [
        [0.45, 318, 1.8],
        [0.7, 318, 2.7],
        [0.9, 326, 1.9],
      ],
    ],
  },
  'upper-thigh': {
    limb: 'thigh',
    strands: [
      [
        [0.06, 12, 2.2],
        [0.22, 6, 3.3],
        [0.42, 2, 2.8],
        [0.5, 0, 1.6],
      ],
    ],
  },
  'outer-thigh': {
    limb: 'thigh',
    strands: [
      [
        [0.1, 92, 2.6],
        [0.3, 94, 2.3],
        [0.6, 92, 1.8],
        [0.96, 80, 1.3],
      ],
    ],
  },
  'inner-thigh': {
    limb: 'thigh',
    strands: [
      [
        [0.04, 292, 2.2],
        [0.25, 284, 3.1],
        [0.5, 272, 2.5],
        [0.72, 262, 1.4],
      ],
      [
        [0.06, 262, 2],
        [0.3, 256, 2.6],
        [0.6, 254, 1.8],
      ],
    ],
  },
  shoulder: {
    limb: 'upper-arm',
    strands: [
      [
        [-0.06, 60, 3.4],
        [0.16, 62, 3.2],
        [0.42, 78, 1.3],
      ],
      [
        [-0.04, 120, 3.2],
        [0.16, 110, 3],
        [0.42, 84, 1.3],
      ],
    ],
  },
  'shoulder-back': {
    limb: 'upper-arm',
    strands: [
      [
        [-0.08, 150, 3.6],
        [0.14, 140, 3.2],
        [0.4, 110, 1.4],
      ],
    ],
  },
};

/** From a joint along a frame: forwards, up and to the side, in centimetres. */
const from = (at: Vec, { f, u, r }: Frame, s: number, [a, b, c]: Vec): Vec =>
  plus(plus(plus(at, f, a), u, b), r, c * s);

function trunkPatch(body: Body, side: Side, muscle: MuscleShown, build: Build): Patch | undefined {
  const s = outwards(side);
  const [pelvis, chest, hip] = ['pelvis', 'chest', `${side}.hip`].map((name) => jointOf(body, name)) as [
    Vec,
    Vec,
    Vec,
  ];
  const [ribs, waist] = [jointOf(body, 'ribs'), jointOf(body, 'waist')];
  const [chestFrame, ribsFrame, waistFrame] = ['chest', 'ribs', 'waist'].map(
    (name) => partOf(body, name).frame,
  ) as [Frame, Frame, Frame];
  const thigh = partOf(body, `${side}.thigh`).frame;
  const limb = (name: string) => `${side}.${name}`;
  const hips = ['trunk', limb('thigh'), limb('seat')];
  const [belly, wide] = [build.belly, build.trunk];
  switch (muscle) {
    case 'hip-front':
      return {
        on: new Set(hips),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [8.4 * wide + belly * 0.6, 8, 6.5]), r: 1.9 },
            { at: from(pelvis, body.pelvis, s, [8.4 * wide, 2, 8.5]), r: 2.7 },
            { at: from(hip, between3(body.pelvis, thigh), s, [8, -2, 0.5]), r: 3 },
            { at: from(hip, thigh, s, [8.4 * build.limbs, -9, -0.5]), r: 2.4 },
            { at: from(hip, thigh, s, [8.2 * build.limbs, -15, -0.8]), r: 1.4 },
          ],
        ],
      };
    case 'hip-side':
      return {
        on: new Set(hips),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [2.5, 8, 14.5 * wide]), r: 2.4 },
            { at: from(pelvis, body.pelvis, s, [1.5, 2, 16 * wide]), r: 3.4 },
            { at: from(hip, thigh, s, [0.5, -3, 8.4 * build.limbs]), r: 3.2 },
            { at: from(hip, thigh, s, [0.5, -10, 8.2 * build.limbs]), r: 1.7 },
          ],
          [
            { at: from(pelvis, body.pelvis, s, [-4.5, 7, 13 * wide]), r: 2.4 },
            { at: from(pelvis, body.pelvis, s, [-4, 1, 15 * wide]), r: 3 },
            { at: from(hip, thigh, s, [-1.5, -4, 8.2 * build.limbs]), r: 2.2 },
          ],
        ],
      };
    case 'buttock':
      return {
        on: new Set(hips),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [-9.5 * wide, 6, 5]), r: 2.6 },
            { at: from(pelvis, between3(body.pelvis, thigh), s, [-11.4 * wide, -1, 8.5]), r: 4 },
            { at: from(hip, between3(body.pelvis, thigh), s, [-9.5 * wide, -5.5, 3.5]), r: 3.4 },
            { at: from(hip, thigh, s, [-5, -9, 6.5 * build.limbs]), r: 1.9 },
          ],
          [
            { at: from(pelvis, body.pelvis, s, [-10, 2, 3.6]), r: 2.6 },
            { at: from(pelvis, between3(body.pelvis, thigh), s, [-11.6 * wide, -5.5, 5.5]), r: 3 },
          ],
        ],
      };
    case 'lower-back':
      return {
        on: new Set(['trunk']),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [-10 * wide, 4, 3.4]), r: 2.2 },
            { at: from(pelvis, waistFrame, s, [-8.8 * wide, 12, 3.8]), r: 2.9 },
            { at: from(waist, ribsFrame, s, [-8.4 * wide, 6, 4]), r: 2.3 },
          ],
        ],
      };
    case 'back':
      return {
        on: new Set(['trunk']),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [-10 * wide, 4, 3.2]), r: 2 },
            { at: from(pelvis, waistFrame, s, [-8.8 * wide, 12, 3.6]), r: 2.6 },
            { at: from(waist, ribsFrame, s, [-8.6 * wide, 7, 3.8]), r: 2.6 },
            { at: from(ribs, ribsFrame, s, [-9.4 * wide, 4, 4]), r: 2.6 },
            { at: from(chest, chestFrame, s, [-9 * wide, -4, 3.8]), r: 2 },
          ],
        ],
      };
    case 'upper-back':
      return {
        on: new Set(['trunk']),
        strands: [
          [
            { at: from(chest, chestFrame, s, [-7, 3, 2.6]), r: 2.2 },
            { at: from(chest, chestFrame, s, [-9 * wide, -5, 4.2]), r: 3.4 },
            { at: from(ribs, chestFrame, s, [-9.6 * wide, 4, 3.6]), r: 2.6 },
          ],
          [
            { at: from(chest, chestFrame, s, [-8.4 * wide, -3, 8]), r: 2.4 },
            { at: from(chest, chestFrame, s, [-8.6 * wide, -7, 10]), r: 1.8 },
          ],
        ],
      };
    case 'flank':
      return {
        on: new Set(['trunk']),
        strands: [
          [
            { at: from(pelvis, body.pelvis, s, [1, 7, 15.6 * wide]), r: 2 },
            { at: from(pelvis, waistFrame, s, [1.5, 15, 13.8 * wide]), r: 2.9 },
            { at: from(waist, ribsFrame, s, [1.5, 9, 14.8 * wide]), r: 2.9 },
            { at: from(ribs, ribsFrame, s, [1, 3, 16.4 * wide]), r: 1.9 },
          ],
        ],
      };
    case 'chest':
      return {
        on: new Set(['trunk', limb('upper-arm')]),
        strands: [
          [
            { at: from(chest, chestFrame, s, [8.6, -5, 2.6]), r: 2.4 },
            { at: from(chest, chestFrame, s, [8.4 * wide, -5.5, 9]), r: 3.6 },
            { at: from(chest, chestFrame, s, [6.5, -1.5, 14]), r: 2.6 },
          ],
          [
            { at: from(chest, chestFrame, s, [9.4 * wide, -9, 4.5]), r: 2.4 },
            { at: from(chest, chestFrame, s, [8.4 * wide, -7, 11.5]), r: 2.2 },
          ],
        ],
      };
    case 'sole': {
      const { frame } = partOf(body, `${side}.foot`);
      const ankle = jointOf(body, `${side}.ankle`);
      return {
        on: new Set([limb('foot')]),
        strands: [
          [
            { at: from(ankle, frame, s, [-4.5, -8, -0.4]), r: 2 },
            { at: from(ankle, frame, s, [2, -7.4, -0.8]), r: 2.4 },
            { at: from(ankle, frame, s, [10.5, -8, -0.4]), r: 3 },
          ],
        ],
      };
    }
    case 'ankle': {
      const { frame } = partOf(body, `${side}.foot`);
      const ankle = jointOf(body, `${side}.ankle`);
      const ring = [0, 60, 120, 180, 240, 300, 360].map((angle) => {
        const turn = (angle * Math.PI) / 180;
        return { at: from(ankle, frame, s, [3.6 * Math.cos(turn), 0.6, 3.4 * Math.sin(turn)]), r: 2.2 };
      });
      return { on: new Set([limb('foot'), limb('shin')]), strands: [ring] };
    }
    default:
      return undefined;
  }
}

const between3 = (one: Frame, other: Frame): Frame => ({
  f: between(one.f, other.f, 0.5),
  u: between(one.u, other.u, 0.5),
  r: between(one.r, other.r, 0.5),
});

/** Where the muscle is seen on this body, one patch for each side. */
export function patchesOf(body: Body, { side, muscle }: Glow, build: Build): Patch[] {
  return SIDES.filter((one) => side === 'both' || side === one).map((one) => {
    const limb = LIMB_MUSCLES[muscle];
    if (!limb) {
      const patch = trunkPatch(body, one, muscle, build);
      if (!patch) throw new Error(`Nobody knows where the ${muscle} is`);
      return patch;
    }
    return {
      on: new Set(
        limb.limb === 'thigh'
          ? [`${one}.thigh`, `${one}.seat`]
          : limb.limb === 'upper-arm'
            ? [`${one}.upper-arm`, 'trunk']
            : [`${one}.${limb.limb}`],
      ),
      strands: limb.strands.map((strand) =>
        strand.map(([share, face, r]) => ({ at: onSkin(body, one, limb.limb, share, face, build), r })),
      ),
    };
  });
}
