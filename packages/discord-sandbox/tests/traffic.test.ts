import { expect, test } from 'vitest';
import { createRateLimits } from '../src/rest/rate-limits.ts';
import { type BareBot, openPlace, refusal } from './bare-bot.ts';

const hello = { content: 'Hello' };
const stretch = { name: 'stretch', description: 'Stretch' };
const hold = { type: 4, data: { content: 'Hold' } };

test('tells in headers how much of a route is left', async () => {
  const { bot } = await openPlace();
  for (const remaining of ['4', '3', '2', '1', '0']) {
    const { status, headers } = await bot.say('general', hello);
    expect(status).toBe(200);
    expect(headers.get('x-ratelimit-limit')).toBe('5');
    expect(headers.get('x-ratelimit-remaining')).toBe(remaining);
    expect(Number(headers.get('x-ratelimit-reset-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('x-ratelimit-reset-after'))).toBeLessThanOrEqual(5);
    expect(Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000).toBeLessThan(6);
    expect(headers.get('x-ratelimit-scope')).toBeNull();
  }
});

test('answers the sixth message in a channel with 429, and says how long to wait', async () => {
  const { sandbox, bot } = await openPlace();
  for (let count = 0; count < 5; count += 1) await bot.say('general', hello);
  const { status, headers, body } = await bot.say('general', hello);
  expect(status).toBe(429);
  expect(body).toMatchObject({ message: 'You are being rate limited.', global: false });
  const { retry_after: wait } = body as { retry_after: number };
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(5);
  expect(Number(headers.get('retry-after'))).toBe(Math.ceil(wait));
  expect(headers.get('x-ratelimit-scope')).toBe('user');
  expect(headers.get('x-ratelimit-remaining')).toBe('0');
  expect(headers.get('x-ratelimit-global')).toBeNull();
  expect(sandbox.as('amara').read()).toHaveLength(5);
  expect(sandbox.traffic.invalidRequests).toBe(1);
});

test("counts each channel and each route for itself, and names a route's bucket without the channel", async () => {
  const { bot, channel } = await openPlace();
  for (let count = 0; count < 6; count += 1) await bot.say('general', hello);
  const elsewhere = await bot.say('photos', hello);
  expect(elsewhere.status).toBe(200);
  const read = await bot.ask('GET', `/channels/${channel('general')}/messages`);
  const looked = await bot.ask('GET', `/channels/${channel('general')}`);
  const here = await bot.say('general', hello);
  expect([here.status, read.status, looked.status]).toEqual([429, 200, 200]);
  const bucket = ({ headers }: { headers: Headers }) => headers.get('x-ratelimit-bucket');
  expect(bucket(here)).toBe(bucket(elsewhere));
  expect(new Set([here, read, looked].map(bucket)).size).toBe(3);
});

test("does not lift a limit when the sandbox's clock is moved", async () => {
  const { sandbox, bot } = await openPlace();
  for (let count = 0; count < 5; count += 1) await bot.say('general', hello);
  sandbox.clock.advance(60_000);
  expect((await bot.say('general', hello)).status).toBe(429);
});

test('opens a route again when its window is over', () => {
  let now = 0;
  const limits = createRateLimits(() => now);
  const take = () => limits.take('POST /channels/1/messages', 'POST /channels/:channel/messages');
  const taken = Array.from({ length: 6 }, () => take().allowed);
  expect(taken).toEqual([true, true, true, true, true, false]);
  now = 4_999;
  expect(take()).toMatchObject({ allowed: false, scope: 'user', resetAfterMs: 1 });
  now = 5_000;
  expect(take()).toMatchObject({ allowed: true, remaining: 4 });
});

test('lets fifty requests a second through altogether, whatever their routes', () => {
  let now = 0;
  const limits = createRateLimits(() => now);
  const take = (place: number) => limits.take(`GET /guilds/${place}`, 'GET /guilds/:guild');
  const allowed = Array.from({ length: 60 }, (_, place) => take(place)).filter((one) => one.allowed);
  expect(allowed).toHaveLength(50);
  now = 999;
  expect(take(100)).toMatchObject({ allowed: false, scope: 'global', resetAfterMs: 1 });
  now = 1_000;
  expect(take(100).allowed).toBe(true);
});

/** Uses up the bot's fifty requests of this second. */
async function flood(bot: BareBot): Promise<Awaited<ReturnType<BareBot['ask']>>[]> {
  const paths = ['/users/@me', '/gateway/bot', '/applications/@me'];
  return Promise.all(paths.flatMap((path) => Array.from({ length: 28 }, () => bot.ask('GET', path))));
}

test('answers the bot as a whole with a global 429 beyond its fifty, without the headers of a route', async () => {
  const { bot } = await openPlace();
  const refused = (await flood(bot)).filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body, headers } of refused) {
    expect(body).toMatchObject({ global: true, retry_after: expect.any(Number) });
    expect(headers.get('x-ratelimit-global')).toBe('true');
    expect(headers.get('x-ratelimit-scope')).toBe('global');
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('x-ratelimit-bucket')).toBeNull();
  }
});

test('counts neither answers to interactions nor their follow-ups towards the fifty', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register(stretch);
  const running = sandbox.as('amara').run('stretch');
  const heard = await bot.hears();
  const flooded = await flood(bot);
  expect(flooded.some(({ status }) => status === 429)).toBe(true);
  expect((await bot.answer(heard, hold)).status).toBe(204);
  expect((await bot.followUp(heard, hello)).status).toBe(200);
  expect((await bot.message(heard, 'GET', '@original')).status).toBe(200);
  expect((await running).kind).toBe('message');

  const limits = createRateLimits(() => 0);
  const routes = Array.from({ length: 200 }, (_, place) => `POST /interactions/${place}/token/callback`);
  expect(routes.every((route) => limits.take(route, 'callback').allowed)).toBe(true);
  expect(limits.take('GET /users/@me', 'GET /users/@me')).toMatchObject({ allowed: true });
});

test("limits the follow-ups of one interaction, as it does a webhook's", async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register(stretch);
  const running = sandbox.as('amara').run('stretch');
  const heard = await bot.hears();
  await bot.answer(heard, hold);
  await running;
  for (let count = 0; count < 5; count += 1) expect((await bot.followUp(heard, hello)).status).toBe(200);
  expect(await bot.followUp(heard, hello)).toMatchObject({ status: 429, body: { global: false } });
});

test('keeps a book of what went over the wire, without the tokens of interactions', async () => {
  const { sandbox, bot, channel } = await openPlace();
  await bot.register(stretch);
  const running = sandbox.as('amara').run('stretch');
  const heard = await bot.hears();
  await bot.answer(heard, hold);
  await running;
  await bot.followUp(heard, hello);
  await bot.say('staff', hello);
  const { applicationId } = sandbox.world;
  expect(sandbox.traffic.requests).toMatchObject([
    { method: 'PUT', path: `/applications/${applicationId}/commands`, status: 200 },
    { method: 'POST', path: `/interactions/${heard.id}/:token/callback`, status: 204 },
    { method: 'POST', path: `/webhooks/${applicationId}/:token`, status: 200 },
    { method: 'POST', path: `/channels/${channel('staff')}/messages`, status: 403 },
  ]);
  expect(JSON.stringify(sandbox.traffic)).not.toContain(heard.token);
  expect(sandbox.traffic.invalidRequests).toBe(1);
  expect(sandbox.traffic.violations).toEqual([]);
});

test('fails a request with the status that was asked for, without its effect, and only as often', async () => {
  const { sandbox, bot } = await openPlace();
  sandbox.faults.add({ method: 'POST', path: /\/messages$/, status: 503, times: 2 });
  expect((await bot.ask('GET', '/users/@me')).status).toBe(200);
  expect((await bot.say('general', hello)).status).toBe(503);
  expect((await bot.say('general', hello)).status).toBe(503);
  expect(sandbox.as('amara').read()).toEqual([]);
  expect((await bot.say('general', hello)).status).toBe(200);
  expect(sandbox.as('amara').read()).toHaveLength(1);
});

test('fails with a body of its own where one was given, and not at all once the faults are cleared', async () => {
  const { sandbox, bot } = await openPlace();
  const fault = { path: /\/users\/@me$/, status: 403, body: { message: 'Missing Access', code: 50001 } };
  sandbox.faults.add({ ...fault, times: 10 });
  expect(await bot.ask('GET', '/users/@me')).toMatchObject(refusal(403, 50001));
  sandbox.faults.clear();
  expect((await bot.ask('GET', '/users/@me')).status).toBe(200);
});

test('says 429 on purpose with as long a wait as was asked for', async () => {
  const { sandbox, bot } = await openPlace();
  sandbox.faults.add({ path: /\/messages$/, status: 429, retryAfter: 0.25 });
  const { status, body, headers } = await bot.say('general', hello);
  expect([status, body]).toMatchObject([429, { retry_after: 0.25, global: false }]);
  expect(headers.get('x-ratelimit-scope')).toBe('user');
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(0.25);
});

test('cuts the line before a request has had its effect', async () => {
  const { sandbox, bot } = await openPlace();
  sandbox.faults.add({ path: /\/messages$/, drop: 'before' });
  await expect(bot.say('general', hello)).rejects.toThrow();
  expect(sandbox.as('amara').read()).toEqual([]);
});

test('cuts the line after the effect, so that a nonce is needed not to say it twice', async () => {
  const { sandbox, bot } = await openPlace();
  sandbox.faults.add({ path: /\/messages$/, drop: 'after', times: 2 });
  const form = { ...hello, nonce: 'once', enforce_nonce: true };
  await expect(bot.say('general', form)).rejects.toThrow();
  expect(sandbox.as('amara').read()).toHaveLength(1);
  await expect(bot.say('general', form)).rejects.toThrow();
  expect((await bot.say('general', form)).status).toBe(200);
  expect(sandbox.as('amara').read()).toHaveLength(1);
});

test('holds a request back until its delay is over on the clock', async () => {
  const { sandbox, bot } = await openPlace();
  sandbox.faults.add({ path: /\/messages$/, delayMs: 60 * 60_000 });
  const slow = bot.say('general', { content: 'Slow' });
  // The delay is taken up by whichever comes first, so the second has to come after it.
  while (sandbox.faults.pending > 0) await bot.ask('GET', '/gateway');
  expect((await bot.say('general', { content: 'Quick' })).status).toBe(200);
  expect(sandbox.as('amara').read()).toMatchObject([{ content: 'Quick' }]);
  sandbox.clock.advance(60 * 60_000);
  expect((await slow).status).toBe(200);
  expect(sandbox.as('amara').read()).toHaveLength(2);
});

test('loses an interaction whose answer is held back for three seconds', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register(stretch);
  const running = sandbox.as('amara').run('stretch');
  const heard = await bot.hears();
  sandbox.faults.add({ path: /\/callback$/, delayMs: 3_000 });
  const late = bot.answer(heard, hold);
  while (sandbox.faults.pending > 0) await bot.ask('GET', '/gateway');
  sandbox.clock.advance(3_000);
  expect(await late).toMatchObject(refusal(404, 10062));
  expect((await running).kind).toBe('failed');
});
