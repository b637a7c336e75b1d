import { type Body, bodyOf, type Disc, type Part, placeOn } from './body.ts';
import { type Camera, cameraOf, type Lens, seen, seenDisc } from './camera.ts';
import { musclesOn } from './muscles.ts';
import { around, hullOf, type Point, pathOf } from './outline.ts';
import {
  type Arrow,
  boxesOf,
  type Figure,
  type MuscleShown,
  movement,
  type Pose,
  type Prop,
  type Side,
} from './pose.ts';
import { between, cross, dot, minus, plus, unit, type Vec } from './space.ts';

/** Pixels: a square, so that it fits a thumbnail as well as a gallery. */
export const SIZE = 480;
const MARGIN = 26;
/** Pixels to the centimetre at most, so that a small pose isn't blown up. */
const LARGEST = 3.3;

/**
 * A ground of its own, so that it looks the same on a dark page and on a light one. The near side, the far side and the
 * muscle differ in lightness too, not in hue alone; blue and orange are told apart by nearly everybody.
 */
export const INK = {
  ground: '#f6f3ec',
  near: '#22313f',
  far: '#8296a8',
  ghost: '#d5d8d6',
  glow: '#f2711c',
  arrow: '#0b62a8',
  wall: '#c9c0b1',
  frame: '#c9c0b1',
  wood: '#c4a57c',
  mat: '#9fc3b4',
  cushion: '#b3a4c9',
  roller: '#6f8f5f',
  core: '#d8e2cf',
  ball: '#a9c23f',
  strap: '#9a5b9d',
  floor: '#b5ac9c',
  ground2: '#e6dfd0',
} as const;

/** The clear line around each limb that keeps it apart from what lies behind, in centimetres. */
const CLEAR = 1.1;

const shape = (points: readonly Point[], fill: string, more = '') =>
  `<path d="${pathOf(points)}" fill="${fill}"${more}/>`;

const depthOf = ({ discs }: { readonly discs: readonly Disc[] }, { nearer }: Camera) =>
  discs.reduce((sum, { p }) => sum + dot(p, nearer), 0) / discs.length;

/** Along which share of it a limb has its clear line: not at its joints, so that it is one with what it grows from. */
const APART: Readonly<Record<string, readonly [number, number]>> = {
  thigh: [0.36, 0.8],
  shin: [0.3, 0.8],
  foot: [0.5, 1],
  'upper-arm': [0.3, 0.8],
  forearm: [0.28, 0.85],
  hand: [0.75, 1],
};

function cleared(part: Part): readonly Disc[] {
  const kind = part.name.split('.').at(-1) ?? '';
  const share = APART[kind];
  const [first, last] = [kind === 'foot' ? part.discs[1] : part.discs[0], part.discs.at(-1)];
  if (!share || !first || !last) return part.discs;
  return share.map((at) => ({ p: between(first.p, last.p, at), r: first.r + (last.r - first.r) * at }));
}

interface Layer {
  readonly depth: number;
  readonly drawn: string;
}

/**
 * A muscle as it is drawn, from without inwards, by how much wider than itself in centimetres: a dark line, so that it
 * stands out from a light limb and from the ground as it does from a dark limb, to who sees no orange.
 */
const GLOWING: readonly (readonly [more: number, fill: string])[] = [
  [1.6, INK.near],
  [0.4, INK.glow],
];

/** Muscles that lie on the thigh and on the trunk. */
const AT_THE_HIP = new Set<MuscleShown>(['hip-front', 'hip-side', 'buttock']);

const TRUNK = ['waist', 'ribs', 'chest', 'neck'] as const;

function bodyLayers(body: Body, figure: Figure, lens: Lens, far: Side | undefined): Layer[] {
  const { camera, scale } = lens;
  const flat = (discs: readonly Disc[], more = 0) =>
    around(
      discs.map((disc) => seenDisc(lens, disc)),
      more * scale,
    );
  const inked = (part: Part) => (part.side && part.side === far ? INK.far : INK.near);
  const trunk = TRUNK.flatMap((name) => body.parts.get(name) ?? []);
  const layers: Layer[] = [
    {
      depth: trunk.reduce((sum, part) => sum + depthOf(part, camera), 0) / trunk.length,
      drawn: [
        ...trunk
          .filter(({ name }) => name === 'ribs' || name === 'chest')
          .map(({ discs }) => shape(flat(discs, CLEAR), INK.ground)),
        ...trunk.map(({ discs }) => shape(flat(discs), INK.near)),
      ].join(''),
    },
  ];
  for (const part of body.parts.values()) {
    if (TRUNK.some((name) => name === part.name)) continue;
    layers.push({
      depth: depthOf(part, camera),
      drawn:
        (part.name.endsWith('toes') ? '' : shape(flat(cleared(part), CLEAR), INK.ground)) +
        shape(flat(part.discs), inked(part)),
    });
  }
  for (const glow of figure.glow)
    for (const { on, discs } of musclesOn(body, glow)) {
      const hosts = [on, ...(AT_THE_HIP.has(glow.muscle) ? TRUNK : [])].flatMap(
        (name) => body.parts.get(name) ?? [],
      );
      layers.push({
        depth: Math.max(...hosts.map((host) => depthOf(host, camera))) + 1.6,
        drawn: GLOWING.map(([more, fill]) => shape(flat(discs, more), fill)).join(''),
      });
    }
  return layers;
}

function boxCorners(box: readonly number[]): Vec[] {
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = box;
  return [x0, x1].flatMap((x) => [y0, y1].flatMap((y) => [z0, z1].map((z): Vec => [x, y, z])));
}

function depthOfBox(box: readonly number[], { nearer }: Camera): number {
  const corners = boxCorners(box);
  return corners.reduce((sum, corner) => sum + dot(corner, nearer), 0) / corners.length;
}

export const ROLLER = { radius: 7.5, long: 44 } as const;
export const BALL = 3.4;

function rollerDrawn(at: Vec, along: Vec, lens: Lens): string {
  const axis = unit(along);
  const ends = [-1, 1].map((way) => plus(at, axis, (way * ROLLER.long) / 2));
  const shown = ends.toSorted((a, b) => dot(b, lens.camera.nearer) - dot(a, lens.camera.nearer));
  const rim = (end: Vec, radius: number): Point[] => {
    const side = unit(cross(axis, Math.abs(axis[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0]));
    const other = cross(axis, side);
    return Array.from({ length: 32 }, (_, corner) => {
      const angle = (corner / 32) * 2 * Math.PI;
      return seen(lens, plus(plus(end, side, radius * Math.cos(angle)), other, radius * Math.sin(angle)));
    });
  };
  const whole = hullOf(ends.flatMap((end) => rim(end, ROLLER.radius)));
  const near = shown[0] ?? at;
  return (
    shape(whole, INK.roller, ` stroke="${INK.ground}" stroke-width="2"`) +
    shape(rim(near, ROLLER.radius * 0.98), INK.core) +
    shape(rim(near, ROLLER.radius * 0.62), INK.roller)
  );
}

function propDrawn(prop: Prop, body: Body, lens: Lens): string {
  switch (prop.type) {
    case 'box':
    case 'chair':
      return boxesOf(prop)
        .toSorted((a, b) => depthOfBox(a, lens.camera) - depthOfBox(b, lens.camera))
        .map((box) =>
          shape(
            hullOf(boxCorners(box).map((corner) => seen(lens, corner))),
            INK[prop.type === 'box' ? prop.of : 'wood'],
            ` stroke="${INK.ground}" stroke-width="1.5" stroke-linejoin="round"`,
          ),
        )
        .join('');
    case 'roller':
      return rollerDrawn(prop.at, prop.along, lens);
    case 'ball': {
      const [x, y] = seen(lens, prop.at);
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(BALL * lens.scale).toFixed(1)}" fill="${INK.ball}" stroke="${INK.ground}" stroke-width="2"/>`;
    }
    case 'strap':
    case 'stick': {
      const through = prop.through.map((name) => placeOn(body, name));
      const [from, to] = [through[0], through.at(-1)];
      const whole =
        prop.type === 'stick' && from && to
          ? [plus(from, unit(minus(from, to)), 9), plus(to, unit(minus(to, from)), 9)]
          : through;
      const width = prop.type === 'stick' ? 2.6 : 1.8;
      return [0, 1]
        .map(
          (place) =>
            `<path d="${pathOf(
              whole.map((at) => seen(lens, at)),
              false,
            )}" fill="none" stroke="${place === 0 ? INK.ground : INK.strap}" stroke-width="${((width + (place === 0 ? 1.6 : 0)) * lens.scale).toFixed(1)}" stroke-linejoin="round" stroke-linecap="round"/>`,
        )
        .join('');
    }
  }
}

function arrowHead(at: Point, from: Point, size: number): string {
  const angle = Math.atan2(at[1] - from[1], at[0] - from[0]);
  const corner = (turn: number, long: number): Point => [
    at[0] + long * Math.cos(angle + turn),
    at[1] + long * Math.sin(angle + turn),
  ];
  return shape(
    [corner(0, size * 0.8), corner(2.3, size), corner(-2.3, size)],
    INK.arrow,
    ` stroke="${INK.ground}" stroke-width="1.5"`,
  );
}

/** A line with a head at its end, or at both, set off from what lies behind. */
function arrowDrawn(way: readonly Point[], both: boolean): string {
  const path = pathOf(way, false);
  const [first, second, beforeLast, last] = [way[0], way[1], way.at(-2), way.at(-1)];
  if (!first || !second || !beforeLast || !last) return '';
  const line = (ink: string, width: number) =>
    `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return [
    line(INK.ground, 9),
    line(INK.arrow, 5),
    arrowHead(last, beforeLast, 13),
    ...(both ? [arrowHead(first, second, 13)] : []),
  ].join('');
}

function bowed(from: Point, to: Point, bow: number): Point[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Array.from({ length: 13 }, (_, step): Point => {
    const share = step / 12;
    const high = 4 * share * (1 - share) * bow;
    return [from[0] + dx * share + dy * high, from[1] + dy * share - dx * high];
  });
}

/** Once round, but for the gap where it begins. */
function ringed([x, y]: Point, r: number): Point[] {
  return Array.from({ length: 25 }, (_, step): Point => {
    const angle = -1.2 + (step / 24) * 5.2;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

function wayOf({ from, off, by, bow = 0, around: ring }: Arrow, body: Body, lens: Lens): Point[] {
  const start = placeOn(body, from, off);
  if (ring !== undefined) return ringed(seen(lens, start), ring * lens.scale);
  return bowed(seen(lens, start), seen(lens, plus(start, by ?? [0, 0, 0])), bow);
}

/** Whether it may be cut off above. */
const goesOn = (prop: Prop) => prop.type === 'box' && (prop.of === 'wall' || prop.of === 'frame');

/** Everything that has to be in the picture, in centimetres of the camera's right and up. */
function extent(bodies: readonly Body[], figure: Figure, camera: Camera) {
  const flat = (p: Vec): Point => [dot(p, camera.right), dot(p, camera.up)];
  const points: Point[] = [
    ...bodies.flatMap(({ parts }) =>
      [...parts.values()].flatMap(({ discs }) =>
        discs.flatMap(({ p, r }): Point[] => {
          const [x, y] = flat(p);
          return [
            [x - r, y - r],
            [x + r, y + r],
          ];
        }),
      ),
    ),
    ...figure.props.flatMap((prop) => (goesOn(prop) ? [] : boxesOf(prop).flatMap(boxCorners).map(flat))),
    ...figure.props.flatMap((prop): Point[] => {
      if (!goesOn(prop)) return [];
      const corners = boxesOf(prop).flatMap(boxCorners).map(flat);
      const low = Math.min(...corners.map(([, y]) => y));
      return corners.filter(([, y]) => y < low + 1);
    }),
    ...figure.props.flatMap((prop) =>
      prop.type === 'roller'
        ? [-1, 1].flatMap((way) => {
            const [x, y] = flat(plus(prop.at, unit(prop.along), (way * ROLLER.long) / 2));
            return [
              [x - 8, y - 8],
              [x + 8, y + 8],
            ] as Point[];
          })
        : [],
    ),
    ...figure.arrows.flatMap(({ from, off, by, around: ring = 0 }): Point[] => {
      const [body] = bodies;
      if (!body) return [];
      const start = placeOn(body, from, off);
      const [[x0, y0], [x1, y1]] = [flat(start), flat(plus(start, by ?? [0, 0, 0]))];
      return [
        [Math.min(x0, x1) - ring - 3, Math.min(y0, y1) - ring - 3],
        [Math.max(x0, x1) + ring + 3, Math.max(y0, y1) + ring + 3],
      ];
    }),
  ];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), low: Math.min(...ys), high: Math.max(...ys) };
}

function lensFor(bodies: readonly Body[], figure: Figure): Lens {
  const camera = cameraOf(figure.view);
  const { left, right, low, high } = extent(bodies, figure, camera);
  const room = SIZE - 2 * MARGIN;
  const scale = Math.min(LARGEST, room / (right - left), room / (high - low));
  return {
    camera,
    scale,
    middle: [SIZE / 2 - ((left + right) / 2) * scale, SIZE / 2 + ((low + high) / 2) * scale],
  };
}

/** The floor: a line from the side, which hides the flesh that gives way to it, a lighter or darker half of the picture from higher up, and all of it from above. */
function floorDrawn(lens: Lens, figure: Figure): string {
  if (figure.view.down >= 4) return '';
  const [, y] = seen(lens, [0, 0, 0]);
  return [
    `<path d="M0 ${y.toFixed(1)}H${SIZE}V${SIZE}H0Z" fill="${INK.ground}"/>`,
    `<path d="M0 ${(y + 2.5).toFixed(1)}H${SIZE}" stroke="${INK.floor}" stroke-width="5"/>`,
  ].join('');
}

function groundDrawn(bodies: readonly Body[], lens: Lens, figure: Figure): string {
  if (figure.view.down < 4 || figure.view.down > 60) return '';
  const low = [
    ...bodies.flatMap(({ parts }) =>
      [...parts.values()].flatMap(({ discs }) => discs.filter(({ p, r }) => p[1] - r < 3).map(({ p }) => p)),
    ),
    ...figure.props
      .flatMap(boxesOf)
      .flatMap(boxCorners)
      .filter(([, y]) => y < 1),
  ];
  const top = Math.min(...low.map(([x, , z]) => seen(lens, [x, 0, z])[1])) - 16;
  return `<path d="M0 ${top.toFixed(1)}H${SIZE}V${SIZE}H0Z" fill="${INK.ground2}"/>`;
}

/** The side that is turned away, where one is. */
function farSide(body: Body, { nearer }: Camera): Side | undefined {
  const turn = dot(body.parts.get('waist')?.frame.r ?? [0, 0, 1], nearer);
  if (Math.abs(turn) < 0.45) return undefined;
  return turn > 0 ? 'left' : 'right';
}

/** Drawn over the body. */
const HANDHELD = new Set<Prop['type']>(['strap', 'stick', 'ball']);

function ghostDrawn(body: Body, lens: Lens): string {
  return [...body.parts.values()]
    .map(({ discs }) => shape(around(discs.map((disc) => seenDisc(lens, disc))), INK.ghost))
    .join('');
}

interface Scene {
  readonly lens: Lens;
  readonly far: Side | undefined;
  readonly bodies: readonly Body[];
}

/** Positions looked at from each to the next, to find what the picture has to hold, and to draw a way. */
const STEPS = 16;

function sceneOf(figure: Figure): Scene {
  const bodies = movement(figure, STEPS).map(bodyOf);
  const lens = lensFor(bodies, figure);
  const [first] = bodies;
  return { lens, bodies, far: first && farSide(first, lens.camera) };
}

function drawn(
  figure: Figure,
  { lens, far, bodies }: Scene,
  pose: Pose,
  under: string,
  over: string,
): string {
  const body = bodyOf(pose);
  const among = (prop: Prop) => prop.type === 'box' && prop.among === true;
  const props = (held: boolean) =>
    figure.props
      .filter((prop) => HANDHELD.has(prop.type) === held && !among(prop))
      .map((prop) => propDrawn(prop, body, lens))
      .join('');
  const standing = figure.props.filter(among).map((prop) => ({
    depth: prop.type === 'box' ? depthOfBox(prop.box, lens.camera) : 0,
    drawn: propDrawn(prop, body, lens),
  }));
  const layers = [...bodyLayers(body, figure, lens, far), ...standing].toSorted((a, b) => a.depth - b.depth);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="${INK.ground}"/>`,
    groundDrawn(bodies, lens, figure),
    props(false),
    under,
    ...layers.map(({ drawn: one }) => one),
    props(true),
    floorDrawn(lens, figure),
    over,
    '</svg>',
  ].join('');
}

/** One position for all: the first, with the others as shadows behind it and arrows for the way between them. */
export function stillSvg(figure: Figure): string {
  const scene = sceneOf(figure);
  const { lens, bodies } = scene;
  const [first, ...later] = figure.poses;
  const others = figure.motion === 'round' ? later : later.slice(-1);
  if (!first) throw new Error('A figure has at least one pose');
  const body = bodyOf(first);
  const arrows = figure.arrows.map((arrow) => arrowDrawn(wayOf(arrow, body, lens), arrow.both === true));
  const half =
    figure.motion === 'there-and-back' ? bodies.slice(0, (figure.poses.length - 1) * STEPS) : bodies;
  const last = figure.motion === 'there-and-back' ? figure.poses.at(-1) : first;
  const trace =
    figure.trace && last
      ? arrowDrawn(
          [...half, bodyOf(last)].map((one) => seen(lens, placeOn(one, figure.trace ?? ''))),
          figure.motion === 'there-and-back',
        )
      : '';
  const ghosts = others.map((pose) => ghostDrawn(bodyOf(pose), lens));
  return drawn(figure, scene, first, ghosts.join(''), arrows.join('') + trace);
}

/** A movement as pictures, `steps` from each position to the next, to be shown one after the other. */
export function loopSvgs(figure: Figure, steps: number): string[] {
  const scene = sceneOf(figure);
  return movement(figure, steps).map((pose) => drawn(figure, scene, pose, '', ''));
}
