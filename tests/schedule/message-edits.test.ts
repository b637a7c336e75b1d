import { join } from 'node:path';
import { SnowflakeUtil } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createEditWorker } from '../../src/schedule/message-edits.ts';
import type { SendResult } from '../../src/schedule/sender.ts';
import { createMessageEdits, type MessageEdits } from '../../src/services/message-edits.ts';
import { createComposers, createOutbox, type Post } from '../../src/services/outbox.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { wantUpToDate } from '../../src/storage/outbox.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const HOUR = 60 * 60_000;
const NOON = Date.UTC(2026, 10, 24, 12);

/** A message in a channel, posted some hours ago. */
const message = (id: number, channelId: string, hoursAgo: number) =>
  ({ id, channelId, messageId: idMade(NOON - hoursAgo * HOUR), goneSince: null }) as Post;

const idMade = (at: number) => String(SnowflakeUtil.generate({ timestamp: at }));

/** Edits messages on a clock that stands still but for what is waited for; says when each was edited, in ms. */
async function editedAt(posts: readonly Post[]): Promise<Map<number, number>> {
  const time = { now: 0 };
  const sleepers: { at: number; wake: () => void }[] = [];
  const at = new Map<number, number>();
  const nothing = async () => {};
  const edits: MessageEdits = {
    stale: async () => [],
    take: async (post) => {
      at.set(post.id, time.now);
      return undefined;
    },
    shown: nothing,
    postponed: nothing,
    doubted: nothing,
    refused: nothing,
    channelTrouble: async () => 'known',
    lost: nothing,
  };
  const worker = createEditWorker({
    edits,
    sender: { send: never, find: never, edit: never, isGone: never },
    clock: () => NOON,
    monotonic: () => time.now,
    pace: nothing,
    wait: (ms) => new Promise((wake) => sleepers.push({ at: time.now + ms, wake })),
    onTrouble: never,
    onFailed: never,
  });
  worker.edit(posts);
  while (at.size < posts.length) {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    const next = sleepers.sort((one, other) => one.at - other.at).shift();
    if (!next) continue;
    time.now = next.at;
    next.wake();
  }
  return at;
}

const never = () => {
  throw new Error('Nothing is asked of it here');
};

it('edits old messages of a channel one every two seconds, and keeps no other waiting for them', async () => {
  const old = [1, 2, 3, 4].map((id) => message(id, 'old', 2));
  const [elsewhere, young] = [message(5, 'elsewhere', 2), message(6, 'old', 0.5)];
  const at = await editedAt([...old, elsewhere, young]);
  expect(old.map(({ id }) => at.get(id))).toEqual([0, 2_100, 4_200, 6_300]);
  expect(at.get(5)).toBe(0);
  expect(at.get(6)).toBe(0);
});

/** A club with some runs on a real database, whose cards all have a change to show; `answer`: what Discord says to edits. */
async function cardsToEdit(count: number, answer: SendResult) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const time = { now: NOON };
  const clock = () => time.now;
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOON);
  const actor = { guildId: '1', userId: '7', roleIds: [], isAdmin: true, locale: 'en-GB' };
  const runs = createRunService(db, clock, () => {});
  for (let one = 0; one < count; one++)
    await runs.create(
      { ...actor, userId: String(100 + one) },
      { title: 'Run', when: 'in 3 days 18:30', meet: 'Here' },
    );
  const composers = createComposers(content);
  const outbox = createOutbox(db, composers);
  for (const post of await outbox.due(NOON, count))
    await outbox.sent(post, { channelId: '10', messageId: idMade(NOON + post.id) }, NOON);
  for (let number = 1; number <= count; number++)
    await wantUpToDate(db, 'run-card', { guildId: '1', number });
  const edits = createMessageEdits(db, composers, clock);
  const told: string[] = [];
  let [edited, working] = [0, 0];
  const worker = createEditWorker({
    edits: {
      ...edits,
      async stale() {
        const posts = await edits.stale();
        working += posts.length;
        return posts;
      },
    },
    sender: {
      send: never,
      find: never,
      isGone: never,
      async edit() {
        edited += 1;
        return answer;
      },
    },
    clock,
    monotonic: () => time.now,
    pace: createPace(),
    wait: async () => {
      working -= 1;
    },
    onTrouble: never,
    onFailed: (_post, why) => told.push(why),
  });
  /** One look at what is to be edited, and all that comes of it. */
  const look = async () => {
    await worker.refresh();
    await expect.poll(() => working).toBe(0);
  };
  return { time, look, told, edited: () => edited, stale: edits.stale };
}

/** Lets one through when the one before is done with. */
function createPace() {
  let last = Promise.resolve();
  return () => {
    const turn = last;
    last = turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return turn;
  };
}

it('takes a no that nobody knows for one in the end, and asks no more', async () => {
  const { time, look, told, edited, stale } = await cardsToEdit(1, { type: 'unknown', why: '99: No' });
  for (let hour = 0; hour < 12; hour++) {
    await look();
    time.now += HOUR;
  }
  expect(edited()).toBe(6);
  expect(told).toEqual(['99: No', '99: No']);
  expect(await stale()).toEqual([]);
});

it('asks no more of a channel that refuses, though many wait behind', async () => {
  const trouble = { type: 'channel', why: 'missing-permission' } as const;
  const { time, look, edited, stale } = await cardsToEdit(40, trouble);
  await look();
  expect(edited()).toBeLessThan(20);
  expect(await stale()).toEqual([]);
  time.now += 30 * 60_000;
  expect(await stale()).toHaveLength(40);
});
