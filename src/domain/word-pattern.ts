/** A slip of one letter in a long word still says what was meant; in a short one it may be another word. */
const LONG_WORD = 6;

/** Two letters that changed places are seen in words from this length on. */
const SWAPPED_FROM = 4;

/**
 * A word as the data writes it. `leg` is that word, with slips; `leg!` is that word alone; `collaps*` also begins
 * longer ones; `*schmerz` also ends them, and `*schmerz*` stands anywhere inside.
 */
export interface WordPattern {
  readonly letters: string;
  readonly opensLeft: boolean;
  readonly opensRight: boolean;
  readonly slips: boolean;
}

/** Reads a word of the data. */
export function wordPattern(written: string): WordPattern {
  const letters = written.replace(/[*!]/g, '');
  return {
    letters,
    opensLeft: written.startsWith('*'),
    opensRight: written.endsWith('*'),
    slips: !written.endsWith('!') && !written.startsWith('*') && letters.length >= SWAPPED_FROM,
  };
}

/** Whether a word in plain letters is the one that was meant. */
export function fits(word: string, pattern: WordPattern): boolean {
  const { letters, opensLeft, opensRight, slips } = pattern;
  if (opensLeft) return opensRight ? word.includes(letters) : word.endsWith(letters);
  if (opensRight ? word.startsWith(letters) : word === letters) return true;
  if (!slips || word[0] !== letters[0]) return false;
  if (!opensRight) return nearlyThe(word, letters);
  // The beginning of the word may be a letter longer or shorter than the stem.
  return [-1, 0, 1].some((more) => {
    const length = letters.length + more;
    return word.length >= length && nearlyThe(word.slice(0, length), letters);
  });
}

/** One letter too many, missing or another in a long word; or two neighbours inside a word that changed places. */
function nearlyThe(said: string, meant: string): boolean {
  const [from, saidTo, meantTo] = whereTheyDiffer(said, meant);
  const [saidPart, meantPart] = [saidTo - from, meantTo - from];
  if (saidPart <= 1 && meantPart <= 1) return meant.length >= LONG_WORD;
  const inside = from > 0 && meantTo < meant.length;
  return (
    saidPart === 2 &&
    meantPart === 2 &&
    inside &&
    said[from] === meant[from + 1] &&
    said[from + 1] === meant[from]
  );
}

/** The part that two words don't share: its beginning, and its end in each of them. */
function whereTheyDiffer(one: string, other: string): readonly [from: number, oneTo: number, otherTo: number] {
  let from = 0;
  while (from < one.length && from < other.length && one[from] === other[from]) from += 1;
  let [oneTo, otherTo] = [one.length, other.length];
  while (oneTo > from && otherTo > from && one[oneTo - 1] === other[otherTo - 1]) {
    oneTo -= 1;
    otherTo -= 1;
  }
  return [from, oneTo, otherTo];
}
