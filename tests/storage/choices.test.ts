import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NOTIFICATIONS, notificationsFrom } from '../../src/domain/notifications.ts';
import { findNotifications, listWanting, saveNotifications } from '../../src/storage/choices.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { ownFolder } from '../folders.ts';

const maya = { guildId: '100', userId: '1' };
const elsewhere = { guildId: '200', userId: '1' };

async function open() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  await rememberMember(db, maya, 5);
  await rememberMember(db, elsewhere, 5);
  return db;
}

it('is all on, and kept of that is nothing', async () => {
  const db = await open();
  expect(await findNotifications(db, maya)).toEqual(notificationsFrom(NOTIFICATIONS));
  await saveNotifications(db, maya, notificationsFrom(NOTIFICATIONS));
  expect(await db.selectFrom('member_choices').selectAll().execute()).toEqual([]);
});

it('keeps what was switched off, in that club alone, until it is switched on again', async () => {
  const db = await open();
  const some = notificationsFrom(['race-reminders', 'check-ins']);
  await saveNotifications(db, maya, some);
  expect(await findNotifications(db, maya)).toEqual(some);
  expect(await findNotifications(db, elsewhere)).toEqual(notificationsFrom(NOTIFICATIONS));
  await saveNotifications(db, maya, notificationsFrom(NOTIFICATIONS));
  expect(await findNotifications(db, maya)).toEqual(notificationsFrom(NOTIFICATIONS));
});

it('leaves out who does not want it, and keeps the order of the rest', async () => {
  const db = await open();
  await saveNotifications(db, maya, notificationsFrom(['check-ins']));
  expect(await listWanting(db, '100', ['9', '1', '3'], 'run-reminders')).toEqual(['9', '3']);
  expect(await listWanting(db, '100', ['9', '1', '3'], 'check-ins')).toEqual(['9', '1', '3']);
  expect(await listWanting(db, '200', ['9', '1', '3'], 'run-reminders')).toEqual(['9', '1', '3']);
  expect(await listWanting(db, '100', [], 'check-ins')).toEqual([]);
});
