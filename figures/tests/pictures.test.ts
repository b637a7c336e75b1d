import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPictureIndex } from '../../src/pictures/picture-index.ts';
import { ownFolder } from '../../tests/folders.ts';
import { differing, findDifferent } from '../src/compare.ts';
import { drawPictures } from '../src/draw-pictures.ts';
import { drawLoop } from '../src/encode.ts';
import { loadPicturedExercises } from '../src/load-figures.ts';
import { findProblems, PICTURES, writePictures } from '../src/picture-folder.ts';
import { moves, type PicturedExercise, picturesOf } from '../src/pictured-exercise.ts';
import { poseBetween, waysOf } from '../src/pose.ts';

const exercises = loadPicturedExercises();
const index = readPictureIndex(PICTURES);
const files = Object.values(index).flatMap((entry) => Object.keys(entry.files));

function find(id: string): PicturedExercise {
  const found = exercises.find((one) => one.id === id);
  if (!found) throw new Error(`There is no ${id}`);
  return found;
}

/** The project's pictures, which the test may change. */
function ownPictures(): string {
  const folder = ownFolder();
  cpSync(PICTURES, folder, { recursive: true });
  return folder;
}

/** Eight frames a second: one may stay for longer only where the movement rests. */
const LONGEST_FRAME_MS = 125;

const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);

describe('the pictures', () => {
  it('are there for every exercise, as young as its figure, and no others are', async () => {
    expect(await findProblems(PICTURES, exercises)).toEqual([]);
  });

  it.each([
    ...['butterfly', 'child', 'doorway', 'fig4-chair', 'ham-strap', 'hipflex-kneel', 'plantar', 'quad-side'],
    'soleus-wall',
    // This one moves, and has few frames.
    'bridge',
  ])('of %s look as they did when they were found good', async (exercise) => {
    expect(await findDifferent(PICTURES, await drawPictures(find(exercise)))).toEqual([]);
  });

  it.each(Object.entries(index))('of %s are as large as the index says', async (_exercise, entry) => {
    for (const file of Object.keys(entry.files)) {
      const { width, pageHeight, height } = await sharp(join(PICTURES, file), { animated: true }).metadata();
      expect([width, pageHeight ?? height], file).toEqual([entry.width, entry.height]);
    }
  });

  it('are small enough for a telephone, and all of them for the repository', () => {
    const sizes = files.map((file) => ({ file, bytes: statSync(join(PICTURES, file)).size }));
    const above = (kind: string, most: number) =>
      sizes.filter(({ file, bytes }) => file.endsWith(kind) && bytes > most);
    expect(above('.png', 30_000)).toEqual([]);
    expect(above('.gif', 300_000)).toEqual([]);
    // 16 MB would be too much; the rest is for exercises to come.
    expect(sum(sizes.map(({ bytes }) => bytes))).toBeLessThan(13_000_000);
  });

  it.each(exercises.filter(moves))('of $id move without a jerk, for ever', async ({ id, figure }) => {
    const { delay = [], loop } = await sharp(join(PICTURES, `${id}.gif`), { animated: true }).metadata();
    const rests = waysOf(figure)
      .map(({ place }) => (figure.hold[place] ?? 0) * 1_000)
      .filter((ms) => ms > 0);
    expect(loop).toBe(0);
    expect(delay.filter((ms) => ms > LONGEST_FRAME_MS).length).toBeLessThanOrEqual(rests.length);
    expect((sum(delay) - sum(rests)) / delay.length).toBeLessThanOrEqual(LONGEST_FRAME_MS);
  });

  it.each(['calf-wall.png', 'leg-swing-fb.gif'])('show the left side as %s mirrored', async (file) => {
    const [right, left] = [file, file.replace('.', '.left.')].map((name) => join(PICTURES, name));
    const mirrored = await sharp(right, { animated: true }).flop().removeAlpha().raw().toBuffer();
    const shown = await sharp(left, { animated: true }).removeAlpha().raw().toBuffer();
    expect(shown.length).toBe(mirrored.length);
    const gap = shown.reduce((most, part, at) => Math.max(most, Math.abs(part - (mirrored[at] ?? 0))), 0);
    // Fewer steps of 255 than anybody sees.
    expect(gap).toBeLessThan(16);
    const [one, other] = await Promise.all(
      [right, left].map((path) => sharp(path, { animated: true }).metadata()),
    );
    expect(one?.delay).toEqual(other?.delay);
  });
});

describe('which exercises have a left picture', () => {
  const pictured = (
    sides: PicturedExercise['sides'],
    shows: PicturedExercise['figure']['shows'],
    exercise = find('march'),
  ) =>
    picturesOf({ ...exercise, sides, figure: { ...exercise.figure, shows } }).map(({ file, mirrored }) =>
      mirrored ? `${file} mirrored` : file,
    );

  it('are those that do one side after the other, or whose figure shows one side at work', () => {
    const right = ['march.png', 'march.gif'];
    const both = [...right, 'march.left.png mirrored', 'march.left.gif mirrored'];
    expect(pictured('each', 'right')).toEqual(both);
    expect(pictured('each', 'both')).toEqual(both);
    expect(pictured('alternate', 'right')).toEqual(both);
    expect(pictured('alternate', 'both')).toEqual(right);
    expect(pictured('together', 'left')).toEqual(right);
    expect(pictured('each', 'right', find('calf-wall'))).toEqual([
      'calf-wall.png',
      'calf-wall.left.png mirrored',
    ]);
  });

  it('where the figure shows the left side, are drawn, and the right ones are mirrored', () => {
    const both = ['march.png mirrored', 'march.gif mirrored', 'march.left.png', 'march.left.gif'];
    expect(pictured('each', 'left')).toEqual(both);
    expect(pictured('alternate', 'left')).toEqual(both);
  });
});

describe('what is wrong with pictures', () => {
  it('is said with the name of the exercise or the file', async () => {
    const folder = ownPictures();
    const file = (name: string) => join(folder, name);
    const changed = (exercise: string): PicturedExercise => {
      const { figure, ...rest } = find(exercise);
      return { ...rest, figure: { ...figure, view: { ...figure.view, round: figure.view.round + 1 } } };
    };
    const { child, ...others } = index;
    writeFileSync(file('index.json'), JSON.stringify({ ...others, hello: child }));
    rmSync(file('cat-cow.gif'));
    writeFileSync(file('doorway.png'), 'x');
    writeFileSync(file('holiday.png'), 'x');
    const known = exercises.map((one) => {
      if (one.id === 'bridge') return changed('bridge');
      return one.id === 'calf-wall' ? { ...one, sides: 'together' as const } : one;
    });
    expect((await findProblems(folder, known)).sort()).toEqual([
      'bridge: its picture is older than its figure',
      'calf-wall: it needs no calf-wall.left.png',
      'cat-cow.gif: it is missing, or not what the index says',
      'child: it has no picture',
      'doorway.png: it is missing, or not what the index says',
      'hello: it has a picture, and there is no such exercise',
      "holiday.png: it isn't in the index",
    ]);
  });

  it('is a left picture that is not there', async () => {
    const known = exercises.map((one) => (one.id === 'child' ? { ...one, sides: 'each' as const } : one));
    expect(await findProblems(PICTURES, known)).toEqual(['child: it has no child.left.png']);
  });
});

describe('writing pictures', () => {
  const some = ['child', 'doorway'].map(find);
  const more = ['child', 'doorway', 'butterfly'].map(find);

  it('writes all with their index, and again to the byte', async () => {
    const folder = ownFolder();
    await writePictures(folder, some);
    const first = readFileSync(join(folder, 'index.json'));
    expect(await findProblems(folder, some)).toEqual([]);
    await writePictures(folder, some);
    expect(readFileSync(join(folder, 'index.json')).equals(first)).toBe(true);
  });

  it('draws those that are named, keeps the others, and throws away what belongs to none', async () => {
    const folder = ownFolder();
    await writePictures(folder, some);
    writeFileSync(join(folder, 'child.png'), 'kept as it is');
    writeFileSync(join(folder, 'holiday.png'), 'x');
    await writePictures(folder, more, [find('butterfly')]);
    expect(readFileSync(join(folder, 'child.png'), 'utf8')).toBe('kept as it is');
    expect(readdirSync(folder)).not.toContain('holiday.png');
    expect(await findProblems(folder, more)).toEqual([
      'child.png: it is missing, or not what the index says',
    ]);
  });
});

describe('looking at pictures', () => {
  it('sees a limb that has moved, and another exercise', async () => {
    const { figure, ...rest } = find('calf-wall');
    const [pose] = figure.poses;
    if (!pose) throw new Error('A figure has a pose');
    const moved = { ...pose, legs: { ...pose.legs, left: { foot: [36, 0, -9] as const } } };
    const drawn = await drawPictures({ ...rest, figure: { ...figure, poses: [moved] } });
    expect(await findDifferent(PICTURES, drawn)).toEqual(['calf-wall.png', 'calf-wall.left.png']);
    const [one, other] = ['calf-wall', 'soleus-wall'].map((id) => readFileSync(join(PICTURES, `${id}.png`)));
    expect(await differing(one ?? Buffer.of(), other ?? Buffer.of())).toBeGreaterThan(20);
  });

  it('sees a movement that has become smaller, and one that has become slower', async () => {
    const { figure } = find('heel-walk');
    const [first, last] = figure.poses;
    if (!first || !last) throw new Error('It moves');
    const smaller = { ...figure, poses: [first, poseBetween(first, last, 0.5)] };
    const drawn = await drawLoop(figure, 0.4);
    expect(await differing(drawn.bytes, (await drawLoop(smaller, 0.4)).bytes)).toBeGreaterThan(5);
    const slower = await sharp(drawn.bytes, { animated: true }).gif({ delay: 120 }).toBuffer();
    expect(await differing(drawn.bytes, slower)).toBe(1_000);
  });

  it('doesn’t see a shade that nobody sees', async () => {
    const picture = readFileSync(join(PICTURES, 'child.png'));
    const paler = await sharp(picture).linear(1, 3).png().toBuffer();
    expect(paler.equals(picture)).toBe(false);
    expect(await differing(picture, paler)).toBe(0);
  });
});
