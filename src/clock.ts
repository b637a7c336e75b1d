import { MINUTE, SECOND } from './domain/duration.ts';

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
  /** Milliseconds that only flow, whatever the machine's clock is set to. */
  readonly flowing: () => number;
}

/** An answer that took longer says too little about the time. */
const LONGEST_ANSWER_MS = MINUTE;
const AGREE_WITHIN_MS = 5 * SECOND;
const NEEDED = 3;

/** Less than this is not a clock that was set, and no reason to move ours: a Date header names whole seconds. */
const PRECISION_MS = 2 * SECOND;

/** How far Discord's time may be ahead of the machine's by one answer: the least and the most, in ms. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** How far apart these are at the most; nothing or less where they overlap. */
const gapBetween = (all: readonly Bounds[]) =>
  Math.max(...all.map(({ least }) => least)) - Math.min(...all.map(({ most }) => most));

/**
 * A clock that goes by Discord's time. The machine's clock alone is believed in nothing that matters: it may be days
 * behind in a container that slept, or be set while the program runs. Where it jumps, time flows on as before, and
 * nobody is sure of it until three answers of Discord agree.
 */
export function createClock({ machine, flowing }: ClockParts): Clock {
  let difference = 0;
  let sure = false;
  let answers: Bounds[] = [];
  let undated = 0;
  let last = { machine: machine(), flowing: flowing() };

  function read(): number {
    const next = { machine: machine(), flowing: flowing() };
    const jump = next.machine - last.machine - (next.flowing - last.flowing);
    last = next;
    if (Math.abs(jump) > PRECISION_MS) {
      difference -= jump;
      sure = false;
      answers = [];
      undated = 0;
    }
    return next.machine;
  }

  function hearUndated(): void {
    undated += 1;
    // Every server has to name the time (RFC 9110, 6.6.1). If a proxy takes it out, the machine's is all there is.
    if (undated >= NEEDED && answers.length === 0) sure = true;
  }

  function hear(date: number | undefined, sentAt: number): void {
    const machineNow = read();
    const took = last.flowing - sentAt;
    if (took > LONGEST_ANSWER_MS) return;
    if (date === undefined) {
      hearUndated();
      return;
    }
    // It was written at some moment between asking and now, and leaves out fractions of a second.
    const bounds = { least: date - machineNow, most: date + SECOND - (machineNow - took) };
    // Of a machine that slept neither clock tells; Discord does.
    if (gapBetween([bounds, { least: difference, most: difference }]) > AGREE_WITHIN_MS && sure) {
      sure = false;
      answers = [];
    }
    answers = [...answers, bounds].slice(-NEEDED);
    if (answers.length === NEEDED && gapBetween(answers) <= AGREE_WITHIN_MS) believe(answers);
  }

  function believe(agreeing: readonly Bounds[]): void {
    sure = true;
    const least = Math.max(...agreeing.map((one) => one.least));
    const most = Math.min(...agreeing.map((one) => one.most));
    const [low, high] = [Math.min(least, most) - PRECISION_MS, Math.max(least, most) + PRECISION_MS];
    if (difference < low || difference > high) difference = (least + most) / 2;
  }

  return {
    now: () => read() + difference,
    difference: () => difference,
    isSure() {
      read();
      return sure;
    },
    ask() {
      const sentAt = flowing();
      return (date) => hear(date, sentAt);
    },
  };
}

/** Asks Discord for the time, where it isn't known for sure. `ask` makes a request; false where it is still not known. */
export async function isTimeKnown(clock: Clock, ask: () => Promise<unknown>): Promise<boolean> {
  for (let asked = 0; asked < NEEDED && !clock.isSure(); asked++)
    if (
      !(await ask().then(
        () => true,
        () => false,
      ))
    )
      break;
  return clock.isSure();
}
