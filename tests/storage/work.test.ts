import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { rememberClub } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { listPostsToEdit, listWork, planPost } from '../../src/storage/outbox.ts';
import { ownFolder } from '../folders.ts';

const NOW = 1_000;
const MOST = 100;

async function club(): Promise<Database> {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  await rememberClub(db, '1', 0);
  return db;
}

const planTip = (db: Database, week: number) =>
  planPost(db, { kind: 'tip-of-the-week', about: { guildId: '1' }, details: { week: String(week) } }, NOW);

/** Messages of a channel that say something no longer so. */
async function stale(db: Database, channel: string, count: number, from = 0): Promise<void> {
  for (let week = from; week < from + count; week++) await planTip(db, week);
  await db
    .updateTable('outbox')
    .set({ state: 'sent', next_at: null, channel_id: channel, message_id: '5', edits_wanted: 1 })
    .where('state', '=', 'waiting')
    .execute();
}

it('lets no channel wait for another in which much is out of date', async () => {
  const db = await club();
  await stale(db, 'crowded', 2 * MOST);
  await stale(db, 'quiet', 1, 2 * MOST);
  for (const posts of [await listPostsToEdit(db, NOW, MOST), (await listWork(db, NOW, MOST)).toEdit]) {
    expect(posts).toHaveLength(MOST);
    expect(posts.slice(0, 2).map(({ channelId }) => channelId)).toContain('quiet');
  }
});

it('sees what is due, however much is out of date', async () => {
  const db = await club();
  await stale(db, 'crowded', 2 * MOST);
  expect(await listWork(db, NOW, MOST)).toMatchObject({ isDue: false });
  await planTip(db, 9_999);
  expect(await listWork(db, NOW, MOST)).toMatchObject({ isDue: true });
  expect((await listWork(db, NOW - 1, MOST)).isDue).toBe(false);
});
