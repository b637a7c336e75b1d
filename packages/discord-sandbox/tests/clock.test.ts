import { expect, it } from 'vitest';
import { createClock } from '../src/clock.ts';

it('stands still where that is asked for, until it is moved by hand', () => {
  const clock = createClock(1_000, true);
  const due: number[] = [];
  clock.at(1_050, () => due.push(clock.now()));
  expect(clock.now()).toBe(1_000);
  clock.advance(49);
  expect([clock.now(), due]).toEqual([1_049, []]);
  clock.set(1_200);
  expect([clock.now(), due]).toEqual([1_200, [1_200]]);
  clock.stop();
});
