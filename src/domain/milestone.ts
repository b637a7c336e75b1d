/** Numbers of runs that a member is congratulated on. */
export const MILESTONES = [10, 25, 50, 100, 200] as const;

/** The milestones that somebody who came to so many runs has reached, lowest first. */
export function milestonesReached(runs: number): number[] {
  return MILESTONES.filter((milestone) => milestone <= runs);
}

/** The milestone that lies ahead; undefined where all are reached. */
export function nextMilestone(runs: number): number | undefined {
  return MILESTONES.find((milestone) => milestone > runs);
}

export interface Reached {
  readonly userId: string;
  readonly runs: number;
}

/** Members by milestone, the greatest first. Of several that a member has reached at once, only the greatest is told. */
export function greatestReached(reached: readonly Reached[]): { runs: number; userIds: string[] }[] {
  const greatest = new Map<string, number>();
  for (const { userId, runs } of reached) greatest.set(userId, Math.max(runs, greatest.get(userId) ?? 0));
  return MILESTONES.toReversed()
    .map((runs) => ({
      runs,
      userIds: [...greatest.keys()].filter((userId) => greatest.get(userId) === runs),
    }))
    .filter(({ userIds }) => userIds.length > 0);
}
