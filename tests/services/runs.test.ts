import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { going, waiting } from '../../src/domain/roster.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { createRunCancellationService } from '../../src/services/run-cancellations.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { listDuePosts } from '../../src/storage/outbox.ts';
import { listRsvps } from '../../src/storage/runs.ts';
import { ownFolder } from '../folders.ts';
import { pressId } from '../press-id.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const NOW = Date.UTC(2026, 10, 24, 12);
const CAPACITY = 40;
const MEMBERS = 500;

const actor = (one: number) => ({
  guildId: '1',
  userId: String(1_000 + one),
  roleIds: [],
  isAdmin: false,
  locale: 'en-GB',
});

async function clubWithRun() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const time = { now: NOW };
  const runs = createRunService(
    db,
    () => time.now,
    () => {},
  );
  const asked = { title: 'Long run', when: 'tomorrow 18:30', meet: 'Here', capacity: CAPACITY };
  const { type } = await runs.create(actor(0), asked);
  expect(type).toBe('created');
  return { db, time, runs, rsvps: () => listRsvps(db, { guildId: '1', number: 1 }) };
}

it('lets exactly the capacity in when 500 members press at the same moment, in the order they came', async () => {
  const { runs, rsvps } = await clubWithRun();
  const members = Array.from({ length: MEMBERS }, (_, one) => actor(one));
  const outcomes = await Promise.all(members.map((member) => runs.press(member, 1, 'going', pressId())));
  const seated = outcomes.filter((one) => one.type === 'answered' && one.outcome.type === 'going');
  expect(seated).toHaveLength(CAPACITY);
  const list = await rsvps();
  expect(going(list).map(({ userId }) => userId)).toEqual(
    members.slice(0, CAPACITY).map(({ userId }) => userId),
  );
  expect(waiting(list).map(({ userId }) => userId)).toEqual(
    members.slice(CAPACITY).map(({ userId }) => userId),
  );
});

it('promotes one member for each who leaves, and tells each of them once, when 40 leave at the same moment', async () => {
  const { db, runs, rsvps } = await clubWithRun();
  const members = Array.from({ length: 100 }, (_, one) => actor(one));
  for (const member of members) await runs.press(member, 1, 'going', pressId());
  await Promise.all(members.slice(0, CAPACITY).map((member) => runs.press(member, 1, 'no', pressId())));
  const promoted = members.slice(CAPACITY, 2 * CAPACITY).map(({ userId }) => userId);
  expect(going(await rsvps()).map(({ userId }) => userId)).toEqual(promoted);
  const told = (await listDuePosts(db, NOW, 1_000)).filter(({ kind }) => kind === 'run-promotion');
  const outbox = createOutbox(db, createComposers(content));
  const said = await Promise.all(told.map((post) => outbox.makeReady(post, NOW, false)));
  const views = said.map((one) => (one.type === 'say' ? one.view : undefined));
  expect(views.map((view) => view?.type === 'run-promotion' && view.userId).sort()).toEqual(promoted.sort());
});

it('refuses a seat that is taken by a constraint of the database, whatever the program thinks', async () => {
  const { db, runs } = await clubWithRun();
  await runs.press(actor(1), 1, 'going', pressId());
  const seat = {
    guild_id: '1',
    number: 1,
    user_id: 'x',
    answer: 'going',
    seat: 1,
    place_order: '9',
    pace: null,
  } as const;
  await expect(db.insertInto('rsvps').values(seat).execute()).rejects.toThrow(/UNIQUE/);
  await expect(
    db
      .insertInto('rsvps')
      .values({ ...seat, seat: null })
      .execute(),
  ).rejects.toThrow(/CHECK/);
});

it('takes answers to the last millisecond before the start, and none at the start', async () => {
  const { db, runs, time, rsvps } = await clubWithRun();
  const start = Date.UTC(2026, 10, 25, 18, 30);
  time.now = start - 1;
  expect(await runs.press(actor(1), 1, 'going', pressId())).toMatchObject({ type: 'answered' });
  time.now = start;
  const over = { type: 'over', phase: 'started' };
  expect(await runs.press(actor(1), 1, 'going', pressId())).toMatchObject(over);
  expect(await runs.press(actor(2), 1, 'going', pressId())).toMatchObject(over);
  expect(await runs.choosePace(actor(1), 1, 'x')).toMatchObject(over);
  expect(await runs.change(actor(0), 1, { meet: 'There' }, 'this')).toMatchObject(over);
  const cancellations = createRunCancellationService(
    db,
    () => time.now,
    () => {},
  );
  expect(await cancellations.ask(actor(0), 1, null, 'this')).toMatchObject(over);
  expect(await rsvps()).toHaveLength(1);
});
