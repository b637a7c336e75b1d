import { readGpx } from '../../src/domain/gpx.ts';
import { readPaces } from '../../src/domain/pace.ts';
import { readWhen } from '../../src/domain/when.ts';
import { table } from './figures.ts';

const TIMES = 3;
const SPOT = { now: Date.UTC(2026, 10, 24, 12), zone: 'Europe/London', locale: 'en-GB' };

const bytesOf = (text: string) => new TextEncoder().encode(text);
const filled = (piece: string, length: number) => piece.repeat(Math.floor(length / piece.length));

/** What was slowest to read of all the hostile input that the tests try. */
const HOSTILE: readonly (readonly [what: string, aimMs: number, read: () => unknown])[] = [
  [
    'a GPX file: 5 MB of a document type',
    1_000,
    () => readGpx(bytesOf(`<!DOCTYPE gpx [${filled('"a"', 4_900_000)}]><gpx/>`)),
  ],
  ['a GPX file: 5 MB of nesting', 1_000, () => readGpx(bytesOf(`<gpx>${filled('<a>', 4_900_000)}</gpx>`))],
  ['paces: "5," 300,000 times', 3_000, () => readPaces('5,'.repeat(300_000), 'km')],
  ['a time: "1 jan " 2,000 times', 500, () => readWhen('1 jan '.repeat(2_000), SPOT)],
];

/** How long it takes to read what nobody types but who means harm: the best of a few times. */
export function benchReading(): string {
  const rows = HOSTILE.map(([what, aim, read]) => {
    const took = Array.from({ length: TIMES }, () => {
      const began = performance.now();
      read();
      return performance.now() - began;
    });
    return [what, Math.min(...took).toFixed(0), String(aim)];
  });
  return ['reading hostile input', table([['', 'ms', 'aim'], ...rows])].join('\n');
}
