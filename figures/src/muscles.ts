import { type Body, type Disc, outwards, type Part } from './body.ts';
import { type Glow, type MuscleShown, SIDES, type Side } from './pose.ts';
import { between, plus, times, type Vec } from './space.ts';

/** A muscle along a limb: from one share of its length to another, on one of its faces. */
interface Along {
  readonly part: 'thigh' | 'shin';
  readonly from: number;
  readonly to: number;
  readonly face: 'front' | 'back' | 'out' | 'in';
}

const LIMBS: Readonly<Partial<Record<MuscleShown, Along>>> = {
  calf: { part: 'shin', from: 0.06, to: 0.5, face: 'back' },
  'low-calf': { part: 'shin', from: 0.42, to: 0.88, face: 'back' },
  shin: { part: 'shin', from: 0.1, to: 0.72, face: 'front' },
  hamstrings: { part: 'thigh', from: 0.16, to: 0.86, face: 'back' },
  quadriceps: { part: 'thigh', from: 0.14, to: 0.86, face: 'front' },
  'upper-thigh': { part: 'thigh', from: 0.08, to: 0.42, face: 'front' },
  'outer-thigh': { part: 'thigh', from: 0.16, to: 0.84, face: 'out' },
  'inner-thigh': { part: 'thigh', from: 0.12, to: 0.74, face: 'in' },
};

function faceOf({ frame: { f, r } }: Part, side: Side, face: Along['face']): Vec {
  const out = times(r, outwards(side));
  return { front: f, back: times(f, -1), out, in: times(out, -1) }[face];
}

function alongLimb(part: Part, side: Side, { from, to, face }: Along): Disc[] {
  const [start, end] = [part.discs[0], part.discs.at(-1)];
  if (!start || !end) return [];
  const away = faceOf(part, side, face);
  return [from, (from * 2 + to) / 3, to].map((share, place) => {
    const r = start.r + (end.r - start.r) * share;
    const thick = r * ([0.42, 0.56, 0.36][place] ?? 0.5);
    return { p: plus(between(start.p, end.p, share), away, r + 0.4 - thick), r: thick };
  });
}

/** Where a muscle lies on this body, and the part that it lies on. */
function muscleOn(body: Body, side: Side, muscle: MuscleShown): { on: string; discs: Disc[] } {
  const part = (name: string) => {
    const found = body.parts.get(name);
    if (!found) throw new Error(`A body has no ${name}`);
    return found;
  };
  const joint = (name: string): Vec => body.joints.get(name) ?? [0, 0, 0];
  const limb = LIMBS[muscle];
  if (limb) {
    const on = part(`${side}.${limb.part}`);
    return { on: on.name, discs: alongLimb(on, side, limb) };
  }
  const waist = part('waist').frame;
  const chest = part('chest').frame;
  const ribs = part('ribs').frame;
  const s = outwards(side);
  const at = (
    from: string,
    frame: { f: Vec; u: Vec; r: Vec },
    f: number,
    u: number,
    r: number,
    thick: number,
  ) => ({
    p: plus(plus(plus(joint(from), frame.f, f), frame.u, u), frame.r, r * s),
    r: thick,
  });
  const thigh = part(`${side}.thigh`);
  const foot = part(`${side}.foot`);
  switch (muscle) {
    case 'sole':
      return {
        on: `${side}.foot`,
        discs: foot.discs
          .filter((_, place) => place !== 1)
          .map(({ p, r }) => ({ p: plus(p, foot.frame.u, -r + 1.5), r: 1.9 })),
      };
    case 'ankle':
      return { on: `${side}.foot`, discs: [{ p: joint(`${side}.ankle`), r: 4.4 }] };
    case 'hip-front':
      return {
        on: `${side}.thigh`,
        discs: [
          at('pelvis', waist, 6, 6, 8, 2.6),
          at(`${side}.hip`, thigh.frame, 5.6, -3, 0, 3.6),
          at(`${side}.hip`, thigh.frame, 5.4, -14, 0, 2.4),
        ],
      };
    case 'hip-side':
      return {
        on: `${side}.thigh`,
        discs: [
          at('pelvis', waist, 1, 7, 13, 3),
          at(`${side}.hip`, thigh.frame, 1, -3, 5, 4),
          at(`${side}.hip`, thigh.frame, 1, -16, 5, 2.4),
        ],
      };
    case 'buttock':
      return {
        on: `${side}.thigh`,
        discs: [
          at(`${side}.hip`, waist, -4.6, 2, 0.5, 4.6),
          at(`${side}.hip`, thigh.frame, -4.6, -4, 0.5, 4.2),
        ],
      };
    case 'lower-back':
      return {
        on: 'waist',
        discs: [at('pelvis', waist, -6.4, 4, 0, 3.2), at('waist', waist, -6, 4, 0, 3.2)],
      };
    case 'back':
      return {
        on: 'waist',
        discs: [
          at('pelvis', waist, -6.4, 4, 0, 3),
          at('waist', ribs, -6, 0, 0, 3),
          at('ribs', ribs, -7, 0, 0, 3),
          at('chest', chest, -5, -4, 0, 2.6),
        ],
      };
    case 'upper-back':
      return { on: 'chest', discs: [at('ribs', chest, -6.6, 1, 0, 3.2), at('chest', chest, -4.4, -2, 0, 3)] };
    case 'flank':
      return { on: 'waist', discs: [at('pelvis', waist, 0, 8, 13, 3), at('ribs', ribs, 0, 4, 13, 3)] };
    case 'chest':
      return {
        on: 'chest',
        discs: [at('chest', chest, 5, -7, 5, 3.8), at(`${side}.shoulder`, chest, 3, -2, -1, 3.2)],
      };
    case 'shoulder-back':
    case 'shoulder':
      return {
        on: `${side}.upper-arm`,
        discs: [
          { p: joint(`${side}.shoulder`), r: 4.6 },
          { p: between(joint(`${side}.shoulder`), joint(`${side}.elbow`), 0.32), r: 3.2 },
        ],
      };
    default:
      throw new Error(`Nobody knows where the ${muscle} is`);
  }
}

export const musclesOn = (body: Body, { side, muscle }: Glow): { on: string; discs: Disc[] }[] =>
  SIDES.filter((one) => side === 'both' || side === one).map((one) => muscleOn(body, one, muscle));
