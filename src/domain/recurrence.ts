import { RRuleTemporal } from 'rrule-temporal';
import { DAY } from './duration.ts';
import { instantOf, type Wall, type WallDate, wallOf } from './wall-time.ts';

/** The choices of `/run create repeat:`. */
export const REPEATS = ['weekly', 'fortnightly', 'monthly'] as const;
export type Repeat = (typeof REPEATS)[number];

/** Runs that come again and again at the same wall time, from `first` to `until`, the last date it may fall on. */
export interface Series {
  readonly repeat: Repeat;
  readonly first: Wall;
  readonly zone: string;
  readonly until?: WallDate;
}

/**
 * One run of a series. `date` is the date the rule gives it, its key whatever the clocks do; `wall` is what clocks
 * show at its instant `at` (UTC ms), later than the series says only where that time is left out.
 */
export interface Occurrence {
  readonly date: WallDate;
  readonly wall: Wall;
  readonly at: number;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const WHICH = ['first', 'second', 'third', 'fourth', 'last'] as const;

/** 0 for a date on the first weekday of its kind in the month, to 3 for the fourth; 4, the fifth, stands for the last. */
function whichOfMonth(first: Wall) {
  return Math.ceil(Temporal.PlainDate.from(first).day / 7) - 1;
}

function weekdayOf(first: Wall): string {
  return WEEKDAYS[Temporal.PlainDate.from(first).dayOfWeek - 1] ?? '';
}

/** "1SA" for a first Saturday, "-1FR" for a last Friday. */
function weekdayOfMonth(first: Wall): string {
  const which = whichOfMonth(first);
  return `${which === 4 ? -1 : which + 1}${weekdayOf(first).slice(0, 2).toUpperCase()}`;
}

/** A wall time as if it were in UTC, where there are no clock changes: the rule counts dates and knows no zone. */
const inUtc = (wall: Wall) => Temporal.ZonedDateTime.from(`${wall}[UTC]`);

function ruleOf({ repeat, first, until }: Series) {
  return new RRuleTemporal({
    freq: repeat === 'monthly' ? 'MONTHLY' : 'WEEKLY',
    interval: repeat === 'fortnightly' ? 2 : 1,
    ...(repeat === 'monthly' ? { byDay: [weekdayOfMonth(first)] } : {}),
    dtstart: inUtc(first),
    ...(until === undefined ? {} : { until: inUtc(`${until}T23:59`) }),
    temporal: Temporal,
  });
}

/** Puts a time the rule gives into the zone: the first of two, and later by as much as a gap leaves out. */
function occurrenceAt(wall: Wall, zone: string): Occurrence {
  const date = wall.slice(0, 10);
  const meaning = instantOf(wall, zone);
  if (meaning.type === 'gap') return { date, wall: meaning.shown, at: meaning.at };
  return { date, wall, at: meaning.type === 'twice' ? meaning.first : meaning.at };
}

/**
 * The next `count` runs of a series strictly after an instant (UTC ms), or as many as there are. Throws a RangeError
 * for a series whose first time, zone or last date is none.
 */
export function occurrencesAfter(series: Series, after: number, count: number): Occurrence[] {
  const rule = ruleOf(series);
  const found: Occurrence[] = [];
  // A gap may move a run past `after` by at most the day that Samoa once left out.
  const from = inUtc(wallOf(after - DAY, series.zone));
  for (let next = rule.next(from, true); next && found.length < count; next = rule.next(next)) {
    const wall = next.toPlainDateTime().toString({ smallestUnit: 'minute' });
    const occurrence = occurrenceAt(wall, series.zone);
    if (occurrence.at > after) found.push(occurrence);
  }
  return found;
}

/** How often a series comes: "every Saturday", "every second Tuesday", "every last Friday of the month". */
export function inWords(repeat: Repeat, first: Wall): string {
  const weekday = weekdayOf(first);
  switch (repeat) {
    case 'weekly':
      return `every ${weekday}`;
    case 'fortnightly':
      return `every second ${weekday}`;
    case 'monthly':
      return `every ${WHICH[whichOfMonth(first)]} ${weekday} of the month`;
  }
}
