import type { Distance } from './plan.ts';

/** The five questions, after the short wellness questionnaire of McLean et al. (evidence sheet, section 6.1). */
export const ITEMS = ['fatigue', 'sleep', 'soreness', 'stress', 'mood'] as const;
export type Item = (typeof ITEMS)[number];

/** 5 is best, 1 is worst, for every item. */
export const SCORES = [1, 2, 3, 4, 5] as const;
export type Score = (typeof SCORES)[number];
export type Scores = Readonly<Record<Item, Score>>;

/** From 5 to 25. */
export function totalOf(scores: Scores): number {
  return ITEMS.reduce((sum, item) => sum + scores[item], 0);
}

/** The five digits in the order of `ITEMS`, as custom ids carry them. */
export function digitsOf(scores: Scores): string {
  return ITEMS.map((item) => scores[item]).join('');
}

/** Undefined where they are not five digits from 1 to 5: an id may come from anywhere. */
export function scoresIn(digits: string): Scores | undefined {
  if (!/^[1-5]{5}$/.test(digits)) return undefined;
  const entries = ITEMS.map((item, place) => [item, Number(digits[place])]);
  return Object.fromEntries(entries) as Scores;
}

/** What a check-in comes to, the most cautious first. Never a diagnosis: it chooses gentle words and nothing else. */
export const LEVELS = ['red-flag', 'very-easy', 'rest', 'recovering', 'as-usual', 'on-track'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * What is taken up beside the level. `mood-help`: low mood that has lasted; `mood-now`: a very low mood today;
 * `late-soreness`: sore when that has usually gone; `dip`: clearly below their own usual.
 */
export const FOLLOW_UPS = [
  'mood-help',
  'mood-now',
  'mood-kind',
  'one-sided',
  'late-soreness',
  'dip',
] as const;
export type FollowUp = (typeof FOLLOW_UPS)[number];

/** The sorest place: the id of a muscle group, and whether it is on one side (or one spot) or on both. */
export interface Sore {
  readonly muscle: string;
  readonly side: 'one' | 'both';
}

export interface CheckinInput {
  readonly scores: Scores;
  /** Days since the race, which is day 0; null where there was none. */
  readonly day: number | null;
  /** Ids of the warning signs that were ticked. */
  readonly signs: readonly string[];
  readonly sore?: Sore | undefined;
  /** Their own usual total, from before the race, where it is known. */
  readonly baseline?: number | undefined;
  /** Earlier check-ins with low mood, as far as they are known. */
  readonly lowMoodBefore?: readonly { readonly daysAgo: number }[] | undefined;
}

export interface Decision {
  readonly level: Level;
  /** With a red flag: which. Nothing else is said beside them. */
  readonly signs: readonly string[];
  /** Tired or sore as anybody is in the first days: the same advice, said to be normal. */
  readonly expected: boolean;
  /** In the order of `FOLLOW_UPS`. */
  readonly followUps: readonly FollowUp[];
}

/** A score that is taken as low. */
const LOW = 2;
const WORST = 1;
const ON_TRACK_FROM = 20;
const RECOVERING_FROM = 15;
const REST_FROM = 10;
const DIP = 3;
const WEEK = 7;
const SORENESS_GONE_BY_DAY = 7;
const MOOD_LASTS_FROM_DAY = 14;
const USUAL_FROM_DAY = 8;
const EARLY_UNTIL_DAY = 3;

const isLow = (score: Score) => score <= LOW;

/** On these days after any race low soreness and fatigue scores are what one would expect. */
const isEarly = (day: number | null) => day !== null && day >= 1 && day <= EARLY_UNTIL_DAY;

/** Days on which the middle of the scale is how somebody usually feels: without a race, or long after it. */
const isLate = (day: number | null) => day === null || day >= USUAL_FROM_DAY;

/**
 * The rows of section 6.2 that are about the scores and the day alone, the most cautious first. Differs from the sheet
 * where its bands said "still recovering" to people who feel as they always do, late or without any race, and "nicely on
 * track" to people of whom one answer is the worst.
 */
function levelFor(scores: Scores, day: number | null): Level {
  const total = totalOf(scores);
  const worst = ITEMS.filter((item) => scores[item] === WORST).length;
  if (total < REST_FROM || worst >= 2) return 'very-easy';
  if (total < RECOVERING_FROM || isLow(scores.fatigue) || isLow(scores.sleep) || isLow(scores.soreness))
    return 'rest';
  if (worst > 0) return 'recovering';
  if (total >= ON_TRACK_FROM) return day === null ? 'as-usual' : 'on-track';
  return isLate(day) && ITEMS.every((item) => !isLow(scores[item])) ? 'as-usual' : 'recovering';
}

const mostCautious = (levels: readonly Level[]): Level =>
  LEVELS.find((level) => levels.includes(level)) ?? 'on-track';

function moodFollowUp({ scores, day, lowMoodBefore = [] }: CheckinInput): FollowUp[] {
  if (!isLow(scores.mood)) return [];
  const lasts = day !== null && day >= MOOD_LASTS_FROM_DAY;
  const again = lowMoodBefore.some(({ daysAgo }) => daysAgo >= WEEK);
  if (lasts || again) return ['mood-help'];
  return [scores.mood === WORST ? 'mood-now' : 'mood-kind'];
}

function followUpsFor(input: CheckinInput): FollowUp[] {
  const { scores, day, sore, baseline } = input;
  const found = moodFollowUp(input);
  if (sore?.side === 'one') found.push('one-sided');
  if (isLow(scores.soreness) && day !== null && day >= SORENESS_GONE_BY_DAY) found.push('late-soreness');
  if (baseline !== undefined && baseline - totalOf(scores) >= DIP) found.push('dip');
  return found;
}

/**
 * What a check-in comes to, by the thresholds of the evidence sheet's section 6.2, which are ours and cautious: no
 * cut-off of these scales is validated for runners after races. Red flags come first and outrank everything; of the
 * other rows the most cautious that applies wins. A dip and an ache on one side hold the plan where it is.
 */
export function decide(input: CheckinInput): Decision {
  const { scores, day, signs } = input;
  if (signs.length > 0) return { level: 'red-flag', signs, expected: false, followUps: [] };
  const followUps = followUpsFor(input);
  const levels = [levelFor(scores, day)];
  if (followUps.includes('dip') || followUps.includes('one-sided')) levels.push('recovering');
  return {
    level: mostCautious(levels),
    signs: [],
    // An ache on one side is not what everybody has.
    expected:
      isEarly(day) && !followUps.includes('one-sided') && (isLow(scores.soreness) || isLow(scores.fatigue)),
    followUps,
  };
}

/** Counts as feeling fine where a club is told how many do: nothing low that holds the plan, and no low mood. */
export function feelsFine(input: CheckinInput): boolean {
  const { level } = decide(input);
  const fine: readonly Level[] = ['on-track', 'as-usual', 'recovering'];
  return fine.includes(level) && !isLow(input.scores.mood);
}

/** After these nobody should roll or stretch to the end in the first days, however they feel. */
const LONG: readonly Distance[] = ['half', 'marathon', 'ultra'];

/**
 * What to offer for a sore place on both sides. Very sore muscles are neither rolled nor stretched; after a week they
 * should be looked at (the evidence sheet's sections 3 and 6.2). `soreness` is undefined if it isn't known; `raced` is
 * the race that somebody is recovering from, and how many days ago it was.
 */
export function soreCare(
  soreness: Score | undefined,
  raced: { readonly distance: Distance; readonly day: number } | null,
): 'see-somebody' | 'gentle' | 'routine' {
  const verySore = soreness === undefined || isLow(soreness);
  if (soreness !== undefined && verySore && raced && raced.day >= SORENESS_GONE_BY_DAY) return 'see-somebody';
  const early = raced !== null && raced.day <= EARLY_UNTIL_DAY && LONG.includes(raced.distance);
  return verySore || early ? 'gentle' : 'routine';
}
