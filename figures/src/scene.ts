import type { Point } from './arrows.ts';
import { type Body, bodyOf, placeOn } from './body.ts';
import { type Camera, cameraOf, type Lens, seen } from './camera.ts';
import { BUILDS, type Piece, partOf, piecesOf } from './flesh.ts';
import type { Mesh } from './mesh.ts';
import { type Figure, movement, type Pose, type Prop, type Side } from './pose.ts';
import { propMeshes, type Thing } from './props.ts';
import { dot, plus, type Vec } from './space.ts';

/** As wide as every picture, and as high as one of somebody who stands, or lies. Pixels. */
export const WIDE = 480;
const HIGH = { standing: 480, lying: 300 } as const;

/** What is so much wider than high is shown lying. */
const LYING = 1.36;
const MARGIN = 20;

/** Pixels to the centimetre at most, so that a small pose isn't blown up. */
const LARGEST = 4.2;

/** Each pixel comes out of so many by so many finer ones. */
export const FINE = 2;

/** From where, and how large, a figure is seen in all its positions. */
export interface Scene {
  readonly figure: Figure;
  /** In fine pixels. */
  readonly lens: Lens;
  /** In pixels. */
  readonly height: number;
  /** The row of fine pixels in which the floor ends behind. */
  readonly horizon: number;
  /** The side of the body that is turned away, where one is. */
  readonly far: Side | undefined;
}

/** One thing that is looked at: a piece of the person, or a thing beside. */
export type Subject =
  | { readonly mesh: Mesh; readonly piece: Piece; readonly of?: undefined }
  | { readonly mesh: Mesh; readonly of: Thing; readonly piece?: undefined };

/** Everybody and everything in a position. */
export function subjectsOf(figure: Figure, pose: Pose): Subject[] {
  const body = bodyOf(pose);
  return [
    ...piecesOf(body, pose, figure, BUILDS[figure.build]).map((piece) => ({ mesh: piece.mesh, piece })),
    ...figure.props.flatMap((prop) => propMeshes(prop, body)),
  ];
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

const flat = (p: Vec, camera: Camera): Point => [dot(p, camera.right), dot(p, camera.up)];

const cornersOf = ({ corners }: Mesh): Vec[] =>
  Array.from(
    { length: corners.length / 3 },
    (_, at): Vec => [corners[at * 3] ?? 0, corners[at * 3 + 1] ?? 0, corners[at * 3 + 2] ?? 0],
  );

/** Of a thing, what has to be in the picture: a wall and a door frame may be cut off above. */
function neededOf(prop: Prop, body: Body): Vec[] {
  const all = propMeshes(prop, body).flatMap(({ mesh }) => cornersOf(mesh));
  if (prop.type !== 'box' || (prop.of !== 'wall' && prop.of !== 'frame')) return all;
  const low = Math.min(...all.map(([, y]) => y));
  return all.filter(([, y]) => y < low + 1);
}

/** Everything that has to be in the picture, in centimetres of the camera's right and up. */
function wholeOf(figure: Figure, poses: readonly Pose[], camera: Camera): Extent {
  const points = poses.flatMap((pose) => {
    const body = bodyOf(pose);
    const people = piecesOf(body, pose, figure, BUILDS[figure.build]).flatMap(({ mesh }) => cornersOf(mesh));
    return [...people, ...figure.props.flatMap((prop) => neededOf(prop, body))].map((p) => flat(p, camera));
  });
  const [first] = poses;
  const body = first && bodyOf(first);
  const arrows = figure.arrows.flatMap(({ from, off, by = [0, 0, 0], around = 0 }): Point[] => {
    if (!body) return [];
    const start = placeOn(body, from, off);
    return [start, plus(start, by)].flatMap((p): Point[] => {
      const [x, y] = flat(p, camera);
      return [
        [x - around - 3, y - around - 3],
        [x + around + 3, y + around + 3],
      ];
    });
  });
  const extent = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  for (const [x, y] of [...points, ...arrows]) {
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.low = Math.min(extent.low, y);
    extent.high = Math.max(extent.high, y);
  }
  return extent;
}

/** The square around a place of the first position. */
function squareAt(
  { at, wide }: NonNullable<Figure['closeUp']>,
  { poses: [first] }: Figure,
  camera: Camera,
): Extent {
  const [x, y] = first ? flat(placeOn(bodyOf(first), at), camera) : [0, 0];
  return { left: x - wide / 2, right: x + wide / 2, low: y - wide / 2, high: y + wide / 2 };
}

/** The side that is turned away, where one is, unless it is the one that works. */
function farSide(body: Body, { nearer }: Camera, works: Figure['shows']): Side | undefined {
  const turn = dot(partOf(body, 'waist').frame.r, nearer);
  if (Math.abs(turn) < 0.45) return undefined;
  const far = turn > 0 ? 'left' : 'right';
  return far === works ? undefined : far;
}

/** Seen a little from above at least, so that shadows lie on the floor. Degrees. */
const LEAST_DOWN = 8;

/** From here on the floor is all that is behind. Degrees. */
const FROM_ABOVE = 50;

/** How far the floor goes on behind whoever is on it: centimetres on the picture for each one along the camera's `nearer`. */
const FLOOR_BEHIND = { far: 9, least: 0.35 } as const;

/** Positions looked at from each told one to the next, to find what the picture has to hold. */
const STEPS = 4;

/** Frames a figure so that all its positions fill the picture; `closeUp` shows only a part of it. */
export function sceneOf(figure: Figure, closeUp = figure.closeUp): Scene {
  const camera = cameraOf({ ...figure.view, down: Math.max(LEAST_DOWN, figure.view.down) });
  const poses = movement(figure, STEPS);
  const { left, right, low, high } = closeUp
    ? squareAt(closeUp, figure, camera)
    : wholeOf(figure, poses, camera);
  const height = (right - left) / (high - low) > LYING ? HIGH.lying : HIGH.standing;
  const margin = closeUp ? 0 : MARGIN;
  const scale =
    FINE *
    Math.min(
      closeUp ? Infinity : LARGEST,
      (WIDE - 2 * margin) / (right - left),
      (height - 2 * margin) / (high - low),
    );
  const lens: Lens = {
    camera,
    scale,
    middle: [
      (WIDE * FINE) / 2 - ((left + right) / 2) * scale,
      (height * FINE) / 2 + ((low + high) / 2) * scale,
    ],
  };
  const onFloor = poses.flatMap((pose) =>
    subjectsOf(figure, pose).flatMap(({ mesh }) => cornersOf(mesh).filter(([, y]) => y < 4)),
  );
  const behind = Math.min(...onFloor.map(([x, , z]) => seen(lens, [x, 0, z])[1]));
  const { far, least } = FLOOR_BEHIND;
  const [first] = poses;
  if (!first) throw new Error('A figure has at least one pose');
  return {
    figure,
    lens,
    height,
    horizon: figure.view.down > FROM_ABOVE ? 0 : behind - far * scale * Math.max(least, camera.nearer[1]),
    far: farSide(bodyOf(first), camera, figure.shows),
  };
}
