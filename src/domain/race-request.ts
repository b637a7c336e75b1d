import { type ClubSettings, readTimeOfDay } from './club.ts';
import { LONGEST_IN_RACE, type RacePlan, RESULT_DAYS } from './race.ts';
import { type RaceDistanceOutcome, readRaceDistance, USUAL_DISTANCES } from './race-distance.ts';
import { oneLine } from './sanitize.ts';
import { addDays, dateAt, type WallDate } from './wall-time.ts';
import { type DateOutcome, readDate } from './when.ts';

/** What a leader typed for a race; what is left out stays as it was, or is nothing. */
export interface RaceAsked {
  readonly name?: string | undefined;
  readonly distance?: string | undefined;
  readonly date?: string | undefined;
  readonly start?: string | undefined;
  readonly location?: string | undefined;
  readonly link?: string | undefined;
}

export type RaceRead =
  | { readonly type: 'plan'; readonly plan: RacePlan }
  | { readonly type: 'no-name' }
  | { readonly type: 'distance'; readonly outcome: Exclude<RaceDistanceOutcome, { type: 'distance' }> }
  | { readonly type: 'date'; readonly outcome: Exclude<DateOutcome, { type: 'date' }> }
  /** Too long ago for anybody to be asked how they are, or further ahead than is planned. */
  | { readonly type: 'date-out-of-reach'; readonly why: 'past' | 'too-far'; readonly date: WallDate }
  | { readonly type: 'start'; readonly typed: string }
  | { readonly type: 'link'; readonly typed: string };

/** Said to take a part away. */
const NOTHING = /^(none|nothing|-+)$/i;

/**
 * An http or https address, with `https://` where that was left out; undefined for anything else, and for addresses
 * with a user in them, which look like another site's.
 */
export function readLink(typed: string): string | undefined {
  const text = oneLine(typed);
  const whole = /^[\w-]+(\.[\w-]+)+([/?#].*)?$/.test(text) ? `https://${text}` : text;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, username, password, hostname, href } = new URL(whole);
  const fine = /^https?:$/.test(protocol) && username === '' && password === '' && hostname.includes('.');
  return fine && href.length <= LONGEST_IN_RACE.link ? href : undefined;
}

const EMPTY: Omit<RacePlan, 'zone'> = {
  name: '',
  date: '',
  start: null,
  distance: USUAL_DISTANCES['5k'],
  location: null,
  link: null,
};

/**
 * Reads what was typed into the plan of a race: all of it for a new one, or onto `before` for one that is changed,
 * where `none` takes the start, the place or the link away. Dates are the club's: from `RESULT_DAYS` ago, so that
 * yesterday's race can be added, to a year ahead. `now` in UTC ms, `locale` as Discord tells it.
 */
export function readRace(
  asked: RaceAsked,
  before: RacePlan | undefined,
  { zone, units }: Pick<ClubSettings, 'zone' | 'units'>,
  { now, locale }: { readonly now: number; readonly locale: string },
): RaceRead {
  let plan: RacePlan = before ?? { ...EMPTY, zone };

  if (asked.name !== undefined || !before) {
    const name = oneLine(asked.name ?? '', LONGEST_IN_RACE.name);
    if (name === '') return { type: 'no-name' };
    plan = { ...plan, name };
  }
  if (asked.distance !== undefined || !before) {
    const distance = readRaceDistance(asked.distance ?? '', units);
    if (distance.type !== 'distance') return { type: 'distance', outcome: distance };
    plan = { ...plan, distance: distance.distance };
  }
  if (asked.date !== undefined || !before) {
    const read = readDate(asked.date ?? '', { now, zone, locale }, RESULT_DAYS);
    if (read.type !== 'date') return { type: 'date', outcome: read };
    const { date, time } = read;
    const today = dateAt(now, zone);
    if (date < addDays(today, -RESULT_DAYS)) return { type: 'date-out-of-reach', why: 'past', date };
    if (date > Temporal.PlainDate.from(today).add({ years: 1 }).toString())
      return { type: 'date-out-of-reach', why: 'too-far', date };
    plan = { ...plan, date, zone, ...(time === undefined ? {} : { start: time }) };
  }
  if (asked.start !== undefined) {
    const start = NOTHING.test(asked.start.trim()) ? null : readTimeOfDay(asked.start);
    if (start === undefined) return { type: 'start', typed: asked.start };
    plan = { ...plan, start, zone };
  }
  if (asked.location !== undefined) {
    const location = oneLine(asked.location, LONGEST_IN_RACE.location);
    plan = { ...plan, location: location === '' || NOTHING.test(location) ? null : location };
  }
  if (asked.link !== undefined) {
    const link = NOTHING.test(asked.link.trim()) ? null : readLink(asked.link);
    if (link === undefined) return { type: 'link', typed: asked.link };
    plan = { ...plan, link };
  }
  return { type: 'plan', plan };
}
