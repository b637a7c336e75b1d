import { ITEMS, SCORES, type Scores } from '../../src/domain/checkin.ts';
import { type History, spanOf } from '../../src/domain/history.ts';
import { addDays } from '../../src/domain/wall-time.ts';
import { historySvg } from '../../src/pictures/history.ts';
import { drawPng } from '../../src/pictures/png.ts';
import { spreadOf, table } from './figures.ts';

const TODAY = '2026-11-24';
const WARM_UP = 10;
const DRAWN = 100;

/** As full as it gets: a check-in on each of 90 days, and four races. */
function fullHistory(): History {
  const answers = Array.from({ length: 90 }, (_, place) => {
    const scores = ITEMS.map((item, at) => [item, SCORES[(place * 7 + at * 3) % SCORES.length]]);
    return {
      on: addDays(TODAY, place - 89),
      race: 1,
      day: place,
      scores: Object.fromEntries(scores) as Scores,
    };
  });
  const races = [80, 60, 30, 5].map((days) => ({ on: addDays(TODAY, -days), name: `Race of day ${days}` }));
  return { ...spanOf(TODAY), answers, races };
}

/** How long the picture of `/recovery history` takes, once warm; the aim is 60 ms at the median. */
export async function benchHistory(): Promise<string> {
  const history = fullHistory();
  const figures: number[] = [];
  let bytes = 0;
  for (let turn = 0; turn < WARM_UP + DRAWN; turn++) {
    const began = performance.now();
    bytes = (await drawPng(historySvg(history))).byteLength;
    if (turn >= WARM_UP) figures.push(performance.now() - began);
  }
  const { p50, p95, p99 } = spreadOf(figures);
  const ms = [p50, p95, p99].map((figure) => figure.toFixed(1));
  return [
    `the picture of /recovery history, ${DRAWN} times, ${Math.round(bytes / 1_024)} KiB`,
    table([
      ['', 'p50', 'p95', 'p99'],
      ['drawn (ms)', ...ms],
    ]),
  ].join('\n');
}
