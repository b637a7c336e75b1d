import { exactly, named, nearest, numberTyped } from '../domain/search.ts';
import type { Invocation, Message } from './command.ts';
import type { CommandCatalogue } from './command-catalogue.ts';
import { standingFor, suggestedText } from './options.ts';

/** Lists things of a club, the likeliest first. */
export type ListThings<Thing> = (asked: Invocation) => Promise<readonly Thing[]>;

interface Numbered<Thing> {
  readonly description: string;
  /** What it is called, and how it stands in a list of choices. */
  readonly nameOf: (thing: Thing) => string;
  readonly choiceOf: (thing: Thing) => string;
  readonly noSuch: (typed: string, catalogue: CommandCatalogue) => Message;
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
  description,
  nameOf,
  choiceOf,
  noSuch,
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
        ? { refused: noSuch(typed, asked.catalogue) }
        : { found: { number: first, typed } };
    },
  );
