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
    for (const alt of told) expect(alt).not.toMatch(/\b(image|picture of|figure shows)\b/i);
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

/** Figures as a file has them. */
type Figures = Readonly<Record<string, { readonly pose: object }>>;

function rewrite(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  expect(readFileSync(file, 'utf8')).not.toBe(before);
}

describe('npm run figures', () => {
  const withPose = (change: Record<string, unknown>) => (figures: Figures) => ({
    ...figures,
    'heel-walk': { ...figures['heel-walk'], pose: { ...figures['heel-walk']?.pose, ...change } },
  });

  it.each([
    [
      'bends a joint too far',
      withPose({ spine: { bend: 300 } }),
      'not right at heel-walk: pose 1: spine.bend is at 300 degrees, and goes from -50 to 95',
    ],
    [
      'has a word where a joint has its angle',
      withPose({ spine: { bend: 'far' } }),
      'not right at heel-walk.pose.0.spine.bend',
    ],
    [
      'names a part that no body has',
      withPose({ plant: { part: 'right.fin', x: 0, z: 0 } }),
      'not right at heel-walk: There is no joint "right.fin"',
    ],
    [
      'has an arrow from a part that no body has',
      (figures: Figures) => ({
        ...figures,
        'heel-walk': { ...figures['heel-walk'], arrows: [{ from: 'right.fin', by: [0, 9, 0] }] },
      }),
      'not right at heel-walk: There is no joint "right.fin"',
    ],
    [
      'is for no exercise',
      (figures: Figures) => ({ ...figures, 'heel-run': figures['heel-walk'] }),
      'a figure for the unknown exercise "heel-run"',
    ],
    [
      'is not there',
      (figures: Figures) => ({ ...figures, 'heel-walk': undefined }),
      'The exercise "heel-walk" has no figure',
    ],
  ])('says in one line which figure %s', (_what, change, said) => {
    const { stderr, status } = runAfter((folder) =>
      rewrite(join(folder, 'figures', 'data', 'shins.json'), (text) =>
        JSON.stringify(change(JSON.parse(text))),
      ),
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(said);
    expect(status).toBe(1);
  });

  it('says which figure rests longer than its dose takes', () => {
    const { stderr, status } = runAfter((folder) =>
      rewrite(join(folder, 'figures', 'data', 'ankles-feet.json'), (text) => {
        const all = JSON.parse(text);
        return JSON.stringify({ ...all, 'ankle-circles': { ...all['ankle-circles'], hold: [9] } });
      }),
    );
    expect(stderr).toBe(
      'The figure of "ankle-circles" holds its positions for 9 s, and its dose leaves 4 s for all of it.\n',
    );
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
