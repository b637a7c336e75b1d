import { describe, expect, it } from 'vitest';
import { scoresIn } from '../../src/domain/checkin.ts';
import { type KeptAnswer, spanOf, stretchesOf, summaryOf } from '../../src/domain/history.ts';
import { daysBetween } from '../../src/domain/wall-time.ts';

function answer(on: string, digits = '33333'): KeptAnswer {
  const scores = scoresIn(digits);
  if (!scores) throw new Error('No scores');
  return { on, race: null, day: null, scores };
}

describe('a history', () => {
  it('spans 90 days, today among them', () => {
    const span = spanOf('2026-11-24');
    expect(span).toEqual({ from: '2026-08-27', to: '2026-11-24' });
    expect(daysBetween(span.from, span.to)).toBe(89);
  });

  it('is told in figures for each item', () => {
    const answers = [
      answer('2026-11-01', '35421'),
      answer('2026-11-02', '11111'),
      answer('2026-11-03', '45421'),
    ];
    expect(summaryOf(answers)[0]).toEqual({ item: 'fatigue', first: 3, latest: 4, lowest: 1, highest: 4 });
    expect(summaryOf(answers).map(({ latest }) => latest)).toEqual([4, 5, 4, 2, 1]);
    expect(summaryOf([])).toEqual([]);
  });

  it('joins answers up to eight days apart, and none further', () => {
    const answers = ['2026-11-01', '2026-11-09', '2026-11-18'].map((on) => answer(on));
    expect(stretchesOf(answers).map((one) => one.map(({ on }) => on))).toEqual([
      ['2026-11-01', '2026-11-09'],
      ['2026-11-18'],
    ]);
    expect(stretchesOf([])).toEqual([]);
  });
});
