import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { loadFigures } from '../src/load-figures.ts';
import { poseBetween } from '../src/pose.ts';
import {
  approvedFile,
  approvedMovementFile,
  differing,
  forApproval,
  movementForApproval,
  moves,
} from './approved.ts';

const figures = loadFigures();

const LOOK = 'look at it with `npm run figures`, and approve it with `npm run figures -- --approve`';

it.each(Object.entries(figures))('%s looks as it was approved', async (exercise, figure) => {
  const approved = readFileSync(approvedFile(exercise));
  expect(await differing(approved, await forApproval(figure)), LOOK).toBeLessThan(1);
});

it.each(Object.entries(figures).filter(([, figure]) => moves(figure)))(
  '%s moves as it was approved',
  async (exercise, figure) => {
    const approved = readFileSync(approvedMovementFile(exercise));
    expect(await differing(approved, await movementForApproval(figure)), LOOK).toBeLessThan(1);
  },
);

it('sees a movement that has become smaller', async () => {
  const figure = figures['ham-9090'];
  const [first, last] = figure?.poses ?? [];
  if (!figure || !first || !last) throw new Error('It is in the catalogue, and moves');
  const halfway = { ...figure, poses: [first, poseBetween(first, last, 0.5)] };
  const approved = readFileSync(approvedMovementFile('ham-9090'));
  expect(await differing(approved, await movementForApproval(halfway))).toBeGreaterThan(5);
});

it('sees a limb that has moved', async () => {
  const [one, other] = [figures['calf-wall'], figures['soleus-wall']];
  if (!one || !other) throw new Error('Both are in the catalogue');
  const approved = readFileSync(approvedFile('calf-wall'));
  const { left } = one.poses[0]?.legs ?? {};
  const pose = one.poses[0];
  if (!pose || !left) throw new Error('A figure has a pose');
  const moved = { ...pose, legs: { ...pose.legs, left: { foot: [36, 0, -9] as const } } };
  expect(await differing(approved, await forApproval({ ...one, poses: [moved] }))).toBeGreaterThan(5);
  expect(await differing(approved, await forApproval(other))).toBeGreaterThan(20);
});

it('keeps no approval of what is gone', () => {
  const keptBeside = (file: string) =>
    readdirSync(dirname(file))
      .filter((name) => name.endsWith('.png'))
      .map((name) => name.replace('.png', ''))
      .sort();
  expect(keptBeside(approvedFile('any'))).toEqual(Object.keys(figures).sort());
  const moving = Object.entries(figures).filter(([, figure]) => moves(figure));
  expect(keptBeside(approvedMovementFile('any'))).toEqual(moving.map(([exercise]) => exercise).sort());
});
