import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { oneLine } from './sanitize.ts';

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

const instant = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);

/**
 * A calendar file (RFC 5545). It is published, not sent as an invitation, since one file may hold runs to come beside
 * cancelled ones. Outlook overlooks the status of such entries, so their title says it too. Each entry is one date, said
 * in UTC; calendars show it on their own clocks. `now` in UTC ms.
 */
export function calendarFile(entries: readonly CalendarEntry[], name: string, now: number): string {
  const calendar = ical({
    name: oneLine(name),
    prodId: { company: 'Cooldown', product: 'Cooldown', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const entry of entries)
    calendar.createEvent({
      id: entry.uid,
      sequence: entry.revision,
      stamp: instant(now),
      start: instant(entry.startsAt),
      end: instant(entry.endsAt),
      summary: `${entry.cancelled ? 'Cancelled: ' : ''}${oneLine(entry.title)}`,
      location: oneLine(entry.place),
      description: lines(entry.description),
      status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  // The last line has an end too.
  return `${calendar.toString().trimEnd()}\r\n`;
}
