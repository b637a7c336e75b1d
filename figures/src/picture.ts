import { arrowSvg, type Point, wayOf } from './arrows.ts';
import { type Body, bodyOf, placeOn } from './body.ts';
import { type Camera, cameraOf, type Lens, seen } from './camera.ts';
import { type Colour, INK, mixed, OUTFITS, THINGS } from './colours.ts';
import { BUILDS, type Piece, partOf, piecesOf } from './flesh.ts';
import type { Mesh } from './mesh.ts';
import { type Patch, patchesOf, type Strand } from './patches.ts';
import { type Figure, movement, type Pose, type Prop, type Side } from './pose.ts';
import { propMeshes, type Thing } from './props.ts';
import { look } from './raster.ts';
import { dot, minus, plus, times, unit, type Vec } from './space.ts';

/** A picture's pixels, three bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  /** Arrows to be laid over it, as SVG. */
  readonly over: string;
}

/** As wide as every picture, and as high as one of somebody who stands, or lies. Pixels. */
const WIDE = 480;
const HIGH = { standing: 480, lying: 300 } as const;
const MARGIN = 20;
/** Pixels to the centimetre at most, so that a small pose isn't blown up. */
const LARGEST = 4.2;
/** Each pixel comes out of so many by so many. */
const FINE = 2;

interface Scene {
  readonly figure: Figure;
  readonly lens: Lens;
  readonly height: number;
  /** The row in which the floor ends behind, in fine pixels. */
  readonly horizon: number;
  readonly far: Side | undefined;
  readonly light: Vec;
}

/** One thing that is looked at: a piece of the person, or a thing beside. */
interface Subject {
  readonly mesh: Mesh;
  readonly piece?: Piece;
  readonly of?: Thing;
}

function subjectsOf(figure: Figure, pose: Pose): Subject[] {
  const body = bodyOf(pose);
  return [
    ...piecesOf(body, pose, figure, BUILDS[figure.build]).map((piece) => ({ mesh: piece.mesh, piece })),
    ...figure.props.flatMap((prop) => propMeshes(prop, body)),
  ];
}

/** Whether it may be cut off above. */
const goesOn = (prop: Prop) => prop.type === 'box' && (prop.of === 'wall' || prop.of === 'frame');

const flatten = (p: Vec, camera: Camera): Point => [dot(p, camera.right), dot(p, camera.up)];

function pointsOf({ corners }: Mesh): Vec[] {
  return Array.from(
    { length: corners.length / 3 },
    (_, at): Vec => [corners[at * 3] ?? 0, corners[at * 3 + 1] ?? 0, corners[at * 3 + 2] ?? 0],
  );
}

/** Everything that has to be in the picture, in centimetres of the camera's right and up. */
function extent(figure: Figure, poses: readonly Pose[], camera: Camera) {
  const points: Point[] = [];
  for (const pose of poses) {
    const body = bodyOf(pose);
    for (const piece of piecesOf(body, pose, figure, BUILDS[figure.build]))
      points.push(...pointsOf(piece.mesh).map((p) => flatten(p, camera)));
    for (const prop of figure.props) {
      const shown = propMeshes(prop, body).flatMap(({ mesh }) => pointsOf(mesh));
      const low = Math.min(...shown.map(([, y]) => y));
      points.push(...shown.filter(([, y]) => !goesOn(prop) || y < low + 1).map((p) => flatten(p, camera)));
    }
  }
  const [first] = poses;
  if (first)
    for (const { from, off, by, around: ring = 0 } of figure.arrows) {
      const start = placeOn(bodyOf(first), from, off);
      for (const [x, y] of [flatten(start, camera), flatten(plus(start, by ?? [0, 0, 0]), camera)])
        points.push([x - ring - 3, y - ring - 3], [x + ring + 3, y + ring + 3]);
    }
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  return { left, right, low, high };
}

/** The square around a place of the first position. */
function around({ at, wide }: NonNullable<Figure['closeUp']>, { poses }: Figure, camera: Camera) {
  const [first] = poses;
  const [x, y] = first ? flatten(placeOn(bodyOf(first), at), camera) : [0, 0];
  return { left: x - wide / 2, right: x + wide / 2, low: y - wide / 2, high: y + wide / 2 };
}

/** Positions looked at from each to the next, to find what the picture has to hold, and to draw a way. */
const STEPS = 4;

/** The side that is turned away, where one is. */
function farSide(body: Body, { nearer }: Camera): Side | undefined {
  const turn = dot(partOf(body, 'waist').frame.r, nearer);
  if (Math.abs(turn) < 0.45) return undefined;
  return turn > 0 ? 'left' : 'right';
}

/** Seen a little from above, so that the floor is one and shadows lie on it. Degrees. */
const LEAST_DOWN = 8;

function sceneOf(figure: Figure, closeUp = figure.closeUp): Scene {
  const camera = cameraOf({ round: figure.view.round, down: Math.max(LEAST_DOWN, figure.view.down) });
  const poses = movement(figure, STEPS);
  const { left, right, low, high } = closeUp
    ? around(closeUp, figure, camera)
    : extent(figure, poses, camera);
  const height = (right - left) / (high - low) > 1.36 ? HIGH.lying : HIGH.standing;
  const room = { wide: WIDE - 2 * MARGIN, high: height - 2 * MARGIN };
  const scale =
    Math.min(closeUp ? Infinity : LARGEST, room.wide / (right - left), room.high / (high - low)) * FINE;
  const spare = height * FINE - (high - low) * scale;
  const lens: Lens = {
    camera,
    scale,
    middle: [(WIDE * FINE) / 2 - ((left + right) / 2) * scale, spare / 2 + high * scale],
  };
  const [first] = poses;
  if (!first) throw new Error('A figure has at least one pose');
  const behind = poses.flatMap((pose) =>
    subjectsOf(figure, pose).flatMap(({ mesh }) => pointsOf(mesh).filter(([, y]) => y < 4)),
  );
  const horizon =
    Math.min(...behind.map(([x, , z]) => seen(lens, [x, 0, z])[1])) -
    9 * scale * Math.max(0.35, camera.nearer[1]);
  const light = unit(plus(plus(times(camera.right, -0.45), camera.up, 0.8), camera.nearer, 0.55));
  return {
    figure,
    lens,
    height,
    horizon: figure.view.down > 50 ? 0 : horizon,
    far: farSide(bodyOf(first), camera),
    light,
  };
}

/** How much of a strand a place on the skin belongs to, from 0 to 1, with a soft edge; and how far it lies to its side. */
function onStrand(at: Vec, strand: Strand): { share: number; aside: number } {
  let best = { share: 0, aside: 0 };
  for (let place = 1; place < strand.length; place++) {
    const [from, to] = [strand[place - 1], strand[place]];
    if (!from || !to) continue;
    const way = minus(to.at, from.at);
    const along = Math.min(1, Math.max(0, dot(minus(at, from.at), way) / Math.max(1e-9, dot(way, way))));
    const away = minus(at, plus(from.at, way, along));
    const r = from.r + (to.r - from.r) * along;
    const share = Math.min(1, Math.max(0, (r - Math.hypot(...away)) / SOFT + 1));
    if (share > best.share) best = { share, aside: Math.hypot(...away) };
  }
  return best;
}

/** How wide the soft edge of a muscle is, in centimetres. */
const SOFT = 0.8;

/** How far apart the fibres of a muscle are drawn, in centimetres. */
const FIBRE = 1.5;

function muscleAt(at: Vec, name: string, patches: readonly Patch[]): { share: number; fibre: number } {
  let best = { share: 0, fibre: 1 };
  for (const { on, strands } of patches) {
    if (!on.has(name)) continue;
    for (const strand of strands) {
      const { share, aside } = onStrand(at, strand);
      if (share > best.share) best = { share, fibre: 0.5 + 0.5 * Math.cos((aside / FIBRE) * 2 * Math.PI) };
    }
  }
  return best;
}

/** Light falls in three steps: that is easy to read, and small as a file. */
const tone = (lit: number) => (lit > 0.26 ? 1 : lit > -0.12 ? 0.86 : 0.73);

const dimmed = (colour: Colour, by: number): Colour => [colour[0] * by, colour[1] * by, colour[2] * by];

/** Surfaces so far apart are parted by a line, in centimetres: of a person, and of things. */
const GAP = { person: 2.2, things: 1 } as const;

/** Shadows on the floor: how dark it is at x and z. */
function shadowOf(meshes: readonly Mesh[]): (x: number, z: number) => number {
  const CELL = 2;
  const SIDE = 260;
  let grid = new Float32Array(SIDE * SIDE);
  const place = (x: number, z: number) =>
    (Math.round(z / CELL) + SIDE / 2) * SIDE + Math.round(x / CELL) + SIDE / 2;
  for (const mesh of meshes)
    for (const [x, y, z] of pointsOf(mesh)) {
      const at = place(x, z);
      const weight = Math.max(0, 1 - y / 26) ** 2;
      if (at >= 0 && at < grid.length) grid[at] = Math.max(grid[at] ?? 0, weight);
    }
  for (let time = 0; time < 3; time++) {
    const next = new Float32Array(grid.length);
    for (let z = 1; z < SIDE - 1; z++)
      for (let x = 1; x < SIDE - 1; x++) {
        let sum = 0;
        for (let dz = -1; dz <= 1; dz++)
          for (let dx = -1; dx <= 1; dx++) sum += grid[(z + dz) * SIDE + x + dx] ?? 0;
        next[z * SIDE + x] = sum / 9;
      }
    grid = next;
  }
  return (x, z) => {
    const [gx, gz] = [x / CELL + SIDE / 2, z / CELL + SIDE / 2];
    const [x0, z0] = [Math.floor(gx), Math.floor(gz)];
    if (x0 < 0 || z0 < 0 || x0 >= SIDE - 1 || z0 >= SIDE - 1) return 0;
    const [fx, fz] = [gx - x0, gz - z0];
    const of = (dx: number, dz: number) => grid[(z0 + dz) * SIDE + x0 + dx] ?? 0;
    return (of(0, 0) * (1 - fx) + of(1, 0) * fx) * (1 - fz) + (of(0, 1) * (1 - fx) + of(1, 1) * fx) * fz;
  };
}

/** A person and things, coloured: fine pixels, three bytes each. */
function coloured(scene: Scene, pose: Pose, ghosts: readonly Pose[]): Uint8Array {
  const { figure, lens, height, horizon, far, light } = scene;
  const { camera, scale, middle } = lens;
  const [w, h] = [WIDE * FINE, height * FINE];
  const subjects = subjectsOf(figure, pose);
  const view = look(
    subjects.map(({ mesh }) => mesh),
    lens,
    w,
    h,
  );
  const behind = ghosts.map((ghost) =>
    look(
      subjectsOf(figure, ghost).flatMap(({ mesh, piece }) => (piece ? [mesh] : [])),
      lens,
      w,
      h,
    ),
  );
  const body = bodyOf(pose);
  const build = BUILDS[figure.build];
  const patches = figure.glow.flatMap((glow) => patchesOf(body, glow, build));
  const helpers = (figure.helps ?? []).flatMap((glow) => patchesOf(body, glow, build));
  const shadow = shadowOf(
    subjects.flatMap(({ mesh, of }) => (of === 'mat' || of === 'wall' || of === 'frame' ? [] : [mesh])),
  );
  const outfit = OUTFITS[figure.build];
  const rgb = new Uint8Array(w * h * 3);
  const [sinDown, cosDown] = [camera.nearer[1], camera.up[1]];

  const placeAt = (x: number, y: number, depth: number): Vec => {
    const [a, b] = [(x + 0.5 - middle[0]) / scale, (middle[1] - y - 0.5) / scale];
    return plus(plus(times(camera.right, a), camera.up, b), camera.nearer, depth);
  };
  /** How near the floor is at a row. */
  const floorDepth = (y: number) => (-((middle[1] - y - 0.5) / scale) * cosDown) / sinDown;

  const shade = (colour: Colour, dark: number): Colour =>
    dark > 0.3 ? mixed(colour, INK.shadow, dark > 0.55 ? 0.9 : 0.5) : colour;

  function surface(x: number, y: number, pixel: number): Colour {
    const subject = subjects[(view.which[pixel] ?? 0) - 1];
    if (!subject) return INK.ground;
    const depth = view.depth[pixel] ?? 0;
    const at = placeAt(x, y, depth);
    const lit = dot(
      [view.normals[pixel * 3] ?? 0, view.normals[pixel * 3 + 1] ?? 0, view.normals[pixel * 3 + 2] ?? 0],
      light,
    );
    const { piece, of } = subject;
    if (of) {
      const base = dimmed(THINGS[of], tone(lit));
      const dark = at[1] < 9 && (of === 'mat' || of === 'cushion') ? shadow(at[0], at[2]) : 0;
      return dark > 0.3 ? dimmed(base, dark > 0.55 ? 0.84 : 0.92) : base;
    }
    if (!piece) return INK.ground;
    const base = outfit[piece.stuffAt(at)];
    const hazy = piece.side !== undefined && piece.side === far;
    let colour: Colour = dimmed(hazy ? mixed(base, INK.haze, 0.55) : base, tone(lit));
    const help = muscleAt(at, piece.name, helpers);
    if (help.share > 0) colour = mixed(colour, dimmed(INK.helper, tone(lit)), 0.5 * help.share);
    const main = muscleAt(at, piece.name, patches);
    if (main.share > 0) {
      const amber = dimmed(INK.muscle, (0.88 + 0.12 * tone(lit)) * (0.93 + 0.07 * main.fibre));
      // A dark rim, thin and soft, tells it from light skin and from the ground.
      colour = mixed(
        mixed(colour, INK.rim, Math.min(1, main.share * 2.2) * 0.75),
        amber,
        Math.max(0, Math.min(1, main.share * 2.4 - 0.9)),
      );
    }
    return colour;
  }

  const isThing = (which: number) => subjects[which - 1]?.of !== undefined;

  /** Whether a line runs here: where something nearer ends. */
  function atEdge(x: number, y: number, pixel: number): boolean {
    const which = view.which[pixel] ?? 0;
    const depth = view.depth[pixel] ?? 0;
    const gap = isThing(which) ? GAP.things : GAP.person;
    for (const [dx, dy] of NEIGHBOURS) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx < 0 || ny < 0 || nx >= w || ny >= h) continue;
      const other = ny * w + nx;
      if ((view.which[other] ?? 0) === which) {
        if (!isThing(which) && depth - (view.depth[other] ?? 0) > gap * 1.6) return true;
        continue;
      }
      const there = view.which[other] ? (view.depth[other] ?? 0) : Number.NEGATIVE_INFINITY;
      if (depth - there > gap) return true;
      if (
        isThing(which) &&
        isThing(view.which[other] ?? 0) &&
        subjects[which - 1]?.of === 'wood' &&
        depth >= there
      )
        return true;
    }
    return false;
  }

  for (let y = 0; y < h; y++) {
    const onFloor = y > horizon;
    const floor = onFloor ? floorDepth(y) : Number.NEGATIVE_INFINITY;
    for (let x = 0; x < w; x++) {
      const pixel = y * w + x;
      let colour: Colour;
      const depth = view.depth[pixel] ?? Number.NEGATIVE_INFINITY;
      if (view.which[pixel] && depth >= floor - 0.05) {
        colour = surface(x, y, pixel);
        if (atEdge(x, y, pixel)) colour = dimmed(colour, isThing(view.which[pixel] ?? 0) ? 0.78 : 0.42);
        if (isThing(view.which[pixel] ?? 0)) colour = withGhost(colour, x, y, pixel, depth);
      } else {
        colour = INK.ground;
        if (onFloor) {
          const at = placeAt(x, y, floor);
          colour = shade(INK.floor, shadow(at[0], at[2]));
        }
        colour = withGhost(colour, x, y, pixel, floor);
      }
      rgb[pixel * 3] = colour[0];
      rgb[pixel * 3 + 1] = colour[1];
      rgb[pixel * 3 + 2] = colour[2];
    }
  }
  return rgb;

  function withGhost(colour: Colour, x: number, y: number, pixel: number, beyond: number): Colour {
    for (const ghost of behind) {
      if (!ghost.which[pixel] || (ghost.depth[pixel] ?? 0) < beyond) continue;
      const edge = NEIGHBOURS.some(([dx, dy]) => {
        const [nx, ny] = [x + dx, y + dy];
        return nx >= 0 && ny >= 0 && nx < w && ny < h && !ghost.which[ny * w + nx];
      });
      return edge ? INK.ghostLine : INK.ghost;
    }
    return colour;
  }
}

/** So far from a pixel one looks for what ends there: half of it is the width of a line. */
const NEIGHBOURS = [
  [3, 0],
  [-3, 0],
  [0, 3],
  [0, -3],
  [2, 2],
  [-2, 2],
  [2, -2],
  [-2, -2],
] as const;

/** Each pixel as the mean of the fine ones. */
function coarse(fine: Uint8Array, height: number): Uint8Array {
  const rgb = new Uint8Array(WIDE * height * 3);
  const w = WIDE * FINE;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < WIDE; x++)
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let dy = 0; dy < FINE; dy++)
          for (let dx = 0; dx < FINE; dx++)
            sum += fine[((y * FINE + dy) * w + x * FINE + dx) * 3 + part] ?? 0;
        rgb[(y * WIDE + x) * 3 + part] = Math.round(sum / FINE ** 2);
      }
  return rgb;
}

const coarseLens = ({ camera, scale, middle }: Lens): Lens => ({
  camera,
  scale: scale / FINE,
  middle: [middle[0] / FINE, middle[1] / FINE],
});

/** How much smaller the whole is in a corner of a close-up, and its frame in pixels. */
const INSET = { by: 3, frame: 3 } as const;

/** The whole figure, small, laid into a corner of its close-up. */
function inset(rgb: Uint8Array, height: number, figure: Figure, pose: Pose): void {
  if (!figure.closeUp) return;
  const scene = sceneOf({ ...figure, closeUp: undefined });
  const whole = coarse(coloured(scene, pose, []), scene.height);
  const [wide, high] = [WIDE / INSET.by, scene.height / INSET.by];
  const left = figure.closeUp.corner === 'left' ? 0 : WIDE - wide;
  for (let y = 0; y < Math.min(high, height); y++)
    for (let x = 0; x < wide; x++) {
      const inner = figure.closeUp.corner === 'left' ? wide - 1 - x : x;
      const framed = inner < INSET.frame || high - 1 - y < INSET.frame;
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let dy = 0; dy < INSET.by; dy++)
          for (let dx = 0; dx < INSET.by; dx++)
            sum += whole[((y * INSET.by + dy) * WIDE + x * INSET.by + dx) * 3 + part] ?? 0;
        rgb[(y * WIDE + left + x) * 3 + part] = framed
          ? INK.shadow[part as 0 | 1 | 2]
          : Math.round(sum / INSET.by ** 2);
      }
    }
}

function photograph(scene: Scene, pose: Pose, ghosts: readonly Pose[], over = ''): Pixels {
  const rgb = coarse(coloured(scene, pose, ghosts), scene.height);
  inset(rgb, scene.height, scene.figure, pose);
  return { width: WIDE, height: scene.height, rgb, over };
}

/** One position for all: the first, with the others as shadows behind it and arrows for the way between them. */
export function still(figure: Figure): Pixels {
  const scene = sceneOf(figure);
  const [first, ...later] = figure.poses;
  if (!first) throw new Error('A figure has at least one pose');
  const others = figure.motion === 'round' ? later : later.slice(-1);
  const lens = coarseLens(scene.lens);
  const arrows = figure.arrows.map((arrow) =>
    arrowSvg(wayOf(arrow, bodyOf(first), lens), arrow.both === true),
  );
  return photograph(scene, first, others, [...arrows, traceOf(figure, lens)].join(''));
}

function traceOf(figure: Figure, lens: Lens): string {
  const { trace } = figure;
  if (trace === undefined) return '';
  const way = movement(figure, 16);
  const half =
    figure.motion === 'there-and-back'
      ? way.slice(0, (figure.poses.length - 1) * 16 + 1)
      : [...way, ...way.slice(0, 1)];
  return arrowSvg(
    half.map((pose) => seen(lens, placeOn(bodyOf(pose), trace))),
    figure.motion === 'there-and-back',
  );
}

/** A movement as pictures, to be shown one after the other. */
export function frames(figure: Figure, poses: readonly Pose[]): Pixels[] {
  const scene = sceneOf(figure);
  return poses.map((pose) => photograph(scene, pose, []));
}
