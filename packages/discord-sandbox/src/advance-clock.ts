import type { Clock } from './clock.ts';

/** So posts come at most five minutes late, which isn't late enough for an apology. */
const STEP_MS = 5 * 60_000;
const MOST_STOPS = 2_500;

/**
 * Moves time forward to an instant (UTC ms) as if it had passed: it stops every five minutes (on journeys of more than a
 * week less often), and waits at each stop until `look` has been done. So a week brings what is due in it one after the
 * other, each at its time.
 */
export async function travel(clock: Clock, instant: number, look: () => Promise<void>): Promise<void> {
  const step = Math.max(STEP_MS, (instant - clock.now()) / MOST_STOPS);
  while (clock.now() < instant) {
    clock.advance(Math.max(0, Math.min(step, instant - clock.now())));
    await look();
  }
}
