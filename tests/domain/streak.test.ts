import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streakInWeeks, weekOf } from '../../src/domain/streak.ts';
import { ZONES } from './zones.ts';

const at = (wall: string, zone = 'Europe/London') =>
  Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;

const streak = (now: string, ...runs: readonly string[]) =>
  streakInWeeks(
    runs.map((date) => at(`${date}T07:30`)),
    'Europe/London',
    at(`${now}T12:00`),
  );

describe('a streak', () => {
  // 2026-11-23 is a Monday.
  it.each([
    ['is none without a run', '2026-11-25', [], 0],
    ['begins with the first run', '2026-11-25', ['2026-11-24'], 1],
    [
      'counts a week once, however many runs it has',
      '2026-11-29',
      ['2026-11-23', '2026-11-25', '2026-11-29'],
      1,
    ],
    ['counts weeks in a row', '2026-11-25', ['2026-11-07', '2026-11-14', '2026-11-21'], 3],
    ['tells Sunday from Monday', '2026-11-25', ['2026-11-22', '2026-11-23'], 2],
    ['forgives one week of rest', '2026-11-25', ['2026-11-10', '2026-11-24'], 2],
    ['forgives two weeks of rest', '2026-11-25', ['2026-11-03', '2026-11-24'], 2],
    ['ends with a third', '2026-11-25', ['2026-10-27', '2026-11-24'], 1],
    ['forgives again and again', '2026-11-25', ['2026-10-13', '2026-11-03', '2026-11-24'], 3],
    ['goes on while a rest lasts, this week not counted', '2026-11-29', ['2026-11-02'], 1],
    ['is over after three whole weeks of rest', '2026-11-30', ['2026-11-02'], 0],
    ['goes over the new year', '2027-01-06', ['2026-12-26', '2027-01-02', '2027-01-05'], 3],
    [
      'goes over a year of 53 weeks',
      '2027-01-06',
      ['2026-12-20', '2026-12-27', '2027-01-03', '2027-01-04'],
      4,
    ],
    ['knows nothing of runs to come', '2026-11-25', ['2026-11-24', '2026-12-01'], 1],
  ] as const)('%s', (_what, now, runs, weeks) => {
    expect(streak(now, ...runs)).toBe(weeks);
  });

  it('goes by the clocks of the club: Sunday evening in one zone is Monday in another', () => {
    const runs = [at('2026-11-22T23:30', 'America/New_York'), at('2026-11-23T23:30', 'America/New_York')];
    const now = at('2026-11-25T12:00', 'America/New_York');
    expect(streakInWeeks(runs, 'America/New_York', now)).toBe(2);
    expect(streakInWeeks(runs, 'Pacific/Auckland', now)).toBe(1);
  });

  const start = at('2024-01-01T00:00', 'UTC');
  const end = at('2031-01-01T00:00', 'UTC');
  const instant = fc.integer({ min: start, max: end });

  it('has the weeks of the ISO calendar, in every zone and year', () => {
    fc.assert(
      fc.property(instant, instant, fc.constantFrom(...ZONES), (one, other, zone) => {
        const iso = (when: number) => {
          const date = Temporal.Instant.fromEpochMilliseconds(when).toZonedDateTimeISO(zone);
          return `${date.yearOfWeek} ${date.weekOfYear}`;
        };
        expect(weekOf(one, zone) === weekOf(other, zone)).toBe(iso(one) === iso(other));
      }),
    );
  });

  it('grows by a run within a week or two, by at most one, and never shrinks by one', () => {
    fc.assert(
      fc.property(
        fc.array(instant, { maxLength: 80 }),
        instant,
        fc.constantFrom(...ZONES),
        (runs, now, zone) => {
          const before = streakInWeeks(runs, zone, now);
          const after = streakInWeeks([...runs, now], zone, now);
          expect(after - before).toBeGreaterThanOrEqual(0);
          expect(after - before).toBeLessThanOrEqual(1);
          expect(after).toBeGreaterThanOrEqual(1);
          const past = new Set(runs.filter((run) => run <= now).map((run) => weekOf(run, zone)));
          expect(before).toBeLessThanOrEqual(past.size);
        },
      ),
    );
  });

  it('is the same whatever the order of the runs', () => {
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 40 }), instant, (runs, now) => {
        expect(streakInWeeks(runs.toReversed(), 'UTC', now)).toBe(streakInWeeks(runs, 'UTC', now));
      }),
    );
  });
});
