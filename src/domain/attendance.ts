import { DAY, HOUR, MINUTE } from './duration.ts';
import { going, type Rsvp } from './roster.ts';

/** One line of the list that is ticked at a run. Lines are numbered from 1, and none is given twice. */
export interface Attender {
  readonly userId: string;
  readonly line: number;
  readonly present: boolean;
}

/** The list as it is: those who said Going stand ticked until a leader has saved it. */
export interface Attendance {
  readonly list: readonly Attender[];
  /** When it was first saved, UTC ms; null where nobody has yet. */
  readonly takenAt: number | null;
}

/** A list of members to choose from holds no more. */
export const LINES_A_PAGE = 25;

/** How far the list goes: no page begins beyond it. */
export const lastLineOf = (list: readonly Attender[]) => Math.max(0, ...list.map(({ line }) => line));

/** What a leader finds before anybody has ticked anything: all who said Going, in the order they came, ticked. */
export function listFrom(rsvps: readonly Rsvp[]): Attender[] {
  return going(rsvps).map(({ userId }, index) => ({ userId, line: index + 1, present: true }));
}

/** The lines of one page, which begins with the line `first`. */
export function pageAt(list: readonly Attender[], first: number): Attender[] {
  return list.filter(({ line }) => line >= first && line < first + LINES_A_PAGE);
}

/** A page as a leader had it before them: its first line, and who was ticked, one bit a line, that line's the lowest. */
export interface PageShown {
  readonly first: number;
  readonly ticked: number;
}

export function shownAt(list: readonly Attender[], first: number): PageShown {
  const bits = pageAt(list, first).map(({ line, present }) => (present ? 1 << (line - first) : 0));
  return { first, ticked: bits.reduce((all, bit) => all | bit, 0) };
}

/** Whoever came is ticked: on their line, or on a new one below. */
export function withCame(list: readonly Attender[], userIds: readonly string[]): Attender[] {
  const came = new Set(userIds);
  const known = new Set(list.map(({ userId }) => userId));
  const below = lastLineOf(list) + 1;
  const more = [...came.difference(known)].map((userId, index) => ({
    userId,
    line: below + index,
    present: true,
  }));
  return [...list.map((one) => (came.has(one.userId) ? { ...one, present: true } : one)), ...more];
}

/**
 * The list after a leader has chosen who came of a page they had before them. Only what they changed on it is changed:
 * what another leader has ticked meanwhile stays, and the same said twice is said once.
 */
export function corrected(
  list: readonly Attender[],
  { first, ticked }: PageShown,
  chosen: readonly string[],
): Attender[] {
  const wasTicked = new Set(
    pageAt(list, first)
      .filter(({ line }) => (ticked & (1 << (line - first))) !== 0)
      .map(({ userId }) => userId),
  );
  const isTicked = new Set(chosen);
  const away = wasTicked.difference(isTicked);
  return withCame(
    list.map((one) => (away.has(one.userId) ? { ...one, present: false } : one)),
    [...isTicked.difference(wasTicked)],
  );
}

export const presentIn = (list: readonly Attender[]) => list.filter(({ present }) => present);

/** Whoever came within the longer time but not within the shorter one is missed. */
export const MISSED = { seenWithinMs: 183 * DAY, notWithinMs: 35 * DAY } as const;

const CORRECTED_WITHIN_MS = 30 * MINUTE;
const A_RUN_TAKES_MS = 2 * HOUR;
const NEWS_FOR_MS = 7 * DAY;

/**
 * When the recap of a run is due whose attendance was first saved at `takenAt` (all UTC ms). Half an hour later, so that
 * corrections get in, but not while people may still be running: some leaders tick the list at the start. Undefined
 * where the run is over for so long that a recap would be no news.
 */
export function recapDueAt(startsAt: number, takenAt: number): number | undefined {
  if (takenAt - startsAt > NEWS_FOR_MS) return undefined;
  return Math.max(takenAt + CORRECTED_WITHIN_MS, startsAt + A_RUN_TAKES_MS);
}
