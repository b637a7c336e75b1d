import { ChannelType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import { type Member, type Sandbox, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { openClub } from './club.ts';
import { inDays, isCard, saturday, setUp } from './run-club.ts';
import { said, shown } from './said.ts';

/** Takes rights away from everybody in a channel, and gives others. */
function overwrite(sandbox: Sandbox, name: string, { allow = 0n, deny = 0n }) {
  const { home } = sandbox.world;
  const channel = [...home.channels.values()].find((one) => one.name === name);
  if (!channel) throw new Error(`There is no #${name}`);
  channel.overwrites.push({ id: home.id, type: 0, allow, deny });
}

/** Whether a routine can be shared there: by the option of the command, and by the button. */
async function mayShare(member: Member): Promise<readonly [option: boolean, button: boolean]> {
  const asked = shown(await member.run('stretch', { muscle: 'calves', share: true }));
  const own = shown(await member.run('stretch', { muscle: 'calves' }));
  const seenByAll = () => member.read().filter(({ ephemeral }) => !ephemeral).length;
  const before = seenByAll();
  await member.press(own, 'Share');
  return [!asked.ephemeral, seenByAll() > before];
}

describe('an announcement channel', () => {
  it('can be chosen for everything, and has cards and posts as others do', async () => {
    const { sandbox } = await openClub();
    sandbox.server().addChannel({ name: 'club-news', type: ChannelType.GuildAnnouncement });
    const admin = sandbox.as('admin');
    const text = said(await admin.run('club setup', { ...setUp, 'runs-channel': 'club-news' }));
    expect(text).toContain('## The club is set up');
    const changed = await admin.run('club settings', {
      'recovery-channel': 'club-news',
      'tip-time': 'Monday 18:00',
      'tip-channel': 'club-news',
    });
    expect(said(changed)).toContain('## The club is set up');
    await sandbox.as('leader').run('run create', { ...saturday, when: inDays(sandbox, 3) });
    const ben = sandbox.as('ben').in('club-news');
    const card = await ben.sees(isCard);
    await ben.press(card, 'Going');
    await ben.sees((message) => isCard(message) && textOf(message).includes('Going (1)'));
  });

  it('is the last place for word to the leaders', async () => {
    const { sandbox, beat } = await openClub({ expectTrouble: true });
    const server = sandbox.server();
    server.addChannel({ name: 'club-news', type: ChannelType.GuildAnnouncement });
    await sandbox.as('admin').run('club setup', { ...setUp, 'recovery-channel': 'group-runs' });
    for (const name of ['group-runs', 'general', 'races', 'recovery', 'announcements', 'committee'])
      overwrite(sandbox, name, { deny: P.ViewChannel });
    await sandbox
      .as('leader')
      .in('club-news')
      .run('run create', { ...saturday, when: inDays(sandbox, 3) });
    await beat();
    await sandbox
      .as('leader')
      .in('club-news')
      .sees((message) => textOf(message).includes("I can't post in"));
  });
});

describe('forums and threads', () => {
  it("can't be chosen, which Discord sees to itself", async () => {
    const { sandbox } = await openClub();
    const server = sandbox.server();
    server.addChannel({ name: 'forum', type: ChannelType.GuildForum });
    server.startThread('general', 'thread');
    for (const name of ['forum', 'thread'])
      await expect(
        (async () => sandbox.as('admin').run('club setup', { ...setUp, 'runs-channel': name }))(),
      ).rejects.toThrow();
  });
});

describe('Share in a thread', () => {
  it('goes by the right to write in threads, whatever counts in the channel', async () => {
    const { sandbox } = await openClub();
    const server = sandbox.server();
    // Nobody writes in the first, but in its threads; in the second it is the other way round.
    overwrite(sandbox, 'announcements', { allow: P.SendMessagesInThreads, deny: P.SendMessages });
    overwrite(sandbox, 'general', { allow: P.SendMessages, deny: P.SendMessagesInThreads });
    server.startThread('announcements', 'Talk');
    server.startThread('general', 'Quiet');
    const ben = (place: string) => mayShare(sandbox.as('ben').in(place));
    expect(await ben('Talk')).toEqual([true, true]);
    expect(await ben('announcements')).toEqual([false, false]);
    expect(await ben('Quiet')).toEqual([false, false]);
    expect(await ben('general')).toEqual([true, true]);
  });

  it('is the same in private ones, and under announcement channels', async () => {
    const { sandbox } = await openClub();
    const server = sandbox.server();
    server.addChannel({ name: 'club-news', type: ChannelType.GuildAnnouncement });
    overwrite(sandbox, 'general', { allow: P.SendMessagesInThreads, deny: P.SendMessages });
    overwrite(sandbox, 'club-news', { allow: P.SendMessagesInThreads, deny: P.SendMessages });
    server.startThread('general', 'Ours', { private: true, by: 'ben' });
    server.startThread('club-news', 'Below');
    for (const place of ['Ours', 'Below'])
      expect(await mayShare(sandbox.as('ben').in(place)), place).toEqual([true, true]);
  });
});

describe('commands', () => {
  it('are for servers alone, and are not registered anew for that', async () => {
    const { sandbox, stopBot, startBot } = await openClub();
    const registered = () => sandbox.world.commands.get('global') ?? [];
    expect(registered().length).toBeGreaterThan(0);
    for (const { name, integration_types: types, contexts } of registered())
      expect([types, contexts], name).toEqual([[0], [0]]);
    const ids = registered().map(({ version }) => version);
    await stopBot();
    await startBot();
    expect(registered().map(({ version }) => version)).toEqual(ids);
  });

  it('that may be installed otherwise are put right at the start', async () => {
    const { sandbox, stopBot, startBot } = await openClub();
    await stopBot();
    for (const one of sandbox.world.commands.get('global') ?? [])
      Object.assign(one, { integration_types: [0, 1] });
    await startBot();
    for (const { name, integration_types: types } of sandbox.world.commands.get('global') ?? [])
      expect(types, name).toEqual([0]);
  });
});
