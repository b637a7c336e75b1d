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

/** A position as it is seen, three bytes a pixel: each is the mean of the fine ones. */
function seenAs(scene: Scene, pose: Pose, ghosts: readonly Pose[] = []): Uint8Array {
  const fine = paint(scene, pose, ghosts);
  const { width, height } = scene;
  const rgb = new Uint8Array(width * height * 3);
  const row = width * FINE * 3;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let part = 0; part < 3; part++, at++) {
        const from = y * FINE * row + x * FINE * 3 + part;
        let sum = FINE ** 2 / 2;
        for (let dy = 0; dy < FINE; dy++)
          for (let dx = 0; dx < FINE; dx++) sum += fine[from + dy * row + dx * 3] as number;
        rgb[at] = sum / FINE ** 2;
      }
  return rgb;
}

/** How wide the whole is in a corner of a close-up, and its frame. Pixels. */
const INSET = { wide: WIDE / 3, frame: 3 } as const;

/** Lays a small picture into a corner at the top of a large one, with a frame towards the middle. */
function lay(small: Uint8Array, { width, height }: Scene, corner: 'left' | 'right', large: Uint8Array): void {
  const left = corner === 'left' ? 0 : WIDE - width;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const inner = corner === 'left' ? width - 1 - x : x;
      const framed = inner < INSET.frame || height - 1 - y < INSET.frame;
      const from = (y * width + x) * 3;
      large.set(framed ? INK.shadow : small.subarray(from, from + 3), (y * WIDE + left + x) * 3);
    }
}

/** The view that all pictures of a figure share, and what draws a position in it. */
function prepare(figure: Figure) {
  const scene = sceneOf(figure);
  const { closeUp } = figure;
  const whole = closeUp && sceneOf({ ...figure, closeUp: undefined }, INSET.wide);
  return {
    scene,
    draw(pose: Pose, ghosts: readonly Pose[] = [], over = ''): Pixels {
      const rgb = seenAs(scene, pose, ghosts);
      if (whole) lay(seenAs(whole, pose), whole, closeUp.corner, rgb);
      return { width: scene.width, height: scene.height, rgb, over };
    },
  };
}

/** One position for all: the first, with one or all of the others as shadows and arrows for the way between them. */
export function still(figure: Figure): Pixels {
  const { scene, draw } = prepare(figure);
  const [first, ...later] = figure.poses;
  if (!first) throw new Error('A figure has at least one pose');
  const ghost = figure.ghost === undefined ? later.at(-1) : figure.poses[figure.ghost];
  const others = figure.motion === 'round' ? later : ghost ? [ghost] : [];
  const lens = coarse(scene.lens);
  const arrows = figure.arrows.map((arrow) =>
    arrowSvg(wayOf(arrow, bodyOf(first), lens), arrow.both === true),
  );
  return draw(first, others, [...arrows, traceOf(figure, lens)].join(''));
}

/** The same lens in pixels. */
const coarse = ({ camera, scale, middle: [x, y] }: Lens): Lens => ({
  camera,
  scale: scale / FINE,
  middle: [x / FINE, y / FINE],
});

/** Positions from each told one to the next, of which a way is drawn. */
const STEPS = 16;

/** The way that a part takes through the movement. */
function traceOf(figure: Figure, lens: Lens): string {
  const { trace, motion, poses } = figure;
  if (trace === undefined) return '';
  const way = movement(figure, STEPS);
  const backAndForth = motion === 'there-and-back';
  const once = backAndForth ? way.slice(0, (poses.length - 1) * STEPS + 1) : [...way, ...way.slice(0, 1)];
  return arrowSvg(
    once.map((pose) => seen(lens, placeOn(bodyOf(pose), trace))),
    backAndForth,
  );
}

/** A movement as pictures, to be shown one after the other. */
export function frames(figure: Figure, poses: readonly Pose[]): Pixels[] {
  const { draw } = prepare(figure);
  return poses.map((pose) => draw(pose));
}
