import { fits, nearlyFits, type WordPattern, wordPattern } from './word-pattern.ts';

/** Between two words of an expression there may be one more: "not really breathing". */
const MOST_BETWEEN = 1;

/** Words that were looked up lately are remembered, up to this many. */
const MOST_REMEMBERED = 10_000;

/** A set of expressions by its place in the lexicon. */
export type SetId = number;

/** Where expressions of each set stand in a text: for each of them the places of its words. */
export type Sightings = ReadonlyMap<SetId, readonly (readonly number[])[]>;

interface Expression {
  readonly patterns: readonly number[];
  readonly sets: SetId[];
}

/**
 * Finds many sets of expressions in a text at once. Expressions are patterns separated by spaces; `_` joins those that
 * follow one another.
 */
export function createLexicon() {
  const sets = new Map<string, SetId>();
  const expressions = new Map<string, Expression>();
  const patterns = createPatterns();
  /** By the first pattern of them. */
  const begun = new Map<number, Expression[]>();

  function expressionOf(written: string): Expression {
    const known = expressions.get(written);
    if (known) return known;
    const made: Expression = { patterns: written.split('_').map(patterns.idOf), sets: [] };
    const [first = -1] = made.patterns;
    begun.set(first, [...(begun.get(first) ?? []), made]);
    expressions.set(written, made);
    return made;
  }

  return {
    /** The set that these expressions make. The same expressions are the same set. */
    setOf(written: string): SetId {
      const known = sets.get(written);
      if (known !== undefined) return known;
      const id = sets.size;
      sets.set(written, id);
      for (const one of new Set(written.split(' '))) if (one !== '') expressionOf(one).sets.push(id);
      return id;
    },

    /** Looks through a text for all sets there are. */
    look(words: readonly string[]): Sightings {
      const fitting = words.map(patterns.fitting);
      const sightings = new Map<SetId, (readonly number[])[]>();
      for (const [place, ids] of fitting.entries())
        for (const expression of ids.flatMap((id) => begun.get(id) ?? [])) {
          const places = placesOf(expression, place, fitting);
          if (!places) continue;
          for (const set of expression.sets) {
            const found = sightings.get(set);
            if (found) found.push(places);
            else sightings.set(set, [places]);
          }
        }
      return sightings;
    },
  };
}

/** The places of an expression's words, the first of which stands at `place`; undefined if the others don't follow. */
function placesOf(
  { patterns }: Expression,
  place: number,
  fitting: readonly (readonly number[])[],
): readonly number[] | undefined {
  const places = [place];
  for (const pattern of patterns.slice(1)) {
    const last = places.at(-1) ?? place;
    const next = Array.from({ length: MOST_BETWEEN + 1 }, (_, between) => last + 1 + between);
    const found = next.find((one) => fitting[one]?.includes(pattern));
    if (found === undefined) return undefined;
    places.push(found);
  }
  return places;
}

/** Word patterns with an id each, found quickly by the words that fit them. */
function createPatterns() {
  const ids = new Map<string, number>();
  const whole = new Map<string, number[]>();
  const stems = new Map<string, number[]>();
  const loose: (readonly [WordPattern, number])[] = [];
  /** By their first letter. */
  const withSlips = new Map<string, (readonly [WordPattern, number])[]>();
  const remembered = new Map<string, readonly number[]>();

  function add(pattern: WordPattern, id: number): void {
    const { letters, opensLeft, opensRight, slips } = pattern;
    if (opensLeft) loose.push([pattern, id]);
    else {
      const byLetters = opensRight ? stems : whole;
      byLetters.set(letters, [...(byLetters.get(letters) ?? []), id]);
    }
    const first = letters.charAt(0);
    if (slips) withSlips.set(first, [...(withSlips.get(first) ?? []), [pattern, id]]);
  }

  function find(word: string): readonly number[] {
    const beginnings = Array.from(word, (_, length) => stems.get(word.slice(0, length + 1)) ?? []).flat();
    const inside = loose.filter(([pattern]) => fits(word, pattern)).map(([, id]) => id);
    const known = [...(whole.get(word) ?? []), ...beginnings, ...inside];
    // A word that is known is no slip of another.
    if (known.length > 0) return known;
    const near = withSlips.get(word.charAt(0)) ?? [];
    return near.filter(([pattern]) => nearlyFits(word, pattern)).map(([, id]) => id);
  }

  return {
    idOf(written: string): number {
      const known = ids.get(written);
      if (known !== undefined) return known;
      const id = ids.size;
      ids.set(written, id);
      add(wordPattern(written), id);
      remembered.clear();
      return id;
    },
    fitting(word: string): readonly number[] {
      const short = word.slice(0, LONGEST_WORD);
      const known = remembered.get(short);
      if (known) return known;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      const found = find(short);
      remembered.set(short, found);
      return found;
    },
  };
}

/** No word in any of the languages is longer. */
const LONGEST_WORD = 50;
