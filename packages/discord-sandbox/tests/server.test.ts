import { ChannelType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { ClientRefusal } from '../src/client/member.ts';
import { readState } from '../src/index.ts';
import { openPlace, type Place, refusal } from './bare-bot.ts';

const HELLO = { content: 'Hello' };
const GUILDS = 1 << 0;
const GREET = { name: 'greet', description: 'Greets' };

/** What the bot is told of a server besides interactions, by its intents. */
async function openTold(intents: number) {
  const place = await openPlace({ intents });
  return { ...place, server: place.sandbox.server(), home: place.sandbox.world.home };
}

const types = (told: readonly { readonly t: string }[]) => told.map(({ t }) => t);
const guildPath = ({ sandbox }: Place) => `/guilds/${sandbox.world.home.id}`;

describe('who is in a server', () => {
  it('is no longer found once they left, can’t act, and may come back', async () => {
    const place = await openPlace();
    const { sandbox, bot, channel } = place;
    await bot.register(GREET);
    const ben = sandbox.as('ben').in('photos');
    const server = sandbox.server();
    server.leave('ben');
    expect(await bot.ask('GET', `${guildPath(place)}/members/${ben.id}`)).toMatchObject(refusal(404, 10007));
    expect(() => ben.say('Still here?')).toThrow(ClientRefusal);
    await expect(ben.run('greet')).rejects.toThrow(ClientRefusal);
    expect(() => sandbox.as('ben')).toThrow('Nobody here');
    const { id } = await bot.say('photos', { content: `<@${ben.id}>` });
    expect(sandbox.notified(id)).toEqual([]);

    server.join('ben');
    expect(await bot.ask('GET', `${guildPath(place)}/members/${ben.id}`)).toMatchObject({ status: 200 });
    expect(sandbox.as('ben').in('photos').say('Back').channel).toBe('photos');
    expect(channel('photos')).not.toBe('');
  });

  it('is not told to a bot that isn’t let in: it is kicked, and knows nothing of the server any more', async () => {
    const place = await openTold(GUILDS);
    const { sandbox, bot, server, home } = place;
    server.kickBot();
    expect(await bot.tells('GUILD_DELETE')).toEqual({ id: home.id });
    expect(await bot.say('photos', HELLO)).toMatchObject(refusal(403, 50001));
    expect(await bot.ask('GET', guildPath(place))).toMatchObject(refusal(404, 10004));
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toEqual([]);
    await bot.register({ ...GREET, integration_types: [0] });
    await expect(sandbox.as('ben').run('greet')).rejects.toThrow('There is no command');

    const before = new Set(home.roles.keys());
    server.inviteBot(P.ViewChannel | P.SendMessages);
    expect(await bot.tells('GUILD_CREATE')).toMatchObject({ id: home.id, unavailable: false });
    expect([...home.roles.values()].filter(({ id }) => !before.has(id))).toMatchObject([{ managed: true }]);
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 200 });
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toHaveLength(1);
  });

  it('is told nothing of a server that it is out of, and nothing while that has an outage', async () => {
    const { server, bot } = await openTold(GUILDS);
    server.fail();
    server.rename('Meanwhile');
    server.setRoles('Your bot', []);
    server.recover();
    server.kickBot();
    server.rename('Without the bot');
    server.addRole({ name: 'Guide' });
    expect(types(await bot.told()).slice(2)).toEqual(['GUILD_DELETE', 'GUILD_CREATE', 'GUILD_DELETE']);
  });

  it('is saved with the rest, the bot that was kicked too', async () => {
    const { sandbox } = await openPlace();
    sandbox.server().kickBot();
    sandbox.install('ben');
    const again = await openPlace({ state: readState(sandbox.save()) });
    expect(again.sandbox.world.home.members.has(again.sandbox.world.bot.id)).toBe(false);
    expect([...again.sandbox.world.installers]).toEqual([sandbox.as('ben').id]);
  });
});

describe('an outage', () => {
  it('takes the server from the bot and its people, and gives it back', async () => {
    const place = await openTold(GUILDS);
    const { sandbox, bot, server, home } = place;
    await bot.register(GREET);
    server.fail();
    expect(await bot.tells('GUILD_DELETE')).toEqual({ id: home.id, unavailable: true });
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 503 });
    expect(await bot.ask('GET', guildPath(place))).toMatchObject({ status: 503 });
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toEqual([]);
    await expect(sandbox.as('ben').run('greet')).rejects.toThrow(ClientRefusal);
    server.recover();
    expect(await bot.tells('GUILD_CREATE')).toMatchObject({ id: home.id });
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 200 });
  });
});

describe('what the bot is told of a server', () => {
  /** Everything that its owner does to it in a day. */
  function change({ server, sandbox }: Awaited<ReturnType<typeof openTold>>): void {
    server.rename('Another name');
    server.addChannel({ name: 'trips' });
    server.changeChannel('trips', { name: 'journeys' });
    server.startThread('journeys', 'The lake');
    server.changeThread('The lake', { archived: true });
    server.removeChannel('journeys');
    server.addRole({ name: 'Guide' });
    server.changeRole('Guide', { mentionable: true });
    server.setRoles(sandbox.world.bot.username, ['Guide']);
    server.removeRole('Guide');
  }

  it('is everything, with the intent for servers', async () => {
    const place = await openTold(GUILDS);
    change(place);
    expect(types(await place.bot.told())).toEqual([
      'UNANNOUNCED_EVENT',
      'GUILD_CREATE',
      'GUILD_UPDATE',
      'CHANNEL_CREATE',
      'CHANNEL_UPDATE',
      'THREAD_CREATE',
      'THREAD_UPDATE',
      'THREAD_DELETE',
      'CHANNEL_DELETE',
      'GUILD_ROLE_CREATE',
      'GUILD_ROLE_UPDATE',
      'GUILD_MEMBER_UPDATE',
      'GUILD_MEMBER_UPDATE',
      'GUILD_ROLE_DELETE',
    ]);
  });

  it('is what concerns itself, and what nobody announced, without any intent', async () => {
    const place = await openTold(0);
    change(place);
    place.server.kickBot();
    place.server.inviteBot();
    expect(types(await place.bot.told())).toEqual([
      'UNANNOUNCED_EVENT',
      'GUILD_MEMBER_UPDATE',
      'GUILD_MEMBER_UPDATE',
    ]);
  });
});

describe('a channel', () => {
  it.each([
    ['announcement', ChannelType.GuildAnnouncement, { status: 200 }],
    ['forum', ChannelType.GuildForum, refusal(400, 50008)],
    ['category', ChannelType.GuildCategory, refusal(400, 50008)],
  ])('of the type %s takes posts, or doesn’t', async (_name, type, answer) => {
    const { sandbox, bot, channel } = await openPlace();
    sandbox.server().changeChannel('photos', { type });
    expect(await bot.ask('GET', `/channels/${channel('photos')}`)).toMatchObject({ body: { type } });
    expect(await bot.say('photos', HELLO)).toMatchObject(answer);
  });

  it('is gone with what was in it, and the rest can still be saved', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const id = channel('photos');
    await bot.say('photos', HELLO);
    sandbox.server().removeChannel('photos');
    expect(await bot.ask('POST', `/channels/${id}/messages`, HELLO)).toMatchObject(refusal(404, 10003));
    expect(() => readState(sandbox.save())).not.toThrow();
  });

  it('is offered to commands only if it is of a kind that they take', async () => {
    const { sandbox, bot } = await openPlace();
    const option = { type: 7, name: 'where', description: 'Where', required: true, channel_types: [0] };
    await bot.register({ ...GREET, options: [option] });
    sandbox.server().changeChannel('photos', { type: ChannelType.GuildAnnouncement });
    await expect(sandbox.as('ben').run('greet', { where: 'photos' })).rejects.toThrow(ClientRefusal);
    void sandbox.as('ben').run('greet', { where: 'general' });
    expect((await bot.hears()).type).toBe(2);
  });
});

describe('a thread', () => {
  it('goes by the rights of its channel, but for the right to write in threads', async () => {
    const { sandbox, bot } = await openPlace();
    const server = sandbox.server();
    server.startThread('announcements', 'News');
    // The bot may not write in the channel itself, and has the right to write in threads from everybody's role.
    expect(await bot.say('announcements', HELLO)).toMatchObject(refusal(403, 50013));
    expect(await bot.say('News', HELLO)).toMatchObject({ status: 200 });
    expect(sandbox.as('ben').in('News').say('Fine').channel).toBe('News');

    const everyone = server.guild.roles.get(server.guild.id)?.permissions ?? 0n;
    server.changeRole('@everyone', { permissions: everyone & ~P.SendMessagesInThreads });
    server.startThread('photos', 'Lake');
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 200 });
    expect(await bot.say('Lake', HELLO)).toMatchObject(refusal(403, 50013));
    expect(() => sandbox.as('ben').in('Lake').say('Hm')).toThrow(ClientRefusal);
  });

  it('is told with its parent, is in no list of channels, and is of the type that its parent makes', async () => {
    const place = await openPlace();
    const { sandbox, bot, channel } = place;
    const server = sandbox.server();
    server.changeChannel('announcements', { type: ChannelType.GuildAnnouncement });
    server.startThread('photos', 'Lake');
    server.startThread('photos', 'Secret', { private: true });
    server.startThread('announcements', 'News');
    const seen = async (name: string) => (await bot.ask('GET', `/channels/${channel(name)}`)).body;
    expect(await seen('Lake')).toMatchObject({
      type: 11,
      parent_id: channel('photos'),
      thread_metadata: { archived: false, locked: false },
    });
    expect(await seen('News')).toMatchObject({ type: 10 });
    expect(await bot.ask('GET', `/channels/${channel('Secret')}`)).toMatchObject(refusal(403, 50001));
    const listed = (await bot.ask('GET', `${guildPath(place)}/channels`)).body as { name: string }[];
    expect(listed.map(({ name }) => name)).not.toContain('Lake');
  });

  it('that is private is for those who were added', async () => {
    const { sandbox, bot } = await openPlace({ intents: GUILDS });
    sandbox.server().startThread('photos', 'Ours', { private: true, by: 'ben', with: ['Your bot', 'amara'] });
    expect(await bot.say('Ours', HELLO)).toMatchObject({ status: 200 });
    expect(sandbox.as('amara').in('Ours').say('Hi').channel).toBe('Ours');
    expect(() => sandbox.as('chloe').in('Ours')).toThrow(ClientRefusal);
    sandbox.server().startThread('photos', 'Theirs', { private: true, by: 'ben' });
    const told = (await bot.told()).filter(({ t }) => t === 'THREAD_CREATE');
    expect(told.map(({ d }) => d['name'])).toEqual(['Ours']);
  });

  it('that is archived is opened by a message, and nothing in it can be changed', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const server = sandbox.server();
    server.startThread('photos', 'Lake');
    const { id } = await bot.say('Lake', HELLO);
    const path = `/channels/${channel('Lake')}/messages/${id}`;
    server.changeThread('Lake', { archived: true });
    expect(await bot.ask('PATCH', path, { content: 'Changed' })).toMatchObject(refusal(400, 50083));
    expect(await bot.ask('DELETE', path)).toMatchObject(refusal(400, 50083));
    expect(await bot.say('Lake', HELLO)).toMatchObject({ status: 200 });
    expect(await bot.ask('PATCH', path, { content: 'Changed' })).toMatchObject({ status: 200 });
  });

  it('that a moderator has locked is not opened', async () => {
    const { sandbox, bot } = await openPlace();
    const server = sandbox.server();
    server.startThread('photos', 'Lake');
    server.changeThread('Lake', { locked: true });
    expect(await bot.say('Lake', HELLO)).toMatchObject(refusal(400, 160005));
    server.changeThread('Lake', { archived: true });
    expect(await bot.say('Lake', HELLO)).toMatchObject(refusal(400, 50083));
  });

  it('is told with an interaction in it: type and parent', async () => {
    const { sandbox, bot, channel } = await openPlace();
    await bot.register(GREET);
    sandbox.server().startThread('photos', 'Lake');
    void sandbox.as('ben').in('Lake').run('greet');
    expect(await bot.hears()).toMatchObject({
      channel_id: channel('Lake'),
      channel: { type: 11, parent_id: channel('photos'), name: 'Lake' },
    });
  });

  it('goes with its channel, and is kept in a saved state', async () => {
    const { sandbox } = await openPlace();
    const server = sandbox.server();
    server.startThread('photos', 'Lake', { by: 'ben' });
    server.startThread('general', 'Talk');
    server.removeChannel('photos');
    const { home } = readState(sandbox.save()).kept;
    const threads = [...home.channels.values()].filter(({ thread }) => thread);
    expect(threads).toMatchObject([{ name: 'Talk', type: 11, thread: { archived: false } }]);
  });
});

describe('whom a message reaches', () => {
  it('is nobody by a role that may not be mentioned, unless the bot may mention everyone', async () => {
    const { sandbox, bot } = await openPlace();
    const server = sandbox.server();
    const { id: roleId } = server.changeRole('Team Lead', { mentionable: false });
    const call = async () => sandbox.notified((await bot.say('photos', { content: `<@&${roleId}>` })).id);
    expect(await call()).toEqual([]);
    server.changeRole('Team Lead', { mentionable: true });
    expect(await call()).toEqual(['leader']);
    server.changeRole('Team Lead', { mentionable: false });
    server.addRole({ name: 'Herald', permissions: P.MentionEveryone });
    server.setRoles('Your bot', ['Your bot', 'Herald']);
    expect(await call()).toEqual(['leader']);
  });

  it('is who may be mentioned by the message itself, and nobody by an edit', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const ben = sandbox.as('ben').id;
    const quiet = await bot.say('photos', { content: `<@${ben}>`, allowed_mentions: { parse: [] } });
    expect(sandbox.notified(quiet.id)).toEqual([]);
    await bot.ask('PATCH', `/channels/${channel('photos')}/messages/${quiet.id}`, {
      content: `<@${ben}>!`,
      allowed_mentions: { users: [ben] },
    });
    expect(sandbox.notified(quiet.id)).toEqual([]);
    const loud = await bot.say('photos', { content: `<@${ben}>`, allowed_mentions: { users: [ben] } });
    expect(sandbox.notified(loud.id)).toEqual(['ben']);
  });
});

describe('AutoMod', () => {
  it('blocks messages that hold a word, of the bot too, but no answers to interactions', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(GREET);
    sandbox.server().blockWords('Hell');
    expect(await bot.say('photos', HELLO)).toMatchObject(refusal(400, 200000));
    expect(await bot.say('photos', { content: 'Good day' })).toMatchObject({ status: 200 });
    const answer = sandbox.as('ben').run('greet');
    await bot.answer(await bot.hears(), { type: 4, data: HELLO });
    expect((await answer).kind).toBe('message');
  });
});
