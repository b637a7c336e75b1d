import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { oneLine } from './one-line.ts';
import { instantOf, wallOf } from './wall-time.ts';
import { zoneBlock } from './zone-block.ts';

/** One entry of a calendar. What members typed may stand in it as it is. */
export interface CalendarEntry {
  /** The same over all changes of the entry, and unlike any other in the world. */
  readonly uid: string;
  /** Counts the changes. */
  readonly revision: number;
  readonly title: string;
  readonly place: string;
  /** Lines of plain text. */
  readonly description: string;
  /** IANA name of the zone whose clocks it goes by. */
  readonly zone: string;
  /** UTC ms. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly cancelled: boolean;
}

/** Several lines as they were typed, without what can't be seen. */
const lines = (text: string) =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((one) => oneLine(one))
    .join('\n')
    .trim();

/** On the club's clocks; in UTC where those show the hour twice, of which programs disagree on the meaning. */
function clocksFor({ zone, startsAt, endsAt }: CalendarEntry) {
  const twice = [startsAt, endsAt].some((at) => instantOf(wallOf(at, zone), zone).type === 'twice');
  const timezone = twice ? 'UTC' : zone;
  const at = (instant: number) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
  return { timezone, start: at(startsAt), end: at(endsAt) };
}

/**
 * A calendar file (RFC 5545). It is published, not sent as an invitation, since one file may hold runs to come beside
 * cancelled ones. Outlook overlooks the status of such entries, so their title says it too. `now` in UTC ms.
 */
export function calendarFile(entries: readonly CalendarEntry[], name: string, now: number): string {
  const calendar = ical({
    name: oneLine(name),
    prodId: { company: 'Cooldown', product: 'Cooldown', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const first = Math.min(...entries.map(({ startsAt }) => startsAt));
  const last = Math.max(...entries.map(({ endsAt }) => endsAt));
  calendar.timezone({ name: null, generator: (zone) => zoneBlock(zone, first, last) });
  for (const entry of entries)
    calendar.createEvent({
      id: entry.uid,
      sequence: entry.revision,
      stamp: Temporal.Instant.fromEpochMilliseconds(now),
      ...clocksFor(entry),
      summary: `${entry.cancelled ? 'Cancelled: ' : ''}${oneLine(entry.title)}`,
      location: oneLine(entry.place),
      description: lines(entry.description),
      status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  // The last line has an end too.
  return `${calendar.toString().trimEnd()}\r\n`;
}
