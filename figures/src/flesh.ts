import { type Body, LENGTHS, outwards } from './body.ts';
import { footPieces } from './foot.ts';
import { handPieces } from './hand.ts';
import { headPieces } from './head.ts';
import { bar, ellipsoid, lofted, type Mesh, pointOn, type Ring } from './mesh.ts';
import { always, type Build, jointOf, must, type Piece, partOf } from './piece.ts';
import { curveWeights, type Figure, type Pose, SIDES, type Side } from './pose.ts';
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
