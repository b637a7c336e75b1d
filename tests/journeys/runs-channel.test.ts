import type { Sandbox } from 'discord-sandbox';
import { plainMembers, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { cardSaying, clubWithRun, DAY, HOUR, isCard, MINUTE, posts, startIn } from './run-club.ts';
import { said } from './said.ts';

const VIEW = 1n << 10n;
const SEND = 1n << 11n;

function channelOf(sandbox: Sandbox, name: string) {
  const channel = [...sandbox.world.home.channels.values()].find((one) => one.name === name);
  if (!channel) throw new Error(`There is no #${name}`);
  return channel;
}

function deleteChannel(sandbox: Sandbox, name: string): void {
  const { id } = channelOf(sandbox, name);
  sandbox.world.home.channels.delete(id);
  sandbox.world.channels.delete(id);
}

const deny = (sandbox: Sandbox, right: bigint) =>
  channelOf(sandbox, 'group-runs').overwrites.push({
    id: sandbox.world.bot.id,
    type: 1,
    allow: 0n,
    deny: right,
  });

/** The log has a line for what doesn't get through. */
const TROUBLE = { expectTrouble: true } as const;

/** What leaders were told. */
const told = (sandbox: Sandbox) =>
  sandbox
    .as('leader')
    .read('recovery')
    .filter(({ ephemeral }) => !ephemeral);

describe('a runs channel that was deleted', () => {
  it('is told once; when another is chosen, what waited comes there at once, and so do the cards', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun({ capacity: 3 }, TROUBLE);
    const ben = sandbox.as('ben');
    await ben.in('group-runs').press(card, 'Going');
    await cardSaying(leader, /Going \(1 of 3\)/);
    deleteChannel(sandbox, 'group-runs');
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    for (let hours = 0; hours < 3; hours++) {
      sandbox.clock.advance(HOUR);
      await beat();
    }
    expect(told(sandbox)).toHaveLength(1);
    expect(told(sandbox)[0]?.pinged).toEqual(['leader']);
    expect(told(sandbox).map(textOf).join()).toMatch(
      /the channel is gone; choose another with .*club settings/,
    );

    await sandbox.as('admin').run('club settings', { 'runs-channel': 'races' });
    const races = ben.in('races');
    const again = await races.sees(isCard);
    expect(textOf(again)).toContain(`Going (1 of 3)**: <@${ben.id}>`);
    const reminder = await races.sees((message) => textOf(message).includes('### Saturday long run starts'));
    expect(textOf(reminder)).toContain('This comes late');
    expect(reminder.pinged).toEqual(['ben']);
    expect(said(await sandbox.as('grace').in('races').press(again, 'Going'))).toContain("You're going");
    await cardSaying(races, /Going \(2 of 3\)/);
    sandbox.clock.advance(HOUR);
    await beat();
    expect(posts(races)).toHaveLength(1);
    expect(races.read().filter(isCard)).toHaveLength(1);
  });

  it('is found out by a card that can no longer be edited, too', async () => {
    const { sandbox, leader, card, beat } = await clubWithRun({}, TROUBLE);
    deleteChannel(sandbox, 'group-runs');
    const general = leader.in('general');
    await general.run('run edit', { run: '1', meet: 'The pub' });
    await expect
      .poll(async () => {
        sandbox.clock.advance(MINUTE);
        await beat();
        return told(sandbox);
      })
      .toHaveLength(1);
    await sandbox.as('admin').run('club settings', { 'runs-channel': 'races' });
    expect(textOf(await leader.in('races').sees(isCard))).toContain('The pub');
    expect(startIn(await leader.in('races').sees(isCard))).toBe(startIn(card));
  });

  it('does not keep a post in it whose arrival was in doubt', async () => {
    const { sandbox, card, beat } = await clubWithRun();
    const ben = sandbox.as('ben');
    await ben.in('group-runs').press(card, 'Going');
    sandbox.clock.set(startIn(card) - DAY);
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 4 });
    await beat();
    deleteChannel(sandbox, 'group-runs');
    sandbox.clock.advance(MINUTE);
    await beat();
    await sandbox.as('admin').run('club settings', { 'runs-channel': 'races' });
    await beat();
    for (const minutes of [4, 1]) {
      sandbox.clock.advance(minutes * MINUTE);
      await beat();
    }
    expect(posts(ben.in('races')).map(({ pinged }) => pinged)).toEqual([['ben']]);
  });
});

describe('a runs channel that the bot may no longer use', () => {
  it.each([
    ['see', VIEW, 'View Channel'],
    ['write in', SEND, 'Send Messages'],
  ])('or %s: told once; mended, what waited comes and says so', async (_what, right, named) => {
    const { sandbox, card, beat } = await clubWithRun({}, TROUBLE);
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    deny(sandbox, right);
    sandbox.clock.set(startIn(card) - DAY);
    for (let turn = 0; turn < 4; turn++) {
      await beat();
      sandbox.clock.advance(31 * MINUTE);
    }
    expect(told(sandbox)).toHaveLength(1);
    expect(told(sandbox).map(textOf).join()).toContain(named);
    channelOf(sandbox, 'group-runs').overwrites.pop();
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
    expect(posts(ben).map(textOf).join()).toContain('This comes late');
    // It breaks again, so they hear of it again.
    deny(sandbox, right);
    sandbox.clock.set(startIn(card) - 2 * HOUR);
    await beat();
    expect(told(sandbox)).toHaveLength(2);
  });

  it('can be given up for another, in which everything goes on', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun({}, TROUBLE);
    const ben = sandbox.as('ben');
    await ben.in('group-runs').press(card, 'Going');
    deny(sandbox, VIEW);
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await expect.poll(() => told(sandbox)).toHaveLength(1);
    await sandbox.as('admin').run('club settings', { 'runs-channel': 'races' });
    await beat();
    const change = await ben.in('races').sees((message) => textOf(message).includes('### Changed'));
    expect(change.pinged).toEqual(['ben']);
    expect(textOf(await ben.in('races').sees(isCard))).toContain('The pub');
  });

  it('with nowhere else to say so is seen by whoever looks', async () => {
    const { sandbox, card, beat } = await clubWithRun({}, TROUBLE);
    await sandbox.as('admin').run('club settings', { 'recovery-channel': 'group-runs' });
    await sandbox.as('ben').in('group-runs').press(card, 'Going');
    deny(sandbox, SEND);
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    await beat();
    expect(said(await sandbox.as('admin').run('club status'))).toMatch(/reminder for run 1/);
  });
});

describe('a card', () => {
  const edits = (sandbox: Sandbox) =>
    sandbox.traffic.requests.filter(
      ({ method, path }) => method === 'PATCH' && path.startsWith('/channels/'),
    );

  it.each([
    ['told to wait', { status: 429, retryAfter: 1.2, times: 2 }],
    ['failing with 500', { status: 500, times: 2 }],
    ['cut off before the request', { drop: 'before', times: 1 }],
    ['cut off after it', { drop: 'after', times: 1 }],
  ] as const)('ends up right when its edits are %s', async (_what, fault) => {
    const { sandbox, card, beat } = await clubWithRun();
    const members = plainMembers(sandbox.world).map((name) => sandbox.as(name).in('group-runs'));
    sandbox.faults.add({ method: 'PATCH', path: /^\/channels\//, ...fault });
    for (const member of members) await member.press(card, 'Going');
    // A cut connection is tried again after a while.
    for (let turn = 0; 'drop' in fault && turn < fault.times; turn++) {
      await expect.poll(() => sandbox.faults.pending).toBe(fault.times - turn - 1);
      await beat();
      sandbox.clock.advance(MINUTE);
      await beat();
    }
    await cardSaying(sandbox.as('ben').in('group-runs'), /Going \(8\)/);
  });

  it('ends up right after faults that last, when they are over', async () => {
    const { sandbox, card, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    sandbox.faults.add({ method: 'PATCH', path: /^\/channels\//, status: 500, times: 1_000 });
    await ben.press(card, 'Going');
    await beat();
    await expect.poll(() => edits(sandbox).length).toBeGreaterThan(0);
    const before = edits(sandbox).length;
    await beat();
    await beat();
    expect(edits(sandbox).length).toBe(before);
    sandbox.faults.clear();
    sandbox.clock.advance(MINUTE);
    await expect
      .poll(async () => {
        await beat();
        return textOf(ben.read().find(isCard) ?? card);
      })
      .toMatch(/Going \(1\)/);
  });

  it('that somebody has deleted is let go; answers go on by /run show, and news come', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun({ capacity: 1 });
    const [ben, grace] = [sandbox.as('ben').in('group-runs'), sandbox.as('grace').in('group-runs')];
    const stored = sandbox.world.messages.get(channelOf(sandbox, 'group-runs').id);
    stored?.splice(
      stored.findIndex(({ id }) => id === card.id),
      1,
    );
    const shownTo = async (member: typeof ben) => {
      const { message } = await member.run('run show', { run: '1' });
      if (!message) throw new Error('No run was shown');
      return message;
    };
    await ben.press(await shownTo(ben), 'Going');
    await beat();
    await grace.press(await shownTo(grace), 'Going');
    await beat();
    await ben.press(await shownTo(ben), "Can't go");
    const news = await leader.sees((message) => textOf(message).includes('a place is free'));
    expect(news.pinged).toEqual(['grace']);
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(posts(grace).at(-1)?.pinged).toEqual(['grace']);
    expect(edits(sandbox)).toHaveLength(1);
  });

  it('that arrived though nobody heard of it shows who has pressed meanwhile', async () => {
    const { sandbox, leader, beat } = await clubWithRun();
    sandbox.faults.add({
      method: 'POST',
      path: /^\/channels\/\d+\/messages$/,
      drop: 'after',
    });
    await leader.run('run create', { title: 'Second run', when: 'tomorrow 18:30', meet: 'Here' });
    const second = await cardSaying(leader, /Second run/);
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(second, 'Going');
    sandbox.clock.advance(MINUTE);
    await beat();
    const shown = await cardSaying(leader, /Second run[\s\S]*Going \(1\)/);
    expect(shown.id).toBe(second.id);
    expect(leader.read().filter(isCard)).toHaveLength(2);
  });

  it('of a run long over is left alone', async () => {
    const { sandbox, card, beat } = await clubWithRun({}, TROUBLE);
    deny(sandbox, VIEW);
    await sandbox.as('ben').run('run show', { run: '1' });
    const show = (await sandbox.as('ben').run('run show', { run: '1' })).message;
    if (!show) throw new Error('No run was shown');
    await sandbox.as('ben').press(show, 'Going');
    await beat();
    sandbox.clock.set(startIn(card) + 3 * DAY);
    await beat();
    await beat();
    const before = edits(sandbox).length;
    sandbox.clock.advance(DAY);
    await beat();
    await beat();
    expect(edits(sandbox).length).toBe(before);
  });
});
