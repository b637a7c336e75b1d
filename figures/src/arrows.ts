import { type Body, placeOn } from './body.ts';
import { type Lens, type Point, seen } from './camera.ts';
import { ARROW } from './colours.ts';
import type { Arrow } from './pose.ts';
import { plus } from './space.ts';

/** One place after the point: a tenth of a pixel is finer than anybody sees, and the same everywhere. */
const n = (figure: number) => String(Math.round(figure * 10) / 10);

const pathOf = (points: readonly Point[], closed: boolean): string =>
  `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}${closed ? 'Z' : ''}`;

function headOf(at: Point, from: Point, size: number): string {
  const angle = Math.atan2(at[1] - from[1], at[0] - from[0]);
  const corner = (turn: number, long: number): Point => [
    at[0] + long * Math.cos(angle + turn),
    at[1] + long * Math.sin(angle + turn),
  ];
  return `<path d="${pathOf([corner(0, size * 0.8), corner(2.3, size), corner(-2.3, size)], true)}" fill="${ARROW.line}" stroke="${ARROW.edge}" stroke-width="1.5"/>`;
}

/** A line with a head at its end, or at both, set off from what lies behind. As SVG. */
export function arrowSvg(way: readonly Point[], both: boolean): string {
  const path = pathOf(way, false);
  const [first, second, beforeLast, last] = [way[0], way[1], way.at(-2), way.at(-1)];
  if (!first || !second || !beforeLast || !last) return '';
  const line = (ink: string, width: number) =>
    `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return [
    line(ARROW.edge, 9),
    line(ARROW.line, 5),
    headOf(last, beforeLast, 13),
    ...(both ? [headOf(first, second, 13)] : []),
  ].join('');
}

function bowed(from: Point, to: Point, bow: number): Point[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Array.from({ length: 13 }, (_, step): Point => {
    const share = step / 12;
    const high = 4 * share * (1 - share) * bow;
    return [from[0] + dx * share + dy * high, from[1] + dy * share - dx * high];
  });
}

/** Once round, but for the gap where it begins. */
function ringed([x, y]: Point, r: number): Point[] {
  return Array.from({ length: 25 }, (_, step): Point => {
    const angle = -1.2 + (step / 24) * 5.2;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

/** The way that an arrow goes on the picture. */
export function wayOf({ from, off, by, bow = 0, around }: Arrow, body: Body, lens: Lens): Point[] {
  const start = placeOn(body, from, off);
  if (around !== undefined) return ringed(seen(lens, start), around * lens.scale);
  return bowed(seen(lens, start), seen(lens, plus(start, by ?? [0, 0, 0])), bow);
}
