import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFigures } from '../../figures/src/load-figures.ts';
import { createAlbum } from '../../src/pictures/album.ts';
import { createPainter } from '../../src/pictures/painter.ts';
import { spreadOf, table } from './figures.ts';

const WARM = 10_000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const kib = (bytes: number) => (bytes / 1_024).toFixed(1);

/** What pictures cost: drawn for the first time, out of the folder after a restart, and warm; the aim of both is 5 ms. */
export async function benchPictures(): Promise<string> {
  const figures = loadFigures();
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-pictures-'));
  const onTrouble = (what: string, cause: unknown) => {
    throw new Error(what, { cause });
  };
  const painter = createPainter();
  const all = Object.entries(figures);
  const moving = new Set(all.flatMap(([exercise, { poses }]) => (poses.length > 1 ? [exercise] : [])));
  const kinds = [
    { what: 'still', still: true, exercises: all.map(([exercise]) => exercise) },
    { what: 'loop', still: false, exercises: [...moving] },
  ];
  const row = (what: string, figures: readonly number[]) => {
    const { p50, p95, p99 } = spreadOf(figures);
    return [what, ...[p50, p95, p99].map((figure) => figure.toFixed(2))];
  };
  const rows: string[][] = [];
  const sizes: string[] = [];
  // The process that draws is there, as it is after the first picture.
  for (const figure of Object.values(figures).slice(0, 1)) await painter.draw(figure, false);
  for (const { what, still, exercises } of kinds) {
    const newAlbum = () => createAlbum({ figures, folder, onTrouble, draw: painter.draw });
    const [first, restarted] = [newAlbum(), newAlbum()];
    const cold: number[] = [];
    const fromFolder: number[] = [];
    const bytes: number[] = [];
    for (const exercise of exercises)
      cold.push(
        await timed(async () => bytes.push((await first.picture(exercise, { still }))?.bytes.length ?? 0)),
      );
    for (const exercise of exercises)
      fromFolder.push(await timed(() => restarted.picture(exercise, { still })));
    const [some = ''] = exercises;
    const began = performance.now();
    for (let time = 0; time < WARM; time++) await restarted.picture(some, { still });
    rows.push(row(`${what}, drawn`, cold), row(`${what}, from the folder`, fromFolder));
    rows.push([`${what}, warm`, ((performance.now() - began) / WARM).toFixed(4), '', '']);
    const mean = bytes.reduce((sum, one) => sum + one, 0) / bytes.length;
    sizes.push(
      `${exercises.length} ${what}s of ${kib(mean)} KiB on average, ${kib(Math.max(...bytes))} at most`,
    );
  }
  painter.close();
  rmSync(folder, { recursive: true, force: true });
  return [
    `pictures of the exercises: ${sizes.join('; ')}`,
    table([['ms', 'p50', 'p95', 'p99'], ...rows]),
  ].join('\n');
}
