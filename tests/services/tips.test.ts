import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { createTipService } from '../../src/services/tips.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { listTipViews } from '../../src/storage/tip-views.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const ANNA = { guildId: '1', userId: '123456789012345678' };

async function tipsOfClub() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const tips = createTipService(db, content, () => 0);
  const ask = async () => {
    const outcome = await tips.next(ANNA, undefined);
    if (outcome.type !== 'tip') throw new Error('No tip');
    return { id: outcome.tip.id, noteSeen: outcome.noteSeen };
  };
  const noted = async () => (await listTipViews(db, ANNA)).map(({ tipId }) => tipId);
  return { tips, ask, noted };
}

it('shows no tip twice while others are still to be noted, in whichever order that happens', async () => {
  const { ask, noted } = await tipsOfClub();
  const [first, second] = [await ask(), await ask()];
  await second.noteSeen();
  const third = await ask();
  expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  await first.noteSeen();
  await third.noteSeen();
  expect(await noted()).toEqual([first.id, second.id, third.id]);
});

it('writes nothing of who was erased before it was noted, and goes on with what they ask for next', async () => {
  const { tips, ask, noted } = await tipsOfClub();
  const before = await ask();
  tips.forget(ANNA);
  const after = await ask();
  await before.noteSeen();
  expect(await noted()).toEqual([]);
  await after.noteSeen();
  expect(await noted()).toEqual([after.id]);
});

it('remembers who asked lately, and reads of everybody else what they have seen', async () => {
  const { tips, ask, noted } = await tipsOfClub();
  const first = await ask();
  await first.noteSeen();
  for (let other = 1; other <= 300; other++)
    await tips.next({ guildId: '1', userId: String(other) }, undefined);
  const second = await ask();
  await second.noteSeen();
  expect(second.id).not.toBe(first.id);
  expect(await noted()).toEqual([first.id, second.id]);
});
