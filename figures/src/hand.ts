import { type Body, outwards } from './body.ts';
import { bar, lofted, type Ring } from './mesh.ts';
import { always, jointOf, type Piece, partOf } from './piece.ts';
import { boxesOf, type Figure, type Pose, type Side } from './pose.ts';
import { across, between, cross, dot, minus, plus, times, unit, type Vec } from './space.ts';

/** A wall, a floor or another thing that a flat hand may lie on: the way out of it, if the hand is as near as that. */
function flatAgainst(hand: Vec, figure: Figure): Vec | undefined {
  if (hand[1] < 5) return [0, 1, 0];
  for (const box of figure.props.flatMap(boxesOf)) {
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0] = box;
    const [x, y, z] = hand;
    if (y > y0 && y < y1 && z > z0 - 4 && z < z1 + 4) {
      if (Math.abs(x - x0) < 5) return [-1, 0, 0];
      if (Math.abs(x - x1) < 5) return [1, 0, 0];
    }
    if (y > y0 && y < y1 && x > x0 - 4 && x < x1 + 4) {
      if (Math.abs(z - z0) < 5) return [0, 0, -1];
      if (Math.abs(z - z1) < 5) return [0, 0, 1];
    }
    if (x > x0 - 4 && x < x1 + 4 && z > z0 - 4 && z < z1 + 4 && Math.abs(y - y1) < 5) return [0, 1, 0];
  }
  return undefined;
}

export function handPieces(body: Body, pose: Pose, side: Side, figure: Figure): Piece[] {
  const { frame } = partOf(body, `${side}.forearm`);
  const [wrist, palmAt, tip] = ['wrist', 'hand', 'fingers'].map((name) =>
    jointOf(body, `${side}.${name}`),
  ) as [Vec, Vec, Vec];
  const s = outwards(side);
  const d = unit(minus(tip, wrist));
  const arm = pose.arms[side];
  const wall = flatAgainst(palmAt, figure);
  const held = 'hand' in arm && typeof arm.hand === 'string' ? arm.hand.split(' ')[0] : undefined;
  const holds = held === undefined ? undefined : body.parts.get(held);
  const [start, end] = [holds?.discs[0], holds?.discs.at(-1)];
  const middle = start && end ? nearestOn(start.p, end.p, palmAt) : undefined;
  const faces = wall ? times(wall, -1) : middle ? minus(middle, palmAt) : times(frame.r, -s);
  const n = across(faces, d);
  const thumbwards = times(cross(d, n), s);
  const curl = middle ? 0.75 : wall ? 0 : 0.22;
  const bent = unit(plus(times(d, Math.cos(curl)), n, Math.sin(curl)));
  const inward = unit(plus(times(n, Math.cos(curl)), d, -Math.sin(curl)));
  const cut = (at: Vec, facing: Vec, wide: number, thick: number): Ring => ({
    at,
    x: facing,
    y: thumbwards,
    wide: [thick, thick, wide, wide],
    square: 2.6,
  });
  const knuckles = plus(wrist, d, 6.6);
  const fingersFrom = (along: number) => plus(knuckles, bent, along);
  const mitten = lofted([
    cut(plus(wrist, d, -1.2), n, 2.3, 2.2),
    cut(plus(wrist, d, 1), n, 2.7, 2.1),
    cut(plus(wrist, d, 3.2), n, 3.6, 1.9),
    cut(plus(wrist, d, 5.4), n, 4, 1.7),
    cut(knuckles, unit(plus(n, inward)), 4, 1.6),
    cut(fingersFrom(2.4), inward, 3.8, 1.45),
    cut(fingersFrom(4.8), inward, 3.3, 1.3),
    cut(fingersFrom(6.4), inward, 2.5, 1.1),
    cut(fingersFrom(7.1), inward, 1.2, 0.7),
  ]);
  const base = plus(plus(wrist, d, 2.4), thumbwards, 2.4);
  const thumb = bar(base, plus(plus(plus(base, d, 3.8), thumbwards, 2.4), n, curl * 2), 1.55, 1.2);
  const hand = { name: `${side}.hand`, side, materialAt: always('skin') };
  return [
    { ...hand, mesh: mitten },
    { ...hand, mesh: thumb },
  ];
}

function nearestOn(from: Vec, to: Vec, at: Vec): Vec {
  const way = minus(to, from);
  const share = dot(minus(at, from), way) / Math.max(1e-9, dot(way, way));
  return between(from, to, Math.min(1, Math.max(0, share)));
}
