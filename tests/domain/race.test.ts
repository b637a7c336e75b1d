import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closesAt,
  dayInstant,
  dayZero,
  type Entry,
  pressRace,
  type Race,
  raceChangesBetween,
  raced,
  racePhaseOf,
  racing,
  recapDueAt,
  resultsCloseAt,
  resultsOpenAt,
} from '../../src/domain/race.ts';
import { readRaceDistance, USUAL_DISTANCES } from '../../src/domain/race-distance.ts';
import { addDays, wallOf } from '../../src/domain/wall-time.ts';
import { aRace, aRacePlan } from '../fixtures.ts';
import { ZONES } from './zones.ts';

const plan = aRacePlan({
  name: 'Berlin Marathon',
  date: '2026-09-27',
  start: '09:15',
  zone: 'Europe/Berlin',
  distance: USUAL_DISTANCES.marathon,
});

const race = aRace({ ...plan, number: 4, createdAt: Date.parse('2026-08-01T12:00Z') });

const entry = (userId: string, more: Partial<Entry> = {}): Entry => ({
  userId,
  racing: true,
  goalSeconds: null,
  result: null,
  resultAt: null,
  order: Number(userId),
  ...more,
});

function distance(typed: string) {
  const read = readRaceDistance(typed, 'km');
  if (read.type !== 'distance') throw new Error(typed);
  return read.distance;
}

describe('dayZero', () => {
  it.each([
    ['5k', '09:00', '2026-09-27'],
    ['5k', '22:00', '2026-09-27'],
    ['5k', '23:30', '2026-09-28'],
    ['marathon', null, '2026-09-27'],
    ['marathon', '09:15', '2026-09-27'],
    ['marathon', '17:00', '2026-09-27'],
    ['marathon', '19:00', '2026-09-28'],
    ['half', '20:00', '2026-09-27'],
    ['half', '21:00', '2026-09-28'],
    ['50 miles', '06:00', '2026-09-27'],
    ['100k', '06:00', '2026-09-28'],
    ['ultra', '18:00', '2026-09-28'],
    ['100 miles', '06:00', '2026-09-28'],
    ['100 miles', '20:00', '2026-09-29'],
    ['100 miles', null, '2026-09-27'],
  ])('of a %s that starts at %s is %s', (how, start, wanted) => {
    expect(dayZero({ ...plan, start, distance: distance(how) })).toBe(wanted);
  });

  it('is never before the race, nor over five days after it, in any zone', () => {
    const length = fc.integer({ min: 100, max: 500_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 1_439 }),
        length,
        (zone, day, minute, metres) => {
          const date = addDays('2024-01-01', day);
          const start = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const kind = metres > 43_000 ? 'ultra' : 'marathon';
          const zero = dayZero({ ...plan, zone, date, start, distance: { kind, metres, label: '' } });
          expect(zero >= date && zero <= addDays(date, 5)).toBe(true);
        },
      ),
    );
  });
});

describe('dayInstant', () => {
  it('keeps the hour on the wall over changes of the clocks', () => {
    const autumn = { ...plan, date: '2026-10-24', start: null };
    const spring = { ...plan, date: '2027-03-27', start: null };
    for (const [one, day] of [
      [autumn, 1],
      [autumn, 3],
      [spring, 1],
      [spring, 28],
    ] as const)
      expect(wallOf(dayInstant(one, day, '09:00'), plan.zone)).toBe(`${addDays(one.date, day)}T09:00`);
    expect(dayInstant(autumn, 1, '09:00') - dayInstant(autumn, 0, '09:00')).toBe(25 * 3_600_000);
  });

  it('takes what clocks show instead of an hour that they jump over, and the first of two', () => {
    expect(new Date(dayInstant({ ...plan, date: '2027-03-27', start: null }, 1, '02:30')).toISOString()).toBe(
      '2027-03-28T01:30:00.000Z',
    );
    expect(new Date(dayInstant({ ...plan, date: '2026-10-24', start: null }, 1, '02:30')).toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    );
  });
});

describe('the phases of a race', () => {
  const at = (wall: string) => Temporal.PlainDateTime.from(wall).toZonedDateTime(plan.zone).epochMilliseconds;

  it.each([
    ['2026-08-02T12:00', 'open'],
    ['2026-09-27T23:59', 'open'],
    ['2026-09-28T00:00', 'results'],
    ['2026-10-11T23:59', 'results'],
    ['2026-10-12T00:00', 'over'],
  ])('%s: %s', (wall, phase) => {
    expect(racePhaseOf(race, at(wall))).toBe(phase);
  });

  it('leaves a race that was added late open for a day, though never longer than results are taken', () => {
    const added = (wall: string) => ({ ...race, createdAt: at(wall) });
    expect(closesAt(added('2026-09-28T10:00'))).toBe(at('2026-09-29T10:00'));
    expect(closesAt(added('2026-10-11T20:00'))).toBe(resultsCloseAt(race));
  });

  it('is cancelled whatever the time', () => {
    expect(racePhaseOf({ ...race, cancelledAt: 1 }, at('2026-09-27T10:00'))).toBe('cancelled');
  });

  it('takes results from the start on, or from the morning of the day', () => {
    expect(resultsOpenAt(race)).toBe(at('2026-09-27T09:15'));
    expect(resultsOpenAt({ ...race, start: null })).toBe(at('2026-09-27T00:00'));
  });
});

describe('pressRace', () => {
  it('is confirmed by the same again, and turned by the other', () => {
    const one = pressRace(undefined, '5', true, 5);
    expect(one).toEqual({ entry: entry('5'), outcome: { type: 'racing' } });
    expect(pressRace(entry('5'), '5', true, 9)).toEqual(one);
    expect(pressRace(entry('5', { goalSeconds: 100 }), '5', false, 9)).toEqual({
      entry: entry('5', { racing: false, goalSeconds: 100, order: 9 }),
      outcome: { type: 'not-racing' },
    });
  });

  it('never takes a result away', () => {
    const done = entry('5', { result: { type: 'time', seconds: 900 }, resultAt: 1 });
    for (const now of [true, false])
      expect(pressRace(done, '5', now, 9)).toEqual({ entry: done, outcome: { type: 'has-result' } });
  });
});

describe('entries', () => {
  it('race in the order they came; whoever stayed at home didn’t race', () => {
    const entries = [
      entry('3', { result: { type: 'dns' } }),
      entry('2', { racing: false }),
      entry('1', { result: { type: 'dnf' } }),
    ];
    expect(racing(entries).map(({ userId }) => userId)).toEqual(['1', '3']);
    expect(raced(entries).map(({ userId }) => userId)).toEqual(['1']);
  });
});

describe('raceChangesBetween', () => {
  it('names what differs', () => {
    expect(raceChangesBetween(plan, plan)).toEqual([]);
    expect(raceChangesBetween(plan, { ...plan, start: null, distance: USUAL_DISTANCES.half })).toEqual([
      'start',
      'distance',
    ]);
  });
});

describe('recapDueAt', () => {
  const instant = (wall: string) =>
    Temporal.PlainDateTime.from(wall).toZonedDateTime(plan.zone).epochMilliseconds;
  const due = (one: Race, awaited: number, last: string | null) =>
    wallOf(recapDueAt(one, { awaited, lastAt: last === null ? null : instant(last) }, '09:00'), plan.zone);

  it.each([
    [0, '2026-09-27T14:00', '2026-09-28T09:00'],
    [0, '2026-09-28T08:00', '2026-09-29T09:00'],
    [0, '2026-09-29T23:00', '2026-09-30T09:00'],
    [0, '2026-10-05T12:00', '2026-09-30T09:00'],
    [1, '2026-09-27T14:00', '2026-09-30T09:00'],
    [0, null, '2026-09-30T09:00'],
  ] as const)('with %d awaited and the last at %s it is %s', (awaited, last, wanted) => {
    expect(due(race, awaited, last)).toBe(wanted);
  });

  it('of a race that was added late is the day after', () => {
    const late = { ...race, createdAt: instant('2026-10-05T20:00') };
    expect(due(late, 2, null)).toBe('2026-10-06T09:00');
    expect(due(late, 0, '2026-10-05T21:00')).toBe('2026-10-06T09:00');
  });

  it('of a race over midnight counts from when it ends', () => {
    const night = { ...race, start: '22:00' };
    expect(due(night, 0, '2026-09-28T02:00')).toBe('2026-09-29T09:00');
    expect(due(night, 3, null)).toBe('2026-10-01T09:00');
  });
});
