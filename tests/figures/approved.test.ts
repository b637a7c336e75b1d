import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { approvedFile, differing, forApproval } from './approved.ts';

const { figures } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

it.each(Object.entries(figures))('%s looks as it was approved', async (exercise, figure) => {
  const approved = readFileSync(approvedFile(exercise));
  expect(
    await differing(approved, await forApproval(figure)),
    'look at it with `npm run figures:sheet`, and approve it with `npm run figures:sheet -- --approve`',
  ).toBeLessThan(1);
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
  const kept = readdirSync(dirname(approvedFile('any'))).map((file) => file.replace('.png', ''));
  expect(kept.sort()).toEqual(Object.keys(figures).sort());
});
