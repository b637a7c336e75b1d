import { type Body, bodyOf } from './body.ts';
import type { Figure } from './pose.ts';

/** From where to where a joint goes in a healthy adult who is not a dancer, in degrees; what is measured by `bodyOf`. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'hip.forwards': [-30, 140],
  'hip.out': [-35, 75],
  'hip.turn': [-62, 80],
  knee: [-2, 156],
  ankle: [-60, 35],
  'ankle.in': [-40, 40],
  'ankle.out': [-35, 25],
  'shoulder.forwards': [-70, 190],
  'shoulder.out': [-60, 100],
  elbow: [0, 150],
  wrist: [0, 95],
  'spine.bend': [-50, 95],
  'spine.side': [-40, 40],
  'spine.twist': [-65, 65],
  'neck.nod': [-60, 60],
  'neck.tilt': [-45, 45],
  'neck.turn': [-80, 80],
};

/** How near a hand or a foot has to come to where it should be, in centimetres. */
const NEAR_ENOUGH = 1.5;

const rangeOf = (joint: string) => RANGES[joint.replace(/^(left|right)\./, '')];

/** What no body does, in words that name the joint; `leeway` degrees beyond its range are let pass. */
export function impossibleIn({ angles, missed }: Body, leeway = 0): string[] {
  const beyond = [...angles].flatMap(([joint, angle]) => {
    const [least, most] = rangeOf(joint) ?? [-Infinity, Infinity];
    return angle < least - 0.5 - leeway || angle > most + 0.5 + leeway
      ? [`${joint} is at ${Math.round(angle)} degrees, and goes from ${least} to ${most}`]
      : [];
  });
  const short = [...missed].flatMap(([limb, by]) =>
    by > NEAR_ENOUGH ? [`${limb} is ${by.toFixed(1)} cm short of its place`] : [],
  );
  return [...beyond, ...short];
}

/** The first thing wrong with any position of a figure, or nothing. */
export function impossibleFigure({ poses }: Pick<Figure, 'poses'>): string | undefined {
  for (const [place, pose] of poses.entries()) {
    const [wrong] = impossibleIn(bodyOf(pose));
    if (wrong) return `pose ${place + 1}: ${wrong}`;
  }
  return undefined;
}
