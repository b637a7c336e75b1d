import type { Vec } from './space.ts';

export const SIDES = ['left', 'right'] as const;
export type Side = (typeof SIDES)[number];

/** A ball joint's angles from hanging straight down: bent forwards, led out to the side, turned outwards. Degrees. */
export type Ball = readonly [forwards: number, out: number, turnedOut: number];

/** Where a hand goes: a place in the picture, or a place on the body itself, "right.shin 0.5 back", moved by `off`. */
export type Target = Vec | string;

/** A leg by the angles of its joints. */
export interface JointedLeg {
  readonly hip: Ball;
  readonly knee: number;
  readonly ankle: number;
  /** How far the foot is turned outwards on a leg that stays as it is; inwards where that is negative. */
  readonly footOut?: number | undefined;
  readonly toes?: number | undefined;
}

/**
 * A leg by where its foot stands: the ball of the foot flat on a ground at `foot`, then the heel lifted by `sole`
 * degrees, or the toes where that is negative. `heading` turns the toes out, 0 being where the pelvis faces.
 */
export interface StandingLeg {
  readonly foot: Vec;
  readonly sole?: number | undefined;
  readonly heading?: number | undefined;
  readonly toes?: number | undefined;
  /** The way the knee points, as far as it may. */
  readonly kneeTo?: Vec | undefined;
}

/** A leg by where its ankle is, with the angle of that. */
export interface PlacedLeg {
  readonly ankleAt: Target;
  readonly off?: Vec | undefined;
  readonly ankle: number;
  readonly toes?: number | undefined;
  readonly kneeTo: Vec;
}

type Leg = JointedLeg | StandingLeg | PlacedLeg;

/** An arm by its joints, or by where its hand is; with `fingers` they point that way, and `hand` is the wrist's place. */
type Arm =
  | { readonly shoulder: Ball; readonly elbow: number }
  | {
      readonly hand: Target;
      readonly off?: Vec | undefined;
      readonly fingers?: Vec | undefined;
      /** The way the elbow points, as far as it may. */
      readonly elbowTo?: Vec | undefined;
    };

/** Degrees from upright: leaning forwards, over to its own right, and turned from facing right towards the looker. */
interface Pelvis {
  readonly lean?: number | undefined;
  readonly roll?: number | undefined;
  readonly turn?: number | undefined;
  /** Turned about its own long axis, to its own right. */
  readonly spin?: number | undefined;
  /** Where it is; without a height, whatever is lowest of the body rests on the floor. */
  readonly at?: readonly [x: number, y: number | null, z: number] | undefined;
}

/** One position of a body, in everything that can be told of it. */
export interface Pose {
  readonly pelvis: Pelvis;
  /** The part that stays at this place on the ground, x and z, whatever else moves. */
  readonly plant?: { readonly part: string; readonly x: number; readonly z: number } | undefined;
  /** Degrees over the whole spine: bent forwards, to its own right, turned to its own right. */
  readonly spine?:
    | {
        readonly bend?: number | undefined;
        readonly side?: number | undefined;
        readonly twist?: number | undefined;
      }
    | undefined;
  readonly head?:
    | {
        readonly nod?: number | undefined;
        readonly tilt?: number | undefined;
        readonly turn?: number | undefined;
      }
    | undefined;
  readonly legs: Readonly<Record<Side, Leg>>;
  readonly arms: Readonly<Record<Side, Arm>>;
}

/** The muscles that a figure can show as the ones to be felt; and a bone, to show what lies beside it. */
export const MUSCLES = [
  'calf',
  'low-calf',
  'sole',
  'shin',
  'shin-bone',
  'ankle',
  'hamstrings',
  'quadriceps',
  'upper-thigh',
  'outer-thigh',
  'inner-thigh',
  'hip-front',
  'hip-side',
  'buttock',
  'lower-back',
  'back',
  'upper-back',
  'flank',
  'chest',
  'shoulder',
  'shoulder-back',
] as const;
export type MuscleShown = (typeof MUSCLES)[number];

export interface Glow {
  readonly side: Side | 'both';
  readonly muscle: MuscleShown;
}

/** What boxes may be of; a wall and a door frame go on upwards, out of the picture. */
export const BOXES = ['wall', 'frame', 'wood', 'mat', 'cushion'] as const;
type BoxKind = (typeof BOXES)[number];

/** A thing beside the body. `box`: from and to along x, y and z. */
export type Prop =
  | {
      readonly type: 'box';
      readonly of: BoxKind;
      readonly box: readonly number[];
      /** Drawn among the limbs, where it is in front of some of them. */
      readonly among?: boolean | undefined;
    }
  /** A foam roller around its middle, lying along `along`. */
  | { readonly type: 'roller'; readonly at: Vec; readonly along: Vec }
  | { readonly type: 'ball'; readonly at: Vec }
  /** A chair with the front of its back at `at`, x and z, and its seat to the right of that. */
  | { readonly type: 'chair'; readonly at: readonly [x: number, z: number] }
  /** A strap through the places named, hand to foot. */
  | { readonly type: 'strap'; readonly through: readonly string[] }
  /** A stick from one place to the other, and beyond both. */
  | { readonly type: 'stick'; readonly through: readonly string[] };

/** Centimetres: a kitchen chair for somebody of that height. */
const SEAT = 41.3;

/** The boxes that a thing is made of: from and to along x, y and z. */
export function boxesOf(prop: Prop): (readonly number[])[] {
  if (prop.type === 'box') return [prop.box];
  if (prop.type !== 'chair') return [];
  const [x, z] = prop.at;
  const legs = [-19, 16].flatMap((side) =>
    [0, 42].map((on) => [x + on, x + on + 4, 0, SEAT - 4, z + side, z + side + 3]),
  );
  return [
    [x - 3, x, SEAT + 8, SEAT + 46, z - 19, z + 19],
    [x - 3, x, SEAT, SEAT + 9, z - 19, z - 16],
    [x - 3, x, SEAT, SEAT + 9, z + 16, z + 19],
    [x - 3, x + 46, SEAT - 4, SEAT, z - 19, z + 19],
    ...legs,
  ];
}

export interface Arrow {
  readonly from: Target;
  readonly off?: Vec | undefined;
  readonly by?: Vec | undefined;
  /** Instead of a way to go: once round the place, so far from it. */
  readonly around?: number | undefined;
  /** How far it bows to its left, as a share of its length. */
  readonly bow?: number | undefined;
  readonly both?: boolean | undefined;
}

/** Everything a picture of one exercise is made from. */
export interface Figure {
  /** From where it is looked at, in degrees: 0 from the side, `round` 90 from the front; `down` 90 from above. */
  readonly view: { readonly round: number; readonly down: number };
  /** Only this place and what is around it, so many centimetres of it; the whole is seen small in a corner. */
  readonly closeUp?:
    | { readonly at: Target; readonly wide: number; readonly corner: 'left' | 'right' }
    | undefined;
  /** What the picture shows, for who can't see it. */
  readonly alt: string;
  readonly glow: readonly Glow[];
  /** Muscles that help, or are stretched a little too. */
  readonly helps?: readonly Glow[] | undefined;
  readonly feet: 'shoes' | 'bare';
  /** Who shows it: two people take turns. */
  readonly build: 'slim' | 'large';
  readonly props: readonly Prop[];
  /** One position, or those that a movement goes through. */
  readonly poses: readonly Pose[];
  /** The place among the positions of the one that a still shows as a shadow; the last where nothing is said. */
  readonly ghost?: number | undefined;
  /**
   * `there-and-back` through the positions; `cycle`: from the last on to the first; `round`: the same in a curve, without
   * a halt.
   */
  readonly motion: 'there-and-back' | 'cycle' | 'round';
  /** Seconds from one position to the next, where the dose is not told in repetitions. */
  readonly seconds: number;
  /** How many seconds each position is held. */
  readonly hold: readonly number[];
  /** How long each way takes in proportion to the others, in the order in which they are gone; all alike where empty. */
  readonly pace: readonly number[];
  /** How many repetitions the loop shows; with both sides in turn two. */
  readonly reps: number;
  /** The side that works, or both in turn. */
  readonly shows: Side | 'both';
  readonly arrows: readonly Arrow[];
  /** The part whose way through the movement is drawn. */
  readonly trace?: string | undefined;
  /** Parts that must touch the floor in every position. */
  readonly grounded: readonly string[];
  /** Where the angles differ from what the evidence sheet has, and why. */
  readonly corrected?: string | undefined;
}

/** What lies among positions told in the same parts, each of which counts for its `weight`; these come to 1. */
function mixed(all: readonly unknown[], weights: readonly number[]): unknown {
  const [first] = all;
  if (typeof first === 'number')
    return weights.reduce((sum, weight, place) => sum + weight * Number(all[place]), 0);
  const part = (name: string | number) =>
    mixed(
      all.map((one) => (one as Record<string, unknown>)[name]),
      weights,
    );
  if (Array.isArray(first)) return first.map((_, place) => part(place));
  if (typeof first === 'object' && first !== null)
    return Object.fromEntries(Object.keys(first).map((name) => [name, part(name)]));
  return all[weights.indexOf(Math.max(...weights))];
}

/** Whether two positions are told in the same parts, so that there is a way from one to the other. */
export function sameParts(one: unknown, other: unknown): boolean {
  if (typeof one !== typeof other || Array.isArray(one) !== Array.isArray(other)) return false;
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return true;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) =>
      sameParts((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
    )
  );
}

/** The position that lies between two that are told in the same parts, `share` of the way, 0 to 1. */
export const poseBetween = (from: Pose, to: Pose, share: number): Pose =>
  mixed([from, to], [1 - share, share]) as Pose;

/** Slow at both ends, as people move. */
const eased = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;

/** How much four positions in a row count between the second and the third, so that a way through all has no corner. */
export const curveWeights = (share: number): number[] => [
  (-share + 2 * share ** 2 - share ** 3) / 2,
  (2 - 5 * share ** 2 + 3 * share ** 3) / 2,
  (share + 4 * share ** 2 - 3 * share ** 3) / 2,
  (-(share ** 2) + share ** 3) / 2,
];

/** On a curve through all positions and back to the first: `share` of the way from the one at `place` to the next. */
function poseOnCurve(poses: readonly Pose[], place: number, share: number): Pose {
  const near = [-1, 0, 1, 2].map((on) => poses.at((place + on) % poses.length));
  return mixed(near, curveWeights(share)) as Pose;
}

/** A way from one position to the next. */
interface Way {
  readonly from: Pose;
  readonly to: Pose;
  /** The place of `from` among the positions. */
  readonly place: number;
}

/** The ways that a movement goes, one after the other. */
export function waysOf({ poses, motion }: Pick<Figure, 'poses' | 'motion'>): Way[] {
  const there = poses.map((_, place) => place);
  const back = motion === 'there-and-back' ? there.slice(1, -1).reverse() : [];
  const order = [...there, ...back];
  return order.flatMap((place, at) => {
    const [from, to] = [poses[place], poses[order[(at + 1) % order.length] ?? 0]];
    return from && to ? [{ from, to, place }] : [];
  });
}

/** The position `share` of a way. */
const poseOn = (
  { from, to, place }: Way,
  { poses, motion }: Pick<Figure, 'poses' | 'motion'>,
  share: number,
): Pose => (motion === 'round' ? poseOnCurve(poses, place, share) : poseBetween(from, to, eased(share)));

/** The positions in which a movement is shown, evenly, `steps` from each told position to the next. */
export function movement(figure: Pick<Figure, 'poses' | 'motion'>, steps: number): Pose[] {
  if (figure.poses.length === 1) return [...figure.poses];
  return waysOf(figure).flatMap((way) =>
    Array.from({ length: steps }, (_, step) => poseOn(way, figure, step / steps)),
  );
}

/** A position and for how long it is seen, in milliseconds. */
export interface Frame {
  readonly pose: Pose;
  readonly ms: number;
}

/** Pictures a second while something moves: smooth enough for what people do slowly, and for the size of the file. */
const RATE = { quick: 12, slow: 8.34 } as const;

/** Movements that take longer than this, in seconds, are slow. */
const SLOW = 2.5;

/** GIF counts in hundredths of a second; what one frame loses by that the next makes good. */
function inHundredths(frames: readonly Frame[]): Frame[] {
  let [exact, shown] = [0, 0];
  return frames.map(({ pose, ms }) => {
    exact += ms;
    const rounded = Math.round((exact - shown) / 10) * 10;
    shown += rounded;
    return { pose, ms: rounded };
  });
}

/** How long a movement rests at the beginning of each of its ways, in seconds. */
export const holdsOf = (figure: Figure): number[] =>
  waysOf(figure).map(({ place }) => figure.hold[place] ?? 0);

/**
 * A movement in time, once through: in `seconds` all together, of which the positions are held as long as the figure says
 * and the rest is shared among the ways. Without `seconds`, each way takes as long as the figure says.
 */
export function framesOf(figure: Figure, seconds?: number): Frame[] {
  const ways = waysOf(figure);
  const held = holdsOf(figure);
  const shares = ways.map((_, at) => figure.pace[at] ?? 1);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const moving =
    seconds === undefined ? figure.seconds * all : seconds - held.reduce((sum, one) => sum + one, 0);
  const rate = moving > SLOW ? RATE.slow : RATE.quick;
  const frames = ways.flatMap((way, at) => {
    const long = (moving * (shares[at] ?? 1)) / all;
    const steps = Math.max(1, Math.ceil(long * rate - 0.01));
    const ms = (long * 1000) / steps;
    return Array.from({ length: steps }, (_, step): Frame => {
      const pause = step === 0 ? (held[at] ?? 0) * 1000 : 0;
      return { pose: poseOn(way, figure, step / steps), ms: ms + pause };
    });
  });
  return inHundredths(frames);
}
