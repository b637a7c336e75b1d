import { type Body, outwards } from './body.ts';
import { bar, ellipsoid, lofted, type Ring } from './mesh.ts';
import { always, type Build, jointOf, type Material, type Piece, partOf } from './piece.ts';
import type { Side } from './pose.ts';
import { dot, minus, plus, type Vec } from './space.ts';

/** Where on a head something is painted; forwards, up and to the right, one long from its middle. */
function faceAt(f: number, u: number, r: number): Material {
  if (u > 0.1 + 0.58 * f || (f < 0.12 && u > 0.52 * f - 0.06)) return 'hair';
  if (f > 0 && Math.hypot(Math.abs(r) - 0.36, (u + 0.02) * 0.8) < 0.085) return 'ink';
  if (f > 0 && Math.abs(r) < 0.24 && Math.abs(u + 0.5 - r * r * 1.6) < 0.035) return 'ink';
  return 'skin';
}

export function headPieces(body: Body, build: Build): Piece[] {
  const { f, u, r } = partOf(body, 'head').frame;
  const middle = jointOf(body, 'head');
  const at = plus(middle, f, 0.8);
  const levels = 14;
  const [deep, high, wide] = [9.4, 11.6, 8];
  const skull = lofted(
    Array.from({ length: levels + 1 }, (_, level): Ring => {
      const angle = -Math.PI / 2 + (level / levels) * Math.PI;
      const y = Math.sin(angle);
      const round = Math.max(0.03, Math.cos(angle)) ** 0.9;
      const jaw = y < 0 ? -y : 0;
      return {
        at: plus(at, u, high * y),
        x: f,
        y: r,
        wide: [
          deep * round * (1 - 0.06 * jaw),
          deep * round * (1 - 0.42 * jaw),
          wide * round * (1 - 0.22 * jaw),
          wide * round * (1 - 0.22 * jaw),
        ],
        square: 2.15,
      };
    }),
  );
  const neckFrom = plus(jointOf(body, 'chest'), partOf(body, 'chest').frame.u, 3);
  const ear = (side: Side): Piece => ({
    name: 'head',
    mesh: ellipsoid(plus(plus(at, r, 7.6 * outwards(side)), u, -0.8), [f, u, r], [1.9, 2.6, 1.3]),
    materialAt: always('skin'),
  });
  const local = (place: Vec) => {
    const away = minus(place, at);
    return faceAt(dot(away, f) / deep, dot(away, u) / high, dot(away, r) / wide);
  };
  return [
    { name: 'head', mesh: skull, materialAt: local },
    {
      name: 'head',
      mesh: ellipsoid(plus(plus(at, f, deep - 0.4), u, -2.2), [f, u, r], [1.7, 1.5, 1.1]),
      materialAt: always('skin'),
    },
    ear('left'),
    ear('right'),
    {
      name: 'neck',
      mesh: bar(neckFrom, plus(middle, u, -5), 4.9 * build.limbs, 4.7 * build.limbs, false),
      materialAt: always('skin'),
    },
    ...(build.bun
      ? [
          {
            name: 'head',
            mesh: ellipsoid(plus(plus(at, f, -7.6), u, 9.4), [f, u, r], [4, 4, 4]),
            materialAt: always('hair'),
          },
        ]
      : []),
  ];
}
