import { describe, expect, it } from 'vitest';
import { exactly, named, nearest, numberTyped, plainWords } from '../../src/domain/search.ts';

const things = ['hamstrings', 'hip flexors', 'it band', 'calves'].map((name) =>
  named(name, name === 'hamstrings' ? [name, 'hammies'] : [name]),
);

describe('plainWords', () => {
  it.each([
    ['  Hip-Flexors! ', 'hip flexors'],
    ['can’t breathe', 'cant breathe'],
    ["can't breathe", 'cant breathe'],
    ['Waden – schön', 'waden schon'],
    ['ham\u202estrings\u200b', 'hamstrings'],
    ['<@123> **calf**', '123 calf'],
    ['', ''],
  ])('reads %j as %j', (typed, plain) => {
    expect(plainWords(typed)).toBe(plain);
  });
});

describe('exactly', () => {
  it('finds a thing by any of its names, however they are written', () => {
    expect(exactly('HAMMIES', things)).toBe('hamstrings');
    expect(exactly('it-band', things)).toBe('it band');
    expect(exactly('hamstring', things)).toBeUndefined();
  });
});

describe('nearest', () => {
  it.each([
    ['ham', ['hamstrings']],
    ['hamstirngs', ['hamstrings']],
    ['flex', ['hip flexors']],
    ['calfes', ['calves']],
    ['xylophone', []],
  ])('%j → %j', (typed, found) => {
    expect(nearest(typed, things)).toEqual(found);
  });

  it('offers everything, in order, where nothing is typed', () => {
    expect(nearest('  ', things)).toEqual(['hamstrings', 'hip flexors', 'it band', 'calves']);
  });

  it('stays quick on a very long text', () => {
    expect(nearest('ham'.repeat(100_000), things)).toEqual([]);
  });
});

describe('numberTyped', () => {
  const things = [
    { number: 3, name: 'Berlin Marathon' },
    { number: 4, name: 'Berlin 10k' },
    { number: 5, name: 'Café run' },
    { number: 6, name: 'Café run in the park' },
  ];

  it.each([
    ['3', 3],
    ['#4', 4],
    [' 99 ', 99],
    ['berlin m', 3],
    ['BERLIN 10K', 4],
    ['cafe run', 5],
    ['cafe run in', 6],
    ['Berlin', undefined],
    ['Marathon', undefined],
    ['', undefined],
    ['!!!', undefined],
    ['1234567890', undefined],
  ])('of %j is %s', (typed, wanted) => {
    expect(numberTyped(typed, things)).toBe(wanted);
  });
});
