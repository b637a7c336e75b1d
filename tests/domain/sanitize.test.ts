import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/domain/sanitize.ts';

describe('oneLine', () => {
  it.each([
    ['Saturday\n\n long\trun ', 'Saturday long run'],
    ['a\u200bb\u202ec\u2066d', 'abcd'],
    ['Run 🏃‍♀️ with 👨‍👩‍👧 and ❤️', 'Run 🏃‍♀️ with 👨‍👩‍👧 and ❤️'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ 🏃🏽‍♂️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ 🏃🏽‍♂️'],
    ['a\u200d\u200db\ufe0f', 'ab'],
    ['ריצת שבת', 'ריצת שבת'],
    ['Tiếng Việt, שַׁבָּת, ส้ม', 'Tiếng Việt, שַׁבָּת, ส้ม'],
    [`z${'\u0301'.repeat(60)}a`, `z${'\u0301'.repeat(4)}a`],
    ['𝕊𝕒𝕥 🇩🇪', '𝕊𝕒𝕥 🇩🇪'],
    ['\ud83d alone', 'alone'],
  ])('%j is %j', (typed, line) => {
    expect(oneLine(typed)).toBe(line);
  });

  it('is never longer than it may be, nor cut within a character, and once is enough', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('👨‍👩‍👧', '❤️', '\u200d', '\u202e', 'z\u0301\u0301\u0301\u0301\u0301\u0301', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 40 }), (pieces, longest) => {
        const line = oneLine(pieces.join(''), longest);
        expect(line.length).toBeLessThanOrEqual(longest);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\n\u202e]|\u200d$/);
        expect(oneLine(line, longest)).toBe(line);
      }),
    );
  });
});
