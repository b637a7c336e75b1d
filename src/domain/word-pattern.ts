/** A slip of one letter in a long word still says what was meant; in a short one it may be another word. */
const LONG_WORD = 6;

/** Two letters that changed places are seen in words from this length on. */
const SWAPPED_FROM = 4;

/**
 * A word as the data writes it. `leg` is that word; `collaps*` also begins longer ones, `*schmerz` also ends them, and
 * `*schmerz*` stands anywhere inside. Slips are forgiven in the first two, unless a `!` stands after them.
 */
export interface WordPattern {
  readonly letters: string;
  readonly opensLeft: boolean;
  readonly opensRight: boolean;
  readonly slips: boolean;
}

export function wordPattern(written: string): WordPattern {
  const letters = written.replace(/[*!]/g, '');
  const opensRight = /\*!?$/.test(written);
  return {
    letters,
    opensLeft: written.startsWith('*'),
    opensRight,
    slips: !/^\*|!$/.test(written) && letters.length >= (opensRight ? LONG_WORD : SWAPPED_FROM),
  };
}

/** Whether a word in plain letters is, or begins with, or holds the one that is meant, letter for letter. */
export function fits(word: string, { letters, opensLeft, opensRight }: WordPattern): boolean {
  if (opensLeft) return opensRight ? word.includes(letters) : word.endsWith(letters);
  return opensRight ? word.startsWith(letters) : word === letters;
}

/** Whether a word is meant as the one of the pattern, with a slip. The first letter is always right. */
export function nearlyFits(word: string, { letters, opensRight, slips }: WordPattern): boolean {
  if (!slips || word.charCodeAt(0) !== letters.charCodeAt(0)) return false;
  const more = word.length - letters.length;
  if (!opensRight) return more >= -1 && more <= 1 && nearlyThe(word, letters);
  // The beginning of the word may be a letter longer or shorter than the stem.
  for (let length = letters.length - 1; length <= letters.length + 1; length += 1)
    if (word.length >= length && nearlyThe(word.slice(0, length), letters)) return true;
  return false;
}

/**
 * One letter too many, missing or another inside a long word, or two neighbours that changed places. The last letter is
 * right: what ends otherwise is mostly another word, as "setting" is for "settic".
 */
function nearlyThe(said: string, meant: string): boolean {
  const [from, saidTo, meantTo] = whereTheyDiffer(said, meant);
  const [saidPart, meantPart] = [saidTo - from, meantTo - from];
  if (meantTo === meant.length) return false;
  if (saidPart <= 1 && meantPart <= 1) return meant.length >= LONG_WORD;
  return (
    saidPart === 2 && meantPart === 2 && said[from] === meant[from + 1] && said[from + 1] === meant[from]
  );
}

/** The part that two words don't share: its beginning, and its end in each of them. */
function whereTheyDiffer(
  one: string,
  other: string,
): readonly [from: number, oneTo: number, otherTo: number] {
  let from = 0;
  while (from < one.length && from < other.length && one[from] === other[from]) from += 1;
  let [oneTo, otherTo] = [one.length, other.length];
  while (oneTo > from && otherTo > from && one[oneTo - 1] === other[otherTo - 1]) {
    oneTo -= 1;
    otherTo -= 1;
  }
  return [from, oneTo, otherTo];
}
