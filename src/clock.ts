import { SECOND } from './domain/duration.ts';

/** The time as everything in the program is handed it. Instants in UTC ms. */
export interface Clock {
  /** Discord's time, as far as it is known: the machine's clock and the difference that Discord's answers show. */
  now(): number;
  /** How far Discord's time is ahead of the machine's, in ms; negative where the machine is ahead. */
  difference(): number;
  /** Whether three answers of Discord have agreed on the time since the machine's clock last jumped. */
  isSure(): boolean;
  /**
   * Discord is about to be asked something. What this returns is to be called with the Date header of the answer as soon as
   * it comes (UTC ms, whole seconds); undefined where it has none.
   */
  ask(): (date: number | undefined) => void;
}

interface ClockParts {
  /** The machine's clock in UTC ms, which may be wrong and may be set. */
  readonly machine: () => number;
  /** Milliseconds of a monotonic clock, which nobody can set. */
  readonly monotonic: () => number;
}

/** An answer that took longer says too little about the time. */
const FRESH_MS = 3 * SECOND;
/** A Date header names whole seconds, and an answer may have been written at any moment on its way. */
const PRECISION_MS = FRESH_MS / 2 + SECOND / 2;
const AGREE_WITHIN_MS = 5 * SECOND;
const NEEDED = 3;

/**
 * A clock that goes by Discord's time. Nothing important relies on the machine's clock alone: it may be days behind in a
 * container that slept, or be set while the program runs. Where it jumps, time goes on as before, and isn't sure until three
 * answers of Discord agree.
 */
export function createClock({ machine, monotonic }: ClockParts): Clock {
  let difference = 0;
  let sure = false;
  let samples: number[] = [];
  let undated = 0;
  let last = { machine: machine(), monotonic: monotonic() };

  function read(): number {
    const next = { machine: machine(), monotonic: monotonic() };
    const jump = next.machine - last.machine - (next.monotonic - last.monotonic);
    last = next;
    if (Math.abs(jump) > PRECISION_MS) {
      difference -= jump;
      sure = false;
      samples = [];
      undated = 0;
    }
    return next.machine;
  }

  function hearUndated(): void {
    undated += 1;
    // Every server has to name the time (RFC 9110, 6.6.1). If a proxy takes it out, there is only the machine's clock.
    if (undated >= NEEDED && samples.length === 0) sure = true;
  }

  function hear(date: number | undefined, sentAt: number): void {
    const machineNow = read();
    const took = last.monotonic - sentAt;
    if (took > FRESH_MS) return;
    if (date === undefined) {
      hearUndated();
      return;
    }
    // The header leaves out fractions of a second, and was written half-way between.
    samples = [...samples, date + SECOND / 2 + took / 2 - machineNow].slice(-NEEDED);
    const [low = 0, middle = 0, high = 0] = samples.toSorted((a, b) => a - b);
    if (samples.length < NEEDED || high - low > AGREE_WITHIN_MS) return;
    sure = true;
    if (Math.abs(middle - difference) > PRECISION_MS) difference = middle;
  }

  return {
    now: () => read() + difference,
    difference: () => difference,
    isSure() {
      read();
      return sure;
    },
    ask() {
      const sentAt = monotonic();
      return (date) => hear(date, sentAt);
    },
  };
}

/** Asks Discord for the time, where it isn't sure; `ask` makes a request. Returns whether it is sure now. */
export async function learnTime(clock: Clock, ask: () => Promise<unknown>): Promise<boolean> {
  try {
    for (let asked = 0; asked < NEEDED && !clock.isSure(); asked++) await ask();
  } catch {
    // Discord can't be asked just now.
  }
  return clock.isSure();
}
