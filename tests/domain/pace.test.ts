import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNITS } from '../../src/domain/club.ts';
import { LONGEST_PACE, MOST_PACES, readPaces } from '../../src/domain/pace.ts';

/** The labels of what was typed, or the outcome where there are none. */
function labels(typed: string, units: (typeof UNITS)[number] = 'km') {
  const outcome = readPaces(typed, units);
  return outcome.type === 'paces' ? outcome.groups.map(({ label }) => label) : outcome;
}

describe('readPaces', () => {
  it.each([
    ['5:00, 5:30, 6:00/km', ['5:00/km', '5:30/km', '6:00/km']],
    ['5:00/km, 5:30, 6:00', ['5:00/km', '5:30/km', '6:00/km']],
    ['8:30/mile', ['8:30/mi']],
    ['8:30 per mile; 9:00', ['8:30/mi', '9:00/mi']],
    ['5:00/km, 8:30/mi, 9:00', ['5:00/km', '8:30/mi', '9:00/mi']],
    ['easy, steady', ['easy', 'steady']],
    ["5'30", ['5:30/km']],
    ["5'30''", ['5:30/km']],
    ['5’30”', ['5:30/km']],
    ['5´30', ['5:30/km']],
    ['5.30', ['5:30/km']],
    ['5m30s', ['5:30/km']],
    ['5 min 30 s', ['5:30/km']],
    ['05:30', ['5:30/km']],
    ['５：３０', ['5:30/km']],
    ['5, 6', ['5:00/km', '6:00/km']],
    ['5 min/km', ['5:00/km']],
    ['5/km', ['5:00/km']],
    ['5:30 min/km', ['5:30/km']],
    ['5:00-5:30, 6:00–5:45/km', ['5:00–5:30/km', '5:45–6:00/km']],
    ['5:00 to 5:30', ['5:00–5:30/km']],
    ['5:30 - 5.30', ['5:30/km']],
    ['5k, 10 miles', ['5k', '10 miles']],
    ['Group A (5:00), sub 6:00', ['Group A (5:00)', 'sub 6:00']],
    [' easy ,, steady\nfast, ', ['easy', 'steady', 'fast']],
    ['Easy, easy, EASY', ['Easy']],
    ["5:30, 5.30, 5'30/km", ['5:30/km']],
    ['🐢, 🐇', ['🐢', '🐇']],
  ])('%j is %j', (typed, expected) => {
    expect(labels(typed)).toEqual(expected);
  });

  it('takes the units of the club where none were typed', () => {
    expect(labels('8:30, 9:00', 'mi')).toEqual(['8:30/mi', '9:00/mi']);
    expect(labels('5:30/km', 'mi')).toEqual(['5:30/km']);
  });

  it.each([
    ['5:75', '5:75'],
    ['0:30/km', '0:30/km'],
    ['easy, 1:59/km, 5:00', '1:59/km'],
    ['20:01', '20:01'],
    // 2:00/km is 3:13.1 a mile, 20:00/km is 32:11.2.
    ['3:13/mi', '3:13/mi'],
    ['32:12/mi', '32:12/mi'],
    ['5:00-25:00', '5:00-25:00'],
    ['5:5', '5:5'],
    ['-5:30', '-5:30'],
    ['1:02:03', '1:02:03'],
    ['5:00-5:30-6:00', '5:00-5:30-6:00'],
    ['**5:75**', '5:75'],
    ['', ''],
    [' , ;', ', ;'],
    ['***', ''],
  ])('%j has the nonsense part %j', (typed, part) => {
    expect(labels(typed)).toEqual({ type: 'nonsense-pace', part });
  });

  it.each(['2:00/km', '20:00/km', '3:14/mi', '32:11/mi'])('%s is just possible', (typed) => {
    expect(labels(typed)).toEqual([typed]);
  });

  it('has a letter for each of up to ten groups', () => {
    const ten = Array.from({ length: MOST_PACES }, (_, at) => `group ${at + 1}`);
    const outcome = readPaces(ten.join(','), 'km');
    expect(outcome.type === 'paces' && outcome.groups.map(({ id }) => id).join('')).toBe('abcdefghij');
    expect(labels([...ten, 'GROUP 10'].join(','))).toEqual(ten);
    expect(labels([...ten, 'one more'].join(','))).toEqual({ type: 'too-many', limit: 10 });
  });

  it('has labels of up to forty characters', () => {
    expect(labels('x'.repeat(40))).toEqual(['x'.repeat(40)]);
    expect(labels(`easy, ${'x'.repeat(41)}`)).toEqual({ type: 'too-long', part: 'x'.repeat(40), limit: 40 });
  });

  it.each([
    ['@everyone', ['everyone']],
    ['<@123> easy', ['123 easy']],
    ['**easy** __now__ ||x||', ['easy now x']],
    ['[easy](https://evil.example)', ['easy(https evil.example)']],
    ['https:<//evil.example', ['https evil.example']],
    ['https:\u200b//evil.example', ['https evil.example']],
    ['# easy', ['easy']],
    ['ea\u202esy', ['easy']],
    ['\u200bea\u0000sy\u200f', ['ea sy']],
  ])('%j is without markup: %j', (typed, expected) => {
    expect(labels(typed)).toEqual(expected);
  });

  it('stays within its limits whatever is typed', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'0123456789:.\'"-/,;km mins@*<\u202e') }),
    );
    fc.assert(
      fc.property(anyText, fc.constantFrom(...UNITS), (typed, units) => {
        const outcome = readPaces(typed, units);
        const texts =
          outcome.type === 'paces'
            ? outcome.groups.map(({ label }) => label)
            : 'part' in outcome
              ? [outcome.part]
              : [];
        for (const text of texts) {
          expect(text.length).toBeLessThanOrEqual(LONGEST_PACE);
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}*_~`|\\<>@#[\]]|:\/\//u);
        }
        if (outcome.type !== 'paces') return;
        expect(texts.length).toBeGreaterThan(0);
        expect(texts.length).toBeLessThanOrEqual(MOST_PACES);
        expect(new Set(texts).size).toBe(texts.length);
        expect(texts).not.toContain('');
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads every possible figure back as itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 1200 }), (seconds) => {
        const label = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}/km`;
        expect(labels(label, 'mi')).toEqual([label]);
      }),
    );
  });

  it.each(['5,', '5:30 ', 'x', ':/', '-5', '\u202e', "'"])('comes to the end of very many %j', (piece) => {
    expect(readPaces(piece.repeat(300_000), 'km').type).toBeDefined();
  });
});
