import { expect, it } from 'vitest';
import { readMarkdown } from '../../src/page/markdown.ts';

it.each([
  ['### 2. Hamstring roll', [{ type: 'heading', level: 3, of: ['2. Hamstring roll'] }]],
  ['**2. Roll** slowly', [{ type: 'strong', of: ['2. Roll'] }, ' slowly']],
  ['-# 1. small', [{ type: 'small', of: ['1. small'] }]],
  ['2. Roll\n3. Rest', [{ type: 'list', start: 2, items: [['Roll'], ['Rest']] }]],
  ['- **1. one**', [{ type: 'list', start: null, items: [[{ type: 'strong', of: ['1. one'] }]] }]],
])('reads a number at the beginning of %j as Discord does', (markdown, spans) => {
  expect(readMarkdown(markdown, () => undefined)).toEqual(spans);
});
