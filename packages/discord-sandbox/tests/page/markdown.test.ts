import { expect, it } from 'vitest';
import { readMarkdown } from '../../src/page/markdown.ts';

it.each([
  ['### 2. Hamstring roll', [{ as: 'heading', level: 3, of: ['2. Hamstring roll'] }]],
  ['**2. Roll** slowly', [{ as: 'strong', of: ['2. Roll'] }, ' slowly']],
  ['-# 1. small', [{ as: 'small', of: ['1. small'] }]],
  ['2. Roll\n3. Rest', [{ as: 'list', start: 2, items: [['Roll'], ['Rest']] }]],
  ['- **1. one**', [{ as: 'list', start: null, items: [[{ as: 'strong', of: ['1. one'] }]] }]],
])('reads a number at the beginning of %j as Discord does', (markdown, spans) => {
  expect(readMarkdown(markdown, () => undefined)).toEqual(spans);
});
