import type { Evidence } from './content.ts';
import { named, plainWords } from './words.ts';

/** `emergency`: the local emergency number now; `same-day`: today; `few-days`: a doctor or physio this week. */
export const URGENCIES = ['emergency', 'same-day', 'few-days'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A sign that calls for medical help, and outranks any routine or tip. */
export interface RedFlag extends Evidence {
  readonly id: string;
  /** The row of the evidence sheet's section 7; 1 to 10 stop a routine whenever they turn up in free text. */
  readonly number: number;
  readonly level: Urgency;
  readonly sign: string;
  readonly meanwhile: string;
  /** Words and phrases in free text that point to it. */
  readonly words: readonly string[];
  readonly escalate?: { readonly if: string; readonly level: Urgency } | undefined;
}

/**
 * Watches texts for signs. What it returns tells the red flags that a text points to, most urgent first. A word points,
 * it proves nothing: the answer is "please read this", never a verdict.
 */
export function watchFor(flags: readonly RedFlag[]): (text: string) => RedFlag[] {
  const watched = flags
    .map((flag) => named(flag, flag.words))
    .sort((a, b) => URGENCIES.indexOf(a.thing.level) - URGENCIES.indexOf(b.thing.level));
  return (text) => {
    const said = ` ${plainWords(text)} `;
    return watched
      .filter(({ names }) => names.some((name) => said.includes(` ${name} `)))
      .map(({ thing }) => thing);
  };
}
