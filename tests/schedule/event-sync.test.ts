import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createEventWorker, type EventWorkerParts } from '../../src/schedule/event-sync.ts';
import { createEventSync } from '../../src/services/event-sync.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { findEvent, listEventTroubles, wantEvent } from '../../src/storage/events.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 24, 12);

type EventSender = EventWorkerParts['sender'];
type EventResult = Awaited<ReturnType<EventSender['create']>>;

/**
 * A club on a real database with a run that is to have an event. `create` and `find` answer with what the test has for
 * them, one after the other and the last for ever; `asked` tells in which order they were asked.
 */
async function clubWithRun(answers: Record<'create' | 'find', readonly EventResult[]>) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = {
    ...USUAL_SETTINGS,
    zone: 'Europe/London',
    runsChannelId: '100',
    recoveryChannelId: '101',
  };
  await saveSettings(db, '1', { ...settings, events: true }, NOON);
  await rememberMember(db, { guildId: '1', userId: '7' }, NOON);
  const plan = aRunPlan({ title: 'Hill loop', wall: '2026-11-24T22:00', startsAt: NOON + 10 * HOUR });
  const run = await insertRun(db, '1', plan, { userId: '7', now: NOON });
  await wantEvent(db, run, NOON);
  const time = { now: NOON };
  const asked: string[] = [];
  const answer = (what: 'create' | 'find') => async (): Promise<EventResult> => {
    const before = asked.filter((one) => one === what).length;
    asked.push(what);
    return answers[what][before] ?? answers[what].at(-1) ?? { type: 'none' };
  };
  const worker = createEventWorker({
    sync: createEventSync(db, () => time.now),
    sender: {
      create: answer('create'),
      find: answer('find'),
      edit: async (_run, eventId) => ({ type: 'there', eventId }),
      remove: async () => ({ type: 'removed' }),
    },
    clock: () => time.now,
    pace: async () => {},
    wait: async () => {},
    onTrouble: (error) => {
      throw error;
    },
  });
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await worker.refresh();
      time.now += MINUTE;
    }
  };
  const troubles = () => listEventTroubles(db, '1', NOON);
  return { asked, pass, troubles, event: () => findEvent(db, run) };
}

const PASSING = { type: 'passing', why: 'The line broke' } as const;
const TROUBLE = { type: 'trouble', why: 'events-permission' } as const;
const UNKNOWN = { type: 'unknown', why: '99: No' } as const;
const REFUSED = { type: 'refused', why: '50035: Invalid Form Body' } as const;

it.each([
  ['for want of a right', TROUBLE],
  ['by a code that nobody knows', UNKNOWN],
  ['as if it were ill-formed', REFUSED],
])('an event that may exist is created by no refusal of the look for it: %s', async (_why, refusal) => {
  const there = { type: 'there', eventId: '5' } as const;
  const { asked, pass, event } = await clubWithRun({ create: [PASSING], find: [refusal, there] });
  await pass(60);
  expect(asked).toEqual(['create', 'find', 'find']);
  expect(await event()).toMatchObject({ eventId: '5', nextAt: null });
});

it('an event that Discord surely did not create is created without a look', async () => {
  const { asked, pass } = await clubWithRun({
    create: [TROUBLE, { type: 'there', eventId: '5' }],
    find: [],
  });
  await pass(60);
  expect(asked).toEqual(['create', 'create']);
});

it('a no that nobody knows is not believed at once, whatever was wrong before', async () => {
  const { pass, event, troubles } = await clubWithRun({
    create: [...Array<EventResult>(6).fill(PASSING), UNKNOWN, { type: 'there', eventId: '5' }],
    find: [],
  });
  await pass(180);
  expect(await event()).toMatchObject({ eventId: '5' });
  expect(await troubles()).toEqual([]);
});

it('a no that nobody knows is believed in the end, and kept for leaders to see', async () => {
  const { asked, pass, event, troubles } = await clubWithRun({ create: [UNKNOWN], find: [] });
  await pass(180);
  expect(asked.filter((what) => what === 'create').length).toBeGreaterThan(1);
  expect(await event()).toMatchObject({ eventId: null, nextAt: null });
  expect(await troubles()).toEqual([{ why: '99: No', count: 1 }]);
});
