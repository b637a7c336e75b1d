import { z } from 'zod';
import { bodyOf, placeOn } from './body.ts';
import { impossibleFigure } from './joints.ts';
import { BOXES, type Figure, MUSCLES, type Pose, sameParts, type Target } from './pose.ts';
import type { Vec } from './space.ts';

const vec = z.tuple([z.number(), z.number(), z.number()]);
const target = z.union([vec, z.string()]);
const ball = z.union([vec, z.number().transform((forwards): Vec => [forwards, 0, 0])]);

const leg = z.union([
  z.strictObject({
    hip: ball,
    knee: z.number(),
    ankle: z.number(),
    footOut: z.number().optional(),
    toes: z.number().optional(),
  }),
  z.strictObject({
    foot: vec,
    sole: z.number().optional(),
    heading: z.number().optional(),
    toes: z.number().optional(),
    kneeTo: vec.optional(),
  }),
  z.strictObject({
    ankleAt: target,
    off: vec.optional(),
    ankle: z.number(),
    toes: z.number().optional(),
    kneeTo: vec,
  }),
]);

const arm = z.union([
  z.strictObject({ shoulder: ball, elbow: z.number() }),
  z.strictObject({
    hand: target,
    off: vec.optional(),
    fingers: vec.optional(),
    elbowTo: vec.optional(),
  }),
]);

const poseSchema = z.strictObject({
  pelvis: z.strictObject({
    lean: z.number().optional(),
    roll: z.number().optional(),
    turn: z.number().optional(),
    spin: z.number().optional(),
    at: z.tuple([z.number(), z.number().nullable(), z.number()]).optional(),
  }),
  plant: z.strictObject({ part: z.string(), x: z.number(), z: z.number() }).optional(),
  spine: z
    .strictObject({
      bend: z.number().optional(),
      side: z.number().optional(),
      twist: z.number().optional(),
    })
    .optional(),
  head: z
    .strictObject({ nod: z.number().optional(), tilt: z.number().optional(), turn: z.number().optional() })
    .optional(),
  legs: z.strictObject({ left: leg, right: leg }),
  arms: z.strictObject({ left: arm, right: arm }),
}) satisfies z.ZodType<Pose>;

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const VECTORS = new Set(['foot', 'hand', 'off', 'fingers', 'elbowTo', 'kneeTo', 'ankleAt']);

/** What is told of both sides, for one of them: z goes the other way on the left, and `same.` is that side. */
function forSide(limb: Tree, side: 'left' | 'right'): Tree {
  return Object.fromEntries(
    Object.entries(limb).map(([key, value]) => {
      if (typeof value === 'string') return [key, value.replace('same.', `${side}.`)];
      if (side === 'left' && VECTORS.has(key) && Array.isArray(value))
        return [key, [value[0], value[1], -value[2]]];
      return [key, value];
    }),
  );
}

function overlaid(base: unknown, over: unknown): unknown {
  if (!isTree(base) || !isTree(over)) return over === undefined ? base : over;
  return Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => [
      key,
      overlaid(base[key], over[key]),
    ]),
  );
}

/** `both` is short for left and right alike. */
function withBothSides(pose: Tree): Tree {
  const limbs = (value: unknown) => {
    if (!isTree(value) || !isTree(value['both'])) return value;
    const { both, ...own } = value;
    return overlaid({ left: forSide(both as Tree, 'left'), right: forSide(both as Tree, 'right') }, own);
  };
  return { ...pose, legs: limbs(pose['legs']), arms: limbs(pose['arms']) };
}

type Named = Pick<Figure, 'poses' | 'props' | 'arrows' | 'trace' | 'closeUp'>;

/** Places on the body that a figure names beside its poses. */
const placesIn = ({ props, arrows, trace, closeUp }: Omit<Named, 'poses'>): Target[] => [
  ...props.flatMap((prop) => ('through' in prop ? prop.through : [])),
  ...arrows.map(({ from }) => from),
  ...[trace, closeUp?.at].filter((place) => place !== undefined),
];

/** A joint that goes where none goes, or a name of something that a body doesn't have. */
function wrongWith({ poses, ...others }: Named): string | undefined {
  const other = poses.findIndex((pose) => !sameParts(poses[0], pose));
  if (other > 0) return `pose ${other + 1} is told in other parts than the first`;
  try {
    const wrong = impossibleFigure({ poses });
    if (wrong) return wrong;
    const [first] = poses;
    if (first) for (const place of placesIn(others)) placeOn(bodyOf(first), place);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const VIEWS = { side: { round: 0, down: 0 }, front: { round: 90, down: 0 }, back: { round: -90, down: 0 } };

const glow = z
  .templateLiteral([z.enum(['left', 'right', 'both']), '.', z.enum(MUSCLES)])
  .transform((name): Figure['glow'][number] => {
    const [side, muscle] = name.split('.');
    return { side, muscle } as Figure['glow'][number];
  });

const part = z.string().regex(/^((left|right)\.)?[a-z-]+( [\d.]+)?( (front|back|in|out))?$/);

/** A figure as `figures/data` has it: later positions say only in what they differ from the first. */
const figureSchema = z
  .strictObject({
    view: z.union([
      z.enum(['side', 'front', 'back']).transform((name) => VIEWS[name]),
      z.strictObject({ round: z.number(), down: z.number().min(0).max(90) }),
    ]),
    closeUp: z
      .strictObject({ at: target, wide: z.number().min(20).max(150), corner: z.enum(['left', 'right']) })
      .optional(),
    alt: z.string().min(20).max(300),
    glow: z.array(glow).min(1),
    helps: z.array(glow).optional(),
    feet: z.enum(['shoes', 'bare']).default('shoes'),
    build: z.enum(['slim', 'large']).default('slim'),
    props: z
      .array(
        z.union([
          z.strictObject({
            type: z.literal('box'),
            of: z.enum(BOXES),
            box: z.array(z.number()).length(6),
            among: z.boolean().optional(),
          }),
          z.strictObject({ type: z.literal('roller'), at: vec, along: vec }),
          z.strictObject({ type: z.literal('ball'), at: vec }),
          z.strictObject({ type: z.literal('chair'), at: z.tuple([z.number(), z.number()]) }),
          z.strictObject({ type: z.enum(['strap', 'stick']), through: z.array(part).min(2) }),
        ]),
      )
      .default([]),
    pose: z.record(z.string(), z.unknown()),
    later: z.array(z.record(z.string(), z.unknown())).default([]),
    ghost: z.int().min(1).optional(),
    motion: z.enum(['there-and-back', 'cycle', 'round']).default('there-and-back'),
    seconds: z.number().min(0.2).max(4).default(1),
    hold: z.array(z.number().min(0).max(15)).default([]),
    pace: z.array(z.number().min(0.1).max(10)).default([]),
    reps: z.int().min(1).max(4).default(1),
    shows: z.enum(['left', 'right', 'both']).default('right'),
    arrows: z
      .array(
        z.strictObject({
          from: target,
          off: vec.optional(),
          by: vec.optional(),
          around: z.number().optional(),
          bow: z.number().optional(),
          both: z.boolean().optional(),
        }),
      )
      .default([]),
    trace: part.optional(),
    grounded: z.array(part).default([]),
    corrected: z.string().optional(),
  })
  .transform(({ pose, later, ...figure }, context) => {
    const first = withBothSides(pose);
    const poses = [first, ...later.map((over) => overlaid(first, withBothSides(over)))];
    const checked = z.array(poseSchema).safeParse(poses);
    if (checked.success) {
      const wrong = wrongWith({ ...figure, poses: checked.data });
      if (!wrong) return { ...figure, poses: checked.data };
      context.addIssue({ code: 'custom', message: wrong });
      return z.NEVER;
    }
    for (const { path, message } of checked.error.issues)
      context.addIssue({ code: 'custom', message, path: ['pose', ...path] });
    return z.NEVER;
  });

/** Figures by the ids of their exercises. */
export const figuresSchema = z.record(z.string(), figureSchema);
