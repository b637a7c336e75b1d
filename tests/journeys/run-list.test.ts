import { type SeenMessage, textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { runIds } from '../../src/discord/ids.ts';
import { memberSelect, row } from '../../src/discord/messages/components.ts';
import { forging } from './forging.ts';
import { cardSaying, clubWithRun, HOUR, inDays, posts, startIn } from './run-club.ts';
import { said, shown } from './said.ts';

/** A run of two places: ben and chloe have them, diego and elif wait. */
async function fullRun() {
  const take = row(memberSelect('Choose members', runIds.listed(1, 'take-off'), { least: 1 }));
  const club = await clubWithRun({ capacity: 2 }, { moreCommands: [forging({ components: [take] })] });
  const [ben, chloe, diego, elif, finn] = ['ben', 'chloe', 'diego', 'elif', 'finn'].map((name) =>
    club.sandbox.as(name).in('group-runs'),
  );
  if (!ben || !chloe || !diego || !elif || !finn) throw new Error('They are in every sandbox');
  for (const one of [ben, chloe, diego, elif]) await one.press(club.card, 'Going');
  await cardSaying(ben, /Waitlist \(2\)/);
  const sheet = async () => shown(await club.leader.run('run sheet', { run: '1' }));
  /** The leader does something with the place of some members. */
  async function change(label: string, ...users: string[]) {
    const whom = shown(await club.leader.press(await sheet(), label));
    return club.leader.choose(whom, 'Choose members', users);
  }
  return { ...club, ben, elif, finn, change };
}

const about = (words: RegExp) => (message: SeenMessage) => words.test(textOf(message)) && !message.ephemeral;

it('takes somebody off: the next in line has the place, and both are told', async () => {
  const { leader, ben, change } = await fullRun();
  expect(said(await change('Take off', 'ben'))).toMatch(/Taken off the list: .*I tell them/s);
  expect((await leader.sees(about(/no longer on the list/))).pinged).toEqual(['ben']);
  expect((await leader.sees(about(/a place is free: you're going/))).pinged).toEqual(['diego']);
  const card = textOf(await cardSaying(ben, /Waitlist \(1\)/));
  expect(card).toContain('Going (2 of 2)');
});

it('adds members, the second of whom has to wait', async () => {
  const { leader, change } = await fullRun();
  const answer = said(await change('Add', 'finn', 'grace'));
  expect(answer).toContain('On the waitlist now, as the run is full');
  await leader.sees(about(/on the waitlist of/));
  await expect
    .poll(() =>
      posts(leader)
        .filter(about(/on the waitlist of/))
        .flatMap(({ pinged }) => pinged)
        .sort(),
    )
    .toEqual(['finn', 'grace']);
});

it('lets somebody go to the front of the waitlist, and somebody else behind all who wait', async () => {
  const { leader, ben, elif, change } = await fullRun();
  expect(said(await change('To the front', 'elif'))).toContain('First on the waitlist now');
  expect(said(await change('To the waitlist', 'ben'))).toContain('On the waitlist now');
  expect((await elif.sees(about(/a place is free: you're going/))).pinged).toEqual(['elif']);
  expect((await leader.sees(about(/on the waitlist of/))).pinged).toEqual(['ben']);
  const card = textOf(await cardSaying(ben, /Waitlist \(2\)/));
  expect(card).toMatch(/Waitlist \(2\)\*\*: 1\. .* 2\. /);
});

it('offers the waitlist only where somebody waits, and nothing once the run has started', async () => {
  const { sandbox, card, leader } = await clubWithRun();
  const labels = async () => {
    const { components } = shown(await leader.run('run sheet', { run: '1' }));
    return JSON.stringify(components);
  };
  expect(await labels()).toContain('Take off');
  expect(await labels()).not.toContain('To the waitlist');
  sandbox.clock.set(startIn(card) + HOUR);
  expect(await labels()).not.toContain('Take off');
});

it('goes back to the sheet, and changes nothing for who may not lead', async () => {
  const { leader, finn, change, ben } = await fullRun();
  const answer = shown(await change('Take off', 'grace'));
  expect(textOf(answer)).toContain('Nothing to change');
  expect(said(await leader.press(answer, 'Back to the sheet'))).toContain('Sheet: Saturday long run');
  const forged = shown(await finn.run('forge'));
  expect(said(await finn.choose(forged, 'Choose members', ['ben']))).toContain('Only its creator');
  expect(textOf(await cardSaying(ben, /Waitlist \(2\)/))).toContain('Going (2 of 2)');
});

it('adds others only for who leads the club, and nobody who said that they can’t go', async () => {
  const { sandbox, leader, card, change } = await fullRun();
  await sandbox.as('grace').in('group-runs').press(card, "Can't go");
  expect(said(await change('Add', 'grace'))).toContain('Not added, as they said');
  const hiro = sandbox.as('hiro').in('group-runs');
  await hiro.run('run create', { title: 'Hiro runs', when: inDays(sandbox, 3), meet: 'Here' });
  const sheet = shown(await hiro.run('run sheet', { run: '2' }));
  expect(JSON.stringify(sheet.components)).toContain('Take off');
  expect(JSON.stringify(sheet.components)).not.toContain('"Add"');
  await leader.sees((message) => textOf(message).includes('Hiro runs'));
});
