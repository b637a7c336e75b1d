import { buttonsOf, type Member, textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { type Club, openClub } from './club.ts';
import { clubWithRun, isCard, MINUTE, setUp } from './run-club.ts';
import { said, shown } from './said.ts';

const AGAIN = 'Post the card again';

const labelsIn = async (member: Member, command: string, asked: Record<string, string>) =>
  buttonsOf(shown(await member.run(command, asked))).map(({ label }) => label);

/** Somebody deletes the card; the bot finds out by itself when it next brings it up to date, and looks twice. */
function deleteCard({ sandbox }: Club, id: string) {
  for (const [channel, messages] of sandbox.world.messages)
    sandbox.world.messages.set(
      channel,
      messages.filter((message) => message.id !== id),
    );
}

/** Lets minutes pass, with the bot's looks at what is due, until it is so. */
const inTime = ({ sandbox, beat }: Club, isSo: () => Promise<boolean> | boolean) =>
  expect
    .poll(
      async () => {
        sandbox.clock.advance(MINUTE);
        await beat();
        return isSo();
      },
      { timeout: 20_000 },
    )
    .toBe(true);

const isOffered = async (member: Member) =>
  (await labelsIn(member, 'run show', { run: '1' })).includes(AGAIN);

const cards = (reader: Member) => reader.read().filter((message) => isCard(message) && !message.ephemeral);

it('a card that was deleted is posted again by who may change the run, once', async () => {
  const club = await clubWithRun();
  const { sandbox, leader, card } = club;
  const ben = sandbox.as('ben').in('group-runs');
  expect(await isOffered(leader)).toBe(false);
  const own = shown(await ben.run('run show', { run: '1' }));
  deleteCard(club, card.id);
  await ben.press(own, 'Going');
  await inTime(club, () => isOffered(leader));
  expect(cards(leader)).toEqual([]);
  expect(await isOffered(ben)).toBe(false);
  const offer = shown(await leader.run('run show', { run: '1' }));
  expect(said(await leader.press(offer, AGAIN))).toMatch(/posting the card in .* again/);
  await inTime(club, () => cards(leader).some((message) => textOf(message).includes('Going (1)')));
  expect(said(await leader.press(offer, AGAIN))).toContain(
    'The card is there: https://discord.com/channels/',
  );
  await club.beat();
  expect(cards(leader)).toHaveLength(1);
  expect(await isOffered(leader)).toBe(false);
});

it('a card that was deleted comes back with the next change', async () => {
  const club = await clubWithRun();
  const { leader, card } = club;
  deleteCard(club, card.id);
  await leader.run('run edit', { run: '1', notes: 'Bring a torch' });
  const shows = (words: string) =>
    cards(leader).length === 1 && cards(leader).map(textOf).join().includes(words);
  await inTime(club, () => shows('Bring a torch'));
  deleteCard(club, cards(leader)[0]?.id ?? '');
  await leader.run('run edit', { run: '1', notes: 'And a jacket' });
  await inTime(club, () => shows('And a jacket'));
});

it('the card of a race has the same', async () => {
  const club = await openClub();
  const { sandbox } = club;
  await sandbox.as('admin').run('club setup', setUp);
  const leader = sandbox.as('leader').in('group-runs');
  const ben = sandbox.as('ben').in('group-runs');
  await leader.run('race add', { name: 'Berlin Marathon', distance: 'marathon', date: 'in 30 days' });
  const card = await leader.sees((message) => textOf(message).includes('Race 1 · by') && !message.ephemeral);
  deleteCard(club, card.id);
  await ben.press(shown(await ben.run('race show', { race: '1' })), "I'm racing");
  await inTime(club, async () => (await labelsIn(leader, 'race show', { race: '1' })).includes(AGAIN));
  expect(await labelsIn(ben, 'race show', { race: '1' })).not.toContain(AGAIN);
  const offer = shown(await leader.run('race show', { race: '1' }));
  expect(said(await leader.press(offer, AGAIN))).toMatch(/posting the card in .* again/);
  await leader.sees(
    (message) => message.id !== card.id && !message.ephemeral && textOf(message).includes('Race 1 · by'),
  );
});
