import { arrowSvg, wayOf } from './arrows.ts';
import { bodyOf, placeOn } from './body.ts';
import { type Lens, seen } from './camera.ts';
import { INK } from './colours.ts';
import { paint } from './paint.ts';
import { type Figure, movement, type Pose } from './pose.ts';
import { FINE, type Scene, sceneOf, WIDE } from './scene.ts';

/** A picture's pixels, three bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  /** Arrows to be laid over it, as SVG. */
  readonly over: string;
}

/** Each pixel as the mean of the fine ones. */
function coarse(fine: Uint8Array, height: number): Uint8Array {
  const rgb = new Uint8Array(WIDE * height * 3);
  const row = WIDE * FINE * 3;
  for (let y = 0; y < height; y++)
    for (let at = 0; at < WIDE * 3; at++) {
      const from = y * FINE * row + Math.floor(at / 3) * FINE * 3 + (at % 3);
      let sum = FINE ** 2 / 2;
      for (let dy = 0; dy < FINE; dy++)
        for (let dx = 0; dx < FINE; dx++) sum += fine[from + dy * row + dx * 3] ?? 0;
      rgb[y * WIDE * 3 + at] = sum / FINE ** 2;
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
  const whole = coarse(paint(scene, pose, []), scene.height);
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
  const rgb = coarse(paint(scene, pose, ghosts), scene.height);
  inset(rgb, scene.height, scene.figure, pose);
  return { width: WIDE, height: scene.height, rgb, over };
}

/** One position for all: the first, with one or all of the others as shadows and arrows for the way between them. */
export function still(figure: Figure): Pixels {
  const scene = sceneOf(figure);
  const [first, ...later] = figure.poses;
  if (!first) throw new Error('A figure has at least one pose');
  const ghost = figure.ghost === undefined ? later.at(-1) : figure.poses[figure.ghost];
  const others = figure.motion === 'round' ? later : ghost ? [ghost] : [];
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
