import { createRequire } from 'node:module';
import type * as chrono from 'chrono-node';
import { MINUTE } from './duration.ts';
import { plainWords } from './search.ts';
import { addDays, instantOf, type Wall, type WallDate, wallOf } from './wall-time.ts';

/** In which moment, where and by whom a time was typed: `now` in UTC ms, an IANA zone, a Discord locale ('en-GB'). */
export interface Spot {
  readonly now: number;
  readonly zone: string;
  readonly locale: string;
}

/** A wall time with the instant (UTC ms) at which clocks in the club's zone show it. */
interface WallInstant {
  readonly wall: Wall;
  readonly at: number;
}

/**
 * What a leader's words for a time come to. `time` has been understood to the last word and lies ahead; `stated` tells
 * that clocks show it twice and which one is meant. All others are refusals, with what had been understood until then;
 * `typed` and `words` are the leader's own text, to be escaped.
 */
export type WhenOutcome =
  | ({ readonly type: 'time'; readonly stated?: 'first-of-two' | 'second-of-two' } & WallInstant)
  /** Nothing understood, or a month without a day. */
  | { readonly type: 'no-time'; readonly typed: string }
  /** Part understood, but not these words. They might mean another day, so nothing is guessed. */
  | { readonly type: 'unread'; readonly typed: string; readonly words: string }
  /** A day, but no hour: none, or only "morning", "tonight". */
  | { readonly type: 'no-hour'; readonly date: WallDate }
  /** "Friday 5 December", which is a Saturday. `weekday` is the one typed, from 1 (Monday) to 7. */
  | { readonly type: 'other-weekday'; readonly date: WallDate; readonly weekday: number }
  /** "7am PST", where the club's clocks are not those of PST then. `wall` is without the zone. */
  | { readonly type: 'other-zone'; readonly wall: Wall }
  | ({ readonly type: 'past' } & WallInstant)
  /** Over a year ahead. */
  | ({ readonly type: 'too-far' } & WallInstant)
  /** The clocks jump over `wall`; `shown` is as much later as they are put forward, at the instant `at`. */
  | ({ readonly type: 'no-such-hour'; readonly shown: Wall } & WallInstant);

/** What one reading of a text found: the parts that say the day and the hour, and the words that it made nothing of. */
interface WhenReading {
  readonly day: chrono.ParsedComponents;
  readonly hour: chrono.ParsedComponents | undefined;
  readonly unread: string;
}

const LONGEST_READ = 100;
const STILL_DAY: Wall = '2025-01-15T12:00';

/**
 * Reads what somebody typed for a time to come: "Saturday 7:30am", "tomorrow 18:30", "in 2 hours", "5 December 7:30",
 * "2026-12-05 07:30", "heute 18 Uhr". Read in English and in the language of the locale; 5/12 is 12 May in en-US alone.
 * Days count in the club's zone; without a date or a year it is the next such day ahead. A zone or offset typed with
 * it is taken if it is what the club's clocks keep then, and refused if not, as abbreviations mean too many zones.
 * Longer text is cut at 100 characters. Throws a RangeError for an unknown zone, never for what was typed.
 */
export function readWhen(typed: string, { now, zone, locale }: Spot): WhenOutcome {
  const text = tidied(typed);
  const today = wallOf(now, zone);
  const reading = bestReading(text, today, locale);
  if (!reading || lacksDay(reading.day)) return { type: 'no-time', typed: text };
  const { day, hour, unread } = reading;
  if (!hour) return { type: 'no-hour', date: dateAhead(day, text, (date) => date < today.slice(0, 10)) };
  if (unread !== '') return { type: 'unread', typed: text, words: unread };
  if (isRelative(hour)) return judged(momentIn(minutesIn(text, locale), now, zone), now, zone);

  const at = (date: WallDate): Wall => `${date}T${timeOf(hour)}`;
  const date = dateAhead(day, text, (one) => momentsOf(at(one), zone).every((moment) => moment.at <= now));
  const weekday = weekdayTyped(day);
  if (weekday !== undefined && weekday !== Temporal.PlainDate.from(date).dayOfWeek)
    return { type: 'other-weekday', date, weekday };
  const moments = momentsOf(at(date), zone).filter(({ at }) => fitsOffset(hour, at, zone));
  const meant = moments.find(({ at }) => at > now) ?? moments[0];
  return meant ? judged(meant, now, zone) : { type: 'other-zone', wall: at(date) };
}

/** What somebody's words for a date come to, wherever it lies; `typed` and `words` are theirs, to be escaped. */
export type DateOutcome =
  /** `time`: an hour typed with it, `HH:MM`. */
  | { readonly type: 'date'; readonly date: WallDate; readonly time?: string }
  | { readonly type: 'no-date'; readonly typed: string }
  | { readonly type: 'unread'; readonly typed: string; readonly words: string }
  | { readonly type: 'other-weekday'; readonly date: WallDate; readonly weekday: number };

/**
 * Reads a date in the same way: "Sunday", "5 December", "2026-12-05", "yesterday", "in 3 weeks". Without a year it is
 * the next such day from `daysBack` days ago on; a weekday is the next one, unless the last was asked for.
 */
export function readDate(typed: string, { now, zone, locale }: Spot, daysBack: number): DateOutcome {
  const text = tidied(typed);
  const today = wallOf(now, zone);
  const reading = bestReading(text, today, locale);
  if (!reading || !namesDay(reading.day) || lacksDay(reading.day)) return { type: 'no-date', typed: text };
  const { day, hour, unread } = reading;
  if (unread !== '') return { type: 'unread', typed: text, words: unread };
  const back = comesAgain(day) === 'years' ? daysBack : 0;
  const earliest = addDays(today.slice(0, 10), -back);
  const date = dateAhead(day, text, (one) => one < earliest);
  const weekday = weekdayTyped(day);
  if (weekday !== undefined && weekday !== Temporal.PlainDate.from(date).dayOfWeek)
    return { type: 'other-weekday', date, weekday };
  return { type: 'date', date, ...(hour && !isRelative(hour) ? { time: timeOf(hour) } : {}) };
}

/** Plain characters and single spaces, without anything invisible. */
function tidied(typed: string): string {
  return typed
    .slice(0, LONGEST_READ)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

// From words to components -------------------------------------------------------------------------------------------

type English = typeof import('chrono-node/en');

const LANGUAGES = new Set('ar de es fi fr id it ja nl pt ru sv uk vi zh'.split(' '));

/** A language is loaded when it is first needed: all of them take 14 MB, and no start has to wait for one. */
const require = createRequire(import.meta.url);

/** Chrono's reader of English, of America's or the rest of the world's. */
function englishReader(american: boolean): chrono.Chrono {
  const { casual, GB }: English = require('chrono-node/en');
  return american ? casual : GB;
}

/** Chrono's reader of the locale's own language. */
function readerOf(locale: string): chrono.Chrono | undefined {
  const language = locale.split('-')[0] ?? '';
  return LANGUAGES.has(language) ? (require(`chrono-node/${language}`) as English).casual : undefined;
}

/** Spellings that chrono does not read, and those it does. */
const RESPELT: readonly (readonly [RegExp, string])[] = [
  [/\b(\d{1,2}) ?h ?(\d\d)\b/gi, '$1:$2'],
  // "7h" alone might be how long from now.
  [/(?<=às |\b\d)(\d) ?h\b/gi, '$1:00'],
  [/\bweds\b\.?/gi, 'wed'],
  [/\bmorgen früh\b/gi, 'morgen'],
];

/** Dates with dots have the day first wherever they are written, but chrono wants slashes where there is no year. */
const DAY_FIRST: readonly [RegExp, string] = [/\b(\d{1,2})\.(\d{1,2})\.(?= |$)/g, '$1/$2'];

/** Words that change nothing. */
const IDLE = new Set(
  plainWords(
    `a an at by from in of on the this coming club local time start starts starting sharp please
    am an ab den der um uhr kommenden · le la les à de du heures · el los las a de del hora · o os as às no na em
    il lo alle di · de het om op van uur · på kl klockan · klo · に の は から · в во на`,
  ).split(' '),
);

/** Chrono is told that the club's wall time is UTC, where no clocks change. The `Date`s it makes are not used. */
const inUtc = (wall: Wall) => ({ instant: new Date(`${wall}Z`), timezone: 0 });

/** The reading that leaves the fewest letters unread, English before the language of the locale; undefined for none. */
function bestReading(text: string, today: Wall, locale: string): WhenReading | undefined {
  const american = locale === 'en-US';
  const english = englishReader(american);
  const own = readerOf(locale);
  const respelt = [...RESPELT, ...(american ? [] : [DAY_FIRST])].reduce(
    (before, [odd, usual]) => before.replace(odd, usual),
    text,
  );
  return [...new Set([text, respelt])]
    .flatMap((spelling) => {
      const inEnglish = english.parse(spelling, inUtc(today));
      const inOwn = own?.parse(spelling, inUtc(today)) ?? [];
      // Some languages know days but no hours, which are written alike in all.
      const inBoth = [...inOwn, ...inEnglish.filter((one) => !inOwn.some((other) => overlap(one, other)))];
      return [inEnglish, inOwn, inBoth].flatMap((results) => readingOf(spelling, results) ?? []);
    })
    .sort((a, b) => a.unread.length - b.unread.length || lackOf(a) - lackOf(b))[0];
}

function overlap(one: chrono.ParsedResult, other: chrono.ParsedResult): boolean {
  return one.index < other.index + other.text.length && other.index < one.index + one.text.length;
}

const lackOf = ({ day, hour }: WhenReading) => (lacksDay(day) ? 2 : 0) + (hour ? 0 : 1);

const namesDay = (part: chrono.ParsedComponents) =>
  (['year', 'month', 'day', 'weekday'] as const).some((component) => part.isCertain(component));

const namesHour = (part: chrono.ParsedComponents) => part.isCertain('hour');

/** A month or a year alone; chrono would take the first of it. */
const lacksDay = (part: chrono.ParsedComponents) =>
  namesDay(part) && !part.isCertain('day') && !part.isCertain('weekday');

/** One part that says day and hour, or one for each, wherever they stand; other parts count as unread. */
function readingOf(text: string, results: readonly chrono.ParsedResult[]): WhenReading | undefined {
  const whole = results.find(({ start }) => namesDay(start) && namesHour(start));
  const day = whole ?? results.find(({ start }) => namesDay(start));
  const hour = whole ?? results.find(({ start }) => namesHour(start));
  const first = day ?? hour ?? results[0];
  if (!first) return undefined;
  const used = new Set([first, ...(hour ? [hour] : [])]);
  return { day: first.start, hour: hour?.start, unread: unreadIn(text, [...used]) };
}

/** What is left of a text without the parts that were used and without words that change nothing. */
function unreadIn(text: string, used: readonly chrono.ParsedResult[]): string {
  const rest = used.reduce(
    (before, { index, text: { length } }) =>
      before.slice(0, index) + ' '.repeat(length) + before.slice(index + length),
    text,
  );
  return rest
    .split(' ')
    .filter((word) =>
      plainWords(word)
        .split(' ')
        .some((plain) => plain !== '' && !IDLE.has(plain)),
    )
    .join(' ');
}

// From components to wall time ---------------------------------------------------------------------------------------

const get = (part: chrono.ParsedComponents, component: chrono.Component) => part.get(component) ?? 0;

function dateOf(part: chrono.ParsedComponents): Temporal.PlainDate {
  return new Temporal.PlainDate(get(part, 'year'), get(part, 'month'), get(part, 'day'));
}

function timeOf(part: chrono.ParsedComponents): string {
  return new Temporal.PlainTime(get(part, 'hour'), get(part, 'minute')).toString({ smallestUnit: 'minute' });
}

/** What is sure to come round again if it is over: a time tomorrow, a weekday next week, a day of the year next year. */
function comesAgain(part: chrono.ParsedComponents): 'days' | 'weeks' | 'years' | undefined {
  if (!namesDay(part)) return 'days';
  if (!part.isCertain('day')) return 'weeks';
  return part.isCertain('year') ? undefined : 'years';
}

/** The day a part speaks of, or the next one like it if that is over. */
function dateAhead(
  part: chrono.ParsedComponents,
  text: string,
  isOver: (date: WallDate) => boolean,
): WallDate {
  const date = dateOf(part);
  const again = comesAgain(part);
  if (!again || !isOver(date.toString()) || /\b(last|past|letzte[nr]?)\b/i.test(text)) return date.toString();
  const next = date.add({ [again]: 1 });
  const isLeapDay = again === 'years' && next.day !== date.day;
  return isLeapDay ? date.toString() : next.toString();
}

/** The weekday typed together with a date, from 1 (Monday) to 7. */
function weekdayTyped(part: chrono.ParsedComponents): number | undefined {
  return part.isCertain('weekday') && part.isCertain('day') ? get(part, 'weekday') || 7 : undefined;
}

// From wall time to instants -----------------------------------------------------------------------------------------

interface ShownInstant extends WallInstant {
  readonly stated?: 'first-of-two' | 'second-of-two';
  /** What clocks show instead where they jump over the wall time. */
  readonly shown?: Wall;
}

function momentsOf(wall: Wall, zone: string): ShownInstant[] {
  const meaning = instantOf(wall, zone);
  switch (meaning.type) {
    case 'instant':
      return [{ wall, at: meaning.at }];
    case 'gap':
      return [{ wall, at: meaning.at, shown: meaning.shown }];
    case 'twice':
      return [
        { wall, at: meaning.first, stated: 'first-of-two' },
        { wall, at: meaning.second, stated: 'second-of-two' },
      ];
  }
}

/** "In 2 hours", "now": said in hours gone by, which need not be hours on the clock. */
function isRelative(part: chrono.ParsedComponents): boolean {
  return part.tags().has('result/relativeDateAndTime') || part.tags().has('casualReference/now');
}

/** Minutes from now. Chrono adds hours on the clock of the machine, so it is asked as of a day when none changes. */
function minutesIn(text: string, locale: string): number {
  const hour = bestReading(text, STILL_DAY, locale)?.hour;
  if (!hour) return 0;
  return Temporal.PlainDateTime.from(STILL_DAY)
    .until(dateOf(hour).toPlainDateTime(timeOf(hour)))
    .total('minutes');
}

function momentIn(minutes: number, now: number, zone: string): ShownInstant {
  const at = (Math.floor(now / MINUTE) + minutes) * MINUTE;
  const wall = wallOf(at, zone);
  return momentsOf(wall, zone).find((moment) => moment.at === at) ?? { wall, at };
}

/** Whether the club's clocks keep the offset that was typed with the time, if one was. */
function fitsOffset(part: chrono.ParsedComponents, at: number, zone: string): boolean {
  if (!part.isCertain('timezoneOffset')) return true;
  const kept = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds;
  return kept === get(part, 'timezoneOffset') * MINUTE * 1e6;
}

function judged({ shown, stated, ...moment }: ShownInstant, now: number, zone: string): WhenOutcome {
  const inAYear = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).add({ years: 1 });
  if (moment.at <= now) return { type: 'past', ...moment };
  if (moment.at > inAYear.epochMilliseconds) return { type: 'too-far', ...moment };
  if (shown !== undefined) return { type: 'no-such-hour', shown, ...moment };
  return { type: 'time', ...moment, ...(stated ? { stated } : {}) };
}
