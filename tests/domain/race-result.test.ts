import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RaceDistance } from '../../src/domain/race.ts';
import { readRaceDistance, USUAL_DISTANCES } from '../../src/domain/race-distance.ts';
import { possibleFor, readGoal, readResult, standingOf, timeInWords } from '../../src/domain/race-result.ts';

const distanceOf = (typed: string): RaceDistance => {
  const read = readRaceDistance(typed, 'km');
  if (read.type !== 'distance') throw new Error(typed);
  return read.distance;
};

/** "3:58:12", "dnf", "dns", or why not. */
function read(typed: string, distance: string): string {
  const outcome = readResult(typed, distanceOf(distance));
  if (outcome.type !== 'result') return outcome.type;
  return outcome.result.type === 'time' ? timeInWords(outcome.result.seconds) : outcome.result.type;
}

describe('readResult', () => {
  it.each([
    ['3:58:12', 'marathon', '3:58:12'],
    ['03:58:12', 'marathon', '3:58:12'],
    [' 3:58:12 ', 'marathon', '3:58:12'],
    ['3.58.12', 'marathon', '3:58:12'],
    ['3,58,12', 'marathon', '3:58:12'],
    ['3:58.12', 'marathon', '3:58:12'],
    ['3-58-12', 'marathon', '3:58:12'],
    ['3 58 12', 'marathon', '3:58:12'],
    ['3h58', 'marathon', '3:58:00'],
    ['3 h 58', 'marathon', '3:58:00'],
    ['3h58m12s', 'marathon', '3:58:12'],
    ['3h58m12', 'marathon', '3:58:12'],
    ['3h58:12', 'marathon', '3:58:12'],
    ['3h58\'12"', 'marathon', '3:58:12'],
    ["3h 58' 12''", 'marathon', '3:58:12'],
    ['3h58’12”', 'marathon', '3:58:12'],
    ['3 hours 58 minutes 12 seconds', 'marathon', '3:58:12'],
    ['3 hours, 58 minutes and 12 seconds', 'marathon', '3:58:12'],
    ['3 hrs 58 min', 'marathon', '3:58:00'],
    ['3:58', 'marathon', '3:58:00'],
    ['3.58', 'marathon', '3:58:00'],
    ['4h', 'marathon', '4:00:00'],
    ['4', 'marathon', '4:00:00'],
    ['238', 'marathon', '3:58:00'],
    ['238 min', 'marathon', '3:58:00'],
    ['238:12', 'marathon', '3:58:12'],
    ['３：５８：１２', 'marathon', '3:58:12'],
    ['58:12', '10k', '58:12'],
    ['58.12', '10k', '58:12'],
    ['58m12s', '10k', '58:12'],
    ['58 m 12 s', '10k', '58:12'],
    ['58m12', '10k', '58:12'],
    ["58'12", '10k', '58:12'],
    ["58'12''", '10k', '58:12'],
    ['58 min', '10k', '58:00'],
    ['58', '10k', '58:00'],
    ['0:58:12', '10k', '58:12'],
    ['00:58:12', '10k', '58:12'],
    ['1:02:03.4', '10k', '1:02:04'],
    ['1:02:03,4', '10k', '1:02:04'],
    ['19:59.9', '5k', '20:00'],
    ['19:59.0', '5k', '19:59'],
    ['62:03', '10k', '1:02:03'],
    ['1:02', '10k', '1:02:00'],
    ['90:00', 'half', '1:30:00'],
    ['1:30', 'half', '1:30:00'],
    ['4:02', '1 mile', '4:02'],
    ['30', '100 miles', '30:00:00'],
    ['29:14', '100 miles', '29:14:00'],
    ['29:14:33', '100 miles', '29:14:33'],
    ['9:15:00', 'ultra', '9:15:00'],
    ['DNF', 'marathon', 'dnf'],
    ['d.n.f.', 'marathon', 'dnf'],
    ['did not finish', 'marathon', 'dnf'],
    ["Didn't finish", 'marathon', 'dnf'],
    ['dns', 'marathon', 'dns'],
    ['Didn’t start', 'marathon', 'dns'],
  ])('%j over %s is %s', (typed, distance, wanted) => {
    expect(read(typed, distance)).toBe(wanted);
  });

  it.each([
    ['58:12', 'marathon'],
    ['1:12:00', 'marathon'],
    ['26:00:00', 'marathon'],
    ['3:58:12', '5k'],
    ['9:00', '5k'],
    ['0:00', '5k'],
    ['0', '5k'],
    ['10', 'half'],
    ['2:00:00', '50 miles'],
    ['999:59:59', '100 miles'],
  ])('%j over %s is a time, but nobody’s', (typed, distance) => {
    expect(read(typed, distance)).toBe('implausible');
  });

  it.each([
    '',
    ' ',
    'fast',
    'pb!',
    '3:58:75',
    '3:75:12',
    '3:5:1',
    '3:58:12:09',
    '-3:58:12',
    '3::58',
    ':58',
    '58.5',
    '3h75m',
    '12345678',
    '1e3',
    'NaN',
    'Infinity',
    '@everyone',
    '<@1>',
    '3:58:12 <@1>',
    '٣:٥٨:١٢',
    'DNF DNS',
    '🏅',
  ])('%j is nonsense', (typed) => {
    expect(read(typed, 'marathon')).toBe('nonsense');
  });

  it('takes the world’s best of every distance, and a walk', () => {
    for (const [distance, best] of [
      ['1 mile', '3:43'],
      ['3 km', '7:18'],
      ['5k', '12:35'],
      ['10k', '26:11'],
      ['15k', '41:05'],
      ['half', '56:42'],
      ['marathon', '2:00:35'],
      ['50k', '2:38:43'],
      ['100k', '6:05:35'],
      ['100 miles', '10:51:39'],
    ] as const)
      expect(read(best, distance), distance).toBe(best);
    expect(read('1:30:00', '5k')).toBe('1:30:00');
    expect(read('8:30:00', 'marathon')).toBe('8:30:00');
  });

  it('reads back every time that it writes', () => {
    const distances = Object.values(USUAL_DISTANCES);
    fc.assert(
      fc.property(
        fc.constantFrom(...distances),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (distance, share) => {
          const { fastest, slowest } = possibleFor(distance);
          const seconds = Math.round(fastest + share * (slowest - fastest));
          expect(readResult(timeInWords(seconds), distance)).toEqual({
            type: 'result',
            result: { type: 'time', seconds },
          });
        },
      ),
    );
  });

  it('never means two things: a distance’s slowest time is less than 60 times its fastest', () => {
    for (const metres of [100, 499, 501, 1_000, 3_000, 5_000, 21_098, 42_195, 50_000, 160_934, 500_000]) {
      const { fastest, slowest } = possibleFor({ kind: '5k', metres, label: '' });
      expect(slowest / fastest).toBeLessThan(60);
    }
    const { fastest, slowest } = possibleFor(USUAL_DISTANCES.ultra);
    expect(slowest / fastest).toBeLessThan(60);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...Object.values(USUAL_DISTANCES)),
        (typed, distance) => {
          const outcome = readResult(typed, distance);
          if (outcome.type === 'result' && outcome.result.type === 'time')
            expect(Number.isInteger(outcome.result.seconds)).toBe(true);
        },
      ),
    );
  });
});

describe('readGoal', () => {
  it('is a time and nothing else', () => {
    expect(readGoal('3:45', USUAL_DISTANCES.marathon)).toEqual({ type: 'goal', seconds: 13_500 });
    expect(readGoal('sub 4', USUAL_DISTANCES.marathon)).toEqual({ type: 'goal', seconds: 14_400 });
    expect(readGoal('DNF', USUAL_DISTANCES.marathon).type).toBe('nonsense');
  });
});

describe('standingOf', () => {
  it.each([
    [3_600, undefined, 'first'],
    [3_599, 3_600, 'best'],
    [3_600, 3_600, 'usual'],
    [3_601, 3_600, 'usual'],
  ] as const)('%d after %s is %s', (seconds, before, wanted) => {
    expect(standingOf(seconds, before).type).toBe(wanted);
  });
});
