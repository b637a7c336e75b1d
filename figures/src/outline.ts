/** A place on the picture: x to the right, y down. */
export type Point = readonly [number, number];

export interface Round {
  readonly at: Point;
  readonly r: number;
}

const CORNERS = 28;

function turnOf(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** The tightest outline around points, by Andrew's monotone chain. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (way: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of way) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if (a && b && turnOf(a, b, point) <= 0) chain.pop();
        else break;
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** The outline around round pieces, each made wider by `more`. */
export function around(rounds: readonly Round[], more = 0): Point[] {
  return hullOf(
    rounds.flatMap(({ at, r }) =>
      Array.from({ length: CORNERS }, (_, corner): Point => {
        const angle = (corner / CORNERS) * 2 * Math.PI;
        return [at[0] + (r + more) * Math.cos(angle), at[1] + (r + more) * Math.sin(angle)];
      }),
    ),
  );
}

/** One place after the point: a tenth of a pixel is finer than anybody sees, and the same everywhere. */
const n = (figure: number) => String(Math.round(figure * 10) / 10);

export const pathOf = (points: readonly Point[], closed = true): string =>
  `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}${closed ? 'Z' : ''}`;
