import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** What keeps the words of a button together; drawn as a space. */
export const NO_BREAK = '\u00a0';

/** Anything narrower isn't worth breaking lines for. */
const NARROWEST = 24;

/** The margin and the bar of a quotation go on in the next line; the mark of a list leaves room there. */
const LINE_START = /^( *(?:\| )*)((?:\d+\.|-) )?/;

/** A line broken between words to fit a terminal, its margin kept. A word that is too long stays whole. */
export function wrapped(line: string, columns: number): string[] {
  const most = Math.max(columns, NARROWEST);
  if (stringWidth(line) <= most) return [line];
  const [start = '', margin = '', mark = ''] = LINE_START.exec(line) ?? [];
  const [first, ...others] = wrapAnsi(line.slice(start.length), most - start.length).split('\n');
  return [`${start}${first}`, ...others.map((one) => `${margin}${' '.repeat(mark.length)}${one}`)];
}
