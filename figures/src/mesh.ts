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
  const at = (place: number) => corners[place] as number;
  for (let triangle = 0; triangle < triangles.length; triangle += 3) {
    const a = (triangles[triangle] as number) * 3;
    const b = (triangles[triangle + 1] as number) * 3;
    const c = (triangles[triangle + 2] as number) * 3;
    const [x1, y1, z1] = [at(b) - at(a), at(b + 1) - at(a + 1), at(b + 2) - at(a + 2)];
    const [x2, y2, z2] = [at(c) - at(a), at(c + 1) - at(a + 1), at(c + 2) - at(a + 2)];
    for (let corner = a; ; corner = corner === a ? b : c) {
      (normals[corner] as number) += y1 * z2 - z1 * y2;
      (normals[corner + 1] as number) += z1 * x2 - x1 * z2;
      (normals[corner + 2] as number) += x1 * y2 - y1 * x2;
      if (corner === c) break;
    }
  }
  for (let corner = 0; corner < normals.length; corner += 3) {
    const [x, y, z] = [normals[corner], normals[corner + 1], normals[corner + 2]] as [number, number, number];
    const long = Math.sqrt(x * x + y * y + z * z) || 1;
    normals[corner] = x / long;
    normals[corner + 1] = y / long;
    normals[corner + 2] = z / long;
  }
  return { corners, normals, triangles };
}

/** The place on a ring at an angle in radians, from its x to its y. */
export function pointOn({ at, x, y, wide, square = 2 }: Ring, angle: number): Vec {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const bulge = (part: number) => Math.sign(part) * Math.abs(part) ** (2 / square);
  const [right, left, up, down] = wide;
  const along = bulge(c) * (c > 0 ? right : left);
  const across = bulge(s) * (s > 0 ? up : down);
  return [
    at[0] + x[0] * along + y[0] * across,
    at[1] + x[1] * along + y[1] * across,
    at[2] + x[2] * along + y[2] * across,
  ];
}

/** What is stretched over rings in a row, and closed at both ends. */
export function lofted(rings: readonly Ring[]): Mesh {
  const [first, last] = [rings[0], rings.at(-1)];
  if (!first || !last) throw new Error('There is nothing to stretch a surface over');
  const corners = [
    ...rings.flatMap((ring) =>
      Array.from({ length: AROUND }, (_, step) => pointOn(ring, (step / AROUND) * 2 * Math.PI)),
    ),
    first.at,
    last.at,
  ];
  const middles = [rings.length * AROUND, rings.length * AROUND + 1] as const;
  // From x to y is counter-clockwise as seen from where the rings go, or it is the other way round.
  const along = dot(cross(first.x, first.y), minus(last.at, first.at)) >= 0;
  const triangles: number[] = [];
  const add = (a: number, b: number, c: number) =>
    void (along ? triangles.push(a, b, c) : triangles.push(a, c, b));
  for (let step = 0; step < AROUND; step++) {
    const next = (step + 1) % AROUND;
    for (let ring = 0; ring + 1 < rings.length; ring++) {
      const [a, b] = [ring * AROUND + step, ring * AROUND + next];
      add(a, b, b + AROUND);
      add(a, b + AROUND, a + AROUND);
    }
    const top = (rings.length - 1) * AROUND;
    add(middles[0], next, step);
    add(middles[1], top + step, top + next);
  }
  return smooth(Float64Array.from(corners.flat()), Uint32Array.from(triangles));
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
