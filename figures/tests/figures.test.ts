import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { ownFolder } from '../../tests/folders.ts';
import { loadFigures } from '../src/load-figures.ts';
import { framesOf } from '../src/pose.ts';

const figures = loadFigures();
const { exercises } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

it('are there for every exercise, and for nothing else', () => {
  expect(Object.keys(figures).sort()).toEqual(exercises.map(({ id }) => id).sort());
});

it.each(
  exercises.flatMap(({ id, dose }) =>
    'secondsPerRep' in dose.usual ? [[id, dose.usual.secondsPerRep]] : [],
  ),
)('moves through %s at the pace of its dose', (id, secondsPerRep) => {
  const figure = figures[id];
  if (!figure || figure.poses.length === 1) return;
  const seconds = secondsPerRep * figure.reps;
  const shown = framesOf(figure, seconds).reduce((sum, { ms }) => sum + ms, 0);
  expect(shown).toBe(seconds * 1000);
});

it.each([
  [
    'bends a joint too far',
    (text: string) => text.replace('"knee": 150', '"knee": 175'),
    /figures\/data\/shins\.json is not right at shin-kneel: pose 1: left\.knee is at 175 degrees, and goes from -2 to 156/,
  ],
  [
    'puts a word where a joint has its angle',
    (text: string) => text.replace('"knee": 150', '"knee": "bent"'),
    /figures\/data\/shins\.json is not right at shin-kneel\.pose\.0\.legs\.left/,
  ],
  [
    'names a part that no body has',
    (text: string) => text.replaceAll('"right.shin 0.42 front"', '"right.fin 0.42 front"'),
    /figures\/data\/shins\.json is not right at shin-roll: There is no joint "right\.fin"/,
  ],
])('names the exercise and the place where one %s', (_what, change, said) => {
  const folder = ownFolder();
  cpSync(join(import.meta.dirname, '..', 'data'), folder, { recursive: true });
  const file = join(folder, 'shins.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  expect(() => loadFigures(folder)).toThrow(said);
});
