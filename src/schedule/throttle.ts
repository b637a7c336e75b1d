/**
 * Lets one through every `everyMs`, in the order they came; nothing is saved up while nobody comes. `now`: milliseconds of
 * a monotonic clock.
 */
export function createThrottle(everyMs: number, now: () => number, wait: (ms: number) => Promise<void>) {
  let next = 0;
  return async () => {
    const turn = Math.max(next, now());
    next = turn + everyMs;
    const pause = turn - now();
    if (pause > 0) await wait(pause);
  };
}

/** Channels whose turn is remembered; beyond this many, those that nobody waits for are forgotten. */
const MOST_CHANNELS = 500;

/** The same for each channel by itself: none waits for another. */
export function createChannelThrottle(
  everyMs: number,
  now: () => number,
  wait: (ms: number) => Promise<void>,
) {
  const next = new Map<string, number>();
  return async (channelId: string) => {
    const at = now();
    if (next.size > MOST_CHANNELS) for (const [id, free] of next) if (free <= at) next.delete(id);
    const turn = Math.max(next.get(channelId) ?? 0, at);
    next.set(channelId, turn + everyMs);
    if (turn > at) await wait(turn - at);
  };
}
