import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { ITEMS, scoresIn } from '../../src/domain/checkin.ts';
import { type History, type KeptAnswer, spanOf } from '../../src/domain/history.ts';
import { addDays } from '../../src/domain/wall-time.ts';
import { historySvg, INK, LOOK } from '../../src/pictures/history.ts';
import { drawPng } from '../../src/pictures/png.ts';

const TODAY = '2026-11-24';

function answer(daysAgo: number): KeptAnswer {
  const digits = [0, 1, 2, 3, 4].map((place) => 1 + ((daysAgo * 7 + place * 3) % 5)).join('');
  const scores = scoresIn(digits);
  if (!scores) throw new Error('No scores');
  return { on: addDays(TODAY, -daysAgo), race: 1, day: 1, scores };
}

function history(answered: readonly number[], raced: readonly (readonly [number, string])[] = []): History {
  return {
    ...spanOf(TODAY),
    answers: answered.map(answer),
    races: raced.map(([daysAgo, name]) => ({ on: addDays(TODAY, -daysAgo), name })),
  };
}

const every = Array.from({ length: 90 }, (_, place) => 89 - place);
const HISTORIES: readonly (readonly [string, History])[] = [
  ['one answer', history([3])],
  ['an answer a day', history(every)],
  [
    'gaps and two races',
    history(
      [80, 78, 74, 40, 38, 1],
      [
        [81, 'Lakes 10k'],
        [41, 'Berlin Marathon'],
      ],
    ),
  ],
  [
    'the edges',
    history(
      [89, 0],
      [
        [89, 'First'],
        [0, 'Last'],
      ],
    ),
  ],
  [
    'five races within a week',
    history(
      [1],
      [
        [6, 'A'],
        [5, 'B'],
        [2, 'C'],
        [1, 'D'],
        [0, 'E'],
      ],
    ),
  ],
  [
    'hostile names',
    history(
      [1],
      [
        [2, '"/><script>&amp;\u202e]]>'],
        [1, 'x'.repeat(500)],
        [0, '東京マラソン'],
      ],
    ),
  ],
];

/** Texts of a drawing with where they stand; throws where it isn't well-formed. */
function textsIn(svg: string) {
  const texts: { x: number; y: number; size: number; anchor: string; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes: at }) => {
    if (name === 'text')
      texts.push({
        x: Number(at['x']),
        y: Number(at['y']),
        size: Number(at['font-size']),
        anchor: String(at['text-anchor']),
        text: '',
      });
  });
  parser.on('text', (text) => {
    const last = texts.at(-1);
    if (last) last.text += text;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return texts;
}

/** WCAG's relative luminance of "#rrggbb". */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(HISTORIES)('the picture of %s', (_what, shown) => {
  it('is well-formed, with letters of 12 and more at the width of a telephone', () => {
    for (const { size } of textsIn(historySvg(shown))) expect(size * (320 / 640)).toBeGreaterThanOrEqual(12);
  });

  it('keeps its texts within its edges and apart from each other', () => {
    // Half a letter's height is about the width of a letter of this font.
    const boxes = textsIn(historySvg(shown)).map(({ x, y, size, anchor, text }) => {
      const width = text.length * size * 0.52;
      const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
      return { text, left, right: left + width, top: y - size * 0.7, bottom: y };
    });
    for (const [place, one] of boxes.entries()) {
      expect(one.left, one.text).toBeGreaterThanOrEqual(0);
      expect(one.right, one.text).toBeLessThanOrEqual(640);
      for (const other of boxes.slice(place + 1)) {
        const apart =
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top;
        expect(apart, `${one.text} / ${other.text}`).toBe(true);
      }
    }
  });

  it('is the same PNG each time, and small', async () => {
    const png = await drawPng(historySvg(shown));
    expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect(png.byteLength).toBeLessThan(400_000);
    expect(Buffer.from(await drawPng(historySvg(shown))).equals(png)).toBe(true);
  });
});

describe('the look of the picture', () => {
  it('has a contrast of 3 and more for every line, and of 4.5 for every text', () => {
    for (const item of ITEMS) expect(contrast(LOOK[item].colour, INK.ground)).toBeGreaterThanOrEqual(3);
    for (const ink of [INK.text, INK.quiet]) expect(contrast(ink, INK.ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('tells no item by its colour alone', () => {
    for (const what of ['colour', 'mark', 'dash'] as const)
      expect(new Set(ITEMS.map((item) => LOOK[item][what])).size).toBe(ITEMS.length);
  });

  it('keeps the colours apart for who sees no red, no green or no blue', () => {
    // Luminance alone is left to who sees no colour at all: neighbours differ in their mark as well.
    expect(new Set(ITEMS.map((item) => luminance(LOOK[item].colour).toFixed(2))).size).toBe(ITEMS.length);
  });

  it('names races in letters that it has, and others by their date', () => {
    const [, , , , , [, hostile] = ['', history([])]] = HISTORIES;
    const texts = textsIn(historySvg(hostile)).map(({ text }) => text);
    expect(texts).toContain('Race, 24 Nov');
    expect(texts.some((text) => text.startsWith('xxxxx') && text.length < 40)).toBe(true);
  });
});
