import type { Called } from '../domain/cancellation.ts';
import { exactly, named, nearest, numberTyped } from '../domain/search.ts';
import type { Invocation } from './command.ts';
import { noSuchMessage } from './messages/refusal.ts';
import { standingFor, suggestedText } from './options.ts';

/** Lists things of a club, the likeliest first. */
export type ListThings<Thing> = (asked: Invocation) => Promise<readonly Thing[]>;

interface Numbered<Thing> {
  readonly what: Called;
  readonly description: string;
  /** What it is called, and how it stands in a list of choices. */
  readonly nameOf: (thing: Thing) => string;
  readonly choiceOf: (thing: Thing) => string;
  /** What is suggested. */
  readonly offered: ListThings<Thing>;
  /** Where it is looked for, in one list after the other, until one of them tells which is meant. */
  readonly among: readonly ListThings<Thing>[];
  /** Of several of one name the first of the last list is taken: only where nothing is changed by it. */
  readonly orFirst?: boolean;
}

/**
 * A run or a race: by its number, which autocomplete sends, by its name or by the beginning of it. Where several could be
 * meant nothing is guessed: a wrong run cancelled sends people home.
 */
export const numbered = <Thing extends { readonly number: number }>({
  what,
  description,
  nameOf,
  choiceOf,
  offered,
  among,
  orFirst = false,
}: Numbered<Thing>) =>
  standingFor(
    suggestedText(description, async (typed, asked) => {
      const things = (await offered(asked)).map((one) => named(one, [nameOf(one), String(one.number)]));
      return nearest(typed, things).map((one) => ({ name: choiceOf(one), value: String(one.number) }));
    }),
    async (typed, asked) => {
      const seen: { readonly number: number; readonly name: string }[] = [];
      for (const list of among) {
        const things = (await list(asked)).map((one) => ({ number: one.number, name: nameOf(one) }));
        const number = numberTyped(typed, things);
        if (number !== undefined) return { found: { number, typed } };
        seen.unshift(...things);
      }
      const names = seen.map(({ number, name }) => named(number, [name]));
      const first = orFirst ? exactly(typed, names) : undefined;
      return first === undefined
        ? { refused: noSuchMessage(what, typed, asked.catalogue) }
        : { found: { number: first, typed } };
    },
  );
