import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inWords, occurrencesAfter, REPEATS, type Repeat, type Series } from '../../src/domain/recurrence.ts';
import { instantOf, wallOf } from '../../src/domain/wall-time.ts';
import { changesOf, DAY, HOUR, MINUTE, ZONES } from './zones.ts';

const utc = (iso: string) => Date.parse(`${iso}Z`);
const long = utc('2020-01-01T00:00');

const series = (repeat: Repeat, first: string, zone = 'Europe/Berlin'): Series => ({ repeat, first, zone });
const walls = (one: Series, count: number, after = long) =>
  occurrencesAfter(one, after, count).map(({ wall }) => wall);
const slots = (one: Series, count: number, after = long) =>
  occurrencesAfter(one, after, count).map(({ date }) => date);

const firstInstantOf = (wall: string, zone: string) => {
  const meaning = instantOf(wall, zone);
  return meaning.type === 'twice' ? meaning.first : meaning.at;
};

describe('occurrencesAfter', () => {
  it('comes every week at the same wall time, whatever the clocks do', () => {
    expect(occurrencesAfter(series('weekly', '2026-03-21T07:30'), long, 3)).toEqual([
      { date: '2026-03-21', wall: '2026-03-21T07:30', at: utc('2026-03-21T06:30') },
      { date: '2026-03-28', wall: '2026-03-28T07:30', at: utc('2026-03-28T06:30') },
      { date: '2026-04-04', wall: '2026-04-04T07:30', at: utc('2026-04-04T05:30') },
    ]);
  });

  it('comes every other week, counted from the first', () => {
    const fortnightly = series('fortnightly', '2026-12-15T19:00');
    expect(slots(fortnightly, 3)).toEqual(['2026-12-15', '2026-12-29', '2027-01-12']);
    expect(slots(fortnightly, 2, utc('2036-12-01T00:00'))).toEqual(['2036-12-02', '2036-12-16']);
  });

  it.each([
    ['the first Saturday', '2026-12-05', ['2026-12-05', '2027-01-02', '2027-02-06']],
    ['the second Saturday', '2026-12-12', ['2026-12-12', '2027-01-09', '2027-02-13']],
    [
      'the fourth Friday, though it is the last too',
      '2027-02-26',
      ['2027-02-26', '2027-03-26', '2027-04-23'],
    ],
    [
      'the fifth Friday, that is the last',
      '2027-01-29',
      ['2027-01-29', '2027-02-26', '2027-03-26', '2027-04-30'],
    ],
  ])('comes every month on %s', (_, first, expected) => {
    expect(slots(series('monthly', `${first}T07:30`), expected.length)).toEqual(expected);
  });

  it('leaves the last one of the month where it is over the years', () => {
    for (const date of slots(series('monthly', '2025-01-31T18:00'), 72)) {
      const last = Temporal.PlainDate.from(date);
      expect(last.dayOfWeek).toBe(5);
      expect(last.add({ days: 7 }).month).not.toBe(last.month);
    }
  });

  it('includes the last date and nothing after it', () => {
    const until = (date: string): Series => ({ ...series('weekly', '2026-12-05T23:30'), until: date });
    expect(slots(until('2026-12-19'), 9)).toEqual(['2026-12-05', '2026-12-12', '2026-12-19']);
    expect(slots(until('2026-12-18'), 9)).toEqual(['2026-12-05', '2026-12-12']);
    expect(slots(until('2026-12-05'), 9)).toEqual(['2026-12-05']);
    expect(slots(until('2026-12-04'), 9)).toEqual([]);
    expect(slots(until('2026-12-19'), 9, utc('2026-12-20T00:00'))).toEqual([]);
  });

  it('leaves out what starts at `after`, and finds as many as asked for', () => {
    const weekly = series('weekly', '2026-12-05T07:30');
    expect(slots(weekly, 1, utc('2026-12-05T06:30') - 1)).toEqual(['2026-12-05']);
    expect(slots(weekly, 1, utc('2026-12-05T06:30'))).toEqual(['2026-12-12']);
    expect(slots(weekly, 0)).toEqual([]);
    expect(slots(weekly, 200)).toHaveLength(200);
  });

  it('is later by the gap where the hour is left out, and says so', () => {
    expect(walls(series('weekly', '2026-03-22T02:30'), 3)).toEqual([
      '2026-03-22T02:30',
      '2026-03-29T03:30',
      '2026-04-05T02:30',
    ]);
  });

  it('keeps its date where the gap moves it past midnight', () => {
    expect(occurrencesAfter(series('weekly', '2026-03-21T23:30', 'America/Nuuk'), long, 3)).toMatchObject([
      { date: '2026-03-21', wall: '2026-03-21T23:30' },
      { date: '2026-03-28', wall: '2026-03-29T00:30' },
      { date: '2026-04-04', wall: '2026-04-04T23:30' },
    ]);
  });

  it('finds what was moved by a whole day', () => {
    const apia = series('weekly', '2011-12-23T07:30', 'Pacific/Apia');
    const [moved] = occurrencesAfter(apia, utc('2011-12-30T12:00'), 1);
    expect(moved).toEqual({ date: '2011-12-30', wall: '2011-12-31T07:30', at: utc('2011-12-30T17:30') });
  });

  it('takes the first where the hour comes twice', () => {
    expect(occurrencesAfter(series('weekly', '2026-10-18T02:30'), long, 2)[1]).toEqual({
      date: '2026-10-25',
      wall: '2026-10-25T02:30',
      at: utc('2026-10-25T00:30'),
    });
  });

  it('throws for what is no series', () => {
    expect(() => occurrencesAfter(series('weekly', '2026-02-30T07:30'), long, 1)).toThrow(RangeError);
    expect(() => occurrencesAfter(series('weekly', '2026-02-20T07:30', 'Mars'), long, 1)).toThrow(RangeError);
  });
});

/** Holds whatever a series is: what comes next is after, in order, once a date, at its wall time or later by a gap. */
function expectSound(one: Series, after: number, count: number) {
  const found = occurrencesAfter(one, after, count);
  const usual = one.first.slice(11);
  let last = after;
  for (const { date, wall, at } of found) {
    if (at <= last) expect.fail(`${date} of ${JSON.stringify(one)} is not after ${last}`);
    last = at;
    if (wall !== wallOf(at, one.zone) || firstInstantOf(`${date}T${usual}`, one.zone) !== at)
      expect.fail(`${date} of ${JSON.stringify(one)} is at ${at}, shown as ${wall}`);
    if (wall !== `${date}T${usual}` && instantOf(`${date}T${usual}`, one.zone).type !== 'gap')
      expect.fail(`${date} of ${JSON.stringify(one)} lost its wall time: ${wall}`);
  }
  expect(new Set(found.map(({ date }) => date)).size).toBe(count);
  return found;
}

describe('around every change of the clocks from 2025 to 2030', () => {
  it.each(ZONES)('in %s', (zone) => {
    // Where the clocks never change, any day will do.
    const changes = changesOf(zone).length > 0 ? changesOf(zone) : [utc('2027-06-15T01:00')];
    for (const change of changes) {
      for (const repeat of REPEATS) {
        for (const away of [-2 * HOUR, -30 * MINUTE, -MINUTE, 0, 30 * MINUTE, 90 * MINUTE]) {
          const date = Temporal.PlainDate.from(wallOf(change + away, zone).slice(0, 10));
          const back = repeat === 'monthly' ? { days: 28 } : { weeks: 2 };
          // The wall time counted from before the change: left out or shown twice where the clocks moved over it.
          const time = wallOf(change - DAY + away, zone).slice(11);
          const one: Series = { repeat, zone, first: `${date.subtract(back)}T${time}` };
          const [first] = expectSound(one, change - 40 * DAY, 5);
          expect(first?.date).toBe(one.first.slice(0, 10));
          expectSound(one, change + away, 2);
        }
      }
    }
  });

  it('and at any other time', () => {
    const minute = fc.integer({
      min: utc('2025-01-01T00:00') / MINUTE,
      max: utc('2030-12-31T00:00') / MINUTE,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...REPEATS),
        minute,
        minute,
        (zone, repeat, first, after) => {
          const one: Series = { repeat, zone, first: wallOf(first * MINUTE, zone) };
          const found = expectSound(one, after * MINUTE, 6);
          // Asking anew from each one finds the next: a series can be walked in any steps.
          for (const [place, { at }] of found.slice(0, -1).entries())
            expect(occurrencesAfter(one, at, 1)).toEqual([found[place + 1]]);
          const days = found.map(({ date }) => utc(`${date}T00:00`) / DAY);
          const steps = days.slice(1).map((day, place) => day - (days[place] ?? 0));
          const allowed = { weekly: [7], fortnightly: [14], monthly: [28, 35] }[repeat];
          expect(steps.filter((step) => !allowed.includes(step))).toEqual([]);
          const since = (days[0] ?? 0) - utc(`${one.first.slice(0, 10)}T00:00`) / DAY;
          expect(since % (repeat === 'fortnightly' ? 14 : 7)).toBe(0);
        },
      ),
    );
  });
});

describe('inWords', () => {
  it.each([
    ['weekly', '2026-12-05T07:30', 'every Saturday'],
    ['fortnightly', '2026-12-08T19:00', 'every second Tuesday'],
    ['monthly', '2026-12-05T07:30', 'every first Saturday of the month'],
    ['monthly', '2026-12-13T07:30', 'every second Sunday of the month'],
    ['monthly', '2026-12-21T07:30', 'every third Monday of the month'],
    ['monthly', '2026-02-26T07:30', 'every fourth Thursday of the month'],
    ['monthly', '2027-01-29T07:30', 'every last Friday of the month'],
  ] as const)('%s from %s is %s', (repeat, first, words) => {
    expect(inWords(repeat, first)).toBe(words);
  });
});
