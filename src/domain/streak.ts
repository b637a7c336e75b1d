import { dateAt, daysBetween } from './wall-time.ts';
/** So many weeks without a run are rest and don't break a streak. */
export const WEEKS_OF_REST = 2;

const DAYS_A_WEEK = 7;
/** The first of January 1970, from which days are counted, was the fourth day of its week. */
const FIRST_DAY = 3;

/** Weeks from Monday to Sunday, as ISO has them, counted on from that of 1 January 1970, on the clocks of a zone. */
export function weekOf(instant: number, zone: string): number {
  return Math.floor((daysBetween('1970-01-01', dateAt(instant, zone)) + FIRST_DAY) / DAYS_A_WEEK);
}

/**
 * How many weeks with a run there are in a row, counted back from `now`, for runs that began at `instants` (UTC ms). Up
 * to two whole weeks without a run don't end it, nor do they count; the week that `now` is in is not over yet, so it
 * counts if there was a run and takes nothing away if not.
 */
export function streakInWeeks(instants: readonly number[], zone: string, now: number): number {
  const weeks = [...new Set(instants.filter((at) => at <= now).map((at) => weekOf(at, zone)))];
  let streak = 0;
  let later = weekOf(now, zone);
  for (const week of weeks.sort((a, b) => b - a)) {
    if (later - week - 1 > WEEKS_OF_REST) break;
    streak += 1;
    later = week;
  }
  return streak;
}
