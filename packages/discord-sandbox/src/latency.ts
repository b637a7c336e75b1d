import type { Clock } from './clock.ts';
import type { ActiveConditions } from './conditions.ts';

/** How long the way between bot and Discord takes, on the sandbox's clock. */
export interface Latency {
  /** One way, in ms, this time. */
  oneWayMs(): number;
  /**
   * Calls `then` when `ms` have passed: at once where that is none. A clock that stands still isn't waited for;
   * `then` is told the ms that have to be counted on top of it instead.
   */
  after(ms: number, then: (countedMs: number) => void): void;
}

const SLOWEST_MS = 800;
const SLOW_MS = 200;

/** `thereAndBackMs` always, and more of it while the condition `slow` is on. */
export function createLatency(clock: Clock, conditions: ActiveConditions, thereAndBackMs: number): Latency {
  return {
    oneWayMs() {
      const more = conditions.strikes('slow') ? SLOW_MS + conditions.chance() * (SLOWEST_MS - SLOW_MS) : 0;
      return (thereAndBackMs + more) / 2;
    },
    after(ms, then) {
      if (ms === 0) then(0);
      else if (clock.still) then(ms);
      else clock.at(clock.now() + ms, () => then(0));
    },
  };
}
