/**
 * Lets one through every `everyMs`, in the order they came; nothing is saved up while nobody comes. `now` in ms of a
 * clock that only flows.
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
