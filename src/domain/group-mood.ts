import { dayInstant, type RacePlan } from './race.ts';

/** How those who checked in after a race felt, as far as they felt fine. In words: a number would tell too much. */
export type GroupMood = 'most' | 'about-half' | 'fewer-than-half';

/** How many answered, and how many of them felt fine. */
export interface Tally {
  readonly answered: number;
  readonly fine: number;
}

/** The check-in that is told of is that of the day after the race. */
export const MOOD_DAY = 1;

/** When that day is over (UTC ms): answers that come later don't count, and what is told never changes again. */
export function moodFrozenAt(race: RacePlan): number {
  return dayInstant(race, MOOD_DAY + 1, '00:00');
}

/** With fewer who felt fine, or fewer who didn't, others could work out how one of them felt. */
const FEWEST_ON_EACH_SIDE = 3;

/** "About half" is from 40 to 60 per cent. Our choice. */
const ABOUT_HALF = { from: 0.4, to: 0.6 } as const;

/** What may be told of a group; null for nothing. */
export function groupMoodOf({ answered, fine }: Tally): GroupMood | null {
  if (Math.min(fine, answered - fine) < FEWEST_ON_EACH_SIDE) return null;
  const share = fine / answered;
  if (share > ABOUT_HALF.to) return 'most';
  return share < ABOUT_HALF.from ? 'fewer-than-half' : 'about-half';
}
