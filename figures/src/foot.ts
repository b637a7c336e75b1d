import { type Body, outwards } from './body.ts';
import { bar, lofted, type Ring } from './mesh.ts';
import { always, jointOf, type Piece, partOf } from './piece.ts';
import type { Side } from './pose.ts';
import { dot, type Frame, minus, plus, type Vec } from './space.ts';

/** Along a foot from the ankle: how high above it its back is, and half of its width. */
const INSTEP: readonly (readonly [along: number, top: number, wide: number])[] = [
  [-7.6, -5.4, 1.6],
  [-7, -3.4, 2.7],
  [-5.4, -0.6, 3.4],
  [-2.6, 1.8, 3.7],
  [0.6, 2.4, 3.8],
  [3.6, 0.4, 3.9],
  [7, -2.2, 4.3],
  [11.5, -4.1, 4.7],
];
const TOE_BOX: readonly (readonly [along: number, top: number, wide: number])[] = [
  [0, 3.9, 4.7],
  [3, 3.4, 4.5],
  [5.6, 2.8, 3.7],
  [7.2, 2, 2.4],
  [7.8, 1.2, 1],
];
const FLOOR_OF_FOOT = -8;

export function footPieces(body: Body, side: Side, bare: boolean): Piece[] {
  const { frame } = partOf(body, `${side}.foot`);
  const toes = partOf(body, `${side}.toes`).frame;
  const ankle = jointOf(body, `${side}.ankle`);
  const s = outwards(side);
  const narrow = bare ? 0.9 : 1;
  const cut = (
    at: Vec,
    { f, u, r }: Frame,
    along: number,
    top: number,
    bottom: number,
    wide: number,
  ): Ring => {
    const middle = (top + bottom) / 2;
    return {
      at: plus(plus(at, f, along), u, middle),
      x: u,
      y: r,
      wide: [top - middle, middle - bottom, wide * narrow, wide * narrow],
      square: 2.7,
    };
  };
  const under = (along: number) =>
    FLOOR_OF_FOOT + (along < -7 ? 1.4 : along < -5.8 ? 0.4 : 0) + (bare && along > 0 && along < 6 ? 0.9 : 0);
  const instep = lofted(
    INSTEP.map(([along, top, wide]) => cut(ankle, frame, along, top - (bare ? 0.5 : 0), under(along), wide)),
  );
  const ballAt = plus(plus(ankle, frame.f, 11.5), frame.u, FLOOR_OF_FOOT);
  const soleOf = (frameThere: Frame, origin: Vec, level: number) => (at: Vec) =>
    dot(minus(at, origin), frameThere.u) < level ? ('sole' as const) : ('shoe' as const);
  const name = `${side}.foot`;
  if (!bare)
    return [
      { name, side, mesh: instep, materialAt: soleOf(frame, ankle, FLOOR_OF_FOOT + 1.9) },
      {
        name,
        side,
        mesh: lofted(
          TOE_BOX.map(([along, top, wide], place) =>
            cut(ballAt, toes, along, top, place > 2 ? 0.5 : 0, wide),
          ),
        ),
        materialAt: soleOf(toes, ballAt, 1.8),
      },
    ];
  // The big toe lies inside; each is a little shorter and thinner than the one before.
  const five = [-3.1, -1.1, 0.6, 2.1, 3.4].map((out, place) => {
    const thick = place === 0 ? 1.75 : 1.35 - place * 0.06;
    const from = plus(plus(plus(ballAt, toes.f, -1 - place * 0.5), toes.r, out * s), toes.u, thick + 0.4);
    return {
      name,
      side,
      mesh: bar(from, plus(plus(from, toes.f, 6.6 - place * 0.75), toes.u, -0.3), thick * 1.1, thick),
      materialAt: always('skin'),
    };
  });
  return [{ name, side, mesh: instep, materialAt: always('skin') }, ...five];
}
