import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { going, press, promote, REPLIES, type Rsvp, waiting } from '../../src/domain/roster.ts';

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
            const pressed = press(rsvps, capacity, one.userId, one.reply, order + 1);
            rsvps = pressed.rsvps;
            return pressed.promoted;
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

  it('forgets an answer that is pressed twice', () => {
    fc.assert(
      fc.property(anyStory, fc.constantFrom(...REPLIES), ([steps, first], reply) => {
        let last: { rsvps: readonly Rsvp[]; capacity: number | null } = { rsvps: [], capacity: first };
        for (const now of story(steps, first)) last = now;
        const fresh = press(last.rsvps, last.capacity, 'zoe', reply, 1_000);
        const again = press(fresh.rsvps, last.capacity, 'zoe', reply, 1_001);
        expect(again.outcome.type).toBe('undone');
        expect(again.rsvps).toEqual(last.rsvps);
      }),
    );
  });
});

describe('a press', () => {
  const full = press(press([], 1, 'ada', 'going', 1).rsvps, 1, 'ben', 'going', 2);

  it('puts whoever is too late on the waitlist and says where they stand', () => {
    expect(full.outcome).toEqual({ type: 'waiting', place: 1 });
    expect(press(full.rsvps, 1, 'cleo', 'going', 3).outcome).toEqual({ type: 'waiting', place: 2 });
  });

  it('hands a seat that is given up to the first in line', () => {
    expect(press(full.rsvps, 1, 'ada', 'no', 3).promoted).toEqual(['ben']);
    expect(press(full.rsvps, 1, 'ada', 'going', 3).promoted).toEqual(['ben']);
  });

  it('puts whoever comes back at the end of the line', () => {
    const three = press(full.rsvps, 1, 'cleo', 'going', 3).rsvps;
    const left = press(three, 1, 'ben', 'maybe', 4).rsvps;
    expect(press(left, 1, 'ben', 'going', 5).outcome).toEqual({ type: 'waiting', place: 2 });
  });

  it('promotes as many as fit when there is more room', () => {
    const three = press(full.rsvps, 1, 'cleo', 'going', 3).rsvps;
    expect(promote(three, 2).promoted).toEqual(['ben']);
    expect(promote(three, null).promoted).toEqual(['ben', 'cleo']);
  });
});
