import { DAY, MINUTE } from '../domain/duration.ts';

/** What failed is tried again after this long. */
const AFTER_FAILURE_MS = 10 * MINUTE;

/**
 * Does some work where it hasn't been done for a day, however often it is offered a time for it. `now` in UTC ms; it may
 * have been a year ahead.
 */
export function createDaily(work: (now: number) => Promise<void>): (now: number) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async (now) => {
    if (Math.abs(now - last) < DAY) return;
    last = now - DAY + AFTER_FAILURE_MS;
    await work(now);
    last = now;
  };
}
