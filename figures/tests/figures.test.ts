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
    (text: string) => text.replace('"knee": 40', '"knee": 175'),
    /figures\/data\/ankles-feet\.json is not right at ankle-circles: pose 1: right\.knee is at 175 degrees, and goes from -2 to 156/,
  ],
  [
    'puts a word where a joint has its angle',
    (text: string) => text.replace('"knee": 40', '"knee": "bent"'),
    /figures\/data\/ankles-feet\.json is not right at ankle-circles\.pose\.0\.legs\.right/,
  ],
  [
    'names a part that no body has',
    (text: string) => text.replace('"left.toes 1"', '"left.fin 1"'),
    /figures\/data\/ankles-feet\.json is not right at plantar: There is no joint "left\.fin"/,
  ],
])('names the exercise and the place where one %s', (_what, change, said) => {
  const folder = ownFolder();
  cpSync(join(import.meta.dirname, '..', 'data'), folder, { recursive: true });
  const file = join(folder, 'ankles-feet.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  expect(() => loadFigures(folder)).toThrow(said);
});
