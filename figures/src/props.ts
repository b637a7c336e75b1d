import { type Body, placeOn } from './body.ts';
import { bar, boxed, ellipsoid, type Mesh } from './mesh.ts';
import { boxesOf, type Prop } from './pose.ts';
import { minus, plus, unit, type Vec } from './space.ts';

export const ROLLER = { radius: 7.5, long: 44 } as const;
export const BALL = 3.4;

/** What a thing is of; each has a colour of its own. */
export type PropMaterial =
  | 'wall'
  | 'frame'
  | 'wood'
  | 'mat'
  | 'cushion'
  | 'roller'
  | 'core'
  | 'ball'
  | 'strap'
  | 'stick';

/** The surfaces of a thing beside the body. */
export function propMeshes(prop: Prop, body: Body): { readonly of: PropMaterial; readonly mesh: Mesh }[] {
  switch (prop.type) {
    case 'box':
      return boxesOf(prop).map((box) => ({ of: prop.of, mesh: boxed(box) }));
    case 'chair':
      return boxesOf(prop).map((box) => ({ of: 'wood', mesh: boxed(box) }));
    case 'roller': {
      const axis = unit(prop.along);
      const end = (way: number, more = 0) => plus(prop.at, axis, way * (ROLLER.long / 2 + more));
      return [
        { of: 'roller', mesh: bar(end(-1), end(1), ROLLER.radius, ROLLER.radius, false) },
        {
          of: 'core',
          mesh: bar(end(-1, 0.2), end(1, 0.2), ROLLER.radius * 0.55, ROLLER.radius * 0.55, false),
        },
      ];
    }
    case 'ball':
      return [
        {
          of: 'ball',
          mesh: ellipsoid(
            prop.at,
            [
              [1, 0, 0],
              [0, 1, 0],
              [0, 0, 1],
            ],
            [BALL, BALL, BALL],
          ),
        },
      ];
    case 'strap':
    case 'stick': {
      const through = prop.through.map((name) => placeOn(body, name));
      const [from, to] = [through[0], through.at(-1)];
      if (!from || !to) return [];
      const whole: readonly Vec[] =
        prop.type === 'stick'
          ? [plus(from, unit(minus(from, to)), 9), plus(to, unit(minus(to, from)), 9)]
          : through;
      const thick = prop.type === 'stick' ? 1.7 : 1;
      return whole.slice(1).map((at, place) => ({ of: prop.type, mesh: bar(whole[place] ?? at, at, thick) }));
    }
  }
}
