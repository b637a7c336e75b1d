/**
 * What people say in one language about bodies. Words are patterns (see `wordPattern`), separated by spaces; `_` joins
 * words that stand one after the other: `gave_way`.
 */
export interface Language {
  /** Words that mean the same to a rule: `"leg": "leg* calf calves"`. A group may hold others: `$leg`. */
  readonly groups: Readonly<Record<string, string>>;
  /**
   * By the id of a sign: rules, each a list of what must be said, in any order: `$leg swollen`. What stands after `-`
   * must not be said; `a/b` is one of the two, and `~4` asks for all of it within so many words.
   */
  readonly signs: Readonly<Record<string, readonly string[]>>;
  /** The same for words that only hint at a sign: they never take the place of an answer. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
  /** Expressions that sound like a sign and are none: "head torch". */
  readonly harmless: string;
  /** Feelings after which a routine is still an answer: sore, stiff. */
  readonly mild: string;
  /** Feelings after which it is none: numb, swollen, popped. */
  readonly sharp: string;
  /** Somebody, not a muscle, is spoken of: I, my, he. */
  readonly person: string;
  /** How it is or was, and since when; no name of a race has these. */
  readonly telling: string;
  /** Words that say nothing about a body: left, stretch, please. */
  readonly filler: string;
  /** Words that make a name of a race: half, fun run. */
  readonly races: string;
  /** Words that would be a sign elsewhere and stand in names of races: Frostbite Half. */
  readonly raceNames: string;
  /** Names of muscles and of places with several, by their ids. */
  readonly muscles: Readonly<Record<string, string>>;
}

/**
 * Takes apart a rule such as `$leg swollen -$socks ~6` into sets of expressions, and puts the words of groups in their
 * places.
 */
export function wordRule(written: string, groups: Language['groups']) {
  const parts = written.split(' ');
  const within = parts.find((part) => part.startsWith('~'));
  const spelled = (part: string) => spelledOut(part.replaceAll('/', ' '), groups);
  return {
    all: parts.filter((part) => !/^[-~]/.test(part)).map(spelled),
    none: parts.filter((part) => part.startsWith('-')).map((part) => spelled(part.slice(1))),
    within: within === undefined ? Number.POSITIVE_INFINITY : Number(within.slice(1)),
  };
}

/**
 * Words in which each `$name` gives way to the words of that group.
 * @throws {Error} where there is no such group.
 */
export function spelledOut(written: string, groups: Language['groups']): string {
  return written.replace(/\$([\w-]+)/g, (_whole, name: string) => {
    const words = groups[name];
    if (words === undefined) throw new Error(`there is no group "${name}"`);
    return spelledOut(words, groups);
  });
}
