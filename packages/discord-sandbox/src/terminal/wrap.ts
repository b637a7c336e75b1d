import { stripVTControlCharacters } from 'node:util';

/** What keeps the words of a button together; drawn as a space. */
export const NO_BREAK = '\u00a0';

/** Anything narrower isn't worth breaking lines for. */
const NARROWEST = 24;

/** The margin and the bar of a quotation go on in the next line; the mark of a list leaves room there. */
const LINE_START = /^( *(?:\| )*)((?:\d+\.|-) )?/;

const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;
const graphemes = new Intl.Segmenter();

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(shown)) return shown.length;
  return [...graphemes.segment(shown)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}

/** A line broken between words to fit a terminal, its margin kept. A word that is too long stays whole. */
export function wrapped(line: string, columns: number): string[] {
  const most = Math.max(columns, NARROWEST);
  if (widthOf(line) <= most) return [line];
  const [start = '', margin = '', mark = ''] = LINE_START.exec(line) ?? [];
  const indent = margin + ' '.repeat(mark.length);
  const lines: string[] = [];
  let current = start;
  let width = widthOf(start);
  let fresh = true;
  for (const word of line.slice(start.length).split(' ')) {
    const longer = width + (fresh ? 0 : 1) + widthOf(word);
    if (!fresh && longer > most) {
      lines.push(current.trimEnd());
      current = indent + word;
      width = indent.length + widthOf(word);
      fresh = word === '';
    } else {
      current += fresh ? word : ` ${word}`;
      width = longer;
      fresh = false;
    }
  }
  return [...lines, current];
}
