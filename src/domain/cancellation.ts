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

/** What was called off, as far as undoing that depends on it. */
export interface CalledOff {
  readonly cancelledAt: number | null;
  /** The cancellation that called it off; null too where what has changed since keeps it from being undone. */
  readonly cancellation: number | null;
}

/** `done`: it called off what it asked about, and that is still so. `answered`: something else has happened since. */
export type AskedState = 'open' | 'done' | 'answered' | 'too-old';

/** Whether a question may still be answered; one that is too old may mean something else by now. */
export function askedState(
  { id, askedAt, doneAt }: Cancellation,
  { cancellation }: CalledOff,
  now: number,
): AskedState {
  if (cancellation === id) return 'done';
  if (doneAt !== null) return 'answered';
  return now - askedAt > WITHIN_MS ? 'too-old' : 'open';
}

/** Why a cancellation can't be undone. */
export type UndoRefusal = 'never-cancelled' | 'on-already' | 'too-late' | 'changed-since' | 'over';

/** Undefined where nothing keeps it from being undone. `openUntil`: until when it could be changed if it were on, UTC ms. */
export function whyNotUndo(
  { id, doneAt }: Cancellation,
  { cancelledAt, cancellation }: CalledOff,
  openUntil: number,
  now: number,
): UndoRefusal | undefined {
  if (doneAt === null) return 'never-cancelled';
  if (cancelledAt === null) return 'on-already';
  if (cancellation !== id) return 'changed-since';
  if (now >= openUntil) return 'over';
  return now - doneAt > WITHIN_MS ? 'too-late' : undefined;
}
