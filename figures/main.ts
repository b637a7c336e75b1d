import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { SIZE, stillSvg } from './src/figure.ts';
import { drawStill } from './src/figure-picture.ts';
import { loadFigures } from './src/load-figures.ts';
import type { Figure } from './src/pose.ts';
import {
  approvedFile,
  approvedMovementFile,
  asRow,
  forApproval,
  movementForApproval,
  moves,
} from './tests/approved.ts';

/**
 * `npm run figures`: all figures, or those named after it, into `var/figures`, to be looked at: nine stills on a
 * sheet, and six movements, picture by picture. With `--approve`, they are from then on what the tests compare with.
 */
const root = join(import.meta.dirname, '..');
const out = join(root, 'var', 'figures');
const ACROSS = 3;
const MOVEMENTS = { down: 6, across: 8 } as const;

type Shown = readonly (readonly [exercise: string, figure: Figure])[];

const figures = loadFigures();
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const shown: Shown = Object.entries(figures).filter(
  ([exercise]) => named.length === 0 || named.includes(exercise),
);

/** Pictures of the same size, `across` in a row, in one file. */
async function sheet(
  file: string,
  pictures: readonly Uint8Array[],
  { across, wide, high }: { readonly across: number; readonly wide: number; readonly high: number },
): Promise<void> {
  const rows = Math.ceil(pictures.length / across);
  await sharp({ create: { width: across * wide, height: rows * high, channels: 3, background: '#444' } })
    .composite(
      pictures.map((input, place) => ({
        input: Buffer.from(input),
        left: (place % across) * wide,
        top: Math.floor(place / across) * high,
      })),
    )
    .png()
    .toFile(join(out, file));
}

async function inSheets(
  what: string,
  all: Shown,
  size: number,
  draw: (file: string, figures: readonly Figure[]) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < all.length; first += size) {
    const some = all.slice(first, first + size);
    const file = `${what}-${first / size + 1}.png`;
    await draw(
      file,
      some.map(([, figure]) => figure),
    );
    process.stdout.write(`${join(out, file)}: ${some.map(([exercise]) => exercise).join(', ')}\n`);
  }
}

mkdirSync(out, { recursive: true });
await inSheets('sheet', shown, ACROSS * ACROSS, async (file, some) =>
  sheet(file, await Promise.all(some.map((figure) => drawStill(stillSvg(figure)))), {
    across: ACROSS,
    wide: SIZE,
    high: SIZE,
  }),
);
await inSheets(
  'moving',
  shown.filter(([, figure]) => moves(figure)),
  MOVEMENTS.down,
  async (file, some) =>
    sheet(file, await Promise.all(some.map((figure) => asRow(figure, MOVEMENTS.across))), {
      across: 1,
      wide: (MOVEMENTS.across * SIZE) / 2,
      high: SIZE / 2,
    }),
);

if (process.argv.includes('--approve')) {
  mkdirSync(dirname(approvedMovementFile('any')), { recursive: true });
  for (const [exercise, figure] of shown) {
    writeFileSync(approvedFile(exercise), await forApproval(figure));
    if (moves(figure)) writeFileSync(approvedMovementFile(exercise), await movementForApproval(figure));
  }
  process.stdout.write(`${shown.length} approved\n`);
}
