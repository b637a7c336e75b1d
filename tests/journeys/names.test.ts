import { type Member, type Message, type Sandbox, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { orderOf, type Rsvp } from '../../src/domain/roster.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMembers } from '../../src/storage/members.ts';
import { saveRsvps } from '../../src/storage/runs.ts';
import { openClub } from './club.ts';
import { callOff, cardSaying, clubWithRun, DAY, HOUR, inDays, isCard, MINUTE } from './run-club.ts';
import { said, shown } from './said.ts';

const messagesIn = ({ world }: Sandbox): Message[] => [...world.messages.values()].flat();

/** Ids that a message names, in the order in which they stand. */
const namedIn = ({ components }: Message) => [
  ...new Set([...JSON.stringify(components).matchAll(/<@(\d+)>/g)].map(([, id]) => id)),
];

/** What names somebody of whom Discord sends no name along: a reader that never met them sees `@unknown-user`. */
const unresolved = (sandbox: Sandbox) =>
  messagesIn(sandbox)
    .filter((message) => namedIn(message).some((id) => id !== undefined && !message.mentions.includes(id)))
    .map(({ components }) => JSON.stringify(components).slice(0, 120));

const pingedBy = (reader: Member, wanted: RegExp) =>
  reader.read().find((message) => wanted.test(textOf(message)))?.pinged;

/** Waits until nothing names anybody in vain; the edit that sees to it follows its message at once. */
const allResolved = (sandbox: Sandbox) =>
  expect.poll(() => unresolved(sandbox), { timeout: 10_000 }).toEqual([]);

describe('names', () => {
  it('are sent along with a card, its news and its recap, and nobody is notified twice, or for being named', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun();
    const [ben, grace] = ['ben', 'grace'].map((name) => sandbox.as(name).in('group-runs')) as [
      Member,
      Member,
    ];
    await ben.press(card, 'Going');
    await grace.press(card, 'Maybe');
    await cardSaying(leader, /Maybe \(1\)/);
    await allResolved(sandbox);
    expect(pingedBy(leader, /Going \(1\)/)).toEqual([]);

    await callOff(leader, 'run', { run: '1', reason: 'Ice' });
    const off = await leader.sees((message) => textOf(message).includes('will not take place'));
    await allResolved(sandbox);
    expect(textOf(off)).toContain(`Cancelled by <@${leader.id}>`);
    expect(pingedBy(leader, /will not take place/)?.toSorted()).toEqual(['ben', 'grace']);

    const again = { title: 'Track night', when: inDays(sandbox, 1, '18:00'), meet: 'Track' };
    await leader.run('run create', again);
    const second = await leader.sees((message) => isCard(message) && textOf(message).includes('Track night'));
    await ben.press(second, 'Going');
    sandbox.clock.advance(2 * DAY);
    await shown(await leader.press(shown(await leader.run('run attendance', { run: '2' })), 'Save as it is'));
    sandbox.clock.advance(31 * MINUTE);
    await beat();
    await leader.sees((message) => textOf(message).includes('how it went'));
    await allResolved(sandbox);
    expect(pingedBy(leader, /how it went/)).toEqual([]);
  });

  it('are sent along with what only one member sees', async () => {
    const { sandbox, card, leader } = await clubWithRun();
    await sandbox.as('ben').in('group-runs').press(card, 'Going');
    await cardSaying(leader, /Going \(1\)/);
    for (const command of ['run sheet', 'run show'])
      expect(said(await leader.run(command, { run: '1' })), command).toContain(sandbox.as('ben').id);
    await allResolved(sandbox);
  });

  it('are sent along with what somebody shares, with its pictures, and nobody is notified', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben').in('general');
    const own = shown(await ben.run('stretch', { muscle: 'hamstrings' }));
    await ben.press(own, 'Share');
    await ben.run('stretch', { muscle: 'calves', share: true });
    await allResolved(sandbox);
    const shared = messagesIn(sandbox).filter((message) => namedIn(message).includes(ben.id));
    expect(shared.map(({ pinged, attachments }) => [pinged, attachments.length > 0])).toEqual([
      [[], true],
      [[], true],
    ]);
  });

  it('of the first hundred are sent along where a card shows more', async () => {
    const { sandbox, card, leader, stopBot, startBot, databaseFile } = await clubWithRun({ capacity: 60 });
    const guildId = sandbox.world.home.id;
    const many = Array.from({ length: 60 }, () => sandbox.world.newId());
    const few = Array.from({ length: 20 }, () => sandbox.world.newId());
    const waiting = Array.from({ length: 20 }, () => sandbox.world.newId());
    for (const id of [...many, ...few, ...waiting])
      sandbox.world.users.set(id, { id, username: `m${id}`, name: id, locale: 'en-GB', bot: false });
    await stopBot();
    const db = await openDatabase(databaseFile);
    await rememberMembers(db, guildId, [...many, ...few, ...waiting], sandbox.clock.now());
    const rsvp = (answer: Rsvp['answer']) => (userId: string, place: number) => ({
      userId,
      answer,
      seat: answer === 'going' ? place + 1 : null,
      order: orderOf(String(place + 1)),
      pace: null,
    });
    await saveRsvps(
      db,
      { guildId, number: 1 },
      [],
      [...many.map(rsvp('going')), ...few.map(rsvp('maybe')), ...waiting.map(rsvp('waiting'))],
    );
    await db.destroy();
    await startBot();
    await sandbox.as('ben').in('group-runs').press(card, 'Maybe');
    await cardSaying(leader, /Maybe \(21\)/);
    const [shownCard] = messagesIn(sandbox).filter(({ id }) => id === card.id);
    const named = shownCard ? namedIn(shownCard) : [];
    expect(named.length).toBeGreaterThan(100);
    expect(shownCard?.mentions).toEqual(named.slice(0, 100));
  });
});

describe('a post that says that it comes late', () => {
  it('goes on saying so when it is edited for the names', async () => {
    const { sandbox, card, leader, beat, stopBot, startBot } = await clubWithRun();
    await sandbox.as('ben').in('group-runs').press(card, 'Going');
    await cardSaying(leader, /Going \(1\)/);
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 100 });
    await callOff(leader, 'run', { run: '1' });
    await stopBot();
    sandbox.faults.clear();
    sandbox.clock.advance(2 * HOUR);
    await startBot();
    await beat();
    const off = await leader.sees((message) => textOf(message).includes('will not take place'));
    await allResolved(sandbox);
    expect(textOf(off)).toContain('This comes late');
  });
});
