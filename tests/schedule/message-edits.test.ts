import { SnowflakeUtil } from 'discord.js';
import { expect, it } from 'vitest';
import { createEditWorker } from '../../src/schedule/message-edits.ts';
import type { MessageEdits } from '../../src/services/message-edits.ts';
import type { Post } from '../../src/services/outbox.ts';

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
