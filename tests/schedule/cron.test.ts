import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';
import { everyMinute } from '../../src/schedule/cron.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

beforeEach(() => void vi.useFakeTimers({ now: NOON + 20_000 }));
afterEach(() => void vi.useRealTimers());

/** A program whose beats are counted, begun at 20 seconds past a full minute. */
async function beating() {
  const beats: number[] = [];
  const cron = everyMinute(
    () => beats.push(Date.now()),
    (error) => {
      throw error;
    },
  );
  await vi.advanceTimersByTimeAsync(1);
  return { beats, cron };
}

it('beats at the beginning of every minute', async () => {
  const { beats, cron } = await beating();
  await vi.advanceTimersByTimeAsync(3 * MINUTE);
  await cron.stop();
  expect(beats.map((at) => Math.round(((at - NOON) / MINUTE) * 10) / 10)).toEqual([1, 2, 3]);
});

it.each([
  ['an hour back', -HOUR],
  ['a day back', -24 * HOUR],
])('goes on beating where the machine’s clock is set %s', async (_, by) => {
  const { beats, cron } = await beating();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  beats.length = 0;
  vi.setSystemTime(Date.now() + by);
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  await cron.stop();
  expect(beats.length).toBeGreaterThanOrEqual(4);
});

it('beats no more once it is stopped', async () => {
  const { beats, cron } = await beating();
  await cron.stop();
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(beats).toEqual([]);
});
