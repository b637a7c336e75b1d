import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { forgetOldCancellations } from '../../src/services/cancellations.ts';
import { noteChannelTrouble } from '../../src/services/channel-trouble.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { createRaceCancellationService } from '../../src/services/race-cancellations.ts';
import { createRaceService } from '../../src/services/races.ts';
import { createRunCancellationService } from '../../src/services/run-cancellations.ts';
import { chooseReminders } from '../../src/services/run-schedule.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { findRun } from '../../src/storage/runs.ts';
import { ownFolder } from '../folders.ts';
import { pressId } from '../press-id.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
/** When the run starts, five days later in London. */
const RUN_AT = Date.UTC(2026, 10, 29, 18, 30);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CROWD = MOST_MENTIONED + 30;

const actor = (one: number) => ({
  guildId: '1',
  userId: String(1_000 + one),
  roleIds: [],
  isAdmin: false,
  locale: 'en-GB',
});
const crowd = Array.from({ length: CROWD }, (_, one) => actor(one + 1));

/** A club with a run and a race that a crowd comes to, and what is posted about them. */
async function clubWithCrowd() {
  const time = { now: NOW };
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const parts = [db, () => time.now, () => {}] as const;
  const runs = createRunService(...parts);
  const races = createRaceService(...parts);
  await runs.create(actor(0), { title: 'Run', when: 'in 5 days 18:30', meet: 'Here' });
  await races.add(actor(0), { name: 'Race', date: '2026-12-06', distance: '10k' });
  for (const member of crowd) {
    await runs.press(member, 1, 'going', pressId());
    await races.press(member, 1, true);
  }
  const composers = createComposers(loadContent(join(import.meta.dirname, '..', '..', 'data')));
  const outbox = createOutbox(db, composers);
  /** Sends what is due, at most so many posts of a kind; tells whom these mentioned, post by post. */
  async function send(kind: string, most = Number.POSITIVE_INFINITY): Promise<string[][]> {
    const mentioned: string[][] = [];
    for (;;) {
      const due = await outbox.due(time.now, 100);
      const post = due.find((one) => one.kind === kind);
      if (!post || mentioned.length === most) return mentioned;
      const composed = await outbox.makeReady(post, time.now, false);
      if (composed.type === 'drop') {
        await outbox.dropped(post, composed.why, time.now);
        continue;
      }
      await outbox.begin(post, composed.channelId, time.now);
      await outbox.sent(post, { channelId: composed.channelId, messageId: '1' }, time.now);
      mentioned.push('mention' in composed.view ? [...composed.view.mention] : []);
    }
  }
  return {
    db,
    settings,
    composers,
    time,
    send,
    /** What a start of the program does before anything is sent. */
    restart: () => forgetOldCancellations(db, time.now),
    run: createRunCancellationService(...parts),
    race: createRaceCancellationService(...parts),
  };
}

it.each(['run', 'race'] as const)(
  'tells all that their %s is on again who heard of any cancellation of it, and nobody twice',
  async (what) => {
    const club = await clubWithCrowd();
    const { send } = club;
    const cancelled = async () => {
      const asked =
        what === 'run'
          ? await club.run.ask(actor(0), 1, null, 'this')
          : await club.race.ask(actor(0), 1, null);
      if (asked.type !== 'asked') throw new Error(asked.type);
      await club[what].confirm(actor(0), asked.id);
      return asked.id;
    };
    const undo = async (id: number) => club[what].undo(actor(0), id);

    // Half of the second word that it is on again never came, because it was cancelled once more.
    const first = await cancelled();
    expect((await send(`${what}-cancelled`)).flat()).toHaveLength(CROWD);
    await undo(first);
    const [told = []] = await send(`${what}-on-again`, 1);
    expect(told).toHaveLength(MOST_MENTIONED);
    const second = await cancelled();
    const [heardTwice = []] = await send(`${what}-cancelled`, 1);
    const untold = crowd.map(({ userId }) => userId).filter((userId) => !told.includes(userId));
    const waiting = [...new Set([...heardTwice, ...untold])];
    expect(await undo(second)).toMatchObject({ type: 'on-again', told: waiting.length });
    expect((await send(`${what}-on-again`)).flat().toSorted()).toEqual(waiting.toSorted());

    // None of the third had come.
    const third = await cancelled();
    expect(await undo(third)).toMatchObject({ type: 'on-again', told: 0 });
    expect(await send(`${what}-on-again`)).toEqual([]);

    // All of one, a part of the next, none of the last.
    const fourth = await cancelled();
    await send(`${what}-cancelled`);
    await undo(fourth);
    const fifth = await cancelled();
    await send(`${what}-cancelled`, 1);
    await undo(fifth);
    const sixth = await cancelled();
    expect(await undo(sixth)).toMatchObject({ type: 'on-again', told: CROWD });
    expect((await send(`${what}-on-again`)).flat().toSorted()).toEqual(
      crowd.map(({ userId }) => userId).toSorted(),
    );
  },
  30_000,
);

it.each(['run', 'race'] as const)(
  'tells only those of a crowd that their %s is on again who had heard that it was cancelled',
  async (what) => {
    const club = await clubWithCrowd();
    const { send, restart } = club;
    const cancellation = async () => {
      const asked =
        what === 'run'
          ? await club.run.ask(actor(0), 1, null, 'this')
          : await club.race.ask(actor(0), 1, null);
      if (asked.type !== 'asked') throw new Error(asked.type);
      expect(asked.told).toBe(CROWD);
      expect(await club[what].confirm(actor(0), asked.id)).toMatchObject({ type: 'cancelled', told: CROWD });
      return asked.id;
    };
    const undo = async (id: number) => club[what].undo(actor(0), id);

    // The second part of the news had not been sent.
    const first = await cancellation();
    const [heard = []] = await send(`${what}-cancelled`, 1);
    expect(heard).toHaveLength(MOST_MENTIONED);
    await restart();
    expect(await undo(first)).toMatchObject({ type: 'on-again', told: MOST_MENTIONED });
    expect(await send(`${what}-cancelled`)).toEqual([]);
    // The channel can't be posted in for days, and the program is started again meanwhile.
    club.time.now += 2 * DAY;
    await restart();
    const again = await send(`${what}-on-again`);
    expect(again.flat().toSorted()).toEqual(heard.toSorted());

    // All had heard.
    const second = await cancellation();
    expect((await send(`${what}-cancelled`)).flat()).toHaveLength(CROWD);
    expect(await undo(second)).toMatchObject({ type: 'on-again', told: CROWD });
    const everybody = (await send(`${what}-on-again`)).flat();
    expect(new Set(everybody)).toEqual(new Set(crowd.map(({ userId }) => userId)));
    expect(everybody).toHaveLength(CROWD);

    // Nobody had.
    expect(await undo(await cancellation())).toMatchObject({ type: 'on-again', told: 0 });
    expect(await send(`${what}-cancelled`)).toEqual([]);
    expect(await send(`${what}-on-again`)).toEqual([]);
  },
  30_000,
);

/** So many minutes before its start the members of a club are reminded of a run, by the club's usual choice. */
const REMINDED_BEFORE = 24 * 60;

it('reminds nobody twice where a run is cancelled between two parts of the reminder, and is on again', async () => {
  const { time, send, restart, run } = await clubWithCrowd();
  time.now = RUN_AT - REMINDED_BEFORE * MINUTE;
  const [first = []] = await send('run-reminder', 1);
  expect(first).toHaveLength(MOST_MENTIONED);
  const asked = await run.ask(actor(0), 1, null, 'this');
  if (asked.type !== 'asked') throw new Error(asked.type);
  await run.confirm(actor(0), asked.id);
  await restart();
  expect(await run.undo(actor(0), asked.id)).toMatchObject({ type: 'on-again' });
  const rest = (await send('run-reminder')).flat();
  expect([...first, ...rest].toSorted()).toEqual(crowd.map(({ userId }) => userId).toSorted());
});

it('posts the card of a run anew where its channel was given up while the run was cancelled', async () => {
  const { db, settings, composers, send, run } = await clubWithCrowd();
  await send('run-card');
  const asked = await run.ask(actor(0), 1, null, 'this');
  if (asked.type !== 'asked') throw new Error(asked.type);
  await run.confirm(actor(0), asked.id);
  await saveSettings(db, '1', { ...settings, runsChannelId: '20' }, NOW);
  const trouble = { channelId: '10', why: 'channel-gone' } as const;
  await noteChannelTrouble(db, composers, '1', trouble, NOW);
  await send('run-card');
  await run.undo(actor(0), asked.id);
  await send('run-card');
  expect((await findRun(db, { guildId: '1', number: 1 }))?.card?.channelId).toBe('20');
});

it('drops a reminder that the club gave up while the run was cancelled', async () => {
  const { db, settings, time, send, run } = await clubWithCrowd();
  const due = RUN_AT - REMINDED_BEFORE * MINUTE;
  time.now = due - MINUTE;
  const asked = await run.ask(actor(0), 1, null, 'this');
  if (asked.type !== 'asked') throw new Error(asked.type);
  await run.confirm(actor(0), asked.id);
  const chosen = { ...settings, reminders: [120] };
  await saveSettings(db, '1', chosen, time.now);
  await chooseReminders(db, '1', settings.reminders, chosen, time.now);
  time.now = due + MINUTE;
  await run.undo(actor(0), asked.id);
  expect(await send('run-reminder')).toEqual([]);
  time.now = RUN_AT - 120 * MINUTE;
  expect((await send('run-reminder')).flat()).toHaveLength(CROWD);
});
