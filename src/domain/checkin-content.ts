import type { FollowUp, Item, Level } from './checkin.ts';
import type { Evidence } from './evidence.ts';
import { type RedFlag, URGENCIES } from './red-flag.ts';

export interface Question {
  readonly item: Item;
  readonly label: string;
  /** The wording of each step, from 1 (worst) to 5 (best). */
  readonly steps: readonly string[];
}

/** Something said in answer, and what it rests on. */
interface Advice extends Evidence {
  readonly text: string;
  /** The same where there was no race. */
  readonly 'without-race'?: string | undefined;
}

/** What is said at one level: how today looks, and what to do. */
interface LevelWords extends Evidence {
  readonly line: string;
  readonly today: string;
  /** The same where there is no race, and so no plan. */
  readonly 'without-plan': string;
}

/** A warning sign as it is offered for ticking, in plain words. */
export interface SignChoice {
  /** The id of the red flag that it leads to. */
  readonly id: string;
  readonly label: string;
  readonly more?: string | undefined;
  /** Days since the race on which it fits, race day being 0; `to: null`: from then on. */
  readonly from: number;
  readonly to: number | null;
}

/** What is asked first on some days after a race: signs in a few lines, every emergency that is possible then among them. */
export interface Watch {
  /** Days since the race, race day being 0; `to: null`: from then on. */
  readonly from: number;
  readonly to: number | null;
  readonly lines: readonly { readonly text: string; readonly signs: readonly string[] }[];
}

export interface CheckinContent extends Evidence {
  readonly note: string;
  readonly questions: readonly Question[];
  readonly levels: Readonly<Record<Exclude<Level, 'red-flag'>, LevelWords>>;
  readonly expected: Advice;
  /** In place of a plan for who is under 18, after a race for which there is none. */
  readonly young: Advice;
  readonly followUps: Readonly<Record<FollowUp, Advice>>;
  /** What to do with an ache on one side until somebody has looked at it. */
  readonly protect: Advice;
  readonly walking: string;
  /** Said on the race's evening to who has ticked nothing. */
  readonly evening: Advice;
  /** Said with it. */
  readonly painkillers: Advice;
  /** Signs that an ache on one side may go with, by muscle group. */
  readonly places: Readonly<Record<string, readonly string[]>>;
  /** Exercises that are easy on sore muscles, by muscle group: small movements, nothing held, nothing rolled. */
  readonly gentle: Readonly<Record<string, readonly string[]>>;
  readonly watch: readonly Watch[];
  readonly signs: readonly SignChoice[];
}

/** A warning sign with all that is known of it. */
export interface Sign {
  readonly choice: SignChoice;
  readonly flag: RedFlag;
}

/** Discord offers at most this many on one page. */
export const MOST_SIGNS = 25;

/** Every sign, the most urgent first; within one urgency in the order of the content. */
export function signsByUrgency(signs: readonly SignChoice[], flags: readonly RedFlag[]): Sign[] {
  return signs
    .flatMap((choice) => {
      const flag = flags.find(({ id }) => id === choice.id);
      return flag ? [{ choice, flag }] : [];
    })
    .sort((a, b) => URGENCIES.indexOf(a.flag.level) - URGENCIES.indexOf(b.flag.level));
}

const covers = ({ from, to }: { readonly from: number; readonly to: number | null }, day: number) =>
  day >= from && (to === null || day <= to);

/** The signs that fit a day, of which 0 is race day. Where there was no race any may. */
export function signsOn(signs: readonly Sign[], day: number | null): Sign[] {
  return signs.filter(({ choice }) => day === null || covers(choice, day));
}

/** The lines that are asked first on a day. Where there was no race any sign may be there, as on race day. */
export function watchOn(watch: readonly Watch[], day: number | null): Watch['lines'] {
  return watch.find((one) => covers(one, day ?? 0))?.lines ?? [];
}

/** The two pages of the whole list: what can't wait for a minute, and the rest. */
export const PAGES = ['now', 'soon'] as const;
export type SignPage = (typeof PAGES)[number];

export function pageOf({ flag }: Sign): SignPage {
  return flag.level === 'emergency' || flag.level === 'at-once' ? 'now' : 'soon';
}
