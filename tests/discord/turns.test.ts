import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurns, type Turn } from '../../src/discord/turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets everything happen that waits for nothing but its turn. */
const settle = () => vi.advanceTimersByTimeAsync(0);

it('lets what was received be done in the order of the ids, in whatever order it is acknowledged', async () => {
  const ids = fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 63n }), { minLength: 2, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(
      ids.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      async ([received, acknowledged]) => {
        const turns = createTurns();
        const done: bigint[] = [];
        const taken = new Map(received.map((id) => [id, turns.take('club', String(id))]));
        for (const id of acknowledged) {
          const turn = taken.get(id);
          void turn?.comes().then(() => {
            done.push(id);
            turn.ends();
          });
          await settle();
        }
        expect(done).toEqual([...received].sort((a, b) => (a < b ? -1 : 1)));
      },
    ),
  );
});

async function hasCome(turn: Turn): Promise<boolean> {
  let come = false;
  void turn.comes().then(() => {
    come = true;
  });
  await settle();
  return come;
}

it('is held up by none that came after it, nor by another club', async () => {
  const turns = createTurns();
  const [later, other, one] = [turns.take('a', '9'), turns.take('b', '1'), turns.take('a', '5')];
  expect(await hasCome(one)).toBe(true);
  expect(await hasCome(other)).toBe(true);
  expect(await hasCome(later)).toBe(false);
  one.ends();
  expect(await hasCome(later)).toBe(true);
});

it('is held up for no longer than a member waits for an answer', async () => {
  const turns = createTurns();
  turns.take('a', '1');
  const later = turns.take('a', '2');
  await vi.advanceTimersByTimeAsync(2_999);
  expect(await hasCome(later)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await hasCome(later)).toBe(true);
});

it('keeps its place once it is acknowledged, however long those before it take', async () => {
  const turns = createTurns();
  const [slow, next, last] = [turns.take('a', '1'), turns.take('a', '2'), turns.take('a', '3')];
  expect(await hasCome(slow)).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  const comes = Promise.all([hasCome(next), hasCome(last)]);
  expect(await comes).toEqual([false, false]);
  // The first is given up; the second has its turn from now on.
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await hasCome(last)).toBe(false);
  next.ends();
  expect(await hasCome(last)).toBe(true);
});
