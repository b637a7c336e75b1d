import { expect, it } from 'vitest';
import { groupMoodOf } from '../../src/domain/group-mood.ts';

it.each([
  [0, 0, null],
  [5, 5, null],
  [5, 3, null],
  [100, 2, null],
  [100, 98, null],
  [6, 3, 'about-half'],
  [7, 4, 'about-half'],
  [8, 5, 'most'],
  [8, 3, 'fewer-than-half'],
  [10, 4, 'about-half'],
  [10, 6, 'about-half'],
  [100, 97, 'most'],
  [100, 3, 'fewer-than-half'],
] as const)('of %i who answered, %i felt fine: %s', (answered, fine, told) => {
  expect(groupMoodOf({ answered, fine })).toBe(told);
});
