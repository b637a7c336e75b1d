import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lead, PLACE_CHANGES } from '../../src/domain/led-roster.ts';
import { going, orderOf, press, type Rsvp, waiting } from '../../src/domain/roster.ts';

/** The list of a run after these pressed Going in turn; capitals said that they can't. */
function rosterOf(users: string, capacity: number | null): readonly Rsvp[] {
  return [...users].reduce<readonly Rsvp[]>(
    (rsvps, userId, at) =>
      press(rsvps, capacity, userId, /[A-Z]/.test(userId) ? 'no' : 'going', orderOf(String(at + 1))).rsvps,
    [],
  );
}

const names = (rsvps: readonly Rsvp[]) => rsvps.map(({ userId }) => userId).join('');
const shown = (rsvps: readonly Rsvp[]) => `${names(going(rsvps))}|${names(waiting(rsvps))}`;
const LATER = orderOf('99');

describe('what a leader does with the list of a run', () => {
  it.each([
    ['adds somebody', 'ab', 3, 'add', 'c', 'abc|', 'added', ''],
    ['adds somebody to a full run', 'ab', 2, 'add', 'c', 'ab|c', 'added-to-waitlist', ''],
    ['adds who goes already', 'ab', 2, 'add', 'a', 'ab|', 'unchanged', ''],
    ['adds who waits already', 'abc', 2, 'add', 'c', 'ab|c', 'unchanged', ''],
    ['adds who said that they can’t go', 'aB', 3, 'add', 'B', 'a|', 'said-no', ''],
    ['takes somebody off', 'ab', null, 'take-off', 'a', 'b|', 'taken-off', ''],
    [
      'takes off who has a place that another waits for',
      'abcd',
      2,
      'take-off',
      'a',
      'bc|d',
      'taken-off',
      'c',
    ],
    ['takes off who waits', 'abcd', 2, 'take-off', 'c', 'ab|d', 'taken-off', ''],
    ['takes off who is on no list', 'ab', 2, 'take-off', 'x', 'ab|', 'unchanged', ''],
    ['lets somebody go to the front', 'abcde', 2, 'to-front', 'e', 'ab|ecd', 'in-front', ''],
    ['lets the first go to the front', 'abcd', 2, 'to-front', 'c', 'ab|cd', 'in-front', ''],
    ['lets who has a place go to the front', 'abcd', 2, 'to-front', 'a', 'ab|cd', 'unchanged', ''],
    ['sends somebody to the waitlist', 'abcd', 2, 'to-back', 'a', 'bc|da', 'to-back', 'c'],
    ['sends somebody to a waitlist that is empty', 'ab', 2, 'to-back', 'a', 'ab|', 'unchanged', ''],
    ['sends who waits to the waitlist', 'abcd', 2, 'to-back', 'c', 'ab|cd', 'unchanged', ''],
  ] as const)('%s', (_, users, capacity, change, userId, after, outcome, promoted) => {
    const led = lead(rosterOf(users, capacity), capacity, userId, change, LATER);
    expect([shown(led.rsvps), led.outcome, led.promoted.join('')]).toEqual([after, outcome, promoted]);
  });

  it('never exceeds the capacity, gives no seat or order twice, and loses nobody', () => {
    const user = fc.constantFrom(...'abcdefgh');
    const step = fc.tuple(fc.constantFrom(...PLACE_CHANGES), user);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (steps, capacity) => {
        let rsvps = rosterOf('abcd', capacity);
        for (const [at, [change, userId]] of steps.entries()) {
          const before = new Set(rsvps.map((one) => one.userId));
          ({ rsvps } = lead(rsvps, capacity, userId, change, orderOf(String(100 + at))));
          for (const one of before) expect(rsvps.some((place) => place.userId === one)).toBe(true);
          expect(going(rsvps).length).toBeLessThanOrEqual(capacity);
          if (waiting(rsvps).length > 0) expect(going(rsvps)).toHaveLength(capacity);
          const seats = going(rsvps).map(({ seat }) => seat);
          expect(new Set(seats).size).toBe(seats.length);
          expect(new Set(rsvps.map(({ order }) => order)).size).toBe(rsvps.length);
        }
      }),
    );
  });
});
