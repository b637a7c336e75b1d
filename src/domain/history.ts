import { ITEMS, type Item, type Score, type Scores } from './checkin.ts';
import { addDays, daysBetween, type WallDate } from './wall-time.ts';

/** What each item is called where there is no room for its question; more is better for all of them. */
export const ITEM_NAMES: Readonly<Record<Item, string>> = {
  fatigue: 'Freshness',
  sleep: 'Sleep',
  soreness: 'Muscles',
  stress: 'Calm',
  mood: 'Mood',
};

/** How many days answers are kept, if a member wants them kept at all. */
export const KEPT_DAYS = 90;

/** What an answer is about. */
export interface About {
  /** The number of the race; null for a check-in of one's own accord. */
  readonly race: number | null;
  /** Days after the race, before it below 0; null where there is no race. */
  readonly day: number | null;
}

/** One check-in that a member asked to keep. */
export interface KeptAnswer extends About {
  /** The date in the club's zone. */
  readonly on: WallDate;
  readonly scores: Scores;
}

/** What a member can look back on: their answers of the last days, and the races among them. */
export interface History {
  /** First and last date, both included. */
  readonly from: WallDate;
  readonly to: WallDate;
  /** Oldest first. */
  readonly answers: readonly KeptAnswer[];
  /** Oldest first. */
  readonly races: readonly { readonly on: WallDate; readonly name: string }[];
}

/** The dates that a history on a date spans. */
export function spanOf(today: WallDate): { readonly from: WallDate; readonly to: WallDate } {
  return { from: addDays(today, 1 - KEPT_DAYS), to: today };
}

/** "24 Nov". */
export function shortDate(date: WallDate): string {
  return Temporal.PlainDate.from(date).toLocaleString('en-GB', { day: 'numeric', month: 'short' });
}

/** One item told by a few figures. */
export interface ItemSummary {
  readonly item: Item;
  readonly first: Score;
  readonly latest: Score;
  readonly lowest: number;
  readonly highest: number;
}

/** Each item in figures; nothing where there are no answers. */
export function summaryOf(answers: readonly KeptAnswer[]): ItemSummary[] {
  const [first] = answers;
  const latest = answers.at(-1);
  if (!first || !latest) return [];
  return ITEMS.map((item) => {
    const figures = answers.map(({ scores }) => scores[item]);
    return {
      item,
      first: first.scores[item],
      latest: latest.scores[item],
      lowest: Math.min(...figures),
      highest: Math.max(...figures),
    };
  });
}

/** Answers that lie further apart are not joined by a line: nobody knows what was between. */
const JOINED_UP_TO_DAYS = 8;

/** The answers in runs of days that lie near each other, oldest first. */
export function stretchesOf(answers: readonly KeptAnswer[]): KeptAnswer[][] {
  const stretches: KeptAnswer[][] = [];
  for (const answer of answers) {
    const last = stretches.at(-1)?.at(-1);
    if (last && daysBetween(last.on, answer.on) <= JOINED_UP_TO_DAYS) stretches.at(-1)?.push(answer);
    else stretches.push([answer]);
  }
  return stretches;
}
