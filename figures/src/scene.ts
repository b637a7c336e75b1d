import { type Body, bodyOf, placeOn } from './body.ts';
import { type Camera, cameraOf, type Lens, type Point, seen } from './camera.ts';
import { piecesOf } from './flesh.ts';
import type { Mesh } from './mesh.ts';
import { BUILDS, type Piece, partOf } from './piece.ts';
import { type Figure, movement, type Pose, type Side } from './pose.ts';
import { type PropMaterial, propMeshes } from './props.ts';
import { dot, plus, type Vec } from './space.ts';

/** How wide a picture is in pixels. */
export const WIDE = 480;

/** How high a picture of somebody who stands, or lies, is in proportion to that. */
const HIGH = { standing: 1, lying: 0.625 } as const;

/** What is so much wider than high is shown lying. */
const LYING = 1.36;

/** What is left free all round, as a share of the width. */
const MARGIN = 1 / 24;

/** A picture shows so many centimetres at least, so that a small pose isn't blown up. */
const LEAST_SHOWN = 114;

/** Each pixel comes out of so many by so many finer ones. */
export const FINE = 2;

/** From where, and how large, a figure is seen in all its positions. */
export interface Scene {
  readonly figure: Figure;
  /** In fine pixels. */
  readonly lens: Lens;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** The row of fine pixels in which the floor ends behind. */
  readonly horizon: number;
  /** The side of the body that is turned away, where one is. */
  readonly far: Side | undefined;
}

/** One thing that is looked at: a piece of the person, or a thing beside. */
export type Subject =
  | { readonly mesh: Mesh; readonly piece: Piece; readonly of?: undefined }
  | { readonly mesh: Mesh; readonly of: PropMaterial; readonly piece?: undefined };

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

/** Goes through the corners of a mesh. */
function eachCorner({ corners }: Mesh, visit: (at: Vec) => void): void {
  for (let at = 0; at < corners.length; at += 3)
    visit([corners[at] ?? 0, corners[at + 1] ?? 0, corners[at + 2] ?? 0]);
}

/** Everything that has to be in the picture, in centimetres of the camera's right and up: of a wall and a door frame only its foot. */
function wholeOf(figure: Figure, shown: readonly (readonly Subject[])[], camera: Camera): Extent {
  const extent = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  const hold = (p: Vec, room = 0): void => {
    const [x, y] = flat(p, camera);
    extent.left = Math.min(extent.left, x - room);
    extent.right = Math.max(extent.right, x + room);
    extent.low = Math.min(extent.low, y - room);
    extent.high = Math.max(extent.high, y + room);
  };
  for (const { mesh, of } of shown.flat())
    eachCorner(mesh, (at) => {
      if ((of !== 'wall' && of !== 'frame') || at[1] < 1) hold(at);
    });
  const [first] = figure.poses;
  if (first)
    for (const { from, off, by, around = 0 } of figure.arrows) {
      const start = placeOn(bodyOf(first), from, off);
      hold(start, around + 3);
      hold(by ? plus(start, by) : start, around + 3);
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

/** Frames a figure so that all its positions fill a picture that is `width` pixels wide, or only what its close-up shows. */
export function sceneOf(figure: Figure, width = WIDE): Scene {
  const { closeUp } = figure;
  const camera = cameraOf({ ...figure.view, down: Math.max(LEAST_DOWN, figure.view.down) });
  const shown = movement(figure, STEPS).map((pose) => subjectsOf(figure, pose));
  const { left, right, low, high } = closeUp
    ? squareAt(closeUp, figure, camera)
    : wholeOf(figure, shown, camera);
  const height = width * ((right - left) / (high - low) > LYING ? HIGH.lying : HIGH.standing);
  const margin = closeUp ? 0 : MARGIN * width;
  const scale =
    FINE *
    Math.min(
      closeUp ? Infinity : width / LEAST_SHOWN,
      (width - 2 * margin) / (right - left),
      (height - 2 * margin) / (high - low),
    );
  const lens: Lens = {
    camera,
    scale,
    middle: [
      (width * FINE) / 2 - ((left + right) / 2) * scale,
      (height * FINE) / 2 + ((low + high) / 2) * scale,
    ],
  };
  let behind = Infinity;
  for (const { mesh } of shown.flat())
    eachCorner(mesh, ([x, y, z]) => {
      if (y < 4) behind = Math.min(behind, seen(lens, [x, 0, z])[1]);
    });
  const { far, least } = FLOOR_BEHIND;
  const [first] = figure.poses;
  if (!first) throw new Error('A figure has at least one pose');
  return {
    figure,
    lens,
    width,
    height,
    horizon: figure.view.down > FROM_ABOVE ? 0 : behind - far * scale * Math.max(least, camera.nearer[1]),
    far: farSide(bodyOf(first), camera, figure.shows),
  };
}
