import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClock, isTimeKnown } from '../src/clock.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../src/domain/duration.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

/** A machine whose clock is wrong by `wrong` ms, and a Discord whose clock is right. */
function machine(wrong: number) {
  const world = { passed: 0, wrong };
  const discord = () => NOON + world.passed;
  const clock = createClock({ machine: () => discord() + world.wrong, flowing: () => world.passed });
  return {
    clock,
    discord,
    pass: (ms: number) => {
      world.passed += ms;
    },
    set: (ms: number) => {
      world.wrong += ms;
    },
    /** A request that Discord answers half-way between; `says`: how wrong its Date header is. */
    answer(tookMs = 100, says = 0) {
      const heard = clock.ask();
      world.passed += tookMs / 2;
      const date = Math.floor((discord() + says) / SECOND) * SECOND;
      world.passed += tookMs / 2;
      heard(date);
    },
    undated: () => clock.ask()(undefined),
  };
}

/** A machine that wakes after `ms`: what only flows stood still, and its clock shows the hour unless that stood still too. */
function asleep(ms: number, stopped?: 'all clocks') {
  let flowing = 0;
  let slept = 0;
  const world = () => NOON + flowing + slept;
  const clock = createClock({
    machine: stopped ? () => NOON + flowing : world,
    flowing: () => flowing,
  });
  const answer = () => {
    const heard = clock.ask();
    flowing += 100;
    heard(Math.floor(world() / SECOND) * SECOND);
  };
  for (let one = 0; one < 3; one++) answer();
  slept = ms;
  return { clock, world, answer };
}

describe('the clock', () => {
  it('goes by Discord’s time once three answers agree, to two seconds', () => {
    const wrong = fc.integer({ min: -400 * DAY, max: 400 * DAY });
    const took = fc.integer({ min: 0, max: 3 * SECOND });
    const passed = fc.integer({ min: 0, max: DAY });
    fc.assert(
      fc.property(wrong, fc.array(fc.tuple(took, passed), { minLength: 3, maxLength: 8 }), (by, answers) => {
        const { clock, discord, pass, answer } = machine(by);
        for (const [ms, before] of answers) {
          pass(before);
          answer(ms);
        }
        expect(clock.isSure()).toBe(true);
        expect(Math.abs(clock.now() - discord())).toBeLessThanOrEqual(2 * SECOND + SECOND / 2 + 1_500);
      }),
    );
  });

  it('believes neither one answer nor two', () => {
    const { clock, answer } = machine(HOUR);
    answer();
    answer();
    expect([clock.isSure(), clock.difference()]).toEqual([false, 0]);
    answer();
    expect(clock.isSure()).toBe(true);
    expect(Math.abs(clock.difference() + HOUR)).toBeLessThan(SECOND);
  });

  it('takes no notice of answers that took over a minute, or that don’t agree', () => {
    const { clock, answer } = machine(0);
    for (let one = 0; one < 9; one++) answer(61 * SECOND, DAY);
    expect(clock.isSure()).toBe(false);
    for (const says of [DAY, 0, -DAY, HOUR, 0, DAY]) answer(100, says);
    expect([clock.isSure(), clock.difference()]).toEqual([false, 0]);
  });

  it('goes by slow answers, too, as far as they tell', () => {
    const { clock, discord, answer } = machine(HOUR);
    for (let one = 0; one < 3; one++) answer(20 * SECOND);
    expect(clock.isSure()).toBe(true);
    expect(Math.abs(clock.now() - discord())).toBeLessThan(20 * SECOND);
  });

  it('is no longer sure after one answer that says otherwise, and as it was once three say so again', () => {
    const { clock, answer } = machine(0);
    for (let one = 0; one < 3; one++) answer();
    answer(100, DAY);
    expect([clock.isSure(), clock.difference()]).toEqual([false, 0]);
    for (let one = 0; one < 3; one++) answer();
    expect([clock.isSure(), clock.difference()]).toEqual([true, 0]);
  });

  it('finds the time again after a machine has slept with all its clocks', () => {
    const { clock, world, answer } = asleep(8 * HOUR, 'all clocks');
    expect(clock.isSure()).toBe(true);
    answer();
    expect(clock.isSure()).toBe(false);
    answer();
    answer();
    expect(clock.isSure()).toBe(true);
    expect(Math.abs(clock.now() - world())).toBeLessThan(4 * SECOND);
  });

  it('stands as it is while the difference is smaller than an answer can tell', () => {
    const { clock, answer, pass } = machine(800);
    for (let one = 0; one < 50; one++) {
      answer(one * 20);
      pass(777);
    }
    expect(clock.difference()).toBe(0);
  });

  it.each([
    ['an hour back', -HOUR],
    ['a year ahead', 365 * DAY],
    ['five minutes and a second ahead', 5 * MINUTE + SECOND],
    ['a minute back', -MINUTE],
  ])(
    'flows on where the machine’s clock is set %s, and is sure again once Discord has told the time',
    (_, by) => {
      const { clock, discord, answer, set, pass } = machine(0);
      for (let one = 0; one < 3; one++) answer();
      set(by);
      pass(30 * SECOND);
      expect(clock.now()).toBe(discord());
      expect(clock.isSure()).toBe(false);
      answer();
      answer();
      expect(clock.isSure()).toBe(false);
      answer();
      expect(clock.isSure()).toBe(true);
      expect(clock.now()).toBe(discord());
    },
  );

  it('finds the time again after the machine has slept', () => {
    const { clock, world, answer } = asleep(3 * HOUR);
    expect(clock.isSure()).toBe(false);
    for (let one = 0; one < 3; one++) answer();
    expect(Math.abs(clock.now() - world())).toBeLessThan(4 * SECOND);
    expect(clock.isSure()).toBe(true);
  });

  it('makes do with the machine’s clock where no answer names the time', () => {
    const { clock, undated } = machine(HOUR);
    undated();
    undated();
    expect(clock.isSure()).toBe(false);
    undated();
    expect([clock.isSure(), clock.difference()]).toEqual([true, 0]);
  });

  it('asks only as long as it isn’t sure, and at most three times', async () => {
    const { clock, answer, undated } = machine(HOUR);
    let asked = 0;
    const failing = async () => {
      asked += 1;
    };
    expect([await isTimeKnown(clock, failing), asked]).toEqual([false, 3]);
    asked = 0;
    const asking = async () => {
      asked += 1;
      answer();
    };
    expect([await isTimeKnown(clock, asking), asked]).toEqual([true, 3]);
    expect([await isTimeKnown(clock, asking), asked]).toEqual([true, 3]);
    undated();
    expect(clock.isSure()).toBe(true);
  });
});
