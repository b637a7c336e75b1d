import type { Content } from './content.ts';
import { type Language, spelledOut, wordRule } from './language.ts';
import { createLexicon, type SetId, type Sightings } from './lexicon.ts';
import { type RedFlag, URGENCIES } from './red-flag.ts';
import { spokenWords } from './spoken-words.ts';

/** What somebody's words say about a body. A word points, it proves nothing: the answer is "please read this". */
export interface Reading {
  /** Signs that take the place of any answer, most urgent first. */
  readonly urgent: readonly RedFlag[];
  /** Signs that are said in a line beside the answer. */
  readonly lines: readonly RedFlag[];
  /** `mild`: a routine is still an answer. `sharp`: it is none. */
  readonly feeling: 'none' | 'mild' | 'sharp';
  /** Somebody is spoken of, not only a muscle. */
  readonly person: boolean;
  /** Muscles that are named, and places with several, by their ids. */
  readonly muscles: readonly string[];
  /** How many words nothing is known of. */
  readonly unknown: number;
  /** It reads like the name of a race. Signs in it are then told in a line. */
  readonly raceName: boolean;
}

/** What stands beside an answer: signs that the words hint at, and the net, where they may be about a feeling. */
export interface Beside {
  readonly lines: readonly RedFlag[];
  readonly net: boolean;
}

export type RaceReading =
  | { readonly type: 'red-flags'; readonly flags: readonly RedFlag[] }
  | { readonly type: 'race'; readonly beside: Beside };

/**
 * What comes of a text that was typed for a race: signs in place of the answer, or what stands beside it. `known`: it is
 * one of the club's races, or its length is known; then there is an answer, and less reason to doubt that it is a race.
 */
export function readAsRace(reading: Reading, known: 'own' | 'length' | 'no'): RaceReading {
  const { urgent, lines, feeling } = reading;
  const isRace = reading.raceName || known === 'own';
  if (urgent.length > 0 && !isRace) return { type: 'red-flags', flags: urgent };
  const doubtful = known === 'length' ? feeling !== 'none' : saysSomething(reading);
  return { type: 'race', beside: { lines: [...urgent, ...lines], net: !isRace && doubtful } };
}

const saysSomething = ({ unknown, person, feeling, muscles }: Reading) =>
  unknown > 0 || person || feeling !== 'none' || muscles.length > 0;

interface SignRule {
  readonly flag: RedFlag;
  readonly hint: boolean;
  readonly all: readonly SetId[];
  readonly none: readonly SetId[];
  readonly within: number;
}

/** Reads texts, in all languages at once. */
export function createReader({
  languages,
  redFlags,
  muscles: known,
  areas,
}: Pick<Content, 'languages' | 'redFlags' | 'muscles' | 'areas'>): (text: string) => Reading {
  const lexicon = createLexicon();
  const inAll = (part: Exclude<keyof Language, 'groups' | 'signs' | 'hints' | 'muscles'>) =>
    lexicon.setOf(languages.map((language) => spelledOut(language[part], language.groups)).join(' '));
  const [harmless, mild, sharp] = [inAll('harmless'), inAll('mild'), inAll('sharp')];
  const [person, telling, filler] = [inAll('person'), inAll('telling'), inAll('filler')];
  const [races, raceNames] = [inAll('races'), inAll('raceNames')];
  const muscles = [...namedPatterns(known, languages), ...namedPatterns(areas, languages)].map(
    ([id, names]) => [id, lexicon.setOf(names)] as const,
  );
  const familiar = [harmless, mild, sharp, person, telling, filler, races];
  /** By the first part of each, so that only those are looked at of which something was said. */
  const rules = Map.groupBy(
    languages.flatMap((language) => rulesOf(language, redFlags, lexicon.setOf)),
    ({ all: [first] }) => first,
  );

  function flagsIn(seen: Sightings): { readonly urgent: RedFlag[]; readonly lines: RedFlag[] } {
    const held = [...seen.keys()].flatMap((set) =>
      (rules.get(set) ?? []).filter((rule) => holds(rule, seen)),
    );
    const urgent = mostUrgentFirst(held.filter(({ hint, flag }) => !hint && flag.level !== 'few-days'));
    const lines = mostUrgentFirst(held).filter((flag) => !urgent.includes(flag));
    return { urgent, lines };
  }

  const feelingIn = (seen: Sightings) => (seen.has(sharp) ? 'sharp' : seen.has(mild) ? 'mild' : 'none');

  return (text) => {
    const words = spokenWords(text);
    const all = lexicon.look(words);
    const calm = inARow(all.get(harmless));
    const seen = calm.length > 0 ? lexicon.look(without(words, calm)) : all;
    const { urgent, lines } = flagsIn(seen);
    const feeling = feelingIn(seen);
    const named = musclesIn(all, muscles);
    return {
      urgent,
      lines,
      feeling,
      person: seen.has(person),
      muscles: named.ids,
      unknown: countUnknown(words, [...familiar.flatMap((set) => all.get(set) ?? []), ...named.spans]),
      raceName: readsLikeARace(text, words, all),
    };
  };

  /**
   * Words that names of races have say nothing there, unless somebody tells how it is with them: "Frostbite Half", but not
   * "frostbite since the half". What is written as a name, with a word for races in it, is one, whatever else it says.
   */
  function readsLikeARace(text: string, words: readonly string[], all: Sightings): boolean {
    const bare = lexicon.look(without(words, [...inARow(all.get(raceNames)), ...inARow(all.get(harmless))]));
    const told = bare.has(person) || bare.has(telling);
    if (!told && all.has(races) && looksLikeAName(text)) return true;
    if (feelingIn(bare) !== 'none' || flagsIn(bare).urgent.length > 0) return false;
    if (told && flagsIn(all).urgent.length > 0) return false;
    return all.has(races) || (!told && looksLikeAName(text));
  }
}

/** "of", "den", "fürs": words that names write small. */
const SHORT_WORD = 4;

/** "Two Oceans", "Roma-Ostia": several words, each with a capital letter but for the short ones. */
function looksLikeAName(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  const small = words.filter((word) => !/^\p{Lu}/u.test(word));
  return words.length - small.length > 1 && small.every((word) => word.length <= SHORT_WORD);
}

function rulesOf(
  { groups, signs, hints }: Language,
  flags: readonly RedFlag[],
  setOf: (written: string) => SetId,
): SignRule[] {
  const read = (written: Language['signs'], hint: boolean) =>
    Object.entries(written).flatMap(([id, rules]) => {
      const flag = flags.find((one) => one.id === id);
      if (!flag) return [];
      return rules.map((rule): SignRule => {
        const { all, none, within } = wordRule(rule, groups);
        return { flag, hint, all: all.map(setOf), none: none.map(setOf), within };
      });
    });
  return [...read(signs, false), ...read(hints, true)];
}

function holds({ all, none, within }: SignRule, seen: Sightings): boolean {
  if (!all.every((set) => seen.has(set)) || none.some((set) => seen.has(set))) return false;
  if (!Number.isFinite(within)) return true;
  const places = all.map((set) => (seen.get(set) ?? []).map(([first = 0]) => first));
  return places
    .flat()
    .some((from) => places.every((some) => some.some((place) => place >= from && place - from <= within)));
}

function mostUrgentFirst(rules: readonly SignRule[]): RedFlag[] {
  const order = ({ level }: RedFlag) => URGENCIES.indexOf(level);
  return [...new Set(rules.map(({ flag }) => flag))].sort((a, b) => order(a) - order(b));
}

/** Those with nothing between their words: "chest stretch", but not "chest hurts, stretching". */
function inARow(spans: readonly (readonly number[])[] = []): (readonly number[])[] {
  return spans.filter((span) => (span.at(-1) ?? 0) - (span[0] ?? 0) === span.length - 1);
}

/** The words with those at some places taken out, so that what is left keeps its places. */
function without(words: readonly string[], spans: readonly (readonly number[])[]): string[] {
  const out = new Set(spans.flat());
  return words.map((word, place) => (out.has(place) ? '' : word));
}

/** What each of them is called, as expressions of the lexicon. */
function namedPatterns(
  things: readonly { readonly id: string; readonly name: string; readonly calledToo?: readonly string[] }[],
  languages: readonly Language[],
): (readonly [id: string, names: string])[] {
  return things.map(({ id, name, calledToo = [] }) => {
    const names = [name, id, ...calledToo].map((one) => spokenWords(one).join('_'));
    return [id, [...names, ...languages.flatMap(({ muscles }) => muscles[id] ?? [])].join(' ')];
  });
}

/** Which muscles are named. "Back of the knee" is one name: neither the back nor the knee. */
function musclesIn(seen: Sightings, muscles: readonly (readonly [string, SetId])[]) {
  const found = muscles.flatMap(([id, set]) => (seen.get(set) ?? []).map((span) => ({ id, span })));
  const longest = found.filter(
    ({ span }) =>
      !found.some(
        (other) => other.span.length > span.length && span.every((one) => other.span.includes(one)),
      ),
  );
  return { ids: [...new Set(longest.map(({ id }) => id))], spans: longest.map(({ span }) => span) };
}

function countUnknown(words: readonly string[], known: readonly (readonly number[])[]): number {
  const places = new Set(known.flat());
  return words.filter((word, place) => !places.has(place) && !/^\d+$/.test(word)).length;
}
