import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Sandbox } from '../src/index.ts';
import { badAt, openPlace, refusal } from './bare-bot.ts';

const HOUR = 60 * 60_000;

/** Gives the bot's role these rights beside those it has; without any, takes those for events away. */
function allow(sandbox: Sandbox, ...rights: readonly bigint[]): void {
  const { roles } = sandbox.world.home;
  const role = [...roles.values()].find(({ name }) => name === 'Your bot');
  if (!role) throw new Error('The bot has no role.');
  const rest = role.permissions & ~(P.CreateEvents | P.ManageEvents);
  roles.set(role.id, { ...role, permissions: rights.reduce((sum, right) => sum | right, rest) });
}

const iso = (at: number) => new Date(at).toISOString();

function formFor(sandbox: Sandbox, more: object = {}) {
  const now = sandbox.clock.now();
  return {
    entity_type: 3,
    privacy_level: 2,
    name: 'Long run',
    description: 'Easy',
    entity_metadata: { location: 'The boathouse' },
    scheduled_start_time: iso(now + HOUR),
    scheduled_end_time: iso(now + 2 * HOUR),
    ...more,
  };
}

async function openWithRight() {
  const place = await openPlace();
  allow(place.sandbox, P.CreateEvents);
  const path = `/guilds/${place.sandbox.world.home.id}/scheduled-events`;
  const create = (more?: object) => place.bot.ask('POST', path, formFor(place.sandbox, more));
  const list = async () => (await place.bot.ask('GET', path)).body as { id: string; status: number }[];
  return { ...place, path, create, list };
}

test('keeps an event, changes it and deletes it', async () => {
  const { sandbox, bot, path, create, list } = await openWithRight();
  const { id, ...created } = await create();
  expect(created).toMatchObject({
    status: 200,
    body: {
      guild_id: sandbox.world.home.id,
      creator_id: sandbox.world.bot.id,
      name: 'Long run',
      entity_metadata: { location: 'The boathouse' },
      status: 1,
    },
  });
  expect(await bot.ask('GET', `${path}/${id}`)).toMatchObject({ body: { id, description: 'Easy' } });
  expect(await bot.ask('PATCH', `${path}/${id}`, { name: 'Longer run' })).toMatchObject({
    body: { id, name: 'Longer run', description: 'Easy' },
  });
  expect(await list()).toMatchObject([{ id, name: 'Longer run' }]);
  expect(await bot.ask('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 });
  expect(await list()).toEqual([]);
  for (const method of ['GET', 'DELETE'])
    expect(await bot.ask(method, `${path}/${id}`)).toMatchObject(refusal(404, 10070));
});

test('begins and ends an event by itself', async () => {
  const { sandbox, bot, path, create, list } = await openWithRight();
  const { id } = await create();
  sandbox.clock.advance(HOUR);
  expect(await list()).toMatchObject([{ id, status: 2 }]);
  sandbox.clock.advance(HOUR);
  expect(await list()).toEqual([]);
  expect(await bot.ask('PATCH', `${path}/${id}`, { name: 'Over' })).toMatchObject(refusal(404, 10070));
});

test('takes an event from who may create them, and a change from its creator or who may manage them', async () => {
  const { sandbox, bot, path, create } = await openWithRight();
  const { id } = await create();
  allow(sandbox);
  expect(await create()).toMatchObject(refusal(403, 50013));
  expect(await bot.ask('PATCH', `${path}/${id}`, { name: 'Mine' })).toMatchObject(refusal(403, 50013));
  allow(sandbox, P.ManageEvents);
  expect(await create()).toMatchObject(refusal(403, 50013));
  expect(await bot.ask('PATCH', `${path}/${id}`, { name: 'Mine' })).toMatchObject({ status: 200 });
  allow(sandbox, P.CreateEvents);
  const { events } = sandbox.world.home;
  const event = events.get(id);
  if (!event) throw new Error('The event is gone.');
  events.set(id, { ...event, creatorId: sandbox.as('leader').id });
  expect(await bot.ask('DELETE', `${path}/${id}`)).toMatchObject(refusal(403, 50013));
});

test.each([
  ['no name', { name: '' }, 'name'],
  ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name'],
  ['a description of 1,001', { description: 'x'.repeat(1_001) }, 'description'],
  ['a place of 101', { entity_metadata: { location: 'x'.repeat(101) } }, 'entity_metadata.location'],
  ['a place of nothing', { entity_metadata: { location: ' ' } }, 'entity_metadata.location'],
  ['no place', { entity_metadata: undefined }, 'entity_metadata'],
  ['no end', { scheduled_end_time: undefined }, 'scheduled_end_time'],
  ['a start that is no time', { scheduled_start_time: 'soon' }, 'scheduled_start_time'],
  ['a start in the past', { scheduled_start_time: '2020-01-01T00:00:00Z' }, 'scheduled_start_time'],
  ['an end before the start', { scheduled_end_time: '2020-01-01T00:00:00Z' }, 'scheduled_end_time'],
  ['a kind that needs a channel', { entity_type: 2 }, 'entity_type'],
  ['another audience', { privacy_level: 1 }, 'privacy_level'],
])('refuses an event with %s', async (_what, wrong, path) => {
  const { create, list } = await openWithRight();
  expect(await create(wrong)).toMatchObject(badAt(path));
  expect(await list()).toEqual([]);
});

test('takes a hundred that are not over, and no more', async () => {
  const { sandbox, create } = await openWithRight();
  const { id } = await create();
  const { events } = sandbox.world.home;
  const event = events.get(id);
  if (!event) throw new Error('The event is gone.');
  for (let one = 1; one < 100; one++) events.set(`${one}`, { ...event, id: `${one}` });
  expect(await create()).toMatchObject(refusal(400, 30038));
  sandbox.clock.advance(2 * HOUR);
  expect(await create()).toMatchObject({ status: 200 });
});

test('tells over the gateway whoever asked for it, and nobody else', async () => {
  const { sandbox, create, bot, path } = await openWithRight();
  const heard: string[] = [];
  const listen = async (intents: number, name: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/gateway/?v=10&encoding=json`);
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    socket.on('message', (text) => {
      const { op, t } = JSON.parse(String(text));
      if (op === 10)
        socket.send(JSON.stringify({ op: 2, d: { token: sandbox.token, intents, properties: {} } }));
      if (t === 'READY') resolve();
      if (String(t).startsWith('GUILD_SCHEDULED')) heard.push(`${name} ${t}`);
    });
    await ready;
    return socket;
  };
  const sockets = [await listen(1 << 16, 'asked'), await listen(1, 'not asked')];
  const { id } = await create();
  await bot.ask('PATCH', `${path}/${id}`, { name: 'Other' });
  await bot.ask('DELETE', `${path}/${id}`);
  await expect
    .poll(() => heard)
    .toEqual(['CREATE', 'UPDATE', 'DELETE'].map((what) => `asked GUILD_SCHEDULED_EVENT_${what}`));
  for (const socket of sockets) socket.terminate();
});

test('takes no change that names the type without what such an event needs, and no channel', async () => {
  const { sandbox, bot, path, create } = await openWithRight();
  const { id } = await create();
  const change = (json: object) => bot.ask('PATCH', `${path}/${id}`, json);
  const whole = formFor(sandbox, { name: 'Other' });
  expect(await change(whole)).toMatchObject(badAt('channel_id'));
  expect(await change({ entity_type: 3, channel_id: null, name: 'Other' })).toMatchObject({
    ...badAt('scheduled_end_time'),
  });
  expect(await change({ ...whole, channel_id: null })).toMatchObject({ status: 200 });
  const { entity_type: _type, ...rest } = whole;
  expect(await change({ ...rest, name: 'Another' })).toMatchObject({ body: { name: 'Another' } });
});
