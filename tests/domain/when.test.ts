import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { instantOf, wallOf } from '../../src/domain/wall-time.ts';
import { readWhen } from '../../src/domain/when.ts';
import { changesOf, DAY, MINUTE, ZONES } from './zones.ts';

const utc = (iso: string) => Date.parse(`${iso}Z`);

/** A Tuesday, 10:00:45 in Berlin. */
const now = utc('2026-03-10T09:00:45');
const british = { now, zone: 'Europe/Berlin', locale: 'en-GB' };

/** What was understood, as one short text: the wall time, or the kind of refusal and what it tells. */
function read(typed: string, spot: Partial<typeof british> = {}): string {
  const outcome = readWhen(typed, { ...british, ...spot });
  switch (outcome.type) {
    case 'time':
      expect(wallOf(outcome.at, spot.zone ?? british.zone)).toBe(outcome.wall);
      return outcome.stated ? `${outcome.wall} ${outcome.stated}` : outcome.wall;
    case 'no-time':
      return outcome.type;
    case 'unread':
      return `unread ${outcome.words}`;
    case 'no-hour':
      return `no-hour ${outcome.date}`;
    case 'other-weekday':
      return `other-weekday ${outcome.date} ${outcome.weekday}`;
    case 'no-such-hour':
      return `no-such-hour ${outcome.wall} ${outcome.shown}`;
    default:
      return `${outcome.type} ${outcome.wall}`;
  }
}

describe('readWhen, in English', () => {
  it.each([
    ['Saturday 7:30am', '2026-03-14T07:30'],
    ['saturday at 7', '2026-03-14T07:00'],
    ['Sat 7.30', '2026-03-14T07:30'],
    ['Sat, 7:30 AM.', '2026-03-14T07:30'],
    ['Saturday @ 7:30', '2026-03-14T07:30'],
    ['7:30 on Saturday', '2026-03-14T07:30'],
    ['Weds 7pm', '2026-03-11T19:00'],
    ['thurs 6:30pm sharp', '2026-03-12T18:30'],
    ['Saturday noon', '2026-03-14T12:00'],
    ['Saturday 7:30-9:00', '2026-03-14T07:30'],
    ['this Saturday 7:30', '2026-03-14T07:30'],
    ['next Tuesday at 7pm', '2026-03-17T19:00'],
    ['tomorrow 18:30', '2026-03-11T18:30'],
    ['19h30 tomorrow', '2026-03-11T19:30'],
    ['the day after tomorrow at 7', '2026-03-12T07:00'],
    ['tonight at 7', '2026-03-10T19:00'],
    ['today 18:30', '2026-03-10T18:30'],
    ['in 2 hours', '2026-03-10T12:00'],
    ['in half an hour', '2026-03-10T10:30'],
    ['in 90 minutes', '2026-03-10T11:30'],
    ['in 2 weeks at 7:30', '2026-03-24T07:30'],
    ['5 December 7:30', '2026-12-05T07:30'],
    ['December 5th, 2026 at 7:30 AM', '2026-12-05T07:30'],
    ['Saturday 5 December 7:30', '2026-12-05T07:30'],
    ['5.12.2026 7:30', '2026-12-05T07:30'],
    ['5.12. 7:30', '2026-12-05T07:30'],
    ['2026-12-05 07:30', '2026-12-05T07:30'],
    ['2026-12-05T07:30', '2026-12-05T07:30'],
    ['  2026-12-05\n07:30\u200b ', '2026-12-05T07:30'],
    ['２０２６-12-05 ７：３０', '2026-12-05T07:30'],
  ])('%j is %s', (typed, wall) => {
    expect(read(typed)).toBe(wall);
  });

  it.each([
    ['en-US', '5/12 7:30', '2026-05-12T07:30'],
    ['en-GB', '5/12 7:30', '2026-12-05T07:30'],
    ['de', '5/12 7:30', '2026-12-05T07:30'],
    ['ko', '5/12 7:30', '2026-12-05T07:30'],
    ['en-US', '12/5/2026 7:30am', '2026-12-05T07:30'],
    ['en-GB', '12/5/2026 7:30am', '2026-05-12T07:30'],
    ['en-GB', '12/25 7:30', '2026-12-25T07:30'],
    ['en-US', '5.12. 7:30', 'unread 5.12.'],
    ['', '2026-12-05 07:30', '2026-12-05T07:30'],
  ])('in %s, %j is %s', (locale, typed, wall) => {
    expect(read(typed, { locale })).toBe(wall);
  });
});

describe('readWhen, in the language of the locale', () => {
  it.each([
    ['de', 'heute 18 Uhr', '2026-03-10T18:00'],
    ['de', 'Samstag um 7:30', '2026-03-14T07:30'],
    ['de', 'Sa. 7:30 Uhr', '2026-03-14T07:30'],
    ['de', 'kommenden Samstag 7:30', '2026-03-14T07:30'],
    ['de', 'morgen früh 7 Uhr', '2026-03-11T07:00'],
    ['de', 'heute Abend um 7', '2026-03-10T19:00'],
    ['de', 'in 2 Stunden', '2026-03-10T12:00'],
    ['de', 'Samstag, den 5. Dezember um 7:30', '2026-12-05T07:30'],
    ['de', 'letzten Samstag 7:30', 'past 2026-03-07T07:30'],
    ['fr', 'le samedi à 7h30', '2026-03-14T07:30'],
    // English knows "mar" too, but for a month.
    ['fr', 'mar 7:30', '2026-03-17T07:30'],
    ['es-ES', 'el sábado a las 7:30', '2026-03-14T07:30'],
    ['pt-BR', 'amanhã às 7h', '2026-03-11T07:00'],
    ['nl', 'zaterdag om 7 uur', '2026-03-14T07:00'],
    ['it', 'domani alle 18:30', '2026-03-11T18:30'],
    // Chrono knows days but no hours in Swedish.
    ['sv-SE', 'lördag kl 7:30', '2026-03-14T07:30'],
    ['fi', 'huomenna klo 18:30', '2026-03-11T18:30'],
    ['ja', '土曜日の7:30', '2026-03-14T07:30'],
    ['zh-CN', '明天 18:30', '2026-03-11T18:30'],
    ['de', 'Saturday 7:30am', '2026-03-14T07:30'],
    ['en-GB', 'Samstag 7:30', 'unread Samstag'],
    ['ko', 'heute 18 Uhr', 'no-time'],
  ])('in %s, %j is %s', (locale, typed, wall) => {
    expect(read(typed, { locale })).toBe(wall);
  });
});

describe('readWhen, looking ahead', () => {
  it.each([
    ['11:00', '2026-03-10T11:00'],
    ['10:00', '2026-03-11T10:00'],
    ['Tuesday 11:00', '2026-03-10T11:00'],
    ['Tuesday 9:00', '2026-03-17T09:00'],
    ['Monday 9:00', '2026-03-16T09:00'],
    ['9 March 7:30', '2027-03-09T07:30'],
    ['10 March 9:30', '2027-03-10T09:30'],
    ['5 January 7:30', '2027-01-05T07:30'],
    ['midnight', '2026-03-11T00:00'],
  ])('%j is the next one: %s', (typed, wall) => {
    expect(read(typed)).toBe(wall);
  });

  it('means next week by "Saturday" on a Saturday after the hour', () => {
    const saturday = utc('2026-03-14T06:30');
    expect(read('Saturday 7:30', { now: saturday })).toBe('2026-03-21T07:30');
    expect(read('Saturday 7:31', { now: saturday })).toBe('2026-03-14T07:31');
  });

  it('counts days in the zone of the club', () => {
    const lateInLondon = utc('2026-03-10T23:30');
    expect(read('today 23:45', { now: lateInLondon, zone: 'Europe/London' })).toBe('2026-03-10T23:45');
    expect(read('today 23:45', { now: lateInLondon, zone: 'Pacific/Auckland' })).toBe('2026-03-11T23:45');
    expect(read('Tuesday 20:00', { now: lateInLondon, zone: 'America/Los_Angeles' })).toBe(
      '2026-03-10T20:00',
    );
    expect(read('tomorrow 7:30', { now: lateInLondon, zone: 'Asia/Kathmandu' })).toBe('2026-03-12T07:30');
  });
});

describe('readWhen, refusing', () => {
  it.each([
    ['', 'no-time'],
    ['soon', 'no-time'],
    ['the usual', 'no-time'],
    ['1765000000', 'no-time'],
    ['2026-02-30 07:30', 'no-time'],
    ['31 February 7:30', 'no-time'],
    ['24 o’clock', 'no-time'],
    ['next month 7:30', 'no-time'],
    // Whatever else is there may change the day.
    ['Saturday week 7:30', 'unread week'],
    ['day after tomorrow 7:30', 'unread day after'],
    ['two weeks from Saturday 7:30', 'unread two weeks'],
    ['first Saturday in December 7:30', 'unread first December'],
    ['every Saturday 7:30', 'unread every'],
    ['Saturday or Sunday 7:30', 'unread Saturday or'],
    ['the 5th at 7:30', 'unread 5th'],
    ['December 7:30', 'unread December'],
    ['Saturday 7:30 at the park', 'unread park'],
    ['tomorrow at 7 in the evening', 'unread evening'],
    ['Saturday', 'no-hour 2026-03-14'],
    ['Saturday 7', 'no-hour 2026-03-14'],
    ['Tuesday', 'no-hour 2026-03-10'],
    ['Saturday morning', 'no-hour 2026-03-14'],
    ['tonight', 'no-hour 2026-03-10'],
    ['9 March', 'no-hour 2027-03-09'],
    ['Wednesday 25:00', 'no-hour 2026-03-11'],
    ['tomorrow 7:75', 'no-hour 2026-03-11'],
    ['Friday 5 December 7:30', 'other-weekday 2026-12-05 5'],
    ['Sunday 5 December 2026 7:30', 'other-weekday 2026-12-05 7'],
    ['today 9:00', 'past 2026-03-10T09:00'],
    ['today 10:00', 'past 2026-03-10T10:00'],
    ['now', 'past 2026-03-10T10:00'],
    ['yesterday 18:30', 'past 2026-03-09T18:30'],
    ['2 hours ago', 'past 2026-03-10T08:00'],
    ['last Saturday 7:30', 'past 2026-03-07T07:30'],
    ['2025-12-05 07:30', 'past 2025-12-05T07:30'],
    ['2027-03-10 10:00', '2027-03-10T10:00'],
    ['2027-03-10 10:01', 'too-far 2027-03-10T10:01'],
    ['5 December 2062 7:30', 'too-far 2062-12-05T07:30'],
  ])('%j: %s', (typed, refusal) => {
    expect(read(typed)).toBe(refusal);
  });

  it('gives back what was typed, cut at 100 characters', () => {
    expect(readWhen('whenever ', british)).toEqual({ type: 'no-time', typed: 'whenever' });
    expect(readWhen('x'.repeat(4000), british)).toEqual({ type: 'no-time', typed: 'x'.repeat(100) });
  });

  it('throws for an unknown zone alone', () => {
    expect(() => read('Saturday 7:30', { zone: 'Europe/Bielefeld' })).toThrow(RangeError);
  });
});

describe('readWhen, with a zone typed', () => {
  it.each([
    ['7am PST', 'Europe/Berlin', 'other-zone 2026-03-11T07:00'],
    ['7am pst', 'Europe/Berlin', 'other-zone 2026-03-11T07:00'],
    ['7am UTC+2', 'Europe/Berlin', 'other-zone 2026-03-11T07:00'],
    ['2026-12-05T07:30Z', 'Europe/Berlin', 'other-zone 2026-12-05T07:30'],
    ['7am Europe/London', 'Europe/Berlin', 'unread Europe/London'],
    // Said with the zone the club keeps then, it means no other time.
    ['7am CET', 'Europe/Berlin', '2026-03-11T07:00'],
    ['2026-12-05T07:30+01:00', 'Europe/Berlin', '2026-12-05T07:30'],
    ['4 July 7:30 CEST', 'Europe/Berlin', '2026-07-04T07:30'],
    ['2026-12-05T07:30Z', 'Europe/London', '2026-12-05T07:30'],
    ['7am ET', 'America/New_York', '2026-03-10T07:00'],
    ['7am EST', 'America/New_York', 'other-zone 2026-03-10T07:00'],
    ['2026-10-25T02:45+02:00', 'Europe/Berlin', '2026-10-25T02:45 first-of-two'],
    ['2026-10-25T02:45+01:00', 'Europe/Berlin', '2026-10-25T02:45 second-of-two'],
  ])('%j in %s: %s', (typed, zone, outcome) => {
    expect(read(typed, { zone })).toBe(outcome);
  });
});

describe('readWhen, around changes of the clocks', () => {
  it.each([
    ['29 March 2:30', now, 'no-such-hour 2026-03-29T02:30 2026-03-29T03:30'],
    ['29 March 3:00', now, '2026-03-29T03:00'],
    ['25 October 2:30', now, '2026-10-25T02:30 first-of-two'],
    // The first 02:15 is over, the second is not.
    ['today 2:15', utc('2026-10-25T00:30'), '2026-10-25T02:15 second-of-two'],
    ['2:45', utc('2026-10-25T00:30'), '2026-10-25T02:45 first-of-two'],
    ['in 1 hour', utc('2026-10-25T00:30'), '2026-10-25T02:30 second-of-two'],
    ['in 1 hour', utc('2026-03-29T00:30'), '2026-03-29T03:30'],
    ['tomorrow 2:30', utc('2026-03-29T00:30'), '2026-03-30T02:30'],
    ['Sunday 2:30', utc('2026-03-29T01:30'), '2026-04-05T02:30'],
  ])('%j at %i: %s', (typed, at, outcome) => {
    expect(read(typed, { now: at })).toBe(outcome);
  });

  it.each(ZONES)('takes the wall time by its word in %s', (zone) => {
    for (const change of changesOf(zone)) {
      const spot = { now: change - DAY, zone, locale: 'en-GB' };
      for (let away = -150; away <= 150; away += 30) {
        const wall = Temporal.PlainDateTime.from(wallOf(change - 3 * MINUTE, zone))
          .add({ minutes: away })
          .toString({ smallestUnit: 'minute' });
        const meaning = instantOf(wall, zone);
        const expected =
          meaning.type === 'gap'
            ? { type: 'no-such-hour', wall, shown: meaning.shown, at: meaning.at }
            : meaning.type === 'twice'
              ? { type: 'time', wall, at: meaning.first, stated: 'first-of-two' }
              : { type: 'time', wall, at: meaning.at };
        expect(readWhen(wall.replace('T', ' '), spot)).toEqual(expected);
      }
    }
  });

  it.each(ZONES)('counts hours gone by in %s', (zone) => {
    for (const change of changesOf(zone)) {
      for (const before of [1, 30, 59, 90]) {
        const spot = { now: change - before * MINUTE, zone, locale: 'en-GB' };
        for (const [words, minutes] of [
          ['in 1 hour', 60],
          ['in 3 hours', 180],
        ] as const)
          expect(readWhen(words, spot)).toMatchObject({ type: 'time', at: spot.now + minutes * MINUTE });
      }
    }
  });
});

describe('readWhen, on a machine in another zone', () => {
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Africa/Cairo'])(
    'says the same in %s',
    (machine) => {
      process.env['TZ'] = machine;
      expect(new Date(now).getTimezoneOffset()).not.toBe(0);
      const springing = { now: utc('2026-03-29T00:30') };
      expect(read('in 1 hour', springing)).toBe('2026-03-29T03:30');
      expect(read('tomorrow 2:30', springing)).toBe('2026-03-30T02:30');
      expect(read('today 2:30', springing)).toBe('no-such-hour 2026-03-29T02:30 2026-03-29T03:30');
      expect(read('Sunday 8 March 2:30', { now: utc('2026-03-01T12:00') })).toBe('2026-03-08T02:30');
      expect(read('Saturday 7:30', springing)).toBe('2026-04-04T07:30');
      expect(read('tonight at 7', springing)).toBe('2026-03-29T19:00');
    },
  );
});

describe('readWhen, with whatever is typed', () => {
  const soundly = (typed: string, locale: string) => {
    const outcome = readWhen(typed, { ...british, locale });
    if (outcome.type !== 'time') return;
    expect(outcome.at).toBeGreaterThan(now);
    expect(outcome.at).toBeLessThanOrEqual(now + 366 * DAY);
    expect(wallOf(outcome.at, british.zone)).toBe(outcome.wall);
  };
  const locale = fc.constantFrom(
    'en-GB',
    'en-US',
    'de',
    'fr',
    'ja',
    'ru',
    'sv-SE',
    'zh-CN',
    'constructor',
    '',
  );

  it('never throws, and what it takes lies ahead', () => {
    const piece = fc.constantFrom(
      ...[
        'saturday',
        'sa',
        'next',
        'last',
        'tomorrow',
        'morgen',
        'tonight',
        'in',
        'at',
        'week',
        'hours',
        'ago',
        'am',
        'pm',
      ],
      ...[
        '5',
        '12',
        '31',
        '99',
        '0',
        '-1',
        '1e9',
        '7:30',
        '24:00',
        '12:60',
        '2026',
        '02-30',
        '5/12',
        '29.2.',
        '+25:00',
        'Z',
      ],
      ...[
        'dec',
        'feb',
        '月',
        '日',
        '時',
        'noon',
        'midnight',
        'PST',
        'BC',
        'BE',
        ':',
        '-',
        '/',
        'T',
        '٣',
        '\u0000',
        '𝟟',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), fc.constantFrom(' ', ''), locale, (pieces, gap, one) =>
        soundly(pieces.join(gap), one),
      ),
      { numRuns: 400 },
    );
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), locale, soundly), { numRuns: 50 });
  });

  it.each([
    '1',
    '1:',
    'a ',
    'in ',
    '1/1/',
    'monday ',
    '1 jan ',
    '-',
    '12月',
    'ﷺ',
    '7am - ',
    '1 hour ',
    '<t:1:F>',
  ])('comes to the end of %j repeated', (piece) => {
    for (const one of ['en-GB', 'de', 'ru', 'ja']) soundly(piece.repeat(2000), one);
  });
});
