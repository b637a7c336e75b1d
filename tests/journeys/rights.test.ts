import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Sandbox } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { type ClubOptions, openClub } from './club.ts';
import { said } from './said.ts';

const DAY = 24 * 60 * 60_000;

const setUp = {
  timezone: 'Europe/London',
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

function channelOf(sandbox: Sandbox, name: string) {
  const channel = [...sandbox.world.home.channels.values()].find((one) => one.name === name);
  if (!channel) throw new Error(`There is no #${name}`);
  return channel;
}

/** Takes rights away from the bot in a channel; returns how to give them back. */
function deny(sandbox: Sandbox, name: string, rights: bigint): () => void {
  const { overwrites } = channelOf(sandbox, name);
  const overwrite = { id: sandbox.world.bot.id, type: 1, allow: 0n, deny: rights };
  overwrites.push(overwrite);
  return () => void overwrites.splice(overwrites.indexOf(overwrite), 1);
}

async function clubOf(more: object = {}, options: ClubOptions = {}) {
  const club = await openClub(options);
  await club.sandbox.as('admin').run('club setup', { ...setUp, ...more });
  return { ...club, leader: club.sandbox.as('leader') };
}

describe('/club status', () => {
  it('names each right that is missing now, channel by channel, and what it is for', async () => {
    const { sandbox, leader } = await clubOf();
    const { runs, recovery } = {
      runs: channelOf(sandbox, 'group-runs'),
      recovery: channelOf(sandbox, 'recovery'),
    };
    expect(said(await leader.run('club status'))).toContain(
      `**What I may do now**\nall I need in <#${runs.id}> and <#${recovery.id}>`,
    );
    const mend = deny(sandbox, 'recovery', P.SendMessages | P.ReadMessageHistory);
    const text = said(await leader.run('club status'));
    expect(text).toContain(`all I need in <#${runs.id}>`);
    expect(text).toContain(
      `In <#${recovery.id}> I still need:\n- **Send Messages**, to post check-ins\n- **Read Message History**, to make sure that nothing is posted twice\nOpen the channel's settings, Permissions`,
    );
    mend();
    deny(sandbox, 'recovery', P.ViewChannel);
    expect(said(await leader.run('club status'))).toContain('**View Channel**, to see it');
  });

  it('says that a channel is gone', async () => {
    const { sandbox, leader } = await clubOf();
    const { id } = channelOf(sandbox, 'group-runs');
    sandbox.world.home.channels.delete(id);
    sandbox.world.channels.delete(id);
    expect(said(await leader.run('club status'))).toContain(
      `<#${id}>: it is gone; choose another with /club settings`,
    );
  });

  it('answers in time, and says so, where Discord does not', async () => {
    const { sandbox, leader } = await clubOf();
    sandbox.faults.add({ path: /^\/guilds\/\d+\/channels$/, delayMs: 60 * 60_000 });
    const answer = await leader.run('club status');
    expect(said(answer)).toContain("I couldn't ask Discord just now");
    expect(said(await leader.run('club status'))).toContain('all I need in');
  });

  it('tells how to mend what waits and what was refused', async () => {
    const { sandbox, leader, beat } = await clubOf({}, { expectTrouble: true });
    const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now());
    const when = `${now.toZonedDateTimeISO('Europe/London').add({ days: 3 }).toPlainDate()} 07:30`;
    const mend = deny(sandbox, 'group-runs', P.SendMessages);
    await leader.run('run create', { title: 'Long run', meet: 'Here', when });
    await beat();
    const waits = said(await leader.run('club status'));
    expect(waits).toMatch(
      /\*\*Could not be sent\*\*\n- <t:\d+:R>: run card for run 1: I may not write there; give me Send Messages in that channel/,
    );
    mend();
    sandbox.faults.add({
      method: 'POST',
      path: /\/messages$/,
      status: 400,
      body: { code: 50035, message: 'Invalid Form Body' },
    });
    sandbox.clock.advance(31 * 60_000);
    await beat();
    expect(said(await leader.run('club status'))).toMatch(
      /run card for run 1: Discord refused it \(50035: Invalid Form Body.*\)\. If a rule of the server blocked it, change that rule and then use \/club settings/,
    );
  });
});

describe('/club settings', () => {
  it('names what is missing in channels that were chosen earlier, too', async () => {
    const { sandbox } = await clubOf();
    const admin = sandbox.as('admin');
    deny(sandbox, 'group-runs', P.SendMessages);
    const text = said(await admin.run('club settings', { units: 'mi' }));
    expect(text).toContain('## Nearly done');
    expect(text).toContain('**Send Messages**, to post runs and reminders');
    expect(text).toContain('**Units:** mi');
  });

  it("is no more than saved where Discord can't be asked", async () => {
    const { sandbox } = await clubOf();
    sandbox.faults.add({ path: /^\/guilds\/\d+$/, delayMs: 60 * 60_000 });
    const text = said(await sandbox.as('admin').run('club settings', { units: 'mi' }));
    expect(text).toContain('## Saved');
    expect(text).not.toContain('The club is set up');
    expect(text).toContain("I couldn't ask Discord just now");
  });
});

describe('a club with one channel for everything', () => {
  it('has its leaders told once in another that they see, and never again until it was mended', async () => {
    const { sandbox, leader, beat } = await clubOf(
      { 'recovery-channel': 'group-runs' },
      { expectTrouble: true },
    );
    const { home } = sandbox.world;
    home.publicUpdatesChannelId = channelOf(sandbox, 'races').id;
    const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now());
    const when = `${now.toZonedDateTimeISO('Europe/London').add({ days: 3 }).toPlainDate()} 07:30`;
    await leader.run('run create', { title: 'Long run', meet: 'Here', when });
    const ben = sandbox.as('ben').in('group-runs');
    const card = await ben.sees((message) => buttonsOf(message).some(({ label }) => label === 'Going'));
    await ben.press(card, 'Going');
    const start = Number(/<t:(\d+):F>/.exec(textOf(card))?.[1]) * 1000;
    const mend = deny(sandbox, 'group-runs', P.SendMessages);
    sandbox.clock.set(start - DAY);
    await beat();
    await beat();
    sandbox.clock.advance(31 * 60_000);
    await beat();
    const told = leader.read('races');
    expect(told.map(({ pinged }) => pinged)).toEqual([['leader']]);
    expect(told[0] && textOf(told[0])).toMatch(
      /I can't post in <#\d+>: I may not write there; give me Send Messages/,
    );
    for (const other of ['general', 'recovery', 'announcements', 'committee'])
      expect(leader.read(other).filter(({ ephemeral }) => !ephemeral)).toEqual([]);
    mend();
    sandbox.clock.advance(31 * 60_000);
    await beat();
    expect(ben.read().filter(({ pinged }) => pinged.includes('ben'))).toHaveLength(1);
    expect(leader.read('races')).toHaveLength(1);
  });
});
