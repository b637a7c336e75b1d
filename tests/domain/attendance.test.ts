import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attender,
  corrected,
  LINES_A_PAGE,
  lastLineOf,
  listFrom,
  type PageShown,
  pageAt,
  presentIn,
  recapDueAt,
  shownAt,
  withCame,
} from '../../src/domain/attendance.ts';
import { orderOf, type Rsvp } from '../../src/domain/roster.ts';

const place = (userId: string, answer: Rsvp['answer'], order: number): Rsvp => ({
  userId,
  answer,
  seat: answer === 'going' ? order : null,
  order: orderOf(String(order)),
  pace: null,
});

const members = (count: number) => Array.from({ length: count }, (_, one) => `m${one + 1}`);
const listOf = (count: number) =>
  listFrom(members(count).map((userId, one) => place(userId, 'going', one + 1)));
const present = (list: readonly Attender[]) => presentIn(list).map(({ userId }) => userId);
const pageIds = (list: readonly Attender[], first: number) =>
  pageAt(list, first)
    .filter((one) => one.present)
    .map(({ userId }) => userId);

describe('the list of a run', () => {
  it('begins with those who said Going, ticked, in the order they came', () => {
    const list = listFrom([
      place('late', 'going', 9),
      place('perhaps', 'maybe', 2),
      place('first', 'going', 1),
      place('waits', 'waiting', 3),
      place('stays', 'no', 4),
    ]);
    expect(list).toEqual([
      { userId: 'first', line: 1, present: true },
      { userId: 'late', line: 2, present: true },
    ]);
  });

  it('has pages of 25', () => {
    const list = listOf(30);
    expect(pageAt(list, 1)).toHaveLength(25);
    expect(pageAt(list, 26).map(({ userId }) => userId)).toEqual(['m26', 'm27', 'm28', 'm29', 'm30']);
    expect(pageAt(list, 51)).toEqual([]);
    expect(shownAt(list, 1)).toEqual({ first: 1, ticked: 2 ** 25 - 1 });
    expect(shownAt(list, 26)).toEqual({ first: 26, ticked: 0b11111 });
  });

  it('takes out whoever was ticked on the page and no longer is, and leaves other pages alone', () => {
    const list = listOf(30);
    const after = corrected(list, shownAt(list, 1), members(25).slice(2));
    expect(present(after)).toEqual(members(30).slice(2));
    expect(present(corrected(after, shownAt(after, 26), []))).toEqual(members(25).slice(2));
  });

  it('puts back whoever is chosen again, on their own line', () => {
    const list = listOf(3);
    const without = corrected(list, shownAt(list, 1), ['m1', 'm3']);
    expect(corrected(without, shownAt(without, 1), ['m1', 'm2', 'm3'])).toEqual(list);
    expect(withCame(without, ['m2'])).toEqual(list);
  });

  it('adds whoever came without an answer on a line below, once', () => {
    const list = withCame(withCame(listOf(2), ['zoe', 'm1', 'zoe']), ['zoe']);
    expect(list.map(({ userId, line }) => [userId, line])).toEqual([
      ['m1', 1],
      ['m2', 2],
      ['zoe', 3],
    ]);
  });

  it('keeps the lines of all others where somebody is gone from it for good', () => {
    const list = listOf(30).filter(({ userId }) => userId !== 'm5');
    const after = corrected(list, shownAt(list, 1), pageIds(list, 1).slice(0, -1));
    expect(present(after)).not.toContain('m25');
    expect(present(after)).toHaveLength(28);
  });
});

/** Two leaders tick the same list, each seeing what they saw when they last pressed something. */
interface Tick {
  readonly leader: 0 | 1;
  readonly page: number;
  /** A line of the page to turn over, by its place. */
  readonly place: number;
}

describe('a list that two leaders tick at once', () => {
  const tick: fc.Arbitrary<Tick> = fc.record({
    leader: fc.constantFrom(0, 1),
    page: fc.integer({ min: 0, max: 2 }),
    place: fc.integer({ min: 0, max: LINES_A_PAGE - 1 }),
  });

  it('ends with what was said last of each member, whatever the other leader had before them', () => {
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (ticks, count) => {
        let list: readonly Attender[] = listOf(count);
        const seen: (readonly Attender[])[] = [list, list];
        const wanted = new Map(list.map(({ userId }) => [userId, true]));
        for (const { leader, page, place: turned } of ticks) {
          const before = seen[leader] ?? [];
          const first = page * LINES_A_PAGE + 1;
          const one = pageAt(before, first)[turned];
          if (!one) continue;
          const shown: PageShown = shownAt(before, first);
          const others = pageIds(before, first).filter((userId) => userId !== one.userId);
          const chosen = one.present ? others : [...others, one.userId];
          list = corrected(list, shown, chosen);
          wanted.set(one.userId, !one.present);
          // Said once more, as by a press that was heard twice.
          expect(corrected(list, shown, chosen)).toEqual(list);
          seen[leader] = list;
        }
        expect(new Map(list.map(({ userId, present: here }) => [userId, here]))).toEqual(wanted);
        expect(new Set(list.map(({ line }) => line)).size).toBe(list.length);
        expect(lastLineOf(list)).toBe(count);
      }),
    );
  });
});

describe('a recap', () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  it.each([
    ['two hours after the start, where the list is ticked at once', 5 * MINUTE, 2 * HOUR],
    ['half an hour after the list was ticked', 3 * HOUR, 3 * HOUR + 30 * MINUTE],
    ['also a week later', 168 * HOUR, 168 * HOUR + 30 * MINUTE],
    ['never, where it would be no news', 168 * HOUR + 1, undefined],
  ])('is due %s', (_what, after, due) => {
    expect(recapDueAt(0, after)).toBe(due);
  });
});
