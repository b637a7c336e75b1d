import { describe, expect, it } from 'vitest';
import { greatestReached, milestonesReached, nextMilestone } from '../../src/domain/milestone.ts';

describe('milestones', () => {
  it.each([
    [0, [], 10],
    [9, [], 10],
    [10, [10], 25],
    [24, [10], 25],
    [25, [10, 25], 50],
    [99, [10, 25, 50], 100],
    [100, [10, 25, 50, 100], 200],
    [200, [10, 25, 50, 100, 200], undefined],
    [5_000, [10, 25, 50, 100, 200], undefined],
  ])('of %i runs', (runs, reached, next) => {
    expect(milestonesReached(runs)).toEqual(reached);
    expect(nextMilestone(runs)).toBe(next);
  });

  it('that a member reaches at once are told as the greatest of them', () => {
    expect(
      greatestReached([
        { userId: 'ada', runs: 10 },
        { userId: 'ben', runs: 10 },
        { userId: 'ben', runs: 25 },
        { userId: 'cleo', runs: 25 },
      ]),
    ).toEqual([
      { runs: 25, userIds: ['ben', 'cleo'] },
      { runs: 10, userIds: ['ada'] },
    ]);
    expect(greatestReached([])).toEqual([]);
  });
});
