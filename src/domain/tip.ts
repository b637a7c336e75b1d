import type { Evidence } from './content.ts';

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
}

/** What to show a member next. `startOver`: all had been seen, so the views of these tips are to be forgotten. */
export interface NextTip {
  readonly tip: Tip;
  readonly startOver: boolean;
}

/**
 * The next tip for a member who has seen `seen` (tip ids, oldest first): one not seen yet, and once all have been
 * seen any but the last one. `turn` is any whole number from 0; the same turn and history give the same tip.
 */
export function nextTip(tips: readonly Tip[], seen: readonly string[], turn: number): NextTip {
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
