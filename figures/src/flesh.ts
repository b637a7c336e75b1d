import { type Body, LENGTHS, outwards, type Part } from './body.ts';
import { bar, ellipsoid, lofted, type Mesh, pointOn, type Ring } from './mesh.ts';
import { boxesOf, curveWeights, type Figure, type Pose, SIDES, type Side } from './pose.ts';
import {
  across,
  between,
  cross,
  dot,
  type Frame,
  minus,
  plus,
  radians,
  times,
  unit,
  type Vec,
} from './space.ts';

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

/** Along a limb, from 0 to 1: how far its flesh goes to the front, to the back, outwards and inwards, in centimetres. */
type Profile = readonly (readonly [share: number, front: number, back: number, out: number, into: number])[];

const THIGH: Profile = [
  [-0.02, 8.2, 8.6, 8.4, 7.6],
  [0.12, 8.7, 8.8, 8.5, 8],
  [0.3, 8.7, 8.1, 8, 7.6],
  [0.5, 8, 7.3, 7.2, 7],
  [0.72, 6.7, 6.1, 6.2, 6],
  [0.88, 5.9, 5.4, 5.6, 5.6],
  [1, 5.7, 5.2, 5.4, 5.4],
];
const SHIN: Profile = [
  [0, 5.6, 5.2, 5.4, 5.4],
  [0.1, 5.1, 5.6, 5.2, 5.2],
  [0.25, 4.6, 6.9, 5.6, 5.5],
  [0.38, 4.4, 6.6, 5.3, 5.1],
  [0.55, 4, 4.9, 4.4, 4.3],
  [0.75, 3.5, 3.8, 3.6, 3.6],
  [1, 3.4, 3.7, 3.4, 3.4],
];
const UPPER_ARM: Profile = [
  [0, 5.4, 5.4, 5.2, 5],
  [0.18, 5.4, 5.2, 5.2, 4.8],
  [0.5, 4.9, 4.7, 4.4, 4.4],
  [0.8, 4.1, 4, 3.9, 3.9],
  [1, 3.9, 3.9, 3.8, 3.8],
];
const FOREARM: Profile = [
  [0, 3.9, 3.9, 3.8, 3.8],
  [0.22, 4.2, 4.2, 4.1, 4.1],
  [0.55, 3.5, 3.5, 3.4, 3.4],
  [0.85, 2.8, 2.8, 2.5, 2.5],
  [1, 2.7, 2.7, 2.4, 2.4],
];

/** The height from the pelvis' middle along the spine: how wide, how far to the front and to the back. */
const TRUNK: readonly (readonly [up: number, wide: number, front: number, back: number])[] = [
  [-10, 5, 5, 6],
  [-7, 11, 7.6, 9],
  [-2, 15.6, 8.8, 10.4],
  [4, 16.2, 9, 10.4],
  [10, 14.8, 8.8, 9],
  [16, 13.6, 8.8, 8.4],
  [24, 14.6, 9.6, 8.8],
  [32, 16.2, 10.2, 9.6],
  [40, 17.4, 9.8, 9.6],
  [45, 17, 8.4, 8.6],
  [48.5, 14.5, 6.8, 7],
  [51, 9.5, 5.6, 5.8],
];
/** How high the shirt's hem is, and where a shirt's sleeve and a leg of the tights end. */
const [HEM, SLEEVE, ANKLE] = [0.5, 0.52, 0.9];

const must = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new Error(`A body has no ${what}`);
  return found;
};

export const jointOf = (body: Body, name: string): Vec => must(body.joints.get(name), name);
export const partOf = (body: Body, name: string): Part => must(body.parts.get(name), name);

/** What lies between rows of numbers that begin with where they are: a smooth curve through all. */
function rowAt(rows: readonly (readonly number[])[], at: number): number[] {
  const next = Math.max(
    1,
    rows.findIndex(([place = 0]) => place >= at),
  );
  const near = [next - 2, next - 1, next, next + 1].map(
    (place) => rows[Math.min(rows.length - 1, Math.max(0, place))] ?? [],
  );
  const [, from = [0], to = [1]] = near;
  const share = Math.min(1, Math.max(0, (at - (from[0] ?? 0)) / ((to[0] ?? 1) - (from[0] ?? 0))));
  const weights = curveWeights(share);
  return from.map((_, column) =>
    near.reduce((sum, row, place) => sum + (row[column] ?? 0) * (weights[place] ?? 0), 0),
  );
}

const PROFILES = { thigh: THIGH, shin: SHIN, 'upper-arm': UPPER_ARM, forearm: FOREARM } as const;
export type Limb = keyof typeof PROFILES;

/** A cut through a limb, `share` of the way along it; its y is outwards. */
function limbRing(body: Body, side: Side, limb: Limb, share: number, build: Build): Ring {
  const { discs, frame } = partOf(body, `${side}.${limb}`);
  const [start, end] = [must(discs[0], limb), must(discs.at(-1), limb)];
  const [, front = 0, back = 0, out = 0, into = 0] = rowAt(PROFILES[limb], share).map((r) => r * build.limbs);
  return {
    at: between(start.p, end.p, share),
    x: frame.f,
    y: times(frame.r, outwards(side)),
    wide: [front, back, out, into],
  };
}

/** A place on the skin: how far along a limb, or how high on the trunk in centimetres, and on which face: 0 is its front, 90 is outwards, 180 its back. */
export function onSkin(
  body: Body,
  side: Side,
  where: Limb | 'trunk',
  along: number,
  face: number,
  build: Build,
): Vec {
  return where === 'trunk'
    ? pointOn(trunkRing(body, along, build), radians(face) * outwards(side))
    : pointOn(limbRing(body, side, where, along, build), radians(face));
}

function limbMesh(body: Body, side: Side, limb: Limb, build: Build): Mesh {
  const rings = Array.from({ length: 15 }, (_, step) => limbRing(body, side, limb, step / 14, build));
  const [first, last] = [must(rings[0], 'ring'), must(rings.at(-1), 'ring')];
  const along = unit(minus(last.at, first.at));
  const cap = (ring: Ring, way: number) =>
    [0.97, 0.82, 0.55, 0.28].map((share): Ring => {
      const small = Math.sqrt(1 - share ** 2);
      const deep = (ring.wide[0] + ring.wide[1]) / 2;
      const [a, b, c, d] = ring.wide;
      return {
        ...ring,
        at: plus(ring.at, along, way * share * deep),
        wide: [a * small, b * small, c * small, d * small],
      };
    });
  return lofted([...cap(first, -1), ...rings, ...cap(last, 1).reverse()]);
}

const lerp = (one: Frame, other: Frame, share: number): Frame => {
  const u = unit(between(one.u, other.u, share));
  const f = across(between(one.f, other.f, share), u);
  return { u, f, r: cross(f, u) };
};

/** The spine as a smooth way from the pelvis up: where it is at a height, and how it is turned there. */
function spineAt(body: Body, height: number): { at: Vec; frame: Frame } {
  const names = ['pelvis', 'waist', 'ribs', 'chest'];
  const joints = names.map((name) => jointOf(body, name));
  const above = names.slice(1);
  const frames = [body.pelvis, ...above.map((name) => partOf(body, name).frame)];
  const level = Math.min(2.999, Math.max(0, height / LENGTHS.spine));
  const low = Math.floor(level);
  const share = level - low;
  const [p1, p2] = [must(joints[low], 'spine'), must(joints[low + 1], 'spine')];
  const p0 = joints[low - 1] ?? plus(p1, body.pelvis.u, -LENGTHS.spine);
  const p3 = joints[low + 2] ?? plus(p2, must(frames[3], 'chest').u, LENGTHS.spine);
  const weights = curveWeights(share);
  const curve = [p0, p1, p2, p3].reduce<Vec>((sum, p, place) => plus(sum, p, weights[place] ?? 0), [0, 0, 0]);
  const frame = lerp(must(frames[low], 'frame'), must(frames[low + 1], 'frame'), share);
  const beyond = height < 0 ? height : Math.max(0, height - 3 * LENGTHS.spine);
  return { at: plus(curve, frame.u, beyond), frame };
}

/** A cut through the trunk, so many centimetres above the middle of the pelvis along the spine; its y is the body's right. */
function trunkRing(body: Body, up: number, { trunk, belly }: Build): Ring {
  const { at, frame } = spineAt(body, up);
  const [, wide = 0, front = 0, back = 0] = rowAt(TRUNK, up);
  const round = Math.max(0, 1 - Math.abs(up - 12) / 18) * belly;
  const aside = (up > 44 ? wide : wide * trunk) + round * 0.3;
  return {
    at,
    x: frame.f,
    y: frame.r,
    wide: [front * trunk + round, back * trunk, aside, aside],
    square: 2.35,
  };
}

/** From below to above, and how far apart the cuts are that the trunk is made of, in centimetres. */
const [SEAT, COLLAR, CUT] = [-10, 51, 2.5];

function trunkPiece(body: Body, build: Build): Piece {
  const cuts = Math.round((COLLAR - SEAT) / CUT);
  return {
    name: 'trunk',
    mesh: lofted(
      Array.from({ length: cuts + 1 }, (_, cut) =>
        trunkRing(body, SEAT + ((COLLAR - SEAT) * cut) / cuts, build),
      ),
    ),
    materialAt: clothOf(body),
  };
}

/** The shirt hangs over the tights as far down as its hem. */
function clothOf(body: Body): Piece['materialAt'] {
  const pelvis = jointOf(body, 'pelvis');
  return (at) => (dot(minus(at, pelvis), body.pelvis.u) < HEM ? 'tights' : 'shirt');
}

const always = (material: Material) => () => material;

function legPieces(body: Body, side: Side, build: Build, bare: boolean): Piece[] {
  const thigh = partOf(body, `${side}.thigh`);
  const shin = partOf(body, `${side}.shin`);
  const knee = jointOf(body, `${side}.knee`);
  const hip = jointOf(body, `${side}.hip`);
  const s = outwards(side);
  const seat = plus(
    plus(hip, between(body.pelvis.f, thigh.frame.f, 0.35), -3.6),
    between(body.pelvis.u, thigh.frame.u, 0.5),
    -1.5,
  );
  return [
    { name: `${side}.thigh`, side, mesh: limbMesh(body, side, 'thigh', build), materialAt: always('tights') },
    {
      name: `${side}.seat`,
      mesh: ellipsoid(
        plus(seat, body.pelvis.r, 0.3 * s),
        [body.pelvis.f, body.pelvis.u, body.pelvis.r],
        [8.2 * build.trunk, 9 * build.trunk, 7.6 * build.trunk],
      ),
      materialAt: clothOf(body),
    },
    {
      name: `${side}.shin`,
      side,
      mesh: limbMesh(body, side, 'shin', build),
      materialAt: (at) => (dot(minus(at, knee), shin.frame.u) < -ANKLE * LENGTHS.shin ? 'skin' : 'tights'),
    },
    ...footPieces(body, side, bare),
  ];
}

/** Along a foot from the ankle: how high above it its back is, and half of its width. */
const INSTEP: readonly (readonly [along: number, top: number, wide: number])[] = [
  [-7.6, -5.4, 1.6],
  [-7, -3.4, 2.7],
  [-5.4, -0.6, 3.4],
  [-2.6, 1.8, 3.7],
  [0.6, 2.4, 3.8],
  [3.6, 0.4, 3.9],
  [7, -2.2, 4.3],
  [11.5, -4.1, 4.7],
];
const TOE_BOX: readonly (readonly [along: number, top: number, wide: number])[] = [
  [0, 3.9, 4.7],
  [3, 3.4, 4.5],
  [5.6, 2.8, 3.7],
  [7.2, 2, 2.4],
  [7.8, 1.2, 1],
];
const FLOOR_OF_FOOT = -8;

function footPieces(body: Body, side: Side, bare: boolean): Piece[] {
  const { frame } = partOf(body, `${side}.foot`);
  const toes = partOf(body, `${side}.toes`).frame;
  const ankle = jointOf(body, `${side}.ankle`);
  const s = outwards(side);
  const narrow = bare ? 0.9 : 1;
  const cut = (
    at: Vec,
    { f, u, r }: Frame,
    along: number,
    top: number,
    bottom: number,
    wide: number,
  ): Ring => {
    const middle = (top + bottom) / 2;
    return {
      at: plus(plus(at, f, along), u, middle),
      x: u,
      y: r,
      wide: [top - middle, middle - bottom, wide * narrow, wide * narrow],
      square: 2.7,
    };
  };
  const under = (along: number) =>
    FLOOR_OF_FOOT + (along < -7 ? 1.4 : along < -5.8 ? 0.4 : 0) + (bare && along > 0 && along < 6 ? 0.9 : 0);
  const instep = lofted(
    INSTEP.map(([along, top, wide]) => cut(ankle, frame, along, top - (bare ? 0.5 : 0), under(along), wide)),
  );
  const ballAt = plus(plus(ankle, frame.f, 11.5), frame.u, FLOOR_OF_FOOT);
  const soleOf = (frameThere: Frame, origin: Vec, level: number) => (at: Vec) =>
    dot(minus(at, origin), frameThere.u) < level ? ('sole' as const) : ('shoe' as const);
  const name = `${side}.foot`;
  if (!bare)
    return [
      { name, side, mesh: instep, materialAt: soleOf(frame, ankle, FLOOR_OF_FOOT + 1.9) },
      {
        name,
        side,
        mesh: lofted(
          TOE_BOX.map(([along, top, wide], place) =>
            cut(ballAt, toes, along, top, place > 2 ? 0.5 : 0, wide),
          ),
        ),
        materialAt: soleOf(toes, ballAt, 1.8),
      },
    ];
  // The big toe lies inside; each is a little shorter and thinner than the one before.
  const five = [-3.1, -1.1, 0.6, 2.1, 3.4].map((out, place) => {
    const thick = place === 0 ? 1.75 : 1.35 - place * 0.06;
    const from = plus(plus(plus(ballAt, toes.f, -1 - place * 0.5), toes.r, out * s), toes.u, thick + 0.4);
    return {
      name,
      side,
      mesh: bar(from, plus(plus(from, toes.f, 6.6 - place * 0.75), toes.u, -0.3), thick * 1.1, thick),
      materialAt: always('skin'),
    };
  });
  return [{ name, side, mesh: instep, materialAt: always('skin') }, ...five];
}

/** A wall, a floor or another thing that a flat hand may lie on: the way out of it, if the hand is as near as that. */
function flatAgainst(hand: Vec, figure: Figure): Vec | undefined {
  if (hand[1] < 5) return [0, 1, 0];
  for (const box of figure.props.flatMap(boxesOf)) {
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = box;
    const [x, y, z] = hand;
    if (y > y0 && y < y1 && z > z0 - 4 && z < z1 + 4) {
      if (Math.abs(x - x0) < 5) return [-1, 0, 0];
      if (Math.abs(x - x1) < 5) return [1, 0, 0];
    }
    if (y > y0 && y < y1 && x > x0 - 4 && x < x1 + 4) {
      if (Math.abs(z - z0) < 5) return [0, 0, -1];
      if (Math.abs(z - z1) < 5) return [0, 0, 1];
    }
    if (x > x0 - 4 && x < x1 + 4 && z > z0 - 4 && z < z1 + 4 && Math.abs(y - y1) < 5) return [0, 1, 0];
  }
  return undefined;
}

function handPieces(body: Body, pose: Pose, side: Side, figure: Figure): Piece[] {
  const { frame } = partOf(body, `${side}.forearm`);
  const [wrist, palmAt, tip] = ['wrist', 'hand', 'fingers'].map((name) =>
    jointOf(body, `${side}.${name}`),
  ) as [Vec, Vec, Vec];
  const s = outwards(side);
  const d = unit(minus(tip, wrist));
  const arm = pose.arms[side];
  const wall = flatAgainst(palmAt, figure);
  const held = 'hand' in arm && typeof arm.hand === 'string' ? arm.hand.split(' ')[0] : undefined;
  const holds = held === undefined ? undefined : body.parts.get(held);
  const [start, end] = [holds?.discs[0], holds?.discs.at(-1)];
  const middle = start && end ? nearestOn(start.p, end.p, palmAt) : undefined;
  const faces = wall ? times(wall, -1) : middle ? minus(middle, palmAt) : times(frame.r, -s);
  const n = across(faces, d);
  const thumbwards = times(cross(d, n), s);
  const curl = middle ? 0.75 : wall ? 0 : 0.22;
  const bent = unit(plus(times(d, Math.cos(curl)), n, Math.sin(curl)));
  const inward = unit(plus(times(n, Math.cos(curl)), d, -Math.sin(curl)));
  const cut = (at: Vec, facing: Vec, wide: number, thick: number): Ring => ({
    at,
    x: facing,
    y: thumbwards,
    wide: [thick, thick, wide, wide],
    square: 2.6,
  });
  const knuckles = plus(wrist, d, 6.6);
  const fingersFrom = (along: number) => plus(knuckles, bent, along);
  const mitten = lofted([
    cut(plus(wrist, d, -1.2), n, 2.3, 2.2),
    cut(plus(wrist, d, 1), n, 2.7, 2.1),
    cut(plus(wrist, d, 3.2), n, 3.6, 1.9),
    cut(plus(wrist, d, 5.4), n, 4, 1.7),
    cut(knuckles, unit(plus(n, inward)), 4, 1.6),
    cut(fingersFrom(2.4), inward, 3.8, 1.45),
    cut(fingersFrom(4.8), inward, 3.3, 1.3),
    cut(fingersFrom(6.4), inward, 2.5, 1.1),
    cut(fingersFrom(7.1), inward, 1.2, 0.7),
  ]);
  const base = plus(plus(wrist, d, 2.4), thumbwards, 2.4);
  const thumb = bar(base, plus(plus(plus(base, d, 3.8), thumbwards, 2.4), n, curl * 2), 1.55, 1.2);
  const hand = { name: `${side}.hand`, side, materialAt: always('skin') };
  return [
    { ...hand, mesh: mitten },
    { ...hand, mesh: thumb },
  ];
}

function nearestOn(from: Vec, to: Vec, at: Vec): Vec {
  const way = minus(to, from);
  const share = dot(minus(at, from), way) / Math.max(1e-9, dot(way, way));
  return between(from, to, Math.min(1, Math.max(0, share)));
}

function armPieces(body: Body, pose: Pose, side: Side, build: Build, figure: Figure): Piece[] {
  const upper = partOf(body, `${side}.upper-arm`);
  const shoulder = jointOf(body, `${side}.shoulder`);
  const chest = partOf(body, 'chest').frame;
  const top = plus(jointOf(body, 'chest'), chest.u, 3.4);
  return [
    {
      name: 'trunk',
      mesh: bar(plus(top, chest.r, 2 * outwards(side)), plus(shoulder, chest.u, 0.2), 4.6, 5),
      materialAt: always('shirt'),
    },
    {
      name: `${side}.upper-arm`,
      side,
      mesh: limbMesh(body, side, 'upper-arm', build),
      materialAt: (at) =>
        dot(minus(at, shoulder), upper.frame.u) > -SLEEVE * LENGTHS.upperArm ? 'shirt' : 'skin',
    },
    {
      name: `${side}.forearm`,
      side,
      mesh: limbMesh(body, side, 'forearm', build),
      materialAt: always('skin'),
    },
    ...handPieces(body, pose, side, figure),
  ];
}

/** Where on a head something is painted; forwards, up and to the right, one long from its middle. */
function faceAt(f: number, u: number, r: number): Material {
  if (u > 0.1 + 0.58 * f || (f < 0.12 && u > 0.52 * f - 0.06)) return 'hair';
  if (f > 0 && Math.hypot(Math.abs(r) - 0.36, (u + 0.02) * 0.8) < 0.085) return 'ink';
  if (f > 0 && Math.abs(r) < 0.24 && Math.abs(u + 0.5 - r * r * 1.6) < 0.035) return 'ink';
  return 'skin';
}

function headPieces(body: Body, build: Build): Piece[] {
  const { f, u, r } = partOf(body, 'head').frame;
  const middle = jointOf(body, 'head');
  const at = plus(middle, f, 0.8);
  const levels = 14;
  const [deep, high, wide] = [9.4, 11.6, 8];
  const skull = lofted(
    Array.from({ length: levels + 1 }, (_, level): Ring => {
      const angle = -Math.PI / 2 + (level / levels) * Math.PI;
      const y = Math.sin(angle);
      const round = Math.max(0.03, Math.cos(angle)) ** 0.9;
      const jaw = y < 0 ? -y : 0;
      return {
        at: plus(at, u, high * y),
        x: f,
        y: r,
        wide: [
          deep * round * (1 - 0.06 * jaw),
          deep * round * (1 - 0.42 * jaw),
          wide * round * (1 - 0.22 * jaw),
          wide * round * (1 - 0.22 * jaw),
        ],
        square: 2.15,
      };
    }),
  );
  const neckFrom = plus(jointOf(body, 'chest'), partOf(body, 'chest').frame.u, 3);
  const ear = (side: Side): Piece => ({
    name: 'head',
    mesh: ellipsoid(plus(plus(at, r, 7.6 * outwards(side)), u, -0.8), [f, u, r], [1.9, 2.6, 1.3]),
    materialAt: always('skin'),
  });
  const local = (place: Vec) => {
    const away = minus(place, at);
    return faceAt(dot(away, f) / deep, dot(away, u) / high, dot(away, r) / wide);
  };
  return [
    { name: 'head', mesh: skull, materialAt: local },
    {
      name: 'head',
      mesh: ellipsoid(plus(plus(at, f, deep - 0.4), u, -2.2), [f, u, r], [1.7, 1.5, 1.1]),
      materialAt: always('skin'),
    },
    ear('left'),
    ear('right'),
    {
      name: 'neck',
      mesh: bar(neckFrom, plus(middle, u, -5), 4.9 * build.limbs, 4.7 * build.limbs, false),
      materialAt: always('skin'),
    },
    ...(build.bun
      ? [
          {
            name: 'head',
            mesh: ellipsoid(plus(plus(at, f, -7.6), u, 9.4), [f, u, r], [4, 4, 4]),
            materialAt: always('hair'),
          },
        ]
      : []),
  ];
}

/** A person in this pose, piece by piece. */
export function piecesOf(body: Body, pose: Pose, figure: Figure, build: Build): Piece[] {
  return [
    trunkPiece(body, build),
    ...headPieces(body, build),
    ...SIDES.flatMap((side) => [
      ...legPieces(body, side, build, figure.feet === 'bare'),
      ...armPieces(body, pose, side, build, figure),
    ]),
  ];
}
