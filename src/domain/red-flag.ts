import { distance } from 'fastest-levenshtein';
import type { Evidence } from './content.ts';
import { plainWords } from './words.ts';

/**
 * `emergency`: the local emergency number now; `at-once`: an emergency department now; `same-day`: today; `few-days`: a
 * doctor or physio this week.
 */
export const URGENCIES = ['emergency', 'at-once', 'same-day', 'few-days'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A sign that calls for medical help, and outranks any routine or tip. */
export interface RedFlag extends Evidence {
  readonly id: string;
  /** The row of the evidence sheet's section 7, which has 26; those that came later go on counting. */
  readonly number: number;
  readonly level: Urgency;
  readonly sign: string;
  readonly meanwhile: string;
  /** Whom to see, where that isn't what its urgency usually asks for. */
  readonly see?: string | undefined;
  readonly escalate?: { readonly if: string; readonly level: Urgency } | undefined;
}

/** By the id of a sign: words and phrases in free text that point to it. */
export type SignWords = Readonly<Record<string, readonly string[]>>;

/** A slip of one letter in a long word still says what was meant; in a short one it may be another word. */
const LONG_WORD = 6;

/** Nobody describes a sign in more words than these; the rest of a long text isn't looked through. */
const MOST_WORDS = 60;

const means = (said: string, word: string) =>
  said === word || (word.length >= LONG_WORD && distance(said, word) === 1);

/**
 * Watches texts for signs. What it returns tells the red flags that a text points to, most urgent first: those of which
 * it holds all words of a phrase, in any order. A word points, it proves nothing: the answer is "please read this",
 * never a verdict.
 */
export function watchFor(flags: readonly RedFlag[], words: SignWords): (text: string) => RedFlag[] {
  const watched = flags
    .map((flag) => ({ flag, phrases: (words[flag.id] ?? []).map((phrase) => plainWords(phrase).split(' ')) }))
    .sort((a, b) => URGENCIES.indexOf(a.flag.level) - URGENCIES.indexOf(b.flag.level));
  return (text) => {
    const said = [...new Set(plainWords(text).split(' '))].slice(0, MOST_WORDS);
    const holds = (phrase: readonly string[]) => phrase.every((word) => said.some((one) => means(one, word)));
    return watched.filter(({ phrases }) => phrases.some(holds)).map(({ flag }) => flag);
  };
}
