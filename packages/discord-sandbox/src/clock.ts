/** The sandbox's time. It flows as the machine's does unless it stands still, and can be moved forward by hand. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Whether it stands until it is moved by hand. */
  readonly still: boolean;
  /** Moves the clock forward by `ms`; whatever was waiting for that time happens at once. */
  advance(ms: number): void;
  /** Moves the clock forward to an instant in UTC milliseconds. Time doesn't run backwards. */
  set(instant: number): void;
  /** Calls `due` when the clock reaches `instant`, be it by waiting or by moving. Returns how to call it off. */
  at(instant: number, due: () => void): () => void;
  /** Calls `listener` whenever the clock has been moved by hand. Returns how to stop that. */
  onMoved(listener: () => void): () => void;
  /** Forgets everything that waits. */
  stop(): void;
}

interface Waiting {
  readonly instant: number;
  readonly due: () => void;
  timer: NodeJS.Timeout;
}

/** The longest that a timer of Node can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * `begins`: when it is at first, in UTC ms; as on the machine unless told. `still`: time passes only when it is moved by
 * hand, so that nothing depends on how fast the machine is.
 */
export function createClock(begins = Date.now(), still = false): Clock {
  const machine = still ? () => 0 : Date.now;
  let ahead = begins - machine();
  const waiting = new Set<Waiting>();
  const listeners = new Set<() => void>();
  const now = () => machine() + ahead;

  function callOff(one: Waiting): void {
    clearTimeout(one.timer);
    waiting.delete(one);
  }

  function settle(one: Waiting): void {
    if (!waiting.has(one) || one.instant > now()) return;
    callOff(one);
    one.due();
  }

  function wait(one: Waiting): NodeJS.Timeout {
    return setTimeout(
      () => {
        if (one.instant > now()) one.timer = wait(one);
        else settle(one);
      },
      Math.min(Math.max(0, one.instant - now()), LONGEST_WAIT_MS),
    ).unref();
  }

  const clock: Clock = {
    now,
    still,
    advance(ms) {
      if (ms < 0) throw new RangeError('The clock only moves forward.');
      ahead += ms;
      for (const one of [...waiting].sort((a, b) => a.instant - b.instant)) settle(one);
      for (const listener of listeners) listener();
    },
    set: (instant) => clock.advance(instant - now()),
    at(instant, due) {
      const one: Waiting = { instant, due, timer: undefined as unknown as NodeJS.Timeout };
      one.timer = wait(one);
      waiting.add(one);
      return () => callOff(one);
    },
    onMoved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      for (const one of waiting) callOff(one);
    },
  };
  return clock;
}
