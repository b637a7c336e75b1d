import { expect, it } from 'vitest';
import { simulateDay } from '../../tools/simulation/day.ts';

// The short form; `npm run test:day` lets twenty clubs live for thirty hours.
it('loses nothing, doubles nothing and tells nobody wrongly in some hours of two clubs with everything going wrong', async () => {
  const { findings, figures } = await simulateDay({ seed: 1, clubs: 2, hours: 5, unkind: true });
  expect(findings).toEqual({ lost: [], doubled: [], toldWrongly: [] });
  expect(figures.violations).toBe(0);
  expect(figures.posts).toBeGreaterThan(0);
});
