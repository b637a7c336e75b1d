/** A place or a direction: x to the right of a picture from the side, y up, z towards who looks at it. Centimetres. */
export type Vec = readonly [number, number, number];

/** How a part of a body is turned: its own forwards, up and right, each at a right angle to the others. */
export interface Frame {
  readonly f: Vec;
  readonly u: Vec;
  readonly r: Vec;
}

/** Standing and facing to the right of the picture, so that the body's right side is the one to be seen. */
export const UPRIGHT: Frame = { f: [1, 0, 0], u: [0, 1, 0], r: [0, 0, 1] };

export const plus = (a: Vec, b: Vec, times = 1): Vec => [
  a[0] + b[0] * times,
  a[1] + b[1] * times,
  a[2] + b[2] * times,
];
export const minus = (a: Vec, b: Vec): Vec => plus(a, b, -1);
export const times = (a: Vec, by: number): Vec => [a[0] * by, a[1] * by, a[2] * by];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec): number => Math.hypot(...a);
export const distance = (a: Vec, b: Vec): number => length(minus(a, b));
export const between = (a: Vec, b: Vec, share: number): Vec => plus(a, minus(b, a), share);

/** The same direction, one long; nothing stays nothing. */
export function unit(a: Vec): Vec {
  const long = length(a);
  return long === 0 ? a : times(a, 1 / long);
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
export const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** `v` turned about `axis`, which is one long, by the right-hand rule. */
function rotated(v: Vec, axis: Vec, angle: number): Vec {
  const [c, s] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return plus(plus(times(v, c), cross(axis, v), s), axis, dot(axis, v) * (1 - c));
}

/** A frame turned about one of its own axes: `f` over `u` about `r`, `u` over `r` about `f`, `r` over `f` about `u`. */
export function turned(frame: Frame, about: keyof Frame, angle: number): Frame {
  const axis = frame[about];
  return {
    f: rotated(frame.f, axis, angle),
    u: rotated(frame.u, axis, angle),
    r: rotated(frame.r, axis, angle),
  };
}

/** What of `v` stands at a right angle to `axis`, one long. */
export const across = (v: Vec, axis: Vec): Vec => unit(plus(v, axis, -dot(v, axis)));

/** The frame with that up, and with its forwards as near to `towards` as that leaves it. */
export function frameBy(up: Vec, towards: Vec): Frame {
  const u = unit(up);
  const f = across(towards, u);
  return { f, u, r: cross(f, u) };
}
