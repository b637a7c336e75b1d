import { describe, expect, it } from 'vitest';
import { createConditions } from '../src/conditions.ts';
import { CONDITIONS, type SandboxOptions } from '../src/index.ts';
import { COMPONENTS_V2, openPlace, refusal, words } from './bare-bot.ts';
import { START } from './start.ts';

const HELLO = { content: 'Hello' };
const CARD = { flags: COMPONENTS_V2, components: [{ type: 17, components: [words('A card')] }] };

/** A place and the channel in it that messages go to. */
async function openPhotos(options: SandboxOptions = {}) {
  const place = await openPlace(options);
  return { ...place, photos: `/channels/${place.channel('photos')}/messages` };
}

describe('the list of conditions', () => {
  it('has all of them off at first, and each with a sentence', async () => {
    const { sandbox } = await openPlace();
    const listed = sandbox.conditions.list();
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(CONDITIONS));
    expect(listed.filter(({ on }) => on)).toEqual([]);
    for (const { about } of listed) expect(about).toMatch(/^[A-Z].+\.$/);
  });

  it('switches one, or all at once, and says so to who listens', () => {
    const conditions = createConditions();
    const heard: string[][] = [];
    const stop = conditions.onChanged(() =>
      heard.push(conditions.list().flatMap(({ name, on }) => (on ? [name] : []))),
    );
    conditions.set('slow', true);
    expect(conditions.isOn('slow')).toBe(true);
    conditions.set('slow', false);
    conditions.setAll(true);
    stop();
    conditions.setAll(false);
    expect(heard).toEqual([['slow'], [], Object.keys(CONDITIONS)]);
    expect(conditions.isOn('slow')).toBe(false);
  });

  it('strikes as often as was asked for, and at the same times for the same seed', () => {
    const strikesOf = (seed: number, oneIn?: number) => {
      const conditions = createConditions(seed);
      conditions.set('stray-401', true, oneIn);
      return Array.from({ length: 1_000 }, () => conditions.strikes('stray-401'));
    };
    expect(strikesOf(5)).toEqual(strikesOf(5));
    expect(strikesOf(5)).not.toEqual(strikesOf(6));
    const struck = strikesOf(5, 4).filter(Boolean).length;
    expect(struck).toBeGreaterThan(200);
    expect(struck).toBeLessThan(300);
    expect(strikesOf(5, 1)).not.toContain(false);
    expect(createConditions(5).strikes('stray-401')).toBe(false);
  });
});

describe('while it is on', () => {
  it('history-fails: messages can’t be read where one of them holds a container', async () => {
    const { sandbox, bot, photos } = await openPhotos();
    sandbox.conditions.set('history-fails', true);
    await bot.say('photos', HELLO);
    expect(await bot.ask('GET', photos)).toMatchObject({ status: 200 });
    const { id } = await bot.say('photos', CARD);
    expect(await bot.ask('GET', photos)).toMatchObject({ status: 500 });
    expect(await bot.ask('GET', `${photos}?before=${id}`)).toMatchObject({ status: 200 });
    sandbox.conditions.set('history-fails', false);
    expect(await bot.ask('GET', photos)).toMatchObject({ status: 200 });
  });

  it('registration-fails: commands are refused for reasons that lie outside of them, by turns', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.conditions.set('registration-fails', true);
    const greet = { name: 'greet', description: 'Greets' };
    expect(await bot.register(greet)).toMatchObject({ status: 500 });
    expect(await bot.register(greet)).toMatchObject(refusal(400, 30034));
    expect(await bot.register(greet)).toMatchObject(refusal(400, 50240));
    expect(sandbox.world.commands.size).toBe(0);
    sandbox.conditions.set('registration-fails', false);
    expect(await bot.register(greet)).toMatchObject({ status: 200 });
  });

  it('guild-list-incomplete: none of the servers are told, or half of them', async () => {
    const { sandbox, bot } = await openPlace({ servers: 4 });
    sandbox.conditions.set('guild-list-incomplete', true);
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toEqual([]);
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toHaveLength(2);
    expect(await bot.ask('GET', `/guilds/${sandbox.world.home.id}`)).toMatchObject({ status: 200 });
    sandbox.conditions.set('guild-list-incomplete', false);
    expect((await bot.ask('GET', '/users/@me/guilds')).body).toHaveLength(4);
  });

  it('stray-401: a right token is refused, and nothing has happened', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.conditions.set('stray-401', true, 1);
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 401, body: { code: 0 } });
    expect(sandbox.as('ben').read('photos')).toEqual([]);
  });

  it('stray-404: what is there is unknown', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.conditions.set('stray-404', true, 1);
    expect(await bot.say('photos', HELLO)).toMatchObject(refusal(404, 10003));
    expect(await bot.ask('GET', `/guilds/${sandbox.world.home.id}`)).toMatchObject(refusal(404, 10004));
    expect(await bot.ask('GET', '/users/@me')).toMatchObject({ status: 200 });
  });

  it('not-a-message: the status says yes and the body says nothing', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.conditions.set('not-a-message', true, 1);
    const page = await bot.say('photos', HELLO);
    expect(page).toMatchObject({ status: 200, body: expect.stringMatching(/^<!DOCTYPE html>/) });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await bot.say('photos', HELLO)).toMatchObject({ status: 200, body: [] });
    const half = await bot.say('photos', HELLO);
    expect(half).toMatchObject({ status: 200, body: '{"id": "1' });
    expect(half.headers.get('content-type')).toBe('application/json');
    expect(sandbox.as('ben').read('photos')).toEqual([]);
  });

  it('answers-lost: it has happened, and nobody says so', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.conditions.set('answers-lost', true, 1);
    await expect(bot.say('photos', HELLO)).rejects.toThrow();
    expect(sandbox.as('ben').read('photos')).toHaveLength(1);
    expect(await bot.ask('GET', '/users/@me')).toMatchObject({ status: 200 });
  });

  it('strikes the same requests again where a simulation is repeated', async () => {
    const statuses = async (chanceSeed: number) => {
      const { sandbox, bot } = await openPlace({ chanceSeed });
      sandbox.conditions.set('stray-401', true, 3);
      const all: number[] = [];
      for (let request = 0; request < 20; request += 1) all.push((await bot.ask('GET', '/users/@me')).status);
      return all;
    };
    const first = await statuses(1);
    expect(new Set(first)).toEqual(new Set([200, 401]));
    expect(await statuses(1)).toEqual(first);
    expect(await statuses(2)).not.toEqual(first);
  });
});

describe('the way there and back', () => {
  it('takes its time on a clock that flows', async () => {
    const { bot } = await openPlace({ still: false, latencyMs: 60 });
    const before = performance.now();
    await bot.ask('GET', '/users/@me');
    expect(performance.now() - before).toBeGreaterThanOrEqual(58);
  });

  it('is not waited for where time stands still', async () => {
    const { bot } = await openPlace({ latencyMs: 3_600_000 });
    expect(await bot.ask('GET', '/users/@me')).toMatchObject({ status: 200 });
  });
});

describe('every answer', () => {
  it('tells Discord’s time, whatever became of the request', async () => {
    const begins = START - 400 * 86_400_000;
    const { sandbox, bot } = await openPlace({ begins });
    const dateOf = async (asked: Promise<{ headers: Headers }>) =>
      Date.parse((await asked).headers.get('date') ?? '');
    const second = Math.floor(begins / 1000) * 1000;
    expect(await dateOf(bot.ask('GET', '/users/@me'))).toBe(second);
    expect(await dateOf(bot.ask('GET', '/nothing/here'))).toBe(second);
    expect(await dateOf(bot.ask('GET', '/users/@me', undefined, { headers: { authorization: '' } }))).toBe(
      second,
    );
    for (const status of [500, 429]) {
      sandbox.faults.add({ path: /users/, status });
      expect(await dateOf(bot.ask('GET', '/users/@me'))).toBe(second);
    }
    sandbox.clock.advance(3_600_000);
    expect(await dateOf(bot.ask('GET', '/users/@me'))).toBe(second + 3_600_000);
  });
});

describe('a fault of a test', () => {
  it('says whatever it is given: a page, half of an object, headers of its own', async () => {
    const { sandbox, bot } = await openPlace();
    const ask = () => bot.ask('GET', '/users/@me');
    sandbox.faults.add({ path: /users/, status: 200, body: '<p>Down</p>' });
    const page = await ask();
    expect(page).toMatchObject({ status: 200, body: '<p>Down</p>' });
    expect(page.headers.get('content-type')).toBe('text/html');
    sandbox.faults.add({
      path: /users/,
      status: 200,
      body: '{"id":',
      headers: { 'content-type': 'application/json', date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
    });
    const half = await ask();
    expect(half.body).toBe('{"id":');
    expect(half.headers.get('date')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
  });

  it('may be a 429 without a word on how long to wait', async () => {
    const { sandbox, bot } = await openPlace();
    const headers = { 'retry-after': null, 'x-ratelimit-scope': null, 'x-ratelimit-reset-after': null };
    sandbox.faults.add({ path: /users/, status: 429, body: '<h1>error 1015</h1>', headers });
    const banned = await bot.ask('GET', '/users/@me');
    expect(banned).toMatchObject({ status: 429, body: '<h1>error 1015</h1>' });
    expect([...banned.headers.keys()].filter((name) => /retry|ratelimit/.test(name))).toEqual([]);
  });
});

describe('messages that are over an hour old', () => {
  it('may be edited three times in six seconds in a channel, all of them together', async () => {
    const { sandbox, bot, photos, channel } = await openPhotos();
    const edit = (id: string, where = photos) => bot.ask('PATCH', `${where}/${id}`, { content: 'Changed' });
    const [old, older] = [await bot.say('photos', HELLO), await bot.say('photos', HELLO)];
    const elsewhere = await bot.say('general', HELLO);
    sandbox.clock.advance(3_600_000);
    const fresh = await bot.say('photos', HELLO);
    for (const { id } of [old, older, old]) expect(await edit(id)).toMatchObject({ status: 200 });
    const refused = await edit(older.id);
    expect(refused).toMatchObject({ status: 429, body: { code: 30046, retry_after: expect.any(Number) } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(sandbox.traffic.invalidRequests).toBe(1);
    expect(await edit(fresh.id)).toMatchObject({ status: 200 });
    const there = `/channels/${channel('general')}/messages`;
    expect(await edit(elsewhere.id, there)).toMatchObject({ status: 200 });
  });

  it('are those of an hour and more', async () => {
    const { sandbox, bot, photos } = await openPhotos();
    const { id } = await bot.say('photos', HELLO);
    sandbox.clock.advance(3_599_000);
    for (let edit = 1; edit <= 4; edit += 1)
      expect(await bot.ask('PATCH', `${photos}/${id}`, { content: `Edit ${edit}` })).toMatchObject({
        status: 200,
      });
  });
});
