import { expect, it } from 'vitest';
import { createIdentifyThrottle, pauseAfter } from '../../src/discord/identify-throttle.ts';

const MINUTE = 60_000;
const never = () => new AbortController().signal;

it('waits longer before each session where none holds, up to two minutes', () => {
  const pauses: number[] = [];
  let now = 1_000;
  let last: { readonly at: number; readonly pauseMs: number } | undefined;
  for (let session = 0; session < 8; session += 1) {
    const pauseMs = pauseAfter(last, now);
    pauses.push(pauseMs);
    last = { at: now + pauseMs, pauseMs };
    now = last.at + MINUTE;
  }
  expect(pauses).toEqual([0, 5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
  expect(pauseAfter(last, now + 10 * MINUTE)).toBe(0);
});

it('keeps the place of a shard whose connection is cut while it waits, and gives it away once', async () => {
  const allowing: (() => void)[] = [];
  const throttle = createIdentifyThrottle({
    concurrency: 1,
    allowed: () => new Promise((resolve) => allowing.push(resolve)),
    onLongerPause: () => {},
  });
  const cut = new AbortController();
  const first = throttle.waitForIdentify(0, cut.signal);
  cut.abort();
  await expect(first).rejects.toThrow();
  const second = throttle.waitForIdentify(0, never());
  await Promise.resolve();
  expect(allowing).toHaveLength(1);
  allowing[0]?.();
  await second;
});

it('tells of a pause, and asks once it is over', async () => {
  const seen: unknown[] = [];
  const throttle = createIdentifyThrottle({
    concurrency: 1,
    allowed: async () => void seen.push('asked'),
    onLongerPause: (ms) => seen.push(ms),
  });
  await throttle.waitForIdentify(0, never());
  const cut = new AbortController();
  const second = throttle.waitForIdentify(0, cut.signal);
  cut.abort();
  await expect(second).rejects.toThrow();
  expect(seen).toEqual(['asked', 5_000]);
});
