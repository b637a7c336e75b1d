import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimeOfDay, readTipTime, tipTimeInWords } from '../../src/domain/club.ts';
import { wallOf } from '../../src/domain/wall-time.ts';
import { nextTipDue, weekOf } from '../../src/domain/weekly-tip.ts';
import { DAY, ZONES } from './zones.ts';

describe('readTipTime', () => {
  it.each([
    ['Monday 18:00', 'Monday 18:00'],
    ['monday 6pm', 'Monday 18:00'],
    ['Mon. 18.00', 'Monday 18:00'],
    ['fri 7am', 'Friday 07:00'],
    ['7am on Fridays', 'Friday 07:00'],
    ['every Sunday at 9:30', 'Sunday 09:30'],
    ['Thurs, 19h30', 'Thursday 19:30'],
    ['we 9', 'Wednesday 09:00'],
  ])('%j is %s', (typed, wanted) => {
    const read = readTipTime(typed);
    expect(read && tipTimeInWords(read)).toBe(wanted);
  });

  it('is none where none is wanted', () => {
    expect(readTipTime(' None ')).toBeNull();
  });

  it.each(['', 'Monday', '18:00', 'Funday 18:00', 'Monday 25:00', 'm 9', 'Monday 9 Tuesday 10 12'])(
    '%j is unreadable',
    (typed) => {
      expect(readTipTime(typed)).toBeUndefined();
    },
  );
});

describe('readTimeOfDay', () => {
  it.each([
    ['9', '09:00'],
    ['9:15', '09:15'],
    ['09.15', '09:15'],
    ['9h15', '09:15'],
    ['9h', '09:00'],
    ['18 Uhr', '18:00'],
    ['18:30 Uhr', '18:30'],
    ['9am', '09:00'],
    ['9:15 PM', '21:15'],
    ['12am', '00:00'],
    ['12pm', '12:00'],
  ])('%j is %s', (typed, wanted) => {
    expect(readTimeOfDay(typed)).toBe(wanted);
  });

  it.each(['', '24:00', '9:60', '13pm', 'nine', '9:1', '-9', '9 15', '123'])('%j is unreadable', (typed) => {
    expect(readTimeOfDay(typed)).toBeUndefined();
  });
});

describe('weekOf', () => {
  it.each([
    ['2026-11-23', '2026-W48'],
    ['2026-11-29', '2026-W48'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
  ])('%s is in %s', (date, week) => {
    expect(weekOf(date)).toBe(week);
  });
});

describe('nextTipDue', () => {
  const monday = { day: 1, time: '18:00' };
  const now = Date.parse('2026-11-24T12:00Z');

  it('is the next such day, this week or next', () => {
    const next = (day: number, had: string[] = []) => {
      const { week, dueAt } = nextTipDue({ day, time: '18:00' }, 'Europe/London', now, new Set(had));
      return `${week} ${wallOf(dueAt, 'Europe/London')}`;
    };
    expect(next(1)).toBe('2026-W49 2026-11-30T18:00');
    expect(next(2)).toBe('2026-W48 2026-11-24T18:00');
    expect(next(7)).toBe('2026-W48 2026-11-29T18:00');
    expect(next(7, ['2026-W48'])).toBe('2026-W49 2026-12-06T18:00');
    expect(next(1, ['2026-W49', '2026-W50'])).toBe('2026-W51 2026-12-14T18:00');
  });

  it('lies ahead, within a week where no week has had one, at that hour of the wall all year, in any zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 800 * 24 * 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 4, max: 22 }),
        (zone, minutes, day, hour) => {
          const from = Date.UTC(2026, 0, 1) + minutes * 60_000;
          const time = `${String(hour).padStart(2, '0')}:00`;
          const { dueAt, week } = nextTipDue({ day, time }, zone, from, new Set());
          const wall = wallOf(dueAt, zone);
          expect(dueAt).toBeGreaterThan(from);
          expect(dueAt - from).toBeLessThanOrEqual(7 * DAY + 2 * 3_600_000);
          expect(wall.slice(11)).toBe(time);
          expect(Temporal.PlainDate.from(wall.slice(0, 10)).dayOfWeek).toBe(day);
          expect(weekOf(wall.slice(0, 10))).toBe(week);
        },
      ),
    );
  });

  it('is not the one that is just due', () => {
    const due = Date.parse('2026-11-30T18:00Z');
    expect(nextTipDue(monday, 'Europe/London', due, new Set()).dueAt).toBe(due + 7 * DAY);
  });
});
