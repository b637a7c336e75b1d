import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { copyOfProject } from '../../tests/folders.ts';
import { loadPicturedExercises } from '../src/load-figures.ts';
import { moves, secondsOfLoop } from '../src/pictured-exercise.ts';
import { framesOf } from '../src/pose.ts';

const exercises = loadPicturedExercises();

describe('the figures', () => {
  it('say what the pose is, each in its own words', () => {
    const told = exercises.map(({ figure }) => figure.alt);
    expect(new Set(told).size).toBe(told.length);
    for (const alt of told) expect(alt).not.toMatch(/\b(image|picture|figure shows)\b/i);
  });

  it('move wherever the exercise does', () => {
    const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
    const kinds = new Map(content.exercises.map(({ id, kind }) => [id, kind]));
    for (const { id, figure } of exercises)
      expect(figure.poses.length > 1, id).toBe(kinds.get(id) !== 'static');
  });
});

it.each(exercises.filter((exercise) => moves(exercise) && secondsOfLoop(exercise) !== undefined))(
  'moves through $id at the pace of its dose',
  (exercise) => {
    const seconds = secondsOfLoop(exercise);
    const shown = framesOf(exercise.figure, seconds).reduce((sum, { ms }) => sum + ms, 0);
    expect(shown).toBe((seconds ?? 0) * 1_000);
  },
);

/** What `npm run figures` says and returns in a copy of the project that was changed. */
function runAfter(change: (folder: string) => void, ...words: readonly string[]) {
  const folder = copyOfProject();
  change(folder);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(folder, 'figures', 'main.ts'), ...words],
    { encoding: 'utf8' },
  );
  return { stdout, stderr, status };
}

function rewrite(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  expect(readFileSync(file, 'utf8')).not.toBe(before);
}

describe('npm run figures', () => {
  it.each([
    [
      'bends a joint too far',
      (text: string) => text.replace('"knee": 40', '"knee": 175'),
      'not right at ankle-circles: pose 1: right.knee is at 175 degrees, and goes from -2 to 156',
    ],
    [
      'puts a word where a joint has its angle',
      (text: string) => text.replace('"knee": 40', '"knee": "bent"'),
      'not right at ankle-circles.pose.0.legs.right',
    ],
    [
      'names a part that no body has',
      (text: string) => text.replace('"left.toes 1"', '"left.fin 1"'),
      'not right at plantar: There is no joint "left.fin"',
    ],
    [
      'is for no exercise',
      (text: string) => text.replace('"foot-roll":', '"foot-rock":'),
      'a figure for the unknown exercise "foot-rock"',
    ],
    [
      'is not there',
      (text: string) => JSON.stringify({ ...JSON.parse(text), 'foot-roll': undefined }),
      'The exercise "foot-roll" has no figure',
    ],
  ])('says in one line which figure %s', (_what, change, said) => {
    const { stderr, status } = runAfter((folder) =>
      rewrite(join(folder, 'figures', 'data', 'ankles-feet.json'), change),
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(said);
    expect(status).toBe(1);
  });

  it('says which exercise it doesn’t know', () => {
    const { stderr, status } = runAfter(() => undefined, 'childs');
    expect(stderr).toBe('There is no exercise "childs".\n');
    expect(status).toBe(1);
  });

  it('--check says how long it took, where all is well', () => {
    const { stdout, stderr, status } = runAfter(() => undefined, '--check', 'child');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^1 exercise drawn and compared in \d+\.\d s\n$/);
    expect(status).toBe(0);
  });

  it('--check fails where a picture is older than its figure, and names the exercise', () => {
    const { stderr, status } = runAfter(
      (folder) =>
        rewrite(join(folder, 'figures', 'data', 'shins.json'), (text) =>
          text.replace('"alt": "', '"alt": "Seen well: '),
        ),
      '--check',
    );
    expect(stderr).toMatch(/^shin-kneel: its picture is older than its figure\nDraw /);
    expect(status).toBe(1);
  });

  it('--check fails where a picture looks different from what is drawn now, and names the exercise', () => {
    const { stderr, status } = runAfter(
      (folder) => {
        const pictures = join(folder, 'data', 'pictures');
        cpSync(join(pictures, 'doorway.png'), join(pictures, 'child.png'));
        rewrite(join(pictures, 'index.json'), (text) => {
          const index = JSON.parse(text);
          index.child.files['child.png'] = index.doorway.files['doorway.png'];
          return JSON.stringify(index);
        });
      },
      '--check',
      'child',
    );
    expect(stderr).toMatch(/^child: child\.png looks different when it is drawn now\nDraw /);
    expect(status).toBe(1);
  });
});
