import type { Figure } from './pose.ts';
import { dot, radians, type Vec } from './space.ts';

/** A place on the picture: x to the right, y down. */
export type Point = readonly [number, number];

/** From where a body is looked at: what is right, up and nearer there. Nothing gets smaller with distance. */
export interface Camera {
  readonly right: Vec;
  readonly up: Vec;
  readonly nearer: Vec;
}

export function cameraOf({ round, down }: Figure['view']): Camera {
  const [a, b] = [radians(round), radians(down)];
  const level: Vec = [Math.sin(a), 0, Math.cos(a)];
  return {
    right: [Math.cos(a), 0, -Math.sin(a)],
    up: [-level[0] * Math.sin(b), Math.cos(b), -level[2] * Math.sin(b)],
    nearer: [level[0] * Math.cos(b), Math.sin(b), level[2] * Math.cos(b)],
  };
}

/** A piece of the world as it lands on a picture: `scale` pixels to the centimetre, the world's middle at `middle`. */
export interface Lens {
  readonly camera: Camera;
  readonly scale: number;
  readonly middle: Point;
}

export const seen = ({ camera, scale, middle }: Lens, at: Vec): Point => [
  middle[0] + dot(at, camera.right) * scale,
  middle[1] - dot(at, camera.up) * scale,
];
