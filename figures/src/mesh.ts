import { cross, dot, minus, plus, unit, type Vec } from './space.ts';

/** A surface of triangles in the world, in centimetres. Normals point outwards, one for each corner. */
export interface Mesh {
  /** x, y and z of each corner. */
  readonly corners: Float64Array;
  readonly normals: Float64Array;
  /** Three corners each, counter-clockwise as seen from outside. */
  readonly triangles: Uint32Array;
}

/** A cut through a limb: an oval around `at`, as wide as told along `x` and `y`, each way by itself. */
export interface Ring {
  readonly at: Vec;
  readonly x: Vec;
  readonly y: Vec;
  /** From the middle along x, against x, along y and against y. */
  readonly wide: readonly [number, number, number, number];
  /** 2 is an oval; more is nearer to a box. */
  readonly square?: number;
}

const AROUND = 26;

/** Corners share their normals, so that what is round looks round. */
function smooth(corners: Float64Array, triangles: Uint32Array): Mesh {
  const normals = new Float64Array(corners.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((on) => (triangles[at + on] ?? 0) * 3) as [number, number, number];
    const normal = cross(way(corners, a, b), way(corners, a, c));
    for (const corner of [a, b, c]) {
      normals[corner] = (normals[corner] ?? 0) + normal[0];
      normals[corner + 1] = (normals[corner + 1] ?? 0) + normal[1];
      normals[corner + 2] = (normals[corner + 2] ?? 0) + normal[2];
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const long = Math.hypot(normals[at] ?? 0, normals[at + 1] ?? 0, normals[at + 2] ?? 0) || 1;
    for (let axis = 0; axis < 3; axis++) normals[at + axis] = (normals[at + axis] ?? 0) / long;
  }
  return { corners, normals, triangles };
}

/** From the corner that begins at `from` to that at `to`. */
const way = (corners: Float64Array, from: number, to: number): Vec => [
  (corners[to] ?? 0) - (corners[from] ?? 0),
  (corners[to + 1] ?? 0) - (corners[from + 1] ?? 0),
  (corners[to + 2] ?? 0) - (corners[from + 2] ?? 0),
];

/** The place on a ring at an angle in radians, from its x to its y. */
export function pointOn({ at, x, y, wide, square = 2 }: Ring, angle: number): Vec {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const bulge = (part: number) => Math.sign(part) * Math.abs(part) ** (2 / square);
  const [right, left, up, down] = wide;
  return plus(plus(at, x, bulge(c) * (c > 0 ? right : left)), y, bulge(s) * (s > 0 ? up : down));
}

/** What is stretched over rings in a row, and closed at both ends. `x` to `y` must turn the way that the rings go. */
export function lofted(rings: readonly Ring[]): Mesh {
  const corners = rings.flatMap((ring) =>
    Array.from({ length: AROUND }, (_, step) => pointOn(ring, (step / AROUND) * 2 * Math.PI)),
  );
  const triangles: number[] = [];
  for (let ring = 0; ring + 1 < rings.length; ring++)
    for (let step = 0; step < AROUND; step++) {
      const [a, b] = [ring * AROUND + step, ring * AROUND + ((step + 1) % AROUND)];
      triangles.push(a, b, b + AROUND, a, b + AROUND, a + AROUND);
    }
  for (const [place, last] of [
    [0, false],
    [rings.length - 1, true],
  ] as const) {
    const ring = rings[place];
    if (!ring) continue;
    const middle = corners.push(ring.at) - 1;
    for (let step = 0; step < AROUND; step++) {
      const [a, b] = [place * AROUND + step, place * AROUND + ((step + 1) % AROUND)];
      triangles.push(...(last ? [middle, a, b] : [middle, b, a]));
    }
  }
  return outwards(smooth(Float64Array.from(corners.flat()), Uint32Array.from(triangles)));
}

/** Turns the surface round where it was told inside out: its volume is then negative. */
function outwards(mesh: Mesh): Mesh {
  const { corners, normals, triangles } = mesh;
  let volume = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((on) => way(corners, 0, (triangles[at + on] ?? 0) * 3)) as [
      Vec,
      Vec,
      Vec,
    ];
    volume += dot(a, cross(b, c));
  }
  if (volume >= 0) return mesh;
  const turned = new Uint32Array(triangles.length);
  for (let at = 0; at < triangles.length; at += 3)
    turned.set([triangles[at] ?? 0, triangles[at + 2] ?? 0, triangles[at + 1] ?? 0], at);
  return { corners, normals: normals.map((part) => -part), triangles: turned };
}

/** A ball drawn out along three axes at right angles, as far as `wide` tells. */
export function ellipsoid(at: Vec, [x, y, z]: readonly [Vec, Vec, Vec], wide: Vec): Mesh {
  const LEVELS = 12;
  const rings = Array.from({ length: LEVELS + 1 }, (_, level): Ring => {
    const angle = -Math.PI / 2 + (level / LEVELS) * Math.PI;
    const round = Math.max(0.02, Math.cos(angle));
    return {
      at: plus(at, y, wide[1] * Math.sin(angle)),
      x,
      y: z,
      wide: [wide[0] * round, wide[0] * round, wide[2] * round, wide[2] * round],
    };
  });
  return lofted(rings);
}

const anyAcross = (along: Vec): Vec => unit(cross(along, Math.abs(along[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0]));

/** A round bar from one place to another, thinner or thicker there, with round ends where `round`. */
export function bar(from: Vec, to: Vec, thick: number, thickThere = thick, round = true): Mesh {
  const along = unit(minus(to, from));
  const x = anyAcross(along);
  const y = cross(along, x);
  const ring = (at: Vec, r: number): Ring => ({ at, x, y, wide: [r, r, r, r] });
  const cap = (at: Vec, r: number, way: number) =>
    [0.98, 0.8, 0.45].map((share) => ring(plus(at, along, way * share * r), Math.sqrt(1 - share ** 2) * r));
  return lofted([
    ...(round ? cap(from, thick, -1) : []),
    ring(from, thick),
    ring(to, thickThere),
    ...(round ? cap(to, thickThere, 1).reverse() : []),
  ]);
}

/** A box from and to along x, y and z, with flat sides and sharp edges. */
export function boxed(box: readonly number[]): Mesh {
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = box;
  const sides: readonly (readonly [normal: Vec, corners: readonly Vec[]])[] = [
    [
      [1, 0, 0],
      [
        [x1, y0, z0],
        [x1, y1, z0],
        [x1, y1, z1],
        [x1, y0, z1],
      ],
    ],
    [
      [-1, 0, 0],
      [
        [x0, y0, z0],
        [x0, y0, z1],
        [x0, y1, z1],
        [x0, y1, z0],
      ],
    ],
    [
      [0, 1, 0],
      [
        [x0, y1, z0],
        [x0, y1, z1],
        [x1, y1, z1],
        [x1, y1, z0],
      ],
    ],
    [
      [0, -1, 0],
      [
        [x0, y0, z0],
        [x1, y0, z0],
        [x1, y0, z1],
        [x0, y0, z1],
      ],
    ],
    [
      [0, 0, 1],
      [
        [x0, y0, z1],
        [x1, y0, z1],
        [x1, y1, z1],
        [x0, y1, z1],
      ],
    ],
    [
      [0, 0, -1],
      [
        [x0, y0, z0],
        [x0, y1, z0],
        [x1, y1, z0],
        [x1, y0, z0],
      ],
    ],
  ];
  return {
    corners: Float64Array.from(sides.flatMap(([, corners]) => corners.flat())),
    normals: Float64Array.from(sides.flatMap(([normal, corners]) => corners.flatMap(() => normal))),
    triangles: Uint32Array.from(
      sides.flatMap((_, side) => [0, 1, 2, 0, 2, 3].map((corner) => side * 4 + corner)),
    ),
  };
}
