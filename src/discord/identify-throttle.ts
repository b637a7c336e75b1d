import { setTimeout } from 'node:timers/promises';
import { type IIdentifyThrottler, SimpleIdentifyThrottler } from 'discord.js';
import { whenAborted } from '../aborted.ts';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 2 * 60_000;

/** A session that ended sooner is counted as a failure. */
const HOLDS_AFTER_MS = 3 * 60_000;

/** A session of a shard: when it was begun, and the pause before it. Both in ms. */
interface Start {
  readonly at: number;
  readonly pauseMs: number;
}

/** How long to wait before the next session is begun: longer each time, until one has held. In ms. */
export function pauseAfter(last: Start | undefined, now: number): number {
  if (!last || now - last.at >= HOLDS_AFTER_MS) return 0;
  return last.pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(2 * last.pauseMs, LONGEST_PAUSE_MS);
}

export interface ThrottleParts {
  /** How many shards may begin within five seconds. */
  readonly concurrency: number;
  /** Resolves when Discord allows another session; never rejects. */
  readonly allowed: () => Promise<void>;
  /** Called before a pause that is longer than the one before, with its length in ms. */
  readonly onLongerPause: (ms: number) => void;
}

/**
 * Spaces the sessions that are begun: a thousand in a day, and Discord resets the token. A shard that waits keeps its
 * place if its connection is cut meanwhile.
 */
export function createIdentifyThrottle({
  concurrency,
  allowed,
  onLongerPause,
}: ThrottleParts): IIdentifyThrottler {
  const spacing = new SimpleIdentifyThrottler(concurrency);
  const starts = new Map<number, Start>();
  const places = new Map<number, Promise<number>>();

  async function pause(shardId: number): Promise<number> {
    const last = starts.get(shardId);
    const pauseMs = pauseAfter(last, performance.now());
    if (last && pauseMs > last.pauseMs) onLongerPause(pauseMs);
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, { ref: false });
    await allowed();
    return pauseMs;
  }

  return {
    async waitForIdentify(shardId, signal) {
      const place = places.get(shardId) ?? pause(shardId);
      places.set(shardId, place);
      const pauseMs = await Promise.race([place, whenAborted(signal)]);
      await spacing.waitForIdentify(shardId, signal);
      places.delete(shardId);
      starts.set(shardId, { at: performance.now(), pauseMs });
    },
  };
}
