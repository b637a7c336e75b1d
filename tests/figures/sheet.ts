import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { loadContent } from '../../src/content.ts';
import { SIZE, stillSvg } from '../../src/pictures/figure.ts';
import { drawStill } from '../../src/pictures/figure-picture.ts';
import { approvedFile, forApproval } from './approved.ts';

/**
 * `npm run figures:sheet`: all figures, or those named after it, nine on a sheet, into `var/figures`, to be looked at.
 * With `--approve`, they are from then on what the tests compare with.
 */
const root = join(import.meta.dirname, '..', '..');
const out = join(root, 'var', 'figures');
const ACROSS = 3;
const ON_A_SHEET = ACROSS * ACROSS;

const { figures } = loadContent(join(root, 'data'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const shown = Object.entries(figures).filter(([exercise]) => named.length === 0 || named.includes(exercise));

mkdirSync(out, { recursive: true });
for (let first = 0; first < shown.length; first += ON_A_SHEET) {
  const some = shown.slice(first, first + ON_A_SHEET);
  const pictures = await Promise.all(some.map(([, figure]) => drawStill(stillSvg(figure))));
  const file = join(out, `sheet-${first / ON_A_SHEET + 1}.png`);
  await sharp({
    create: {
      width: ACROSS * SIZE,
      height: Math.ceil(some.length / ACROSS) * SIZE,
      channels: 3,
      background: '#444',
    },
  })
    .composite(
      pictures.map((input, place) => ({
        input: Buffer.from(input),
        left: (place % ACROSS) * SIZE,
        top: Math.floor(place / ACROSS) * SIZE,
      })),
    )
    .png()
    .toFile(file);
  process.stdout.write(`${file}: ${some.map(([exercise]) => exercise).join(', ')}\n`);
}

if (process.argv.includes('--approve')) {
  mkdirSync(dirname(approvedFile('any')), { recursive: true });
  for (const [exercise, figure] of shown) writeFileSync(approvedFile(exercise), await forApproval(figure));
  process.stdout.write(`${shown.length} approved\n`);
}
