/** How long the program may take to stop in order. Docker kills after ten seconds. */
const STOP_WITHIN_MS = 8_000;

/**
 * Listens for SIGTERM and SIGINT from now on. The signal that comes back is aborted by the first of them; a second one
 * ends the program at once, and so does a stop that takes too long.
 */
export function listenForStop(onStop: (name: string) => void): AbortSignal {
  const stopping = new AbortController();
  const heard = (name: string) => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    onStop(name);
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    // `start.mjs` listened until now. A signal on its way would be lost if nobody did for a moment.
    const before = process.listeners(name);
    process.on(name, heard);
    for (const listener of before) process.removeListener(name, listener);
  }
  return stopping.signal;
}
