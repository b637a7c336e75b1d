/**
 * Does some work one at a time, however often it is asked for: whoever asks while it is being done waits for it to be
 * done once more, together with all others who have asked meanwhile. The work must not fail.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  return function ask(): Promise<void> {
    if (!running) {
      running = work().finally(() => {
        running = undefined;
      });
      return running;
    }
    next ??= running.then(() => {
      next = undefined;
      return ask();
    });
    return next;
  };
}
