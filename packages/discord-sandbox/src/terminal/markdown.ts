import { styleText } from 'node:util';
import type { Names } from '../client/names.ts';

type Mentioned = 'user' | 'role' | 'channel';

/** How text is drawn: `plain` for pipes and files, without escape codes. */
export interface Look {
  readonly plain: boolean;
  /** The name of somebody in the server, or of something. Texts name only those whose names came along. */
  nameOf(of: Mentioned, id: string): string | undefined;
  /**
   * Shows an instant (UTC milliseconds) as the reader's wall time; `counting`: as far away as it is, where that is
   * near.
   */
  readonly wallTime: (instant: number, counting?: boolean) => string;
}

type Style = Parameters<typeof styleText>[0];

/** Styles word by word, so that a line can be broken anywhere between words. */
export function styled(look: Look, style: Style, text: string): string {
  return look.plain
    ? text
    : text.replace(/[^ \n]+/g, (word) => styleText(style, word, { validateStream: false }));
}

/** Text of others must not move the cursor, clear the screen or reverse the direction of writing. */
export function harmless(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\n' ? '\n' : '�'));
}

function inline(text: string, look: Look, names: Names): string {
  const named = (kind: Mentioned, id: string) =>
    (kind === 'user' ? names[id] : look.nameOf(kind, id)) ?? `unknown-${kind}`;
  return text
    .replace(/<\/([^:>]+):\d+>/g, (_, path: string) => styled(look, 'cyan', `/${path}`))
    .replace(/<t:(-?\d{1,12})(?::([a-zA-Z]))?>/g, (_, seconds: string, style?: string) =>
      look.wallTime(Number(seconds) * 1000, style === 'R'),
    )
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${named('user', id)}`)
    .replace(/<@&(\d+)>/g, (_, id: string) => `@${named('role', id).replace(/^@/, '')}`)
    .replace(/<#(\d+)>/g, (_, id: string) => `#${named('channel', id)}`)
    .replace(/<a?:(\w+):\d+>/g, ':$1:')
    .replace(/\[([^\]]+)\]\(<?([^)>]+)>?\)/g, '$1 ($2)')
    .replace(/\*\*([^*]+)\*\*/g, (_, bold: string) => styled(look, 'bold', bold));
}

function drawLine(line: string, look: Look, names: Names): string {
  const inner = (text: string) => inline(text, look, names);
  const heading = /^#{1,3} (.*)$/.exec(line);
  if (heading?.[1]) return styled(look, 'bold', inner(heading[1]));
  const small = /^-# (.*)$/.exec(line);
  if (small?.[1]) return styled(look, 'dim', inner(small[1]));
  const quote = /^> (.*)$/.exec(line);
  return quote?.[1] ? `| ${inner(quote[1])}` : inner(line);
}

/**
 * Discord's markdown as lines for a terminal: what is marked there is bold, dim or named here. Code stays as it is.
 * `names`: of the users whom it mentions.
 */
export function drawMarkdown(markdown: string, look: Look, names: Names = {}): string[] {
  const parts = harmless(markdown).split(/(```[\s\S]+?```|`[^`\n]+`)/);
  // Code is set aside while the rest is drawn, so that nothing in it is read as markdown.
  const codes: string[] = [];
  const text = parts
    .map((part, place) => (place % 2 === 1 ? `\u0000${codes.push(bareCode(part)) - 1}\u0000` : part))
    .join('');
  return text.split('\n').flatMap((line) =>
    drawLine(line, look, names)
      .replace(/\0(\d+)\0/g, (_, index: string) => styled(look, 'cyan', codes[Number(index)] ?? ''))
      .split('\n'),
  );
}

/** Code without its marks, and a block without the name of its language. */
function bareCode(code: string): string {
  return code.startsWith('```') ? code.slice(3, -3).replace(/^\w*\n|\n$/g, '') : code.slice(1, -1);
}
