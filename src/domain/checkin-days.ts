import { HOUR } from './duration.ts';
import { type Distance, isMarathonOrLonger } from './plan.ts';
import { dayInstant, dayZero, endOf, type Race, type RacePlan } from './race.ts';
import { dateAt, daysBetween, wallOf } from './wall-time.ts';

/** The days after the race on which the club is asked, by distance: the evidence sheet's section 6.4. */
export const CHECKIN_DAYS: Readonly<Record<Distance, readonly number[]>> = {
  '5k': [1, 3],
  '10k': [1, 3, 7],
  half: [1, 3, 7, 14],
  marathon: [1, 3, 7, 14, 21],
  ultra: [1, 3, 7, 14, 21, 28],
};

/** The race's evening. Nothing is asked on it, but the warning signs are shown. */
export const EVENING = 0;

/** After these some warning signs show within 24 hours, so that the list comes on the race's evening too. */
export const hasRaceEvening = isMarathonOrLonger;

/** Everybody is home, fed and awake. */
const EVENING_TIME = '20:00';

/**
 * When the list of the race's evening is due, UTC ms: at eight, or an hour after nearly all have finished where that is
 * later. Who finishes in the night gets it then, while they are awake: by eight in the evening most of the 24 hours
 * in which those signs show would be over.
 */
export function eveningAt(race: RacePlan): number {
  const eight = dayInstant(race, EVENING, EVENING_TIME);
  const end = endOf(race);
  if (end === undefined) return eight;
  const inTheNight = end < dayInstant(race, EVENING, '06:00');
  return inTheNight ? end + HOUR : Math.max(eight, end + HOUR);
}

/** Recovery is followed for this many days; after it a race has nothing to do with how somebody feels. */
const FOLLOWED_DAYS = 42;

/** Which day of recovery it is at `now` (UTC ms). Race day begins with the start, where that is known. */
export function raceDayAt(
  race: Race,
  now: number,
): { readonly type: 'before' | 'long-ago' } | { readonly type: 'day'; readonly day: number } {
  const days = daysBetween(dayZero(race), dateAt(now, race.zone));
  const start = race.start ?? '00:00';
  const begun = wallOf(now, race.zone) >= `${race.date}T${start}`;
  if (days < 0 || !begun) return { type: 'before' };
  return days > FOLLOWED_DAYS ? { type: 'long-ago' } : { type: 'day', day: days };
}

/** How long after its day a check-in may still be answered, in days. */
const ANSWERED_WITHIN_DAYS = 7;

/** Which of the club's check-ins one on this day answers: the last before it, unless that is long past. */
export function answersDay(distance: Distance, day: number): number | undefined {
  const days = [...(hasRaceEvening(distance) ? [EVENING] : []), ...CHECKIN_DAYS[distance]];
  const last = days.findLast((one) => one <= day);
  return last !== undefined && day - last <= ANSWERED_WITHIN_DAYS ? last : undefined;
}

/** The day of the next check-in after this one. */
export function nextCheckinDay(distance: Distance, day: number): number | undefined {
  return CHECKIN_DAYS[distance].find((one) => one > day);
}
