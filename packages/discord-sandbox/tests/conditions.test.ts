import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConditions } from '../src/conditions.ts';
import { CONDITIONS, type Sandbox, startSandbox } from '../src/index.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

describe('the list of conditions', () => {
  it('has all of them off at first, and each with a sentence', () => {
    const listed = sandbox.conditions.list();
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(CONDITIONS));
    expect(listed.filter(({ on }) => on)).toEqual([]);
    for (const { about } of listed) expect(about).toMatch(/^[A-Z].+\.$/);
  });

  it('switches one, or all at once, and says so to who listens', () => {
    const { conditions } = sandbox;
    const heard: string[][] = [];
    const stop = conditions.onChanged(() =>
      heard.push(conditions.list().flatMap(({ name, on }) => (on ? [name] : []))),
    );
    conditions.set('slow', true);
    expect(conditions.isOn('slow')).toBe(true);
    conditions.set('slow', false);
    conditions.setAll(true);
    stop();
    conditions.setAll(false);
    expect(heard).toEqual([['slow'], [], Object.keys(CONDITIONS)]);
    expect(conditions.isOn('slow')).toBe(false);
  });

  it('strikes as often as was asked for, and at the same times for the same seed', () => {
    const strikesOf = (seed: number, oneIn?: number) => {
      const conditions = createConditions(seed);
      conditions.set('stray-401', true, oneIn);
      return Array.from({ length: 1_000 }, () => conditions.strikes('stray-401'));
    };
    expect(strikesOf(5)).toEqual(strikesOf(5));
    expect(strikesOf(5)).not.toEqual(strikesOf(6));
    const struck = strikesOf(5, 4).filter(Boolean).length;
    expect(struck).toBeGreaterThan(200);
    expect(struck).toBeLessThan(300);
    expect(strikesOf(5, 1)).not.toContain(false);
    expect(createConditions(5).strikes('stray-401')).toBe(false);
  });
});
