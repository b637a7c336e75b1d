import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { going, REPLIES, type Rsvp, waiting } from '../../src/domain/roster.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { createRunCancellationService } from '../../src/services/run-cancellations.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { listRsvps } from '../../src/storage/runs.ts';
import { ownFolder } from '../folders.ts';
import { pressId } from '../press-id.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const NOW = Date.UTC(2026, 10, 24, 12);
const PACES = ['5:00, 5:30', '5:30, 6:00', '7:00', 'easy, 5:00'];

const step = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      type: fc.constant('press' as const),
      member: fc.integer({ min: 1, max: 8 }),
      reply: fc.constantFrom('going' as const, ...REPLIES),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('capacity' as const),
      capacity: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('paces' as const), pace: fc.constantFrom(...PACES) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('choose' as const),
      member: fc.integer({ min: 1, max: 8 }),
      label: fc.constantFrom('5:00/km', '5:30/km', '6:00/km', 'easy'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('send' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('undo' as const) }) },
);

const actor = (member: number) => ({
  guildId: '1',
  userId: String(member),
  roleIds: [],
  isAdmin: false,
  locale: 'en-GB',
});

/** Whoever waited before and is going now, in the order they waited. */
function offTheLine(before: readonly Rsvp[], after: readonly Rsvp[], presser: string | undefined): string[] {
  const seated = new Set(going(after).map(({ userId }) => userId));
  return waiting(before).flatMap(({ userId }) => (userId !== presser && seated.has(userId) ? [userId] : []));
}

/** A run that is answered, changed, perhaps cancelled and put on again on a real database, and what is posted of it. */
async function playOut(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const time = { now: NOW };
  const runs = createRunService(
    db,
    () => time.now,
    () => {},
  );
  const cancellations = createRunCancellationService(
    db,
    () => time.now,
    () => {},
  );
  const outbox = createOutbox(db, createComposers(content));
  await runs.create(actor(9), {
    title: 'Run',
    when: 'tomorrow 18:30',
    meet: 'Here',
    capacity: 2,
    pace: '5:00, 5:30',
  });
  const key = { guildId: '1', number: 1 };

  /** Places that somebody got off the waitlist, each with whether they have been told. */
  const owed: { userId: string; told: number; given: boolean }[] = [];
  let capacity = 2;
  let cancelled = false;
  let cancellation = 0;

  async function send(): Promise<void> {
    for (;;) {
      const [post] = await outbox.due(time.now, 1);
      if (!post) return;
      const composed = await outbox.makeReady(post, time.now, false);
      if (composed.type === 'drop') {
        await outbox.dropped(post, composed.why, time.now);
        continue;
      }
      const { view } = composed;
      if (view.type === 'run-promotion') {
        const debt = owed.find(({ userId, told, given }) => userId === view.userId && told === 0 && !given);
        expect(debt, `${view.userId} is told of a place they did not get`).toBeDefined();
        if (debt) debt.told += 1;
      }
      if (view.type === 'run-card') expect(going(view.rsvps)).toEqual(going(await listRsvps(db, key)));
      await outbox.sent(post, { channelId: composed.channelId, messageId: '1' }, time.now);
    }
  }

  for (const one of steps) {
    time.now += 1_000;
    const before = await listRsvps(db, key);
    const by = 'member' in one ? String(one.member) : undefined;
    if (one.type === 'send') await send();
    else if (one.type === 'press') {
      const outcome = await runs.press(actor(one.member), 1, one.reply, pressId());
      expect(outcome.type).toBe(cancelled ? 'over' : 'answered');
      if (outcome.type === 'answered' && outcome.outcome.type === 'waiting')
        expect(waiting(outcome.rsvps)[outcome.outcome.place - 1]?.userId).toBe(by);
    } else if (one.type === 'choose') await runs.choosePace(actor(one.member), 1, one.label);
    else if (one.type === 'paces') await runs.change(actor(9), 1, { pace: one.pace }, 'this');
    else if (one.type === 'capacity') {
      const { type } = await runs.change(actor(9), 1, { capacity: one.capacity }, 'this');
      if (!cancelled) expect(['changed', 'nothing-changed']).toContain(type);
      if (!cancelled) capacity = one.capacity;
    } else if (one.type === 'undo') {
      if (cancelled) expect((await cancellations.undo(actor(9), cancellation)).type).toBe('on-again');
      cancelled = false;
    } else if (!cancelled) {
      const asked = await cancellations.ask(actor(9), 1, null, 'this');
      cancellation = asked.type === 'asked' ? asked.id : 0;
      expect((await cancellations.confirm(actor(9), cancellation)).type).toBe('cancelled');
      cancelled = true;
    }

    const after = await listRsvps(db, key);
    if (cancelled) expect(after).toEqual(before);
    const seated = going(after);
    const seatedBefore = going(before).map(({ userId }) => userId);
    // Never more than there are places, unless the number was lowered beneath them; nobody is thrown out.
    expect(seated.length).toBeLessThanOrEqual(Math.max(capacity, seatedBefore.length));
    for (const userId of seatedBefore)
      if (userId !== by) expect(seated.map((place) => place.userId)).toContain(userId);
    // Nobody waits while a place is free, and nobody is passed over.
    if (!cancelled && waiting(after).length > 0) expect(seated.length).toBeGreaterThanOrEqual(capacity);
    const off = offTheLine(before, after, by);
    const line = waiting(before)
      .map(({ userId }) => userId)
      .filter((userId) => userId !== by);
    expect(off).toEqual(line.slice(0, off.length));
    for (const userId of off) owed.push({ userId, told: 0, given: false });
    // Who gives a place up before they are told of it need not hear of it.
    for (const debt of owed)
      if (debt.told === 0 && !seated.some(({ userId }) => userId === debt.userId)) debt.given = true;
    // A pace group is one that there is.
    const run = (await runs.view(key))?.run;
    for (const { pace } of after) if (pace !== null) expect(run?.paces.map(({ id }) => id)).toContain(pace);
  }
  await send();
  for (const { userId, told, given } of owed)
    if (cancelled) expect(told).toBeLessThanOrEqual(1);
    else expect({ userId, told }).toEqual({ userId, told: given ? 0 : 1 });
  await db.destroy();
}

it('keeps capacity, order and pace groups, and tells each promotion once, whatever happens', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), playOut), {
    numRuns: 40,
  });
});
