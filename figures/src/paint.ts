import { bodyOf } from './body.ts';
import { type Colour, dimmed, INK, mixed, OUTFITS, PROPS } from './colours.ts';
import { muscleAt, patchesOf } from './patches.ts';
import { BUILDS } from './piece.ts';
import type { Pose } from './pose.ts';
import type { PropMaterial } from './props.ts';
import { rasterise } from './raster.ts';
import { FINE, type Scene, type Subject, subjectsOf } from './scene.ts';
import { shadowOf } from './shadow.ts';
import { dot, plus, times, unit, type Vec } from './space.ts';

/** Light falls in three steps: that is easy to read, and small as a file. `lit`: -1 away from the light, 1 towards it. */
const tone = (lit: number) => (lit > 0.26 ? 1 : lit > -0.12 ? 0.86 : 0.73);

/** Shadows have two steps; `dark` 0 to 1. */
const shade = (dark: number) => (dark > 0.4 ? 1 : dark > 0.13 ? 0.5 : 0);

/** So far from a pixel, in fine pixels, one looks for what ends there: half of it is the width of a line. */
const REACH = 3;
const AROUND = [
  [REACH, 0],
  [-REACH, 0],
  [0, REACH],
  [0, -REACH],
  [2, 2],
  [-2, 2],
  [2, -2],
  [-2, -2],
] as const;

/** Surfaces so far apart are parted by a line, in centimetres: of a person, of one piece of a person, and of things. */
const GAP = { person: 2.2, piece: 3.5, thing: 1 } as const;

/** How much of its colour a line has: a person's are dark, so that they are seen small too. */
const LINE = { person: 0.42, thing: 0.78 } as const;

/** Things on which the shadows of other positions are seen; in front of others they look like a stain. */
const BEHIND: ReadonlySet<PropMaterial> = new Set(['mat', 'cushion', 'wall', 'frame']);

/** Of what colour a limb on the far side is: so much of it is haze. */
const HAZE = 0.55;

/** How a helping muscle is mixed into what it lies on. */
const HELPING = 0.82;

/**
 * A position, with `ghosts` of others behind it, painted: fine pixels row by row, three bytes each. What is on the ground or
 * below it is hidden by it, as flesh that gives way is.
 */
export function paint(
  { figure, lens, width, height, horizon, far }: Scene,
  pose: Pose,
  ghosts: readonly Pose[],
): Uint8Array {
  const { camera, scale, middle } = lens;
  const [w, h] = [width * FINE, height * FINE];
  const subjects = subjectsOf(figure, pose);
  const rasterOf = (some: readonly Subject[]) =>
    rasterise(
      some.map(({ mesh }) => mesh),
      lens,
      w,
      h,
    );
  const { which, depth, normals } = rasterOf(subjects);
  const behind = ghosts.map((ghost) => rasterOf(subjectsOf(figure, ghost).filter(({ piece }) => piece)));
  const body = bodyOf(pose);
  const build = BUILDS[figure.build];
  const muscles = figure.glow.flatMap((glow) => patchesOf(body, glow, build));
  const helping = (figure.helps ?? []).flatMap((glow) => patchesOf(body, glow, build));
  const shadow = shadowOf(
    subjects.flatMap(({ mesh, of }) => (of === 'mat' || of === 'wall' || of === 'frame' ? [] : [mesh])),
  );
  const outfit = OUTFITS[figure.build];
  const light = unit(plus(plus(times(camera.right, -0.45), camera.up, 0.8), camera.nearer, 0.55));
  const rgb = new Uint8Array(w * h * 3);
  const offsets = AROUND.map(([dx, dy]) => dy * w + dx);

  /** Where in the world a fine pixel's surface is. */
  function placeAt(x: number, y: number, near: number): Vec {
    const [a, b] = [(x + 0.5 - middle[0]) / scale, (middle[1] - y - 0.5) / scale];
    const { right, up, nearer } = camera;
    return [
      right[0] * a + up[0] * b + nearer[0] * near,
      right[1] * a + up[1] * b + nearer[1] * near,
      right[2] * a + up[2] * b + nearer[2] * near,
    ];
  }

  function surface(subject: Subject, at: Vec, pixel: number): Colour {
    const normal: Vec = [normals[pixel * 3] ?? 0, normals[pixel * 3 + 1] ?? 0, normals[pixel * 3 + 2] ?? 0];
    const lit = tone(dot(normal, light));
    if (subject.of) {
      const base = dimmed(PROPS[subject.of], lit);
      const soft = subject.of === 'mat' || subject.of === 'cushion';
      return soft ? dimmed(base, 1 - 0.17 * shade(shadow(at[0], at[2]))) : base;
    }
    const { name, side, materialAt } = subject.piece;
    const material = outfit[materialAt(at)];
    const skin = dimmed(side !== undefined && side === far ? mixed(material, INK.haze, HAZE) : material, lit);
    const help = muscleAt(at, normal, name, helping).share;
    const helped = help > 0 ? mixed(skin, dimmed(INK.helper, lit), HELPING * help) : skin;
    const { share, fibre } = muscleAt(at, normal, name, muscles);
    if (share === 0) return helped;
    const amber = dimmed(INK.muscle, (0.88 + 0.12 * lit) * (0.93 + 0.07 * fibre));
    // A dark rim, thin and soft, tells it from light skin and from the ground.
    const rim = mixed(helped, INK.rim, Math.min(1, share * 2.2) * 0.75);
    return mixed(rim, amber, Math.max(0, Math.min(1, share * 2.4 - 0.7)));
  }

  /** Whether a line runs here: where something that is nearer ends. */
  function atEdge(pixel: number, subject: Subject): boolean {
    const [number, near] = [which[pixel] ?? 0, depth[pixel] ?? 0];
    for (const offset of offsets) {
      const other = which[pixel + offset] ?? 0;
      const gap = near - (depth[pixel + offset] ?? Number.NEGATIVE_INFINITY);
      if (other === number) {
        if (subject.piece && gap > GAP.piece) return true;
        continue;
      }
      if (gap > (subject.of ? GAP.thing : GAP.person)) return true;
      if (subject.of === 'wood' && gap >= 0 && other > 0 && subjects[other - 1]?.of === 'wood') return true;
    }
    return false;
  }

  /** The shadow of another position, where one is to be seen here in front of what is `beyond`. */
  function ghostAt(pixel: number, beyond: number): Colour | undefined {
    for (const ghost of behind) {
      if (!ghost.which[pixel] || (ghost.depth[pixel] ?? 0) < beyond) continue;
      return offsets.some((offset) => !ghost.which[pixel + offset]) ? INK.ghostLine : INK.ghost;
    }
    return undefined;
  }

  const put = (pixel: number, colour: Colour) => {
    rgb[pixel * 3] = colour[0];
    rgb[pixel * 3 + 1] = colour[1];
    rgb[pixel * 3 + 2] = colour[2];
  };
  const floors = [0, 0.5, 1].map((dark) => mixed(INK.floor, INK.shadow, dark));

  /** The floor where its point at this pixel is. */
  function floorAt(x: number, y: number, floor: number): Colour {
    const at = placeAt(x, y, floor);
    return floors[shade(shadow(at[0], at[2])) * 2] ?? INK.floor;
  }

  /** What is seen of a subject: its surface, with a line where it ends. */
  function subjectAt(subject: Subject, x: number, y: number, pixel: number, near: number): Colour {
    const ghost = subject.of && BEHIND.has(subject.of) ? ghostAt(pixel, near) : undefined;
    const colour = ghost ?? surface(subject, placeAt(x, y, near), pixel);
    if (!atEdge(pixel, subject)) return colour;
    return dimmed(colour, subject.piece ? LINE.person : LINE.thing);
  }

  for (let y = 0; y < h; y++) {
    // How near the floor is at this row.
    const floor =
      y > horizon
        ? (-((middle[1] - y - 0.5) / scale) * camera.up[1]) / camera.nearer[1]
        : Number.NEGATIVE_INFINITY;
    for (let x = 0; x < w; x++) {
      const pixel = y * w + x;
      const number = which[pixel] ?? 0;
      const near = depth[pixel] ?? Number.NEGATIVE_INFINITY;
      const subject = number > 0 && near >= floor - 0.05 ? subjects[number - 1] : undefined;
      if (subject) put(pixel, subjectAt(subject, x, y, pixel, near));
      else put(pixel, ghostAt(pixel, floor) ?? (y > horizon ? floorAt(x, y, floor) : INK.ground));
    }
  }
  return rgb;
}
