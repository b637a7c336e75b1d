import { expect, it } from 'vitest';
import { createSeen } from '../../src/discord/seen.ts';

/** An id that Discord made so many ms after its first second; `nth` of that moment. */
const idAt = (ms: number, nth = 0) => String((BigInt(ms) << 22n) + BigInt(nth));

const MINUTE = 60_000;

it('knows an interaction again for a quarter of an hour', () => {
  const isNew = createSeen();
  expect(isNew(idAt(0))).toBe(true);
  expect(isNew(idAt(15 * MINUTE))).toBe(true);
  expect(isNew(idAt(0))).toBe(false);
  expect(isNew(idAt(16 * MINUTE))).toBe(true);
  expect(isNew(idAt(15 * MINUTE))).toBe(false);
  // By now Discord takes no answer to it.
  expect(isNew(idAt(0))).toBe(true);
});

it('remembers the last of very many', () => {
  const isNew = createSeen();
  for (let one = 0; one < 30_000; one++) isNew(idAt(1, one));
  expect(isNew(idAt(1, 29_999))).toBe(false);
  expect(isNew(idAt(1, 10_001))).toBe(false);
});
