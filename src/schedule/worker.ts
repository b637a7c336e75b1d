import type { Post } from '../services/outbox.ts';

/** What everything that speaks to Discord by itself needs. */
export interface WorkerParts {
  /** UTC ms. */
  readonly clock: () => number;
  /** Lets one request through at a time, so that Discord's limit is kept. */
  readonly pace: () => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTrouble: (error: unknown, post?: Post) => void;
  /** Told once of a post that doesn't get through, and why. */
  readonly onFailed: (post: Post, why: string) => void;
}

/** What only somebody in the server can mend is tried again this often. */
export const MENDED_RETRY_MS = 30 * 60_000;

/** One word of Discord's that something is gone isn't believed: after this long it is asked again. */
export const SECOND_LOOK_MS = 3 * 60_000;

/** Whether Discord hasn't said for long enough (since `goneSince`, UTC ms) that something is gone. */
export const isDoubtful = (goneSince: number | null, now: number): boolean =>
  goneSince === null || now - goneSince < SECOND_LOOK_MS;

/** How long a club rests after a fault of our own. */
export const AFTER_FAULT_MS = 5_000;
