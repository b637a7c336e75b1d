import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { openClub } from './club.ts';
import { shown } from './said.ts';
import { startSession } from './session-club.ts';

it('keeps five sessions of a member at most: the one left alone for longest ends for another', async () => {
  const { sandbox, databaseFile, stopBot, startBot } = await openClub();
  const ben = sandbox.as('ben').in('general');
  const grace = sandbox.as('grace').in('general');
  await startSession(grace);
  const begun = [];
  for (let turn = 0; turn < 5; turn++) {
    begun.push(await startSession(ben));
    sandbox.clock.advance(5_000);
  }
  const [first, second] = begun;
  if (!first || !second) throw new Error('None began');
  // Pressed again, it isn't the one that was left alone for longest.
  await ben.press(first, 'Go on');
  sandbox.clock.advance(5_000);
  for (let turn = 0; turn < 3; turn++) {
    await startSession(ben);
    sandbox.clock.advance(5_000);
  }
  await stopBot();
  const db = await openDatabase(databaseFile);
  const rows = await db.selectFrom('sessions').select('user_id').execute();
  await db.destroy();
  const count = (id: string) => rows.filter(({ user_id }) => user_id === id).length;
  expect([count(ben.id), count(grace.id)]).toEqual([5, 1]);
  await startBot();
  expect(textOf(shown(await ben.press(first, 'Go on')))).not.toMatch(/nothing to count/);
  const over = shown(await ben.press(second, 'Go on'));
  expect(textOf(over)).toMatch(/nothing to count/);
});
