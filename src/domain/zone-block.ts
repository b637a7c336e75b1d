/** A change of a zone's clocks: when, and their offset from UTC before and after. In ms. */
interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const YEAR = 366 * 24 * 60 * MINUTE;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

const inZone = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
const offsetAt = (at: number, zone: string) => inZone(at, zone).offsetNanoseconds / 1e6;

function changesBetween(first: number, last: number, zone: string): Change[] {
  const found: Change[] = [];
  let next = inZone(first, zone).getTimeZoneTransition('next');
  while (next && next.epochMilliseconds <= last) {
    const at = next.epochMilliseconds;
    found.push({ at, from: offsetAt(at - 1, zone), to: offsetAt(at, zone) });
    next = next.getTimeZoneTransition('next');
  }
  return found;
}

/** "+0545", or "+001500" where there are seconds. */
function offsetText(ms: number): string {
  const seconds = Math.abs(ms) / 1_000;
  const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${ms < 0 ? '-' : '+'}${(parts[2] === '00' ? parts.slice(0, 2) : parts).join('')}`;
}

/** What clocks that have not been changed yet show at a change, which is how a calendar file says when it comes. */
const wallBefore = ({ at, from }: Change) =>
  Temporal.Instant.fromEpochMilliseconds(at + from)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();

const dateTime = (wall: Temporal.PlainDateTime) => wall.toString().replace(/[-:]/g, '').slice(0, 15);

/** Rules by which a date comes every year: the last such weekday of its month, or the first to fourth. */
function rulesFor({ month, day, dayOfWeek, daysInMonth }: Temporal.PlainDateTime): string[] {
  const weekday = WEEKDAYS[dayOfWeek - 1] ?? '';
  const which = Math.ceil(day / 7);
  const places = [...(day + 7 > daysInMonth ? [-1] : []), ...(which < 5 ? [which] : [])];
  return places.map((place) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${place}${weekday}`);
}

/** A date by a yearly rule comes again no sooner than this. */
const NEXT_YEAR = 358 * 24 * 60 * MINUTE;

/** The rule that all of these keep, one of them in each year until `last`; undefined where there is none. */
function ruleOf(changes: readonly Change[], last: number): string | undefined {
  const goesOn = (changes.at(-1)?.at ?? 0) + NEXT_YEAR > last;
  const walls = changes.map(wallBefore);
  const [first] = walls;
  const regular = walls.every(
    (wall, place) =>
      wall.year === (first?.year ?? 0) + place && first?.toPlainTime().equals(wall.toPlainTime()),
  );
  if (!first || !regular || !goesOn || walls.length < 2) return undefined;
  return rulesFor(first).find((rule) => walls.every((wall) => rulesFor(wall).includes(rule)));
}

function period(kind: 'STANDARD' | 'DAYLIGHT', lines: readonly string[]): string[] {
  return [`BEGIN:${kind}`, ...lines, `END:${kind}`];
}

function periodsOf(changes: readonly Change[], last: number): string[] {
  const [change] = changes;
  if (!change) return [];
  const kind = change.to > change.from ? 'DAYLIGHT' : 'STANDARD';
  const offsets = [`TZOFFSETFROM:${offsetText(change.from)}`, `TZOFFSETTO:${offsetText(change.to)}`];
  const rule = ruleOf(changes, last);
  if (rule) return period(kind, [`DTSTART:${dateTime(wallBefore(change))}`, `RRULE:${rule}`, ...offsets]);
  return changes.flatMap((one) => period(kind, [`DTSTART:${dateTime(wallBefore(one))}`, ...offsets]));
}

/**
 * What a calendar file says of a zone's clocks (VTIMEZONE, lines joined by CRLF), right for every instant from `first`
 * to `last` (UTC ms). It is made from the same clocks that the rest of the program goes by, so that a file never says
 * another hour than a reminder does. Where a yearly rule fits, it is one rule: Outlook reads nothing else.
 */
export function zoneBlock(zone: string, first: number, last: number): string {
  const changes = changesBetween(first - YEAR, last + YEAR, zone);
  const [earliest] = changes;
  const before =
    !earliest || earliest.at > first
      ? period('STANDARD', [
          'DTSTART:19700101T000000',
          ...['FROM', 'TO'].map((end) => `TZOFFSET${end}:${offsetText(offsetAt(first, zone))}`),
        ])
      : [];
  const alike = Map.groupBy(changes, ({ from, to }) => `${from} ${to}`);
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...before,
    ...[...alike.values()].flatMap((one) => periodsOf(one, last)),
    'END:VTIMEZONE',
  ].join('\r\n');
}
