import { expect, it } from 'vitest';
import { createDaily } from '../../src/schedule/daily.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 24, 12);

/** Offers a day's work every minute for some hours; says in which minutes it was begun. */
async function begunIn(hours: number, work: (minute: number) => void): Promise<number[]> {
  const begun: number[] = [];
  let minute = 0;
  const daily = createDaily(async () => {
    begun.push(minute);
    work(minute);
  });
  for (; minute <= hours * 60; minute++) await daily(NOON + minute * MINUTE).catch(() => {});
  return begun;
}

it('is done once a day', async () => {
  expect(await begunIn(49, () => {})).toEqual([0, 24 * 60, 48 * 60]);
});

it('is begun again ten minutes after it failed', async () => {
  const failing = (minute: number) => {
    if (minute < 25) throw new Error('503');
  };
  expect(await begunIn(25, failing)).toEqual(
    [0, 10, 20, 30, 30 + 24 * 60].filter((minute) => minute <= 25 * 60),
  );
});

it('is done when a clock that was a year ahead is set back, and never twice at a time', async () => {
  let begun = 0;
  const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
  const daily = createDaily(() => {
    begun += 1;
    return slow;
  });
  const both = [daily(NOON + 365 * 24 * HOUR), daily(NOON + 365 * 24 * HOUR)];
  expect(begun).toBe(1);
  letGo();
  await Promise.all(both);
  await daily(NOON);
  expect(begun).toBe(2);
});
