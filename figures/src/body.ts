import type { Ball, JointedLeg, PlacedLeg, Pose, Side, StandingLeg, Target } from './pose.ts';
import { SIDES } from './pose.ts';
import {
  across,
  between,
  degrees,
  distance,
  dot,
  type Frame,
  frameBy,
  length,
  minus,
  plus,
  times,
  turned,
  UPRIGHT,
  unit,
  type Vec,
} from './space.ts';

/** An adult of about 170 cm, with the head and the hands a little large, as pictograms have them. Centimetres. */
export const LENGTHS = {
  thigh: 42,
  shin: 41,
  upperArm: 30,
  forearm: 26,
  palm: 8,
  hand: 13,
  spine: 15.5,
  neck: 8,
  head: 11,
} as const;

/** Half of how far the joints stand apart. */
const APART = { hips: 9, shoulders: 17 } as const;

/** From the ankle: down to the sole, back to the heel, forward to the ball of the foot, and on to the toes. */
const FOOT = { high: 8, heel: 4.5, ball: 11.5, toes: 6 } as const;

/** A round piece of the body's flesh. */
export interface Disc {
  readonly p: Vec;
  readonly r: number;
}

/** A piece of a body: what lies between its discs. */
export interface Part {
  readonly name: string;
  readonly side?: Side;
  readonly discs: readonly Disc[];
  readonly frame: Frame;
}

export interface Body {
  /** How the pelvis is turned. */
  readonly pelvis: Frame;
  readonly joints: ReadonlyMap<string, Vec>;
  readonly parts: ReadonlyMap<string, Part>;
  /** What the joints come to, in degrees, by name such as "left.knee". */
  readonly angles: ReadonlyMap<string, number>;
  /** Hands and feet that couldn't get where they should, and by how much. */
  readonly missed: ReadonlyMap<string, number>;
}

/** Along a body's own right: which way is away from its middle. */
export const outwards = (side: Side) => (side === 'right' ? 1 : -1);

function ball(frame: Frame, side: Side, [forwards, out, turnedOut]: Ball): Frame {
  const s = outwards(side);
  return turned(turned(turned(frame, 'r', forwards), 'f', -out * s), 'u', -turnedOut * s);
}

/** How far a limb, hanging along its frame's down, is bent forwards, led out and turned out in the frame it hangs from. */
function ballAngles(from: Frame, limb: Frame, side: Side): Ball {
  const s = outwards(side);
  const down = times(limb.u, -1);
  const out = degrees(Math.asin(Math.max(-1, Math.min(1, s * dot(down, from.r)))));
  const bent = degrees(Math.atan2(dot(down, from.f), -dot(down, from.u)));
  const forwards = bent < -120 ? bent + 360 : bent;
  const still = ball(from, side, [forwards, out, 0]);
  return [forwards, out, degrees(Math.atan2(s * dot(limb.f, still.r), dot(limb.f, still.f)))];
}

/** The middle joint of two bones from `start` to `end`, on the side of `towards`; and the end, where that is too far. */
function middleOf(start: Vec, end: Vec, first: number, second: number, towards: Vec): { mid: Vec; end: Vec } {
  const way = minus(end, start);
  const far = Math.min(Math.max(length(way), Math.abs(first - second) + 0.5), first + second - 0.05);
  const along = unit(way);
  const share = (first * first - second * second + far * far) / (2 * far);
  const high = Math.sqrt(Math.max(0, first * first - share * share));
  return {
    mid: plus(plus(start, along, share), across(towards, along), high),
    end: plus(start, along, far),
  };
}

interface Built {
  readonly pelvis: Frame;
  readonly joints: Map<string, Vec>;
  readonly parts: Map<string, Part>;
  readonly angles: Map<string, number>;
  readonly missed: Map<string, number>;
}

/** A place on a body, as poses name it. */
export function placeOn(
  { joints, parts }: Pick<Body, 'joints' | 'parts'>,
  target: Target,
  off: Vec = [0, 0, 0],
): Vec {
  if (typeof target !== 'string') return plus(target, off);
  const [name = '', share, facing] = target.split(' ');
  const part = parts.get(name);
  if (!part || share === undefined) {
    const joint = joints.get(name);
    if (!joint) throw new Error(`There is no joint "${name}"`);
    return plus(joint, off);
  }
  const [from, to] = [part.discs[0], part.discs.at(-1)];
  if (!from || !to) throw new Error(`There is nothing of "${name}"`);
  const { f, r } = part.frame;
  const s = part.side ? outwards(part.side) : 1;
  const away: Readonly<Record<string, Vec>> = {
    front: f,
    back: times(f, -1),
    out: times(r, s),
    in: times(r, -s),
  };
  const thick = from.r + (to.r - from.r) * Number(share);
  const beside = facing === undefined ? [0, 0, 0] : times(away[facing] ?? [0, 0, 0], thick + 2);
  return plus(plus(between(from.p, to.p, Number(share)), beside as Vec), off);
}

/** Standing, and turned about the upright alone. */
const facingFrame = ({ turn = 0 }: Pose['pelvis']): Frame => turned(UPRIGHT, 'u', -turn);

/** The pelvis turned about the upright first, then leant, then rolled, then spun. */
function pelvisFrame({ lean = 0, roll = 0, turn = 0, spin = 0 }: Pose['pelvis']): Frame {
  return turned(turned(turned(facingFrame({ turn }), 'r', -lean), 'f', roll), 'u', -spin);
}

const SPINE = [
  { wide: 8.5, r: 9.2 },
  { wide: 6.2, r: 8.8 },
  { wide: 8, r: 9.6 },
  { wide: 12, r: 7.2 },
] as const;

function addTrunk(built: Built, pelvis: Frame, { spine = {}, head = {} }: Pose): Frame {
  const { joints, parts, angles } = built;
  const { bend = 0, side = 0, twist = 0 } = spine;
  const discsAt = (at: Vec, frame: Frame, level: number): Disc[] => {
    const { wide, r } = SPINE[level] ?? SPINE[0];
    return [plus(at, frame.r, wide), plus(at, frame.r, -wide)].map((p) => ({ p, r }));
  };
  let at: Vec = [0, 0, 0];
  let frame = pelvis;
  let below = discsAt(at, frame, 0);
  joints.set('pelvis', at);
  for (const [level, name] of ['waist', 'ribs', 'chest'].entries()) {
    frame = turned(turned(turned(frame, 'r', -bend / 3), 'f', side / 3), 'u', -twist / 3);
    at = plus(at, frame.u, LENGTHS.spine);
    const discs = discsAt(at, frame, level + 1);
    parts.set(name, { name, discs: [...below, ...discs], frame });
    joints.set(name, at);
    below = discs;
  }
  const { nod = 0, tilt = 0, turn = 0 } = head;
  const neck = turned(turned(turned(frame, 'r', -nod), 'f', tilt), 'u', -turn);
  const top = plus(at, between(frame.u, neck.u, 0.5), LENGTHS.neck + 5);
  const middle = plus(top, neck.u, LENGTHS.head - 3);
  joints.set('neck', top);
  joints.set('head', middle);
  parts.set('neck', {
    name: 'neck',
    discs: [
      { p: at, r: 5 },
      { p: top, r: 4.6 },
    ],
    frame: neck,
  });
  parts.set('head', {
    name: 'head',
    discs: [
      { p: plus(middle, neck.u, 1.2), r: 10 },
      { p: plus(plus(middle, neck.u, -4.6), neck.f, 3.4), r: 6.2 },
      { p: plus(plus(middle, neck.u, -0.5), neck.f, 9.6), r: 1.9 },
    ],
    frame: neck,
  });
  for (const [name, angle] of Object.entries({ bend, side, twist })) angles.set(`spine.${name}`, angle);
  for (const [name, angle] of Object.entries({ nod, tilt, turn })) angles.set(`neck.${name}`, angle);
  return frame;
}

function addFoot({ joints, parts }: Built, side: Side, ankle: Vec, foot: Frame, toes: number): void {
  const heel: Disc = { p: plus(plus(ankle, foot.f, -FOOT.heel), foot.u, -(FOOT.high - 3.2)), r: 3.2 };
  const knuckle: Disc = { p: plus(plus(ankle, foot.f, FOOT.ball), foot.u, -(FOOT.high - 2.5)), r: 2.5 };
  const toe = turned(foot, 'r', toes);
  const tip: Disc = { p: plus(plus(knuckle.p, toe.f, FOOT.toes), toe.u, -0.4), r: 2.1 };
  const instep: Disc = { p: plus(ankle, foot.u, -1), r: 4 };
  parts.set(`${side}.foot`, { name: `${side}.foot`, side, discs: [heel, instep, knuckle], frame: foot });
  parts.set(`${side}.toes`, { name: `${side}.toes`, side, discs: [knuckle, tip], frame: toe });
  joints.set(`${side}.ankle`, ankle);
  joints.set(`${side}.heel`, heel.p);
  joints.set(`${side}.ball`, knuckle.p);
  joints.set(`${side}.toe`, tip.p);
}

/** Toes give way to the floor they would go through. */
function toesOnFloor(ankle: Vec, foot: Frame): number {
  const knuckle = plus(plus(ankle, foot.f, FOOT.ball), foot.u, -(FOOT.high - 2.5));
  if (knuckle[1] > 6 || foot.u[1] < 0.2) return 0;
  const down = degrees(Math.asin(-foot.f[1]));
  return Math.max(0, Math.min(65, down));
}

function setBones(built: Built, side: Side, [hip, knee, ankle]: readonly Vec[], thigh: Frame, shin: Frame) {
  if (!hip || !knee || !ankle) return;
  const calf = plus(between(knee, ankle, 0.3), shin.f, -1.6);
  built.joints.set(`${side}.knee`, knee);
  built.parts.set(`${side}.thigh`, {
    name: `${side}.thigh`,
    side,
    discs: [
      { p: hip, r: 8.6 },
      { p: knee, r: 5.9 },
    ],
    frame: thigh,
  });
  built.parts.set(`${side}.shin`, {
    name: `${side}.shin`,
    side,
    discs: [
      { p: knee, r: 5.7 },
      { p: calf, r: 5.9 },
      { p: ankle, r: 3.7 },
    ],
    frame: shin,
  });
}

function noteLeg({ angles }: Built, pelvis: Frame, thigh: Frame, shin: Frame, foot: Frame, side: Side): void {
  const [flex, abduct, rotate] = ballAngles(pelvis, thigh, side);
  angles.set(`${side}.hip.forwards`, flex);
  angles.set(`${side}.hip.out`, abduct);
  angles.set(`${side}.hip.turn`, rotate);
  angles.set(`${side}.knee`, degrees(Math.atan2(-dot(times(shin.u, -1), thigh.f), dot(shin.u, thigh.u))));
  angles.set(`${side}.ankle`, degrees(Math.atan2(-dot(foot.u, shin.f), dot(foot.u, shin.u))));
  angles.set(`${side}.ankle.in`, degrees(Math.asin(Math.max(-1, Math.min(1, dot(foot.u, shin.r))))));
}

function addJointedLeg(built: Built, pelvis: Frame, side: Side, leg: JointedLeg): void {
  const hip = built.joints.get(`${side}.hip`) ?? [0, 0, 0];
  const thigh = ball(pelvis, side, leg.hip);
  const knee = plus(hip, thigh.u, -LENGTHS.thigh);
  const shin = turned(thigh, 'r', -leg.knee);
  const ankle = plus(knee, shin.u, -LENGTHS.shin);
  const { footOut = 0 } = leg;
  const foot = turned(turned(shin, 'u', -footOut * outwards(side)), 'r', leg.ankle);
  setBones(built, side, [hip, knee, ankle], thigh, shin);
  addFoot(built, side, ankle, foot, leg.toes ?? 0);
  noteLeg(built, pelvis, thigh, shin, foot, side);
  built.angles.set(`${side}.ankle.out`, footOut);
}

/** Once it is known where the floor is. */
function bendToes(built: Built, side: Side, toes: number | undefined): void {
  const foot = built.parts.get(`${side}.foot`);
  const ankle = built.joints.get(`${side}.ankle`);
  if (foot && ankle && toes === undefined)
    addFoot(built, side, ankle, foot.frame, toesOnFloor(ankle, foot.frame));
}

/** A leg from a hip to where its ankle should be, with the knee on the side of `towards`. */
function legTo(hip: Vec, wanted: Vec, towards: Vec) {
  const { mid: knee, end: ankle } = middleOf(hip, wanted, LENGTHS.thigh, LENGTHS.shin, towards);
  const plane = across(towards, unit(minus(ankle, hip)));
  const thigh = frameBy(minus(hip, knee), plane);
  const shin = frameBy(minus(knee, ankle), plane);
  return { knee, ankle, thigh, shin };
}

function addStandingLeg(
  built: Built,
  { facing, pelvis }: { facing: Frame; pelvis: Frame },
  side: Side,
  leg: StandingLeg,
): void {
  const hip = built.joints.get(`${side}.hip`) ?? [0, 0, 0];
  const { sole = 0, heading = 0 } = leg;
  const aimed = turned(facing, 'u', -heading * outwards(side));
  const foot = turned(aimed, 'r', -sole);
  const pivot = sole < 0 ? -FOOT.heel : FOOT.ball;
  const height = sole < 0 ? FOOT.high - 3.2 : FOOT.high - 2.5;
  const ground = plus(leg.foot, aimed.f, sole < 0 ? -FOOT.ball - FOOT.heel : 0);
  const disc = plus(ground, [0, 1, 0], sole < 0 ? 3.2 : 2.5);
  const wanted = plus(plus(disc, foot.f, -pivot), foot.u, height);
  const towards = leg.kneeTo ?? plus(aimed.f, [0, 1, 0], 0.15);
  const { knee, ankle, thigh, shin } = legTo(hip, wanted, towards);
  setBones(built, side, [hip, knee, ankle], thigh, shin);
  addFoot(built, side, ankle, foot, leg.toes ?? Math.max(0, Math.min(65, sole)));
  noteLeg(built, pelvis, thigh, shin, foot, side);
  if (distance(ankle, wanted) > 0.3) built.missed.set(`${side}.foot`, distance(ankle, wanted));
}

function addPlacedLeg(built: Built, pelvis: Frame, side: Side, leg: PlacedLeg): void {
  const hip = built.joints.get(`${side}.hip`) ?? [0, 0, 0];
  const wanted = placeOn(built, leg.ankleAt, leg.off);
  const { knee, ankle, thigh, shin } = legTo(hip, wanted, leg.kneeTo);
  const foot = turned(shin, 'r', leg.ankle);
  setBones(built, side, [hip, knee, ankle], thigh, shin);
  addFoot(built, side, ankle, foot, leg.toes ?? 0);
  noteLeg(built, pelvis, thigh, shin, foot, side);
  if (distance(ankle, wanted) > 0.3) built.missed.set(`${side}.ankle`, distance(ankle, wanted));
}

/** An arm straight out to the side is neither forwards nor back. */
const STRAIGHT_OUT = 72;

function addArm(built: Built, chest: Frame, side: Side, arm: Pose['arms'][Side]): void {
  const { joints, parts, angles, missed } = built;
  const top = plus(joints.get('chest') ?? [0, 0, 0], chest.u, -1);
  const shoulder = plus(top, chest.r, APART.shoulders * outwards(side));
  let upper: Frame;
  let fore: Frame;
  let fingers: Vec;
  if ('shoulder' in arm) {
    upper = ball(chest, side, arm.shoulder);
    fore = turned(upper, 'r', arm.elbow);
    fingers = times(fore.u, -1);
  } else {
    const wanted = placeOn(built, arm.hand, arm.off);
    const usual = plus(plus(times(chest.f, -1), chest.r, 0.6 * outwards(side)), chest.u, -0.6);
    const second = LENGTHS.forearm + (arm.fingers ? 0 : LENGTHS.palm);
    const towards = arm.elbowTo ?? usual;
    const { mid, end } = middleOf(shoulder, wanted, LENGTHS.upperArm, second, towards);
    const plane = across(towards, unit(minus(end, shoulder)));
    upper = frameBy(minus(shoulder, mid), times(plane, -1));
    fore = frameBy(minus(mid, end), times(plane, -1));
    fingers = arm.fingers ? unit(arm.fingers) : times(fore.u, -1);
    if (distance(end, wanted) > 0.3) missed.set(`${side}.hand`, distance(end, wanted));
  }
  const elbow = plus(shoulder, upper.u, -LENGTHS.upperArm);
  const wrist = plus(elbow, fore.u, -LENGTHS.forearm);
  const tip = plus(wrist, fingers, LENGTHS.hand - 3);
  joints.set(`${side}.shoulder`, shoulder).set(`${side}.elbow`, elbow).set(`${side}.wrist`, wrist);
  joints.set(`${side}.hand`, plus(wrist, fingers, LENGTHS.palm)).set(`${side}.fingers`, tip);
  const add = (name: string, frame: Frame, ...discs: Disc[]) =>
    parts.set(`${side}.${name}`, { name: `${side}.${name}`, side, discs, frame });
  add('upper-arm', upper, { p: shoulder, r: 5.6 }, { p: elbow, r: 4.2 });
  add('forearm', fore, { p: elbow, r: 4.2 }, { p: wrist, r: 3.2 });
  add('hand', fore, { p: wrist, r: 3.1 }, { p: plus(wrist, fingers, 5), r: 3.7 }, { p: tip, r: 2.6 });
  const [flex, abduct, rotate] = ballAngles(chest, upper, side);
  if (Math.abs(abduct) < STRAIGHT_OUT) angles.set(`${side}.shoulder.forwards`, flex);
  angles.set(`${side}.shoulder.out`, abduct);
  angles.set(`${side}.shoulder.turn`, rotate);
  angles.set(`${side}.elbow`, degrees(Math.acos(Math.max(-1, Math.min(1, dot(upper.u, fore.u))))));
  angles.set(`${side}.wrist`, degrees(Math.acos(Math.max(-1, Math.min(1, -dot(fingers, fore.u))))));
}

function moveAll({ joints, parts }: Built, by: Vec): void {
  for (const [name, at] of joints) joints.set(name, plus(at, by));
  for (const [name, part] of parts)
    parts.set(name, { ...part, discs: part.discs.map(({ p, r }) => ({ p: plus(p, by), r })) });
}

function lowest({ parts }: Built): number {
  const firm = [...parts.values()].filter(({ name, frame }) => !(name.endsWith('toes') && frame.u[1] >= 0.2));
  return Math.min(...firm.flatMap(({ discs }) => discs.map(({ p, r }) => p[1] - r)));
}

/** An arm that holds on to the other comes after it. */
function restingLast({ arms }: Pose): Side[] {
  const holds = (side: Side) => {
    const arm = arms[side];
    return 'hand' in arm && typeof arm.hand === 'string' && /arm|hand|wrist|elbow/.test(arm.hand);
  };
  return SIDES.toSorted((a, b) => Number(holds(a)) - Number(holds(b)));
}

/** A pose as a body in space: joint by joint from the pelvis out, resting where the pose says, hands and feet in place. */
export function bodyOf(pose: Pose): Body {
  const pelvis = pelvisFrame(pose.pelvis);
  const built: Built = { pelvis, joints: new Map(), parts: new Map(), angles: new Map(), missed: new Map() };
  const chest = addTrunk(built, pelvis, pose);
  for (const side of SIDES)
    built.joints.set(`${side}.hip`, plus([0, 0, 0], pelvis.r, APART.hips * outwards(side)));
  for (const side of SIDES) {
    const leg = pose.legs[side];
    if ('hip' in leg) addJointedLeg(built, pelvis, side, leg);
  }
  const [x, y, z] = pose.pelvis.at ?? [0, null, 0];
  const rootAt = pose.plant && placeOn(built, pose.plant.part);
  moveAll(built, [
    pose.plant && rootAt ? pose.plant.x - rootAt[0] : x,
    y ?? -lowest(built),
    pose.plant && rootAt ? pose.plant.z - rootAt[2] : z,
  ]);
  for (const side of SIDES) {
    const leg = pose.legs[side];
    if ('foot' in leg) addStandingLeg(built, { facing: facingFrame(pose.pelvis), pelvis }, side, leg);
    else if ('hip' in leg) bendToes(built, side, leg.toes);
  }
  for (const side of SIDES) {
    const leg = pose.legs[side];
    if ('ankleAt' in leg) addPlacedLeg(built, pelvis, side, leg);
  }
  for (const side of restingLast(pose)) addArm(built, chest, side, pose.arms[side]);
  return built;
}
