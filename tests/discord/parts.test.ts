import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainLines, quoted } from '../../src/discord/messages/components.ts';

describe('plain', () => {
  it.each([
    ['# big', '\\# big'],
    ['> quote', '\\> quote'],
    ['>>> all of it', '\\>\\>\\> all of it'],
    ['-# small', '\\-# small'],
    ['- item', '\\- item'],
    ['* item', '\\* item'],
    [
      '**bold** ~~gone~~ ||hidden|| `code`',
      '\\*\\*bold\\*\\* \\~\\~gone\\~\\~ \\|\\|hidden\\|\\| \\`code\\`',
    ],
    ['[click](https://evil.example)', '\\[click\\](<https://evil.example>)'],
    [
      '<@1> <@&2> <#3> </go:4> <t:5:R> <a:dance:6> <:dance:6> <id:browse>',
      '\\<\\@1\\> \\<\\@&2\\> \\<#3\\> \\</go:4\\> \\<t:5:R\\> \\<a:dance:6\\> \\<:dance:6\\> \\<id:browse\\>',
    ],
    ['@everyone @here', '\\@everyone \\@here'],
    ['Run 🏃‍♀️ ❤️', 'Run 🏃‍♀️ ❤️'],
    ['\u202eevil\u2066', 'evil'],
  ])('%j is shown as %j', (typed, shown) => {
    expect(plain(typed)).toBe(shown);
  });

  it('begins no list, quote, heading or small print in any line of several', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('>', '#', '-', '*', '+', ' ', '\n', 'a', '1', '.'), { maxLength: 30 }),
        (pieces) => {
          for (const line of plainLines(pieces.join('')).split('\n'))
            expect(line).not.toMatch(/^(>|#{1,3} |-# |[-*+] )/);
        },
      ),
    );
  });

  it('quotes emoji whole', () => {
    expect(quoted('🏃‍♀️ run')).toBe('`🏃‍♀️ run`');
    expect(quoted('`x`\u202e')).toBe("`'x'`");
  });
});
