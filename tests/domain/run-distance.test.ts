import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNITS } from '../../src/domain/club.ts';
import {
  aboutHowLong,
  climbInWords,
  distanceInWords,
  metresIn,
  readDistance,
} from '../../src/domain/run-distance.ts';

/** The label of what was typed, or undefined where it is nonsense. */
function label(typed: string, units: (typeof UNITS)[number] = 'km') {
  const outcome = readDistance(typed, units);
  return outcome.type === 'distance' ? outcome.label : undefined;
}

describe('readDistance', () => {
  it.each([
    ['10 km', '10 km'],
    ['10k', '10 km'],
    ['10K', '10 km'],
    ['10 kilometres', '10 km'],
    ['010.0 km', '10 km'],
    ['10 km.', '10 km'],
    ['6 miles', '6 mi'],
    ['6mi', '6 mi'],
    ['6m', '6 mi'],
    ['400m', '0.4 km'],
    ['5000 m', '5 km'],
    ['5,000 m', '5 km'],
    ['10.000 metres', '10 km'],
    ['10-12k', '10–12 km'],
    ['12 – 10', '10–12 km'],
    ['10k to 12k', '10–12 km'],
    ['5k-10', '5–10 km'],
    ['10-10 km', '10 km'],
    ['5k or 10k', '5 or 10 km'],
    ['5/10 km', '5 or 10 km'],
    ['half marathon', 'half marathon'],
    ['Half-Marathon', 'half marathon'],
    ['half', 'half marathon'],
    ['full marathon', 'marathon'],
    ['parkrun', '5 km'],
    ['about 8', 'about 8 km'],
    ['approx. 8', 'about 8 km'],
    ['approximately 8', 'about 8 km'],
    ['~8k', 'about 8 km'],
    ['c. 8 mi', 'about 8 mi'],
    ['circa 8-10', 'about 8–10 km'],
    ['10k-ish', 'about 10 km'],
    ['21.0975 km', '21.1 km'],
    ['21,1', '21.1 km'],
    ['１０ｋｍ', '10 km'],
    ['10\u202e km\u200b', '10 km'],
    ['0.1', '0.1 km'],
    ['500', '500 km'],
    ['310 mi', '310 mi'],
  ])('%j is %s', (typed, expected) => {
    expect(label(typed)).toBe(expected);
  });

  it('takes the units of the club where none were typed', () => {
    expect(label('about 8', 'mi')).toBe('about 8 mi');
    expect(label('8k', 'mi')).toBe('8 km');
  });

  it.each([
    '',
    'ten',
    'about',
    'carl',
    '0',
    '-5',
    '0.05',
    '50 metres',
    '501 km',
    // 310.7 miles are 500 km.
    '311 mi',
    '0.06 mi',
    '1e3',
    'Infinity',
    'NaN',
    '10..5',
    '10.5.2',
    '1234567',
    '5k or 6 miles',
    '10-',
    '10-12-14',
    '10 parsecs',
    '@everyone',
  ])('%j is nonsense', (typed) => {
    expect(readDistance(typed, 'km')).toEqual({ type: 'nonsense', typed });
  });

  it('gives nonsense back on one line, cut short', () => {
    expect(readDistance('\u202eten\n\u0007k ', 'km')).toEqual({ type: 'nonsense', typed: 'ten k' });
    expect(readDistance('x'.repeat(1_000_000), 'km')).toEqual({ type: 'nonsense', typed: 'x'.repeat(60) });
  });

  it('stays within its limits whatever is typed, and reads its own labels as themselves', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,-/ km~or'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(anyText, fc.constantFrom(...UNITS), (typed, units) => {
        const outcome = readDistance(typed, units);
        if (outcome.type === 'nonsense') {
          expect(outcome.typed.length).toBeLessThanOrEqual(60);
          expect(outcome.typed).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        } else {
          expect(outcome.label).toMatch(
            /^(about )?(\d{1,3}(\.\d{1,2})?((–| or )\d{1,3}(\.\d{1,2})?)? (km|mi)|(half )?marathon)$/,
          );
          expect(readDistance(outcome.label, units)).toEqual(outcome);
          expect(metresIn(outcome.label)).toBeGreaterThanOrEqual(100);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('in words', () => {
  it.each([
    [10_200, '10.2 km', '6.3 mi'],
    [10_000, '10 km', '6.2 mi'],
    [9_960, '10 km', '6.2 mi'],
    [42_195, '42.2 km', '26.2 mi'],
    [1_609.344, '1.6 km', '1 mi'],
    [0, '0 km', '0 mi'],
  ])('%d m are %s or %s', (metres, inKm, inMiles) => {
    expect(distanceInWords(metres, 'km')).toBe(inKm);
    expect(distanceInWords(metres, 'mi')).toBe(inMiles);
  });

  it.each([
    [120, '120 m', '390 ft'],
    [124, '120 m', '410 ft'],
    [1_345, '1350 m', '4410 ft'],
    [4, '0 m', '10 ft'],
    [0, '0 m', '0 ft'],
  ])('a climb of %d m is %s or %s', (metres, inMetres, inFeet) => {
    expect(climbInWords(metres, 'km')).toBe(inMetres);
    expect(climbInWords(metres, 'mi')).toBe(inFeet);
  });
});

describe('how long a run takes', () => {
  const MINUTE = 60_000;
  it.each([
    ['10 km', 75],
    ['5 km', 45],
    ['5–10 km', 75],
    ['5 or 10 km', 75],
    ['about 6 mi', 75],
    ['half marathon', 150],
    ['about marathon', 300],
    ['0.5 km', 30],
  ])('is guessed from %s: %d minutes', (distance, minutes) => {
    expect(aboutHowLong({ distance, route: { metres: 1 } })).toBe(minutes * MINUTE);
  });

  it('is guessed from the route where no distance is said, and is an hour where neither is', () => {
    expect(aboutHowLong({ distance: null, route: { metres: 20_000 } })).toBe(150 * MINUTE);
    expect(aboutHowLong({ distance: 'far', route: null })).toBe(60 * MINUTE);
    expect(aboutHowLong({ distance: null, route: null })).toBe(60 * MINUTE);
  });
});
