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

/** What isn't there is looked at again after this long before it is believed. */
export const SECOND_LOOK_MS = 3 * 60_000;

/** How long a club rests after a fault of our own. */
export const AFTER_FAULT_MS = 5_000;
