import type { Clock } from './clock.ts';

const QUARTER_OF_AN_HOUR_MS = 15 * 60_000;
const MOST_STOPS = 1_000;

/**
 * Moves time forward to an instant (UTC ms) as if it had passed: it stops every quarter of an hour (on longer journeys
 * less often), and waits at each stop until `look` has been done. So a week brings what is due in it one after the
 * other, each at its time.
 */
export async function travel(clock: Clock, instant: number, look: () => Promise<void>): Promise<void> {
  const step = Math.max(QUARTER_OF_AN_HOUR_MS, (instant - clock.now()) / MOST_STOPS);
  while (clock.now() < instant) {
    const next = Math.floor(clock.now() / step + 1) * step;
    clock.advance(Math.max(0, Math.min(next, instant) - clock.now()));
    await look();
  }
}
