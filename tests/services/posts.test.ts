import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createComposers, createPostDesk, type PostDesk } from '../../src/services/posts.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 24 * 60 * 60_000;

const actor = (userId: string) => ({ guildId: '1', userId, roleIds: [], isAdmin: false, locale: 'en-GB' });

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
  await runs.create(actor('999'), { title: 'Long run', when: '2026-11-28 07:30', meet: 'Here' });
  return { db, time, runs, desk: createPostDesk(db, createComposers(db, content)) };
}

/** Sends one due post; returns whom it notified, or undefined where nothing is due. */
async function sendOne(desk: PostDesk, now: number): Promise<readonly string[] | undefined> {
  const [post] = await desk.due(now, 1);
  if (!post) return undefined;
  const composed = await desk.compose(post, now, false);
  if (composed.type === 'drop') await desk.dropped(post, composed.why, now);
  else await desk.sent(post, composed.channelId, '1', now);
  return composed.type === 'say' && 'mention' in composed.view ? composed.view.mention : [];
}

it('notifies each of many once, whoever leaves or answers anew while it is being told in parts', async () => {
  const { time, runs, desk } = await clubWithRun();
  const members = Array.from({ length: 200 }, (_, one) => String(1_000 + one));
  for (const member of members) await runs.press(actor(member), 1, 'going');
  while (await sendOne(desk, time.now));
  time.now = Date.UTC(2026, 10, 27, 7, 30);
  const told = [...((await sendOne(desk, time.now)) ?? [])];
  expect(told.length).toBeLessThan(100);
  const leaving = told.slice(0, 30);
  for (const member of leaving) await runs.press(actor(member), 1, 'no');
  const anew = told.slice(30, 35);
  for (const member of anew) {
    await runs.press(actor(member), 1, 'maybe');
    await runs.press(actor(member), 1, 'going');
  }
  for (let sent = await sendOne(desk, time.now); sent; sent = await sendOne(desk, time.now))
    told.push(...sent);
  expect(told.sort()).toEqual(members);
  time.now += DAY;
  expect(await sendOne(desk, time.now)).toEqual([]);
});
