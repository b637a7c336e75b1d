import Sqlite from 'better-sqlite3';
import { type SeenMessage, textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import type { Club } from './club.ts';
import { cardSaying, clubWithRun, DAY, HOUR, inDays, isCard, MINUTE, posts, startIn } from './run-club.ts';

/** From now on Discord doesn't find a member; `times`: for so many questions alone. */
function missing({ sandbox }: Club, name: string, times = 1_000): void {
  const path = new RegExp(`/members/${sandbox.as(name).id}$`);
  sandbox.faults.add({
    method: 'GET',
    path,
    times,
    status: 404,
    body: { code: 10007, message: 'Unknown Member' },
  });
}

/** Some time before the reminder that comes a day ahead. */
const dayBefore = ({ card }: { readonly card: SeenMessage }) => startIn(card) - DAY - HOUR;

const questions = ({ sandbox }: Club, name: string) =>
  sandbox.traffic.requests.filter(({ path }) => path.endsWith(`/members/${sandbox.as(name).id}`)).length;

/** Lets the bot look, until it has asked for a member so many times in all. */
async function lookedUp(club: Club, name: string, times: number): Promise<void> {
  await club.beat();
  await expect.poll(() => questions(club, name)).toBe(times);
}

/** A full run in three days: amara has the place, ben waits for it. */
async function fullRun() {
  const club = await clubWithRun({ capacity: 1 });
  const [amara, ben] = ['amara', 'ben'].map((name) => club.sandbox.as(name).in('group-runs'));
  if (!amara || !ben) throw new Error('They are in every sandbox');
  await amara.press(club.card, 'Going');
  await ben.press(club.card, 'Going');
  await cardSaying(ben, /Waitlist/);
  return { ...club, amara, ben };
}

const placeIsFree = (message: SeenMessage) => textOf(message).includes("a place is free: you're going");

it('asks for nobody until the day before, and then once a day', async () => {
  const club = await fullRun();
  club.sandbox.clock.set(dayBefore(club) - 2 * HOUR);
  await club.beat();
  expect(questions(club, 'amara')).toBe(0);
  club.sandbox.clock.set(dayBefore(club));
  for (const name of ['amara', 'ben']) await lookedUp(club, name, 1);
  club.sandbox.clock.advance(HOUR);
  await club.beat();
  await club.beat();
  expect([questions(club, 'amara'), questions(club, 'ben')]).toEqual([1, 1]);
});

it('gives the place of somebody who left to the next in line, before the reminder', async () => {
  const club = await fullRun();
  missing(club, 'amara');
  club.sandbox.clock.set(dayBefore(club));
  await lookedUp(club, 'amara', 1);
  expect(club.ben.read().filter(placeIsFree)).toEqual([]);
  club.sandbox.clock.advance(10 * MINUTE);
  await lookedUp(club, 'amara', 2);
  expect((await club.ben.sees(placeIsFree)).pinged).toEqual(['ben']);
  const card = await club.ben.sees((message) => isCard(message) && !textOf(message).includes('Waitlist'));
  expect(textOf(card)).toContain('Going (1 of 1)');
  club.sandbox.clock.set(startIn(club.card) - DAY);
  await club.beat();
  const [reminder, ...more] = posts(club.ben).filter((message) => textOf(message).includes('starts'));
  expect([reminder?.pinged, more]).toEqual([['ben'], []]);
});

it('takes nobody off by one answer of Discord', async () => {
  const club = await fullRun();
  missing(club, 'amara', 1);
  club.sandbox.clock.set(dayBefore(club));
  await lookedUp(club, 'amara', 1);
  club.sandbox.clock.advance(10 * MINUTE);
  await lookedUp(club, 'amara', 2);
  club.sandbox.clock.advance(10 * MINUTE);
  await club.beat();
  expect(textOf(await cardSaying(club.ben, /Waitlist/))).toContain('Going (1 of 1)');
  expect(questions(club, 'amara')).toBe(2);
});

it('takes nobody off who has pressed something since', async () => {
  const club = await fullRun();
  missing(club, 'amara');
  club.sandbox.clock.set(dayBefore(club));
  await lookedUp(club, 'amara', 1);
  await club.amara.press(club.card, 'Maybe');
  await club.amara.press(club.card, 'Going');
  club.sandbox.clock.advance(10 * MINUTE);
  await club.beat();
  expect(questions(club, 'amara')).toBe(1);
});

it('erases all that is kept of somebody 30 days after they left, and nothing of somebody who came back', async () => {
  const club = await fullRun();
  for (const name of ['amara', 'ben']) missing(club, name);
  club.sandbox.clock.set(dayBefore(club));
  for (const name of ['amara', 'ben']) await lookedUp(club, name, 1);
  club.sandbox.clock.advance(10 * MINUTE);
  for (const name of ['amara', 'ben']) await lookedUp(club, name, 2);
  const kept = () => {
    const sqlite = new Sqlite(club.databaseFile, { readonly: true });
    const ids = sqlite.prepare('select user_id from members').pluck().all();
    sqlite.close();
    return ['amara', 'ben'].filter((name) => ids.includes(club.sandbox.as(name).id));
  };
  await expect.poll(() => kept()).toEqual(['amara', 'ben']);
  club.sandbox.clock.advance(29 * DAY);
  await club.beat();
  await club.ben.run('run create', { title: 'Back', when: inDays(club.sandbox, 9), meet: 'Here' });
  expect(kept()).toEqual(['amara', 'ben']);
  club.sandbox.clock.advance(DAY);
  await lookedUp(club, 'amara', 3);
  await expect.poll(() => kept()).toEqual(['ben']);
});

it('asks again in an hour where Discord doesn’t say, and meanwhile for nobody of that server', async () => {
  const club = await fullRun();
  const { sandbox } = club;
  const path = /\/members\/\d+$/;
  sandbox.faults.add({
    method: 'GET',
    path,
    times: 1,
    status: 403,
    body: { code: 50_001, message: 'Missing Access' },
  });
  sandbox.clock.set(dayBefore(club));
  const asked = () => questions(club, 'amara') + questions(club, 'ben');
  await club.beat();
  await expect.poll(asked).toBe(1);
  sandbox.clock.advance(MINUTE);
  await club.beat();
  // The other is asked for then.
  await expect.poll(asked).toBe(2);
  sandbox.clock.advance(HOUR);
  await club.beat();
  await expect.poll(asked).toBe(3);
});

it('finds out within a month that somebody has left who is on no list', async () => {
  const club = await fullRun();
  for (const name of ['amara', 'ben'])
    await club.sandbox.as(name).in('group-runs').press(club.card, "Can't go");
  missing(club, 'amara');
  club.sandbox.clock.advance(31 * DAY);
  await lookedUp(club, 'amara', 1);
  club.sandbox.clock.advance(10 * MINUTE);
  await lookedUp(club, 'amara', 2);
  club.sandbox.clock.advance(30 * DAY);
  await lookedUp(club, 'amara', 3);
  const known = () => {
    const sqlite = new Sqlite(club.databaseFile, { readonly: true });
    const ids = sqlite.prepare('select user_id from members').pluck().all();
    sqlite.close();
    return ids.includes(club.sandbox.as('amara').id);
  };
  await expect.poll(known).toBe(false);
});
