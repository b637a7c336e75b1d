import { DAY, HOUR, MINUTE } from './duration.ts';

/** How long before a run or a race members are looked up, in ms: in time for a reminder that comes a day ahead. */
export const LOOKED_UP_AHEAD_MS = DAY + 2 * HOUR;

/** A member is looked up at most so often, in ms. */
export const LOOKED_UP_EVERY_MS = DAY;

/** Whoever is on no list is looked up so often, in ms: what is kept of them goes, too, once they have left. */
export const SEEN_EVERY_MS = 30 * DAY;

/** Nobody is taken off a list by one answer of Discord: so much later, in ms, it is asked again. */
export const SECOND_LOOK_AFTER_MS = 10 * MINUTE;

/** What is kept of somebody who left the server is erased after so long, in ms. */
export const KEPT_AFTER_LEAVING_MS = 30 * DAY;

/** What is known of whether a member is in the server. Instants in UTC ms. */
export interface Membership {
  /** When Discord first said that they aren't; null where it said last that they are. */
  readonly missedAt: number | null;
  /** When it was taken note of that they left. */
  readonly leftAt: number | null;
}

/** What follows where Discord doesn't find a member at `now` (UTC ms). */
export function afterMissing({ missedAt, leftAt }: Membership, now: number): 'wait' | 'leave' | 'erase' {
  if (leftAt !== null) return now - leftAt >= KEPT_AFTER_LEAVING_MS ? 'erase' : 'wait';
  return missedAt !== null && now - missedAt >= SECOND_LOOK_AFTER_MS ? 'leave' : 'wait';
}
