import { describe, expect, it } from 'vitest';
import { type Body, bodyOf, type Disc, LENGTHS, type Part } from '../src/body.ts';
import { cameraOf } from '../src/camera.ts';
import { impossibleIn } from '../src/joints.ts';
import { loadFigures } from '../src/load-figures.ts';
import { boxesOf, type Figure, movement, SIDES } from '../src/pose.ts';
import { BALL, ROLLER } from '../src/props.ts';
import { between, distance, dot, minus, plus, times, unit, type Vec } from '../src/space.ts';

const figures = loadFigures();
const all = Object.entries(figures);

/**
 * Flesh gives way by so many centimetres: to the floor, to what is leant or lain on, to a hand that holds on or a leg that
 * crosses, and the belly and the sides to a thigh that is folded up or an arm that hangs.
 */
const GIVES = { floor: 2.5, prop: 3, roller: 3, limb: 6, trunk: 8 } as const;

/** Every position that a figure goes through, and those between. */
const bodiesOf = (figure: Figure) => movement(figure, 6).map(bodyOf);

/** Discs along a part, close enough that nothing slips between them. */
function along(discs: readonly Disc[]): Disc[] {
  return discs.slice(1).flatMap((to, place) => {
    const from = discs[place] ?? to;
    return Array.from({ length: 9 }, (_, step) => mixed(from, to, step / 8));
  });
}

const lowestOf = (body: Body, name: string) => {
  const part = body.parts.get(name);
  if (!part) throw new Error(`no part ${name}`);
  return Math.min(...part.discs.map(({ p, r }) => p[1] - r));
};

/** How far a place lies inside a box; negative outside. */
function inside(p: Vec, box: readonly number[]): number {
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = box;
  const gaps = [
    [x0 - p[0], p[0] - x1],
    [y0 - p[1], p[1] - y1],
    [z0 - p[2], p[2] - z1],
  ].map((pair) => Math.max(...pair));
  const out = Math.hypot(...gaps.map((gap) => Math.max(0, gap)));
  return out > 0 ? -out : -Math.max(...gaps);
}

const TRUNK = new Set(['waist', 'ribs', 'chest']);

const mixed = (from: Disc, to: Disc, share: number): Disc => ({
  p: between(from.p, to.p, share),
  r: from.r + (to.r - from.r) * share,
});

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** The discs of a piece of the trunk lie at four corners: what is between all of them. */
function filled({ name, discs }: Part): Disc[] {
  const [a, b, c, d] = discs;
  if (!TRUNK.has(name) || !a || !b || !c || !d) return along(discs);
  return QUARTERS.flatMap((up) => QUARTERS.map((over) => mixed(mixed(a, c, up), mixed(b, d, up), over)));
}

/** What grows from one another, and what lies so near to it that it can't but touch. */
const GROWN: readonly (readonly [string, string])[] = [
  ['waist', 'ribs'],
  ['ribs', 'chest'],
  ['waist', 'chest'],
  ['chest', 'neck'],
  ['ribs', 'neck'],
  ['neck', 'head'],
  ['waist', 'thigh'],
  ['thigh', 'shin'],
  ['shin', 'foot'],
  ['shin', 'toes'],
  ['foot', 'toes'],
  ['chest', 'upper-arm'],
  ['neck', 'upper-arm'],
  ['upper-arm', 'forearm'],
  ['forearm', 'hand'],
];

const kindOf = ({ name, side }: Part) => (side ? name.slice(side.length + 1) : name);

function grownTogether(one: Part, other: Part): boolean {
  if (one.side && other.side && one.side !== other.side) return false;
  const kinds = [kindOf(one), kindOf(other)];
  return GROWN.some((pair) => pair.every((kind) => kinds.includes(kind)));
}

/** How far two pieces of a body lie in each other; negative where they are apart. */
const overlap = (one: readonly Disc[], other: readonly Disc[]) =>
  Math.max(...one.flatMap((a) => other.map((b) => a.r + b.r - distance(a.p, b.p))));

/** Pieces of a body that go through others, which do not grow from them. */
function entangled({ parts }: Body): string[] {
  const pieces = [...parts.values()].map((part) => ({ part, discs: filled(part) }));
  return pieces.flatMap(({ part, discs }, place) =>
    pieces.slice(place + 1).flatMap((other) => {
      if (grownTogether(part, other.part)) return [];
      const by = overlap(discs, other.discs);
      const gives = TRUNK.has(part.name) || TRUNK.has(other.part.name) ? GIVES.trunk : GIVES.limb;
      return by > gives ? [`${part.name} in ${other.part.name} by ${by.toFixed(1)}`] : [];
    }),
  );
}

it('sees an arm that goes through a leg, and one that goes through the chest', () => {
  const pose = figures['calf-wall']?.poses[0];
  if (!pose) throw new Error('It is in the catalogue');
  const reaching = (target: string) =>
    entangled(bodyOf({ ...pose, arms: { ...pose.arms, left: { hand: target } } })).join();
  expect(reaching('right.thigh 0.4')).toMatch(/right\.thigh in left\.(forearm|hand)/);
  expect(reaching('right.upper-arm 0.3')).toMatch(/(waist|ribs|chest) in left\./);
});

it.each([
  ['ankle-circles', 'right.toe'],
  ['arm-circles', 'right.hand'],
  ['hip-circles', 'right.knee'],
])('sees %s as circles, drawn by the %s without a halt', (exercise, joint) => {
  const figure = figures[exercise];
  if (!figure) throw new Error('It is in the catalogue');
  const { right, up } = cameraOf(figure.view);
  const way = movement(figure, 12).map((pose) => {
    const at = bodyOf(pose).joints.get(joint) ?? [0, 0, 0];
    return { x: dot(at, right), y: dot(at, up) };
  });
  const legs = way.map((from, place) => {
    const to = way[(place + 1) % way.length] ?? from;
    return { long: Math.hypot(to.x - from.x, to.y - from.y), swept: (from.x * to.y - from.y * to.x) / 2 };
  });
  const round = legs.reduce((sum, { long }) => sum + long, 0);
  const area = Math.abs(legs.reduce((sum, { swept }) => sum + swept, 0));
  expect((4 * Math.PI * area) / round ** 2).toBeGreaterThan(0.6);
  expect((Math.min(...legs.map(({ long }) => long)) * legs.length) / round).toBeGreaterThan(0.2);
});

/** The knees swing over by a straight way, where people lift them first: a hip turns in further than it should. */
const LEEWAY: Readonly<Record<string, number>> = { 'hip-switch': 10 };

describe.each(all)('%s', (exercise, figure) => {
  const bodies = bodiesOf(figure);

  it('bends every joint as far as joints go, and reaches what it holds', () => {
    expect(figure.poses.map(bodyOf).flatMap((body) => impossibleIn(body))).toEqual([]);
    expect(bodies.flatMap((body) => impossibleIn(body, LEEWAY[exercise]))).toEqual([]);
  });

  it('has no limb in another or in the trunk', () => {
    expect([...new Set(bodies.flatMap(entangled))]).toEqual([]);
  });

  it('keeps the lengths of its limbs', () => {
    const long = (body: Body, from: string, to: string) =>
      distance(body.joints.get(from) ?? [0, 0, 0], body.joints.get(to) ?? [0, 0, 0]);
    for (const body of bodies)
      for (const side of SIDES) {
        expect(long(body, `${side}.hip`, `${side}.knee`)).toBeCloseTo(LENGTHS.thigh, 3);
        expect(long(body, `${side}.knee`, `${side}.ankle`)).toBeCloseTo(LENGTHS.shin, 3);
        expect(long(body, `${side}.shoulder`, `${side}.elbow`)).toBeCloseTo(LENGTHS.upperArm, 3);
        expect(long(body, `${side}.elbow`, `${side}.wrist`)).toBeCloseTo(LENGTHS.forearm, 3);
      }
  });

  it('stays above the floor', () => {
    const sunk = bodies.flatMap(({ parts }) =>
      [...parts.values()]
        .map(({ name, discs }) => ({ name, by: -Math.min(...discs.map(({ p, r }) => p[1] - r)) }))
        .filter(({ by }) => by > GIVES.floor)
        .map(({ name, by }) => `${name} by ${by.toFixed(1)}`),
    );
    expect(sunk).toEqual([]);
  });

  it('touches the floor with what it says', () => {
    const lifted = bodies.flatMap((body) =>
      figure.grounded
        .map((name) => ({
          name,
          by: Math.min(
            lowestOf(body, name),
            name.endsWith('.foot') ? lowestOf(body, name.replace('foot', 'toes')) : Infinity,
          ),
        }))
        .filter(({ by }) => Math.abs(by) > GIVES.floor)
        .map(({ name, by }) => `${name} ${by.toFixed(1)}`),
    );
    expect(lifted).toEqual([]);
  });

  it('goes through nothing', () => {
    const through = bodies.flatMap(({ parts }) =>
      [...parts.values()].flatMap(({ name, discs }) =>
        along(discs).flatMap(({ p, r }) =>
          figure.props.flatMap((prop) => [
            ...boxesOf(prop)
              .map((box) => inside(p, box) + r)
              .filter((by) => by > GIVES.prop)
              .map((by) => `${name} into a ${prop.type} by ${by.toFixed(1)}`),
            ...(prop.type === 'roller' ? [intoRoller(p, r, prop)] : [])
              .filter((by) => by > GIVES.roller)
              .map((by) => `${name} into the roller by ${by.toFixed(1)}`),
            ...(prop.type === 'ball' ? [BALL + r - distance(p, prop.at)] : [])
              .filter((by) => by > GIVES.prop)
              .map((by) => `${name} into the ball by ${by.toFixed(1)}`),
          ]),
        ),
      ),
    );
    expect(
      [...new Set(through.map((one) => one.replace(/ by .*/, '')))],
      through.slice(0, 6).join('; '),
    ).toEqual([]);
  });

  it('rests on its roller', () => {
    for (const prop of figure.props) {
      if (prop.type !== 'roller') continue;
      for (const { parts } of bodies) {
        const nearest = Math.max(
          ...[...parts.values()].flatMap(({ discs }) =>
            along(discs).map(({ p, r }) => intoRoller(p, r, prop)),
          ),
        );
        expect(nearest).toBeGreaterThan(-1.5);
      }
    }
  });

  it('moves without a jump', () => {
    const steps = movement(figure, 48).map(bodyOf);
    for (const [place, body] of steps.entries()) {
      const next = steps[(place + 1) % steps.length] ?? body;
      for (const [name, at] of body.joints)
        expect(distance(at, next.joints.get(name) ?? at), `${name} at ${place}`).toBeLessThan(8);
    }
  });
});

function intoRoller(
  p: Vec,
  r: number,
  { at, along: way }: { readonly at: Vec; readonly along: Vec },
): number {
  const axis = unit(way);
  const off = minus(p, at);
  const onAxis = Math.max(-ROLLER.long / 2, Math.min(ROLLER.long / 2, dot(off, axis)));
  return ROLLER.radius + r - distance(p, plus(at, times(axis, onAxis)));
}
