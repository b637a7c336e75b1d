import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { type CalendarEntry, calendarFile } from '../../src/domain/calendar.ts';
import { changesOf, DAY, HOUR, MINUTE, ZONES } from './zones.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const start = Date.UTC(2026, 11, 5, 7, 30);

const entry = (more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: 'r1.442@cooldown',
  revision: 0,
  title: 'Long run',
  place: 'The boathouse',
  description: 'Easy',
  startsAt: start,
  endsAt: start + HOUR,
  cancelled: false,
  ...more,
});

const fileOf = (...entries: CalendarEntry[]) => calendarFile(entries, 'Runs', NOW);

/** The events of a file as another program reads them. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      title: event.summary,
      place: event.location,
      description: event.description,
      status: component.getFirstPropertyValue('status'),
      stamp: (component.getFirstPropertyValue('dtstamp') as ICAL.Time).toUnixTime() * 1000,
      startsAt: event.startDate.toUnixTime() * 1000,
      endsAt: event.endDate.toUnixTime() * 1000,
    };
  });
}

describe('a calendar file', () => {
  it('says what an entry is, to whoever reads it', () => {
    const file = fileOf(entry({ revision: 3 }), entry({ uid: 'r2.442@cooldown', cancelled: true }));
    expect(read(file)).toEqual([
      {
        uid: 'r1.442@cooldown',
        sequence: 3,
        title: 'Long run',
        place: 'The boathouse',
        description: 'Easy',
        status: 'CONFIRMED',
        stamp: NOW,
        startsAt: start,
        endsAt: start + HOUR,
      },
      expect.objectContaining({ uid: 'r2.442@cooldown', status: 'CANCELLED', title: 'Cancelled: Long run' }),
    ]);
    expect(file).toContain('DTSTART:20261205T073000Z\r\n');
    expect(file).toContain('METHOD:PUBLISH\r\n');
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
  });

  it.each([
    'A\r\nATTENDEE:mailto:a@b.example\r\nX',
    'A\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR',
    'A\rBEGIN:VALARM',
    'a; b, c: d \\n e "f" \\; \\',
    '\u0000\u0007\u2028BEGIN:VEVENT\u2029\u0085x\u000b\u000c',
    `${'🏃‍♀️ß'.repeat(60)}`,
    '\ud800 lone',
  ])('lets nothing that was typed out of its line: %j', (typed) => {
    const file = fileOf(entry({ title: typed, place: typed, description: typed }));
    const [only, ...more] = read(file);
    expect(more).toEqual([]);
    expect(file.match(/^BEGIN:/gm)).toHaveLength(2);
    expect(file).not.toMatch(/^(ATTENDEE|BEGIN:VALARM)/m);
    expect(only?.title).not.toMatch(/[\r\n]/);
    expect(only?.title.replace(/\s/g, '')).toBe(only?.place.replace(/\s/g, ''));
  });

  it('keeps to lines of 75 octets that end in CRLF, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (typed) => {
        const file = fileOf(entry({ title: typed, place: typed, description: `${typed}\n${typed}` }));
        expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(read(file)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the instants of a calendar file', () => {
  const minute = fc.integer({ min: Date.UTC(2025, 0, 1) / MINUTE, max: Date.UTC(2030, 11, 31) / MINUTE });
  const expectSame = (entries: readonly CalendarEntry[]) =>
    expect(read(fileOf(...entries)).map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual(
      entries.map(({ startsAt, endsAt }) => [startsAt, endsAt]),
    );

  it.each(ZONES)('are the same to another reader around every change of clocks: %s', (zone) => {
    for (const change of changesOf(zone))
      for (const away of [
        -DAY,
        -2 * HOUR,
        -HOUR,
        -30 * MINUTE,
        -MINUTE,
        0,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        DAY,
      ]) {
        const startsAt = change + away;
        expectSame([entry({ startsAt, endsAt: startsAt + HOUR })]);
      }
  });

  it('and at any other times, together in one file', () => {
    fc.assert(
      fc.property(minute, fc.array(fc.nat(400 * 24 * 60), { minLength: 1, maxLength: 8 }), (first, after) => {
        expectSame(
          after.map((minutes) => {
            const startsAt = (first + minutes) * MINUTE;
            return entry({ startsAt, endsAt: startsAt + 90 * MINUTE });
          }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
