import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate } from '../../src/domain/when.ts';

/** A Tuesday, 10:00:45 in Berlin. */
const now = Date.parse('2026-03-10T09:00:45Z');
const british = { now, zone: 'Europe/Berlin', locale: 'en-GB' };

/** The date that was understood, or the kind of refusal and what it tells. */
function read(typed: string, spot: Partial<typeof british> = {}, daysBack = 14): string {
  const outcome = readDate(typed, { ...british, ...spot }, daysBack);
  switch (outcome.type) {
    case 'date':
      return outcome.time === undefined ? outcome.date : `${outcome.date} ${outcome.time}`;
    case 'no-date':
      return outcome.type;
    case 'unread':
      return `unread ${outcome.words}`;
    case 'other-weekday':
      return `other-weekday ${outcome.date} ${outcome.weekday}`;
  }
}

describe('readDate', () => {
  it.each([
    ['2026-12-05', '2026-12-05'],
    ['5 December', '2026-12-05'],
    ['December 5th, 2026', '2026-12-05'],
    ['Saturday 5 December', '2026-12-05'],
    ['Sat, 5 Dec.', '2026-12-05'],
    ['5/12', '2026-12-05'],
    ['05/12/2026', '2026-12-05'],
    ['Saturday', '2026-03-14'],
    ['next Sunday', '2026-03-22'],
    ['Tuesday', '2026-03-10'],
    ['today', '2026-03-10'],
    ['tomorrow', '2026-03-11'],
    ['yesterday', '2026-03-09'],
    ['last Sunday', '2026-03-08'],
    ['in 3 weeks', '2026-03-31'],
    ['in 10 days', '2026-03-20'],
    ['5 December at 9:00', '2026-12-05 09:00'],
    ['Saturday 7:30am', '2026-03-14 07:30'],
    ['on the 5 December', '2026-12-05'],
  ])('%j is %s', (typed, wanted) => {
    expect(read(typed)).toBe(wanted);
  });

  it.each([
    ['5.12.', 'de', '2026-12-05'],
    ['5. Dezember', 'de', '2026-12-05'],
    ['nächsten Samstag', 'de', '2026-03-21'],
    ['morgen', 'de', '2026-03-11'],
    ['5 décembre', 'fr', '2026-12-05'],
    ['5 de diciembre', 'es-ES', '2026-12-05'],
    ['5/12', 'en-US', '2026-05-12'],
    ['Dec 5', 'en-US', '2026-12-05'],
  ])('%j in %s is %s', (typed, locale, wanted) => {
    expect(read(typed, { locale })).toBe(wanted);
  });

  it('takes a day without a year as the one lately, where that is allowed, and else as the next', () => {
    expect(read('8 March')).toBe('2026-03-08');
    expect(read('24 February')).toBe('2026-02-24');
    expect(read('23 February')).toBe('2027-02-23');
    expect(read('8 March', {}, 0)).toBe('2027-03-08');
    expect(read('28 December', { now: Date.parse('2027-01-03T12:00Z') })).toBe('2026-12-28');
  });

  it('counts days on the clocks of the club', () => {
    const late = Date.parse('2026-03-10T23:30Z');
    expect(read('today', { now: late })).toBe('2026-03-11');
    expect(read('today', { now: late, zone: 'America/New_York' })).toBe('2026-03-10');
  });

  it.each([
    ['', 'no-date'],
    ['soonish', 'no-date'],
    ['18:00', 'no-date'],
    ['December', 'no-date'],
    ['2026', 'no-date'],
    ['Friday 5 December', 'other-weekday 2026-12-05 5'],
    ['5 December with cake', 'unread with cake'],
    ['2026-13-45', 'no-date'],
    ['2026-02-30', 'no-date'],
    ['<@1>', 'no-date'],
  ])('%j is refused: %s', (typed, wanted) => {
    expect(read(typed)).toBe(wanted);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        expect(read(typed)).toBeTypeOf('string');
      }),
    );
  });
});
