import type { Lifecycle } from './lifecycle.ts';
import type { Scope } from './run.ts';

/** What can be called off. */
export type Called = 'run' | 'race';

/** A cancellation that somebody was asked about, and whether they said yes. Instants in UTC ms. */
export interface Cancellation {
  /** Never used twice. */
  readonly id: number;
  readonly guildId: string;
  readonly what: Called;
  readonly number: number;
  readonly scope: Scope;
  readonly reason: string | null;
  readonly askedAt: number;
  /** Null until it was confirmed. */
  readonly doneAt: number | null;
}

/** How long a question may be answered, and a cancellation be undone, in ms. */
export const WITHIN_MS = 10 * 60_000;

/**
 * Whether a question may still be answered; one that is too old may mean something else by now. `done`: it called off
 * what it asked about, which is still off. `answered`: something else has happened since.
 */
export function askedState(
  { id, askedAt, doneAt }: Cancellation,
  { cancellation }: Pick<Lifecycle, 'cancellation'>,
  now: number,
): 'open' | 'done' | 'answered' | 'too-old' {
  if (cancellation === id) return 'done';
  if (doneAt !== null) return 'answered';
  return now - askedAt > WITHIN_MS ? 'too-old' : 'open';
}

/** Why a cancellation can't be undone. */
export type UndoRefusal = 'never-cancelled' | 'on-already' | 'too-late' | 'changed-since' | 'over';

/** Undefined if it can be undone. `openUntil`: until when it could be changed if it were on, UTC ms. */
export function whyNotUndo(
  { id, doneAt }: Cancellation,
  { cancelledAt, cancellation }: Pick<Lifecycle, 'cancelledAt' | 'cancellation'>,
  openUntil: number,
  now: number,
): UndoRefusal | undefined {
  if (doneAt === null) return 'never-cancelled';
  if (cancelledAt === null) return 'on-already';
  if (cancellation !== id) return 'changed-since';
  if (now >= openUntil) return 'over';
  return now - doneAt > WITHIN_MS ? 'too-late' : undefined;
}
