import { readMarkdown, type Span } from 'discord-sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainLines, quoted } from '../../src/discord/messages/components.ts';

const read = (markdown: string) => readMarkdown(markdown, () => undefined);

/** What is shown of spans; an address is shown as it is linked. Anything else but text stands in braces. */
const shownOf = (span: Span): string => {
  if (typeof span === 'string') return span;
  if (span.type === 'link') return span.to;
  if (span.type === 'break') return '\n';
  return `{${span.type}}`;
};
const shownIn = (markdown: string) => read(markdown).map(shownOf).join('');

/** Pieces of which people, and people who mean ill, make names of runs. */
const piece = fc.constantFrom(
  ...['`', '``', '```', '````', '*', '**', '***', '_', '__', '~~', '~', '||', '|', '\\', '\\\\'],
  ...[
    '[',
    ']',
    '(',
    ')',
    '](',
    '<',
    '>',
    '>>> ',
    '> ',
    '# ',
    '## ',
    '-# ',
    '- ',
    '+ ',
    '* ',
    '1. ',
    '12. ',
    '#',
  ],
  ...['<@1>', '<@!1>', '<@&2>', '<#3>', '</go:4>', '</x y:1>', '<t:5:R>', '<t:5>', '<a:dance:6>', '<:x:6>'],
  ...['<id:browse>', '<id:customize>', '<id:guide>', '@everyone', '@here', '@', ':', ':x:', '://', '\n', ' '],
  ...[
    'http://',
    'https://',
    'HTTPS://',
    'steam://run',
    'discord://-/x',
    'mailto:a@b.c',
    '<tel:+44>',
    'ftp://a.b',
  ],
  ...[
    'https://a.example/b_c*d',
    'https://a.example/(x)',
    'http://b.example/🏃‍♀️',
    '[x](https://evil.example)',
  ],
  ...[
    'a',
    'Run',
    '10',
    '7.5 km',
    '.',
    ',',
    '!',
    '🏃‍♀️',
    '👨‍👩‍👧',
    'é',
    '中',
    '¯\\_(ツ)_/¯',
    '=',
    '{',
    '}',
    '"',
    "'",
    '/',
    '-',
    '+',
  ],
);
const typed = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** The same on one line, as `plain` shows it where there is no markup to escape. */
const onOneLine = (text: string) => decoded(text).replace(/\s+/g, ' ').trim();
/** Marks in addresses are written by their numbers; both ways are the same address. */
const decoded = (text: string) =>
  text.replace(/%(?:5C|60|2A|7E|7C|40)/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));

/** What can't be seen is left out by `plain`, which other tests hold. */
const seen = typed
  .filter((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text.replace(/\n/g, '')))
  .filter((text) => !/[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text.replace(/\p{RGI_Emoji}/gv, '')));

const NUMBER = { numRuns: 25_000 };

describe('what somebody typed', () => {
  it('is shown as it was typed, whatever it holds', () => {
    fc.assert(
      fc.property(seen, (text) => {
        expect(decoded(shownIn(plain(text)))).toBe(onOneLine(text));
      }),
      NUMBER,
    );
  });

  it('changes nothing of what stands around it, in a heading, in bold, in small print and in a list of runs', () => {
    fc.assert(
      fc.property(seen, seen, (one, other) => {
        const [first, second] = [plain(one), plain(other)];
        fc.pre(first !== '' && second !== '');
        const shown = (text: string) => onOneLine(text);
        const [list] = [read(`**1. ${first}**\n${first} · 3 going\n\n**2. ${second}**\n${second}`)];
        const bold = list.filter((span) => typeof span !== 'string' && span.type === 'strong');
        expect(bold).toHaveLength(2);
        expect(bold.map((span) => decoded(inner(span)))).toEqual([`1. ${shown(one)}`, `2. ${shown(other)}`]);
        const [heading] = read(`## ${first}\nbelow`);
        expect(heading && decoded(inner(heading))).toBe(shown(one));
      }),
      { numRuns: 5_000 },
    );
  });

  it('stays apart where two runs are called by four backticks', () => {
    expect(shownIn(`${plain('````')} a\n${plain('````')} b`)).toBe('```` a\n```` b');
  });

  it.each([
    ['steam://run(=<:x:_ _', 'steam://run(=<:x:_ _'],
    [
      'see https://maps.example/@51.4,-0.2,17z/data=!3m1_x?q=a%20b&c',
      'see https://maps.example/@51.4,-0.2,17z/data=!3m1_x?q=a%20b&c',
    ],
    ['https://en.example/wiki/Run_(sport), or not', 'https://en.example/wiki/Run_(sport), or not'],
    ['(https://a.example/b)', '(https://a.example/b)'],
    ['**https://a.example/b**', '**https://a.example/b**'],
  ])('%s', (text, shown) => {
    expect(shownIn(plain(text))).toBe(shown);
  });

  it('links to the web alone, and to where it says', () => {
    const links = (text: string) =>
      read(plain(text)).flatMap((span) =>
        typeof span !== 'string' && span.type === 'link' ? [span.to] : [],
      );
    expect(links('https://a.example/b')).toEqual(['https://a.example/b']);
    expect(links('[https://good.example](https://evil.example)')).toEqual([
      'https://good.example',
      'https://evil.example',
    ]);
    for (const text of [
      'steam://run/1',
      'discord://-/a',
      'ftp://a.example',
      '<mailto:a@b.example>',
      '<tel:+4412>',
    ])
      expect(links(text), text).toEqual([]);
    fc.assert(
      fc.property(seen, (text) => {
        for (const link of links(text)) expect(onOneLine(text)).toContain(decoded(link));
      }),
      NUMBER,
    );
  });

  it('is cut within no character', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(quoted(`${'a'.repeat(39)}${family}`)).toBe(`\`${'a'.repeat(39)}…\``);
    expect(plainLines('a\nb')).toBe('a\nb');
  });
});

function inner(span: Span): string {
  if (typeof span === 'string' || !('of' in span) || !Array.isArray(span.of)) return shownOf(span);
  return (span.of as Span[]).map(shownOf).join('');
}
