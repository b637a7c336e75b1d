import { describe, expect, it } from 'vitest';
import { lengthIsKnown, readRaceDistance, USUAL_DISTANCES } from '../../src/domain/race-distance.ts';

/** "kind metres label" of what was typed, or undefined where it is nonsense. */
function read(typed: string, units: 'km' | 'mi' = 'km') {
  const outcome = readRaceDistance(typed, units);
  if (outcome.type !== 'distance') return undefined;
  const { kind, metres, label } = outcome.distance;
  return `${kind} ${metres} ${label}`;
}

describe('readRaceDistance', () => {
  it.each([
    ['5k', '5k 5000 5 km'],
    ['5K', '5k 5000 5 km'],
    ['5 km race', '5k 5000 5 km'],
    ['parkrun', '5k 5000 5 km'],
    ['5000m', '5k 5000 5 km'],
    ['3 miles', '5k 4828 3 mi'],
    ['1 mile', '5k 1609 1 mi'],
    ['10k', '10k 10000 10 km'],
    ['10 000 m', undefined],
    ['10.000 m', '10k 10000 10 km'],
    ['15k', '10k 15000 15 km'],
    ['10 miles', 'half 16093 10 mi'],
    ['10 miler', 'half 16093 10 mi'],
    ['10-miler', 'half 16093 10 mi'],
    ['half', 'half 21098 half marathon'],
    ['Half Marathon', 'half 21098 half marathon'],
    ['Halbmarathon', 'half 21098 half marathon'],
    ['HM', 'half 21098 half marathon'],
    ['21.1 km', 'half 21098 half marathon'],
    ['21,0975 km', 'half 21098 half marathon'],
    ['21k', 'half 21098 half marathon'],
    ['13.1', 'half 21098 half marathon'],
    ['13.1 miles', 'half 21098 half marathon'],
    ['20 miles', 'marathon 32187 20 mi'],
    ['marathon', 'marathon 42195 marathon'],
    ['full marathon', 'marathon 42195 marathon'],
    ['42.2k', 'marathon 42195 marathon'],
    ['42.195', 'marathon 42195 marathon'],
    ['26.2', 'marathon 42195 marathon'],
    ['26.2 mi', 'marathon 42195 marathon'],
    ['50k', 'ultra 50000 50 km'],
    ['50 miles', 'ultra 80467 50 mi'],
    ['100 mi', 'ultra 160934 100 mi'],
    ['ultra', 'ultra 100000 ultra'],
    ['Trail ultra', 'ultra 100000 ultra'],
    ['ultra marathon', 'ultra 100000 ultra'],
  ])('%j is %s', (typed, wanted) => {
    expect(read(typed)).toBe(wanted);
  });

  it('takes a bare figure in the units of the club', () => {
    expect(read('10', 'km')).toBe('10k 10000 10 km');
    expect(read('10', 'mi')).toBe('half 16093 10 mi');
  });

  it.each([
    '',
    ' ',
    'far',
    'marathon relay',
    '24 hours',
    '5k or 10k',
    '10-12k',
    '-5k',
    '0k',
    '50 metres',
    '900 km',
    '5 parsecs',
    '@everyone',
    'constructor',
    '__proto__',
    '1e3 km',
    '٥ km',
  ])('%j is nonsense', (typed) => {
    expect(read(typed)).toBeUndefined();
  });

  it('knows the length of all but a bare ultra', () => {
    expect(Object.values(USUAL_DISTANCES).filter((one) => !lengthIsKnown(one))).toEqual([
      USUAL_DISTANCES.ultra,
    ]);
    expect(lengthIsKnown({ kind: 'ultra', metres: 100_000, label: '100 km' })).toBe(true);
  });
});
