import type { Evidence, Source } from './evidence.ts';
import type { Distance } from './plan.ts';

/** The topics of `/recovery tip topic:`, in the order they are offered. */
export const TOPICS = [
  'sleep',
  'fuel',
  'hydration',
  'active-recovery',
  'mobility',
  'mental',
  'return-to-run',
  'gear',
  'injury-signs',
  'community',
  'race-week',
] as const;
export type Topic = (typeof TOPICS)[number];

export interface Tip extends Evidence {
  readonly id: string;
  readonly topic: Topic;
  readonly text: string;
  /** Where it suits a reminder of a race: so many days before, and of these distances. */
  readonly raceWeek?:
    | { readonly days: readonly number[]; readonly distances: readonly Distance[] }
    | undefined;
}

/** A tip with all sources there are, so that it can name its own. */
export interface SourcedTip {
  readonly tip: Tip;
  readonly sources: Readonly<Record<string, Source>>;
}

/**
 * Members, and clubs, begin at different places, so that the same tip doesn't meet everybody on the same day. `id`: their
 * Discord snowflake.
 */
export function startingPlace(id: string): number {
  return Number(BigInt.asUintN(16, BigInt(id) >> 22n));
}

/**
 * The next tip for a member who has seen `seen` (tip ids, oldest first): one not seen yet, and once all have been
 * seen any but the last one. `turn` is any whole number from 0; the same turn and history give the same tip.
 * `startOver`: all had been seen, so the views of these tips are to be forgotten.
 */
export function nextTip(
  tips: readonly Tip[],
  seen: readonly string[],
  turn: number,
): { readonly tip: Tip; readonly startOver: boolean } {
  const unseen = tips.filter((tip) => !seen.includes(tip.id));
  const startOver = unseen.length === 0;
  const last = seen.findLast((id) => tips.some((tip) => tip.id === id));
  const rest = startOver ? tips.filter((tip) => tip.id !== last) : unseen;
  // A topic with a single tip has nothing else to show.
  const pool = rest.length > 0 ? rest : tips;
  const tip = pool[turn % pool.length];
  if (!tip) throw new Error('nextTip needs at least one tip');
  return { tip, startOver };
}

/**
 * The tip for a reminder so many days before a race over `distance`: the first that suits both and is not among `said`,
 * the ids of those that its other reminders had. Undefined where nothing is left: rather none than the same again.
 */
export function raceWeekTip(
  tips: readonly Tip[],
  distance: Distance,
  days: number,
  said: readonly string[],
): Tip | undefined {
  return tips.find(
    ({ id, raceWeek }) =>
      raceWeek?.days.includes(days) && raceWeek.distances.includes(distance) && !said.includes(id),
  );
}
