import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  going,
  orderOf,
  press,
  promote,
  REPLIES,
  type Reply,
  type Rsvp,
  waiting,
} from '../../src/domain/roster.ts';

/** A press by Discord's id. */
const pressed = (rsvps: readonly Rsvp[], capacity: number | null, userId: string, reply: Reply, id: number) =>
  press(rsvps, capacity, userId, reply, orderOf(String(id)));

const members = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal'];

type Step =
  | { readonly type: 'press'; readonly userId: string; readonly reply: (typeof REPLIES)[number] }
  | { readonly type: 'capacity'; readonly capacity: number | null };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('press' as const),
      userId: fc.constantFrom(...members),
      reply: fc.constantFrom(...REPLIES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('capacity' as const),
      capacity: fc.option(fc.integer({ min: 1, max: 8 })),
    }),
  },
);

/** All that happens, step by step, with what it was before and after. */
function* story(steps: readonly Step[], first: number | null) {
  let rsvps: readonly Rsvp[] = [];
  let capacity = first;
  for (const [order, one] of steps.entries()) {
    const before = { rsvps, capacity };
    const promoted =
      one.type === 'press'
        ? (() => {
            const after = pressed(rsvps, capacity, one.userId, one.reply, order + 1);
            rsvps = after.rsvps;
            return after.promoted;
          })()
        : (() => {
            capacity = one.capacity;
            const filled = promote(rsvps, capacity);
            rsvps = filled.rsvps;
            return filled.promoted;
          })();
    yield { one, before, rsvps, capacity, promoted };
  }
}

describe('a roster, whatever happens', () => {
  const anyStory = fc.tuple(fc.array(step, { maxLength: 60 }), fc.option(fc.integer({ min: 1, max: 5 })));

  it('never seats more than the capacity, unless it was lowered beneath them', () => {
    fc.assert(
      fc.property(anyStory, ([steps, first]) => {
        for (const { before, rsvps, capacity } of story(steps, first)) {
          if (capacity === null) continue;
          expect(going(rsvps).length).toBeLessThanOrEqual(Math.max(capacity, going(before.rsvps).length));
        }
      }),
    );
  });

  it('never throws anybody out of a seat who did not press', () => {
    fc.assert(
      fc.property(anyStory, ([steps, first]) => {
        for (const { one, before, rsvps } of story(steps, first)) {
          const stayed = going(before.rsvps).filter(
            ({ userId }) => one.type !== 'press' || one.userId !== userId,
          );
          for (const { userId, seat } of stayed)
            expect(rsvps.find((place) => place.userId === userId)).toMatchObject({ answer: 'going', seat });
        }
      }),
    );
  });

  it('lets nobody wait while a seat is free, and promotes in the order they came', () => {
    fc.assert(
      fc.property(anyStory, ([steps, first]) => {
        for (const { before, rsvps, capacity, promoted } of story(steps, first)) {
          if (waiting(rsvps).length > 0)
            expect(going(rsvps).length).toBeGreaterThanOrEqual(capacity ?? Infinity);
          const line = waiting(before.rsvps).map(({ userId }) => userId);
          const kept = line.filter((userId) => promoted.includes(userId));
          expect(promoted).toEqual(kept);
          const last = promoted.at(-1);
          const passedOver =
            last === undefined
              ? []
              : line.slice(0, line.indexOf(last)).filter((id) => !promoted.includes(id));
          const stillWaiting = waiting(rsvps).map(({ userId }) => userId);
          expect(passedOver.filter((userId) => stillWaiting.includes(userId))).toEqual([]);
        }
      }),
    );
  });

  it('gives each seat to one member, and one place to each member', () => {
    fc.assert(
      fc.property(anyStory, ([steps, first]) => {
        for (const { rsvps } of story(steps, first)) {
          const seats = rsvps.flatMap(({ seat }) => seat ?? []);
          expect(new Set(seats).size).toBe(seats.length);
          expect(new Set(rsvps.map(({ userId }) => userId)).size).toBe(rsvps.length);
          for (const { answer, seat } of rsvps) expect(seat !== null).toBe(answer === 'going');
        }
      }),
    );
  });

  it('leaves everything as it is when an answer is pressed once more', () => {
    fc.assert(
      fc.property(anyStory, fc.constantFrom(...REPLIES), ([steps, first], reply) => {
        let last: { rsvps: readonly Rsvp[]; capacity: number | null } = { rsvps: [], capacity: first };
        for (const now of story(steps, first)) last = now;
        const fresh = pressed(last.rsvps, last.capacity, 'zoe', reply, 1_000);
        const again = pressed(fresh.rsvps, last.capacity, 'zoe', reply, 1_001);
        expect(again).toEqual({ ...fresh, promoted: [] });
      }),
    );
  });

  it('keeps the line in the order of the presses, in whatever order they arrive', () => {
    const presses = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(presses, fc.integer({ min: 1, max: 4 }), (ids, capacity) => {
        let rsvps: readonly Rsvp[] = [];
        for (const [one, id] of ids.entries()) {
          const seated = going(rsvps).map(({ userId }) => userId);
          const after = pressed(rsvps, capacity, `m${id}`, 'going', id);
          rsvps = after.rsvps;
          // Who has a seat keeps it, though somebody pressed before them.
          expect(going(rsvps).map(({ userId }) => userId)).toEqual(expect.arrayContaining(seated));
          expect(going(rsvps)).toHaveLength(Math.min(one + 1, capacity));
        }
        const line = ids.slice(capacity).sort((a, b) => a - b);
        expect(waiting(rsvps).map(({ userId }) => userId)).toEqual(line.map((id) => `m${id}`));
      }),
    );
  });

  it('is the same for all orders of arrival once presses are taken in the order of their ids', () => {
    const anyPress = fc.record({
      id: fc.integer({ min: 1, max: 1_000 }),
      userId: fc.constantFrom(...members),
      reply: fc.constantFrom(...REPLIES),
    });
    const some = fc.uniqueArray(anyPress, { selector: ({ id }) => id, maxLength: 30 });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (all, twice) => {
        const once = [...all].sort((a, b) => a.id - b.id);
        const take = (list: typeof all) =>
          list.reduce<readonly Rsvp[]>(
            (rsvps, { userId, reply, id }) => pressed(rsvps, 2, userId, reply, id).rsvps,
            [],
          );
        // The same press once more right after itself, as a double click.
        const doubled = once.flatMap((one) => (Number(twice.next().value) % 2 ? [one, one] : [one]));
        expect(take(doubled)).toEqual(take(once));
      }),
    );
  });
});

describe('a press', () => {
  const full = pressed(pressed([], 1, 'ada', 'going', 1).rsvps, 1, 'ben', 'going', 2);

  it('puts whoever is too late on the waitlist and says where they stand', () => {
    expect(full.outcome).toEqual({ type: 'waiting', place: 1 });
    expect(pressed(full.rsvps, 1, 'cleo', 'going', 3).outcome).toEqual({ type: 'waiting', place: 2 });
  });

  it('hands a seat that is given up to the first in line', () => {
    expect(pressed(full.rsvps, 1, 'ada', 'no', 3).promoted).toEqual(['ben']);
  });

  it('puts whoever comes back at the end of the line', () => {
    const three = pressed(full.rsvps, 1, 'cleo', 'going', 3).rsvps;
    const left = pressed(three, 1, 'ben', 'maybe', 4).rsvps;
    expect(pressed(left, 1, 'ben', 'going', 5).outcome).toEqual({ type: 'waiting', place: 2 });
  });

  it('that arrives late changes nothing that the same member has pressed since', () => {
    const no = pressed(full.rsvps, 1, 'ada', 'no', 9).rsvps;
    expect(pressed(no, 1, 'ada', 'going', 8)).toEqual({ rsvps: no, outcome: { type: 'no' }, promoted: [] });
  });

  it('promotes as many as fit when there is more room', () => {
    const three = pressed(full.rsvps, 1, 'cleo', 'going', 3).rsvps;
    expect(promote(three, 2).promoted).toEqual(['ben']);
    expect(promote(three, null).promoted).toEqual(['ben', 'cleo']);
  });
});
