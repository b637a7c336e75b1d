import { PermissionFlagsBits as P, REST } from 'discord.js';
import { may } from 'discord-sandbox';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { createRights } from '../../src/discord/rights.ts';
import { type ClubSettings, USUAL_SETTINGS } from '../../src/domain/club.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { START } from '../start.ts';

/** The bot in a club of the sandbox that has roles beside its own. */
async function place() {
  const sandbox = await startClubSandbox({ begins: START });
  onTestFinished(() => sandbox.stop());
  const { home, bot } = sandbox.world;
  const rest = new REST({ api: sandbox.url }).setToken(sandbox.token);
  const rights = createRights(rest, () => bot.id, sandbox.clock.now, 60_000);
  const channelOf = (name: string) => {
    const channel = [...home.channels.values()].find((one) => one.name === name);
    if (!channel) throw new Error(`There is no #${name}`);
    return channel;
  };
  const check = (runs: string, recovery = runs, events = false) =>
    rights.check(
      home.id,
      { ...USUAL_SETTINGS, runsChannelId: runs, recoveryChannelId: recovery, events },
      new Map(),
    );
  return { sandbox, home, bot, rights, channelOf, check };
}

const NEEDED = [P.ViewChannel, P.SendMessages, P.ReadMessageHistory];

it('are those that Discord itself goes by, whatever overwrites stand against each other', async () => {
  const { home, bot, channelOf, check } = await place();
  const channel = channelOf('general');
  const own = home.members.get(bot.id)?.roleIds ?? [];
  const leaderRole = [...home.roles.values()].find(({ name }) => name === 'Run Leader')?.id ?? '';
  const some = fc.subarray(NEEDED).map((rights) => rights.reduce((sum, one) => sum | one, 0n));
  const overwrite = fc.record({
    id: fc.constantFrom(home.id, own[0] ?? '', leaderRole, bot.id),
    allow: some,
    deny: some,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(overwrite, { selector: ({ id }) => id, maxLength: 4 }),
      fc.boolean(),
      async (overwrites, leads) => {
        const all = overwrites.map((one) => ({ ...one, type: one.id === bot.id ? 1 : 0 }));
        channel.overwrites.splice(0, channel.overwrites.length, ...all);
        const member = home.members.get(bot.id);
        if (member) home.members.set(bot.id, { ...member, roleIds: leads ? [...own, leaderRole] : own });
        const [found] = await check(channel.id);
        expect(found?.missing.map(([, right]) => right)).toEqual(
          NEEDED.filter((right) => !may(home, channel, bot.id, right)),
        );
      },
    ),
    { numRuns: 25 },
  );
});

it('are all there for an administrator, and for the owner', async () => {
  const { home, bot, channelOf, check } = await place();
  const channel = channelOf('committee');
  expect((await check(channel.id))[0]?.missing).not.toEqual([]);
  const [role] = [...home.roles.values()].filter(({ name }) => name === 'Cooldown');
  if (!role) throw new Error('The bot has no role');
  home.roles.set(role.id, { ...role, permissions: P.Administrator });
  expect(await check(channel.id, channel.id, true)).toEqual([
    { channelId: channel.id, state: 'seen', missing: [] },
    { channelId: null, state: 'seen', missing: [] },
  ]);
  home.roles.set(role.id, { ...role, permissions: 0n });
  expect((await check(channel.id))[0]?.missing).not.toEqual([]);
  Object.assign(home, { ownerId: bot.id });
  expect((await check(channel.id))[0]?.missing).toEqual([]);
});

it('say that a channel is gone, and that Discord was not to be asked', async () => {
  const { sandbox, channelOf, check, home, rights } = await place();
  const { id } = channelOf('general');
  expect(await check('1', id)).toMatchObject([
    { channelId: '1', state: 'gone' },
    { channelId: id, state: 'seen' },
  ]);
  sandbox.faults.add({ path: /^\/guilds\//, status: 403, times: 3, body: { code: 50001, message: 'No' } });
  const settings = { ...USUAL_SETTINGS, runsChannelId: id, recoveryChannelId: id, events: true };
  // What came with the command is still known.
  expect(await rights.check(home.id, settings, new Map([[id, P.ViewChannel]]))).toMatchObject([
    { channelId: id, state: 'seen', missing: [{ 0: 'Send Messages' }, { 0: 'Read Message History' }] },
    { channelId: null, state: 'unknown', missing: [] },
  ]);
  sandbox.faults.add({ path: /^\/guilds\//, status: 403, times: 3, body: { code: 50001, message: 'No' } });
  expect(await rights.check(home.id, settings, new Map())).toMatchObject([
    { channelId: id, state: 'away' },
    { channelId: null, state: 'away' },
  ]);
});

it('are wanting where the leaders would not be notified', async () => {
  const { home, rights, channelOf } = await place();
  const { id } = channelOf('general');
  const role = [...home.roles.values()].find(({ name }) => name === 'Run Leader') ?? raise();
  const settings = { ...USUAL_SETTINGS, runsChannelId: id, recoveryChannelId: id, leaderRoleId: role.id };
  const wanting = async () =>
    (await rights.check(home.id, settings, new Map())).flatMap(({ missing }) =>
      missing.map(([name]) => name),
    );
  home.roles.set(role.id, { ...role, mentionable: true });
  expect(await wanting()).toEqual([]);
  home.roles.set(role.id, { ...role, mentionable: false });
  expect(await wanting()).toEqual(['Mention Everyone']);
  const own = [...home.roles.values()].find(({ name }) => name === 'Cooldown') ?? raise();
  home.roles.set(own.id, { ...own, permissions: own.permissions | P.MentionEveryone });
  expect(await wanting()).toEqual([]);
});

it.each([
  ['null', null],
  ['a list', []],
  ['roles without rights', { id: '1', owner_id: '1', roles: [{ id: '1', permissions: null }] }],
  [
    'roles with rights that are no number',
    { id: '1', owner_id: '1', roles: [{ id: '1', permissions: 'x' }] },
  ],
])('are not known where Discord answers with %s, and nothing fails', async (_what, body) => {
  const { sandbox, channelOf, check } = await place();
  sandbox.faults.add({ path: /^\/guilds\/\d+$/, status: 200, body });
  expect(await check(channelOf('general').id)).toMatchObject([{ state: 'unknown' }]);
});

function raise(): never {
  throw new Error('There is no such role');
}

it('are what is left in a time-out, until that is over', async () => {
  const { sandbox, home, bot, channelOf, check } = await place();
  const { id } = channelOf('general');
  const until = sandbox.clock.now() + 60 * 60_000;
  const body = {
    roles: home.members.get(bot.id)?.roleIds,
    communication_disabled_until: new Date(until).toISOString(),
  };
  sandbox.faults.add({ path: /\/members\//, status: 200, times: 2, body });
  expect(await check(id)).toMatchObject([{ missing: [{ 0: 'Send Messages' }] }]);
  sandbox.clock.set(until);
  expect(await check(id)).toMatchObject([{ missing: [] }]);
});

it('find leaders a place where they look and the bot may write, the quieter the better', async () => {
  const { home, rights, channelOf } = await place();
  const leaderRoleId = [...home.roles.values()].find(({ name }) => name === 'Run Leader')?.id ?? '';
  const id = (name: string) => channelOf(name).id;
  const find = (preferred: readonly string[], except: string | null, role: string | null = leaderRoleId) =>
    rights.placeForLeaders(home.id, {
      preferred: preferred.map(id),
      except: except && id(except),
      leaderRoleId: role,
    });
  const hide = (name: string) =>
    channelOf(name).overwrites.push({ id: home.id, type: 0, allow: 0n, deny: P.ViewChannel });
  expect(await find(['recovery', 'group-runs'], 'group-runs')).toBe(id('recovery'));
  expect(await find(['group-runs'], 'group-runs')).toBe(id('general'));
  home.systemChannelId = id('races');
  expect(await find(['group-runs'], 'group-runs')).toBe(id('races'));
  home.publicUpdatesChannelId = id('recovery');
  expect(await find(['group-runs'], 'group-runs')).toBe(id('recovery'));
  // The bot may not see the committee's channel; when it may, leaders are among themselves there.
  home.publicUpdatesChannelId = null;
  const own = [...home.roles.values()].find(({ name }) => name === 'Cooldown')?.id ?? '';
  channelOf('committee').overwrites.push({ id: own, type: 0, allow: P.ViewChannel, deny: 0n });
  expect(await find(['group-runs'], 'group-runs')).toBe(id('committee'));
  for (const name of ['general', 'races', 'recovery', 'committee']) hide(name);
  channelOf('committee').overwrites.splice(0);
  hide('committee');
  expect(await find(['recovery', 'group-runs'], 'group-runs')).toBeUndefined();
});

it('are looked for in the channel of the tip of the week, where there is one of its own', async () => {
  const { home, rights, channelOf } = await place();
  const [general, kit] = [channelOf('general').id, channelOf('announcements').id];
  const settings = { ...USUAL_SETTINGS, runsChannelId: general, recoveryChannelId: general };
  const check = async (tips: Pick<ClubSettings, 'tipTime' | 'tipChannelId'>) =>
    (await rights.check(home.id, { ...settings, ...tips }, new Map())).map(({ channelId }) => channelId);
  const tipTime = { day: 1, time: '18:00' };
  expect(await check({ tipTime, tipChannelId: kit })).toEqual([general, kit]);
  expect(await check({ tipTime, tipChannelId: general })).toEqual([general]);
  expect(await check({ tipTime, tipChannelId: null })).toEqual([general]);
  expect(await check({ tipTime: null, tipChannelId: kit })).toEqual([general]);
});
