import { distance } from 'fastest-levenshtein';

/**
 * What somebody typed, reduced to plain words for comparing: lower case, without accents, invisible characters and
 * punctuation, "IT-band" and "it band" alike. Apostrophes vanish, so that "can't" and "cant" are one word.
 */
export function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{Cf}'’]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** One thing that can be found, with each name it goes by in plain words. */
export interface Named<T> {
  readonly thing: T;
  readonly names: readonly string[];
}

/** Makes a thing findable by its names, however they are written. */
export function named<T>(thing: T, names: readonly string[]): Named<T> {
  return { thing, names: names.map(plainWords) };
}

/**
 * The number of a thing of the club: typed as "4" or "#4", as its name or as the beginning of it. Where several or none
 * could be meant nothing is guessed: the wrong run cancelled sends people home.
 */
export function numberTyped(
  typed: string,
  things: readonly { readonly number: number; readonly name: string }[],
): number | undefined {
  if (/^#?\d{1,9}$/.test(typed.trim())) return Number(typed.trim().replace('#', ''));
  const words = plainWords(typed);
  if (words === '') return undefined;
  const known = things.map(({ number, name }) => ({ number, name: plainWords(name) }));
  const called = known.filter(({ name }) => name === words);
  const begun = called.length > 0 ? called : known.filter(({ name }) => name.startsWith(words));
  return begun.length === 1 ? begun[0]?.number : undefined;
}

const LONGEST_COMPARED = 60;

/** How far `typed` is from `name`: 0 the same, below 1 a beginning or a part of it, else letters to change. */
function farness(typed: string, name: string): number {
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 0.2;
  if (name.split(' ').some((word) => word.startsWith(typed))) return 0.4;
  if (` ${typed} `.includes(` ${name} `)) return 0.5;
  // One or two letters stand inside nearly every word; they point to nothing.
  if (typed.length > 2 && name.includes(typed)) return 0.6;
  return distance(typed, name);
}

/** Whatever `typed` is exactly one of the names of, or undefined. */
export function exactly<T>(typed: string, choices: readonly Named<T>[]): T | undefined {
  const plain = plainWords(typed);
  return choices.find((choice) => choice.names.includes(plain))?.thing;
}

/**
 * Things that go by a name near to `typed`, nearest first: same beginning, then a part, then up to a third of the
 * letters wrong. Nothing typed: everything in its own order.
 */
export function nearest<T>(typed: string, choices: readonly Named<T>[]): T[] {
  const plain = plainWords(typed).slice(0, LONGEST_COMPARED);
  if (plain === '') return choices.map((choice) => choice.thing);
  const reach = Math.max(1, Math.ceil(plain.length / 3));
  return choices
    .map((choice) => ({
      thing: choice.thing,
      far: Math.min(...choice.names.map((name) => farness(plain, name))),
    }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far)
    .map(({ thing }) => thing);
}

/** Shorter beginnings are the beginning of nearly anything. */
const SHORTEST_BEGINNING = 3;

/** Whatever `typed` is the beginning of a name of. A beginning of its first word alone may mean anything. */
export function beginningWith<T>(typed: string, choices: readonly Named<T>[]): T[] {
  const plain = plainWords(typed);
  if (plain.length < SHORTEST_BEGINNING) return [];
  const words = plain.split(' ').length;
  const begun = (name: string) => name.startsWith(plain) && name.split(' ').length === words;
  return choices.filter(({ names }) => names.some(begun)).map(({ thing }) => thing);
}

/** From this length on a name may have two letters wrong, such as two that changed places. */
const LONG_NAME = 6;

/** Whatever `typed` is a slip away from, or the beginning of: nobody means anything else by it. */
export function nearMisses<T>(typed: string, choices: readonly Named<T>[]): T[] {
  const plain = plainWords(typed);
  const slips = plain.length < LONG_NAME ? 1 : 2;
  const near = choices.filter(({ names }) =>
    names.some((name) => Math.abs(name.length - plain.length) <= slips && distance(plain, name) <= slips),
  );
  return plain.length < SHORTEST_BEGINNING
    ? []
    : [...new Set([...near.map(({ thing }) => thing), ...beginningWith(typed, choices)])];
}
