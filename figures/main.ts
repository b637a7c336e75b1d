// `npm run figures`: draws all exercises into data/pictures, or those that are named after it. With `-- --check` it draws
// them and only compares; with `-- --sheet` it puts what is there onto sheets to look at, in var/figures.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../src/start-error.ts';
import { findDifferent } from './src/compare.ts';
import { drawAll } from './src/draw-all.ts';
import { loadPicturedExercises } from './src/load-figures.ts';
import { findProblems, PICTURES, writePictures } from './src/picture-folder.ts';
import type { PicturedExercise } from './src/pictured-exercise.ts';
import { writeSheets } from './src/sheets.ts';

const SHEETS = join(import.meta.dirname, '..', 'var', 'figures');

const say = (text: string) => process.stdout.write(`${text}\n`);

function namedAmong(all: readonly PicturedExercise[], names: readonly string[]): readonly PicturedExercise[] {
  const unknown = names.find((name) => all.every(({ id }) => id !== name));
  if (unknown) throw new StartError(`There is no exercise "${unknown}".`);
  return names.length === 0 ? all : all.filter(({ id }) => names.includes(id));
}

/** First what can be told without drawing, then how it looks. */
async function check(all: readonly PicturedExercise[], some: readonly PicturedExercise[]): Promise<void> {
  const problems = await findProblems(PICTURES, all);
  if (problems.length === 0)
    await drawAll(some, async ({ id }, drawn) => {
      for (const file of await findDifferent(PICTURES, drawn))
        problems.push(`${id}: ${file} looks different when it is drawn now`);
    });
  if (problems.length > 0)
    throw new StartError(
      [...problems, 'Draw with "npm run figures", look at what has changed, and commit it.'].join('\n'),
    );
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' }, sheet: { type: 'boolean' } },
  });
  const all = loadPicturedExercises();
  const some = namedAmong(all, positionals);
  if (values.sheet) {
    await writeSheets(PICTURES, SHEETS, some, (file, ids) => say(`${file}: ${ids.join(', ')}`));
    return;
  }
  const began = performance.now();
  await (values.check ? check(all, some) : writePictures(PICTURES, all, some));
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const count = some.length === 1 ? '1 exercise' : `${some.length} exercises`;
  say(`${count} drawn${values.check ? ' and compared' : ''} in ${seconds} s`);
}

await run().catch((error: unknown) => {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
