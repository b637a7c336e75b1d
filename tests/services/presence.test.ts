import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createPresence } from '../../src/services/presence.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { ownFolder } from '../folders.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 24, 12);

/** The bot in some clubs, on a real database; `clubs` lists those of which anything is kept. */
async function presenceIn(guildIds: readonly string[]) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  for (const guildId of guildIds) await saveSettings(db, guildId, settings, NOON);
  const time = { now: NOON };
  const presence = createPresence(
    db,
    () => time.now,
    () => {},
    (error) => {
      throw error;
    },
  );
  const clubs = async () =>
    (await db.selectFrom('clubs').select('guild_id').execute()).map((row) => row.guild_id);
  return { db, time, presence, clubs };
}

const fails = async (): Promise<boolean> => {
  throw new Error('503');
};

it('asks for a server by itself before all that is kept of it is erased', async () => {
  const { time, presence, clubs } = await presenceIn(['1', '2', '3']);
  for (const guildId of ['1', '2', '3']) presence.left(guildId);
  await presence.written();
  time.now += 30 * DAY + HOUR;
  // Invited again while the bot was off, and the list is cut short.
  await presence.listed([]);
  await presence.lookAgain(async (guildId) => (guildId === '3' ? fails() : guildId === '1'));
  expect(await clubs()).toEqual(['1', '3']);
  time.now += DAY;
  await presence.lookAgain(async (guildId) => guildId === '1');
  expect(await clubs()).toEqual(['1']);
});

it('is held up by no server for which Discord fails always', async () => {
  const guildIds = Array.from({ length: 30 }, (_, one) => String(100 + one));
  const { db, time, presence } = await presenceIn(guildIds);
  await presence.listed([]);
  time.now += HOUR;
  const broken = guildIds.slice(0, 10);
  const asked: string[] = [];
  for (let minute = 0; minute < 10; minute++) {
    const before = asked.length;
    await presence.lookAgain(async (guildId) => {
      asked.push(guildId);
      return broken.includes(guildId) ? fails() : false;
    });
    expect(asked.slice(before).filter((guildId) => broken.includes(guildId)).length).toBeLessThanOrEqual(3);
  }
  const left = await db.selectFrom('clubs').select('guild_id').where('left_at', 'is not', null).execute();
  expect(left.map((row) => row.guild_id)).toEqual(guildIds.slice(10));
});
