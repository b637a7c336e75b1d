import { request } from 'node:http';
import { expect, test } from 'vitest';
import { badAt, openPlace, refusal } from './bare-bot.ts';

function asHost(port: number, host: string, path: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}

const MESSAGES = 1 << 9;

const file = (text: string, name: string, type = 'text/plain') => new File([text], name, { type });

test('knows the bot by its token and nobody without it', async () => {
  const { sandbox, bot } = await openPlace();
  expect(await bot.ask('GET', '/users/@me')).toMatchObject({
    status: 200,
    body: { id: sandbox.world.bot.id, username: 'Your bot', bot: true },
  });
  for (const authorization of ['', sandbox.token, `Bearer ${sandbox.token}`, 'Bot someone-else'])
    expect(await bot.ask('GET', '/users/@me', undefined, { headers: { authorization } })).toMatchObject({
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    });
});

test('answers a page of the web that reaches it by another name with 403', async () => {
  const { sandbox } = await openPlace();
  const { port } = sandbox;
  expect(await asHost(port, `127.0.0.1:${port}`, '/api/v10/gateway')).toBe(200);
  expect(await asHost(port, `localhost:${port}`, '/api/v10/gateway')).toBe(200);
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`])
    expect(await asHost(port, host, '/api/v10/gateway')).toBe(403);
  expect(await asHost(port, 'evil.example', '/attachments/1/file.txt')).toBe(403);
});

test('says 404 to what is no path at all, and lives on', async () => {
  const { sandbox } = await openPlace();
  const host = `127.0.0.1:${sandbox.port}`;
  expect(await asHost(sandbox.port, host, '//')).toBe(404);
  expect(await asHost(sandbox.port, host, '/api/v10/channels/%ff')).toBe(401);
  expect(await asHost(sandbox.port, host, '/api/v10/gateway')).toBe(200);
});

test('says 404 to a path that is no route, 405 to a method that a route lacks, and keeps both for the report', async () => {
  const { sandbox, bot } = await openPlace();
  expect(await bot.ask('GET', '/nothing/here')).toMatchObject({
    status: 404,
    body: { message: '404: Not Found', code: 0 },
  });
  expect(await bot.ask('PUT', '/users/@me')).toMatchObject({
    status: 405,
    body: { message: '405: Method Not Allowed', code: 0 },
  });
  expect(sandbox.traffic.unknownRoutes).toEqual(['GET /nothing/here', 'PUT /users/@me']);
});

test('tells where the gateway is and how many identifies are left', async () => {
  const { sandbox, bot } = await openPlace();
  expect(await bot.ask('GET', '/gateway/bot')).toMatchObject({
    body: {
      url: `ws://127.0.0.1:${sandbox.port}/gateway`,
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 999 },
    },
  });
});

test('tells of the guild, its channels, roles and members', async () => {
  const { sandbox, bot } = await openPlace();
  const { home } = sandbox.world;
  expect(await bot.ask('GET', `/guilds/${home.id}`)).toMatchObject({ body: { name: 'Sandbox Server' } });
  expect((await bot.ask('GET', `/guilds/${home.id}/channels`)).body).toHaveLength(home.channels.size);
  expect((await bot.ask('GET', `/guilds/${home.id}/roles`)).body).toHaveLength(home.roles.size);
  const { id } = sandbox.as('amara');
  expect(await bot.ask('GET', `/guilds/${home.id}/members/${id}`)).toMatchObject({ body: { user: { id } } });
  expect(await bot.ask('GET', `/guilds/${home.id}/members/1`)).toMatchObject(refusal(404, 10007));
  expect(await bot.ask('GET', '/guilds/1')).toMatchObject(refusal(404, 10004));
});

test('refuses a channel that is not there, one the bot cannot see and one it cannot write in, each in its own way', async () => {
  const { bot } = await openPlace();
  const form = { content: 'Hello' };
  expect(await bot.ask('POST', '/channels/1/messages', form)).toMatchObject(refusal(404, 10003));
  expect(await bot.say('staff', form)).toMatchObject(refusal(403, 50001));
  expect(await bot.say('announcements', form)).toMatchObject(refusal(403, 50013));
});

test('carries a message to the members who can see its channel', async () => {
  const { sandbox, bot, channel } = await openPlace();
  const said = await bot.say('general', { content: 'Hello' });
  expect(said).toMatchObject({
    status: 200,
    body: {
      channel_id: channel('general'),
      content: 'Hello',
      author: { id: sandbox.world.bot.id },
      type: 0,
      edited_timestamp: null,
    },
  });
  expect(await sandbox.as('amara').sees(({ id }) => id === said.id)).toMatchObject({ content: 'Hello' });
});

test('reads messages newest first, by page', async () => {
  const { bot, channel } = await openPlace();
  const ids: string[] = [];
  for (const content of ['one', 'two', 'three', 'four']) ids.push((await bot.say('general', { content })).id);
  const page = async (query: string) => {
    const { body } = await bot.ask('GET', `/channels/${channel('general')}/messages${query}`);
    return (body as { content: string }[]).map(({ content }) => content);
  };
  expect(await page('')).toEqual(['four', 'three', 'two', 'one']);
  expect(await page('?limit=2')).toEqual(['four', 'three']);
  expect(await page(`?limit=2&before=${ids[2]}`)).toEqual(['two', 'one']);
  expect(await page(`?limit=2&after=${ids[0]}`)).toEqual(['three', 'two']);
  expect(await page(`?limit=3&around=${ids[1]}`)).toEqual(['three', 'two', 'one']);
  for (const limit of ['0', '101', 'many'])
    expect(await bot.ask('GET', `/channels/${channel('general')}/messages?limit=${limit}`)).toMatchObject(
      badAt('limit'),
    );
});

test('changes what an edit names, leaves the rest and marks the message as edited', async () => {
  const { bot, channel, sandbox } = await openPlace();
  const said = await bot.say('general', { content: 'Six', embeds: [{ title: 'Run' }] });
  const path = `/channels/${channel('general')}/messages/${said.id}`;
  expect(await bot.ask('PATCH', path, { content: 'Seven' })).toMatchObject({
    status: 200,
    body: { id: said.id, content: 'Seven', embeds: [{ title: 'Run' }], edited_timestamp: expect.any(String) },
  });
  expect(await bot.ask('PATCH', path, { content: '', embeds: [] })).toMatchObject(refusal(400, 50006));
  expect(sandbox.as('amara').read()).toMatchObject([{ content: 'Seven' }]);
});

test('deletes a message once and has never heard of it afterwards', async () => {
  const { bot, channel, sandbox } = await openPlace();
  const path = `/channels/${channel('general')}/messages/${(await bot.say('general', { content: 'Bye' })).id}`;
  expect(await bot.ask('DELETE', path)).toMatchObject({ status: 204, body: undefined });
  for (const method of ['GET', 'DELETE'])
    expect(await bot.ask(method, path)).toMatchObject(refusal(404, 10008));
  expect(await bot.ask('PATCH', path, { content: 'Back' })).toMatchObject(refusal(404, 10008));
  expect(sandbox.as('amara').read()).toEqual([]);
});

test("lets the bot neither edit nor delete a member's message without the right", async () => {
  const { bot, channel, sandbox } = await openPlace();
  const { world } = sandbox;
  const general = world.channels.get(channel('general'));
  if (!general) throw new Error('There is no #general.');
  const { id } = sandbox.messages.create({
    channel: general,
    authorId: sandbox.as('amara').id,
    form: { content: 'Mine' },
    files: [],
  });
  const path = `/channels/${general.id}/messages/${id}`;
  expect(await bot.ask('PATCH', path, { content: 'Ours' })).toMatchObject(refusal(403, 50005));
  expect(await bot.ask('DELETE', path)).toMatchObject(refusal(403, 50013));
});

test('refuses a message with nothing in it with 50006', async () => {
  const { bot } = await openPlace();
  for (const form of [{}, { content: '' }, { content: ' \n ' }, { embeds: [], components: [] }])
    expect(await bot.say('general', form)).toMatchObject(refusal(400, 50006));
});

test('refuses a body that is no JSON, and one that is no object', async () => {
  const { sandbox, bot, channel } = await openPlace();
  const answer = await fetch(`${sandbox.url}/v10/channels/${channel('general')}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${sandbox.token}`, 'content-type': 'application/json' },
    body: '{"content":',
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 50109 }]);
  expect(await bot.say('general', ['Hello'])).toMatchObject(badAt('', 'DICT_TYPE_CONVERT'));
});

test('gives back the first message for the same nonce where it is enforced, for a few minutes', async () => {
  const { bot, sandbox } = await openPlace();
  const form = { content: 'Reminder', nonce: 'run-7', enforce_nonce: true };
  const first = await bot.say('general', form);
  expect(await bot.say('general', { ...form, content: 'Again' })).toMatchObject({
    status: 200,
    body: { id: first.id, content: 'Reminder', nonce: 'run-7' },
  });
  expect((await bot.say('photos', form)).id).toBe(first.id);
  expect(sandbox.as('amara').read()).toHaveLength(1);
  sandbox.clock.advance(60 * 60_000);
  expect((await bot.say('general', form)).id).not.toBe(first.id);
});

test('makes two messages of one nonce where it is not enforced, and remembers no refused one', async () => {
  const { bot, sandbox } = await openPlace();
  await bot.say('general', { content: 'One', nonce: 7 });
  expect(await bot.say('general', { content: 'Two', nonce: 7 })).toMatchObject({ body: { nonce: 7 } });
  expect(sandbox.as('amara').read()).toHaveLength(2);
  expect(await bot.say('general', { content: '', nonce: '8', enforce_nonce: true })).toMatchObject(
    refusal(400, 50006),
  );
  expect(await bot.say('general', { content: 'Three', nonce: '8', enforce_nonce: true })).toMatchObject({
    body: { content: 'Three' },
  });
});

test('takes files as parts of a form, with their names and descriptions, and serves them as downloads', async () => {
  const { bot, sandbox } = await openPlace();
  const said = await bot.say(
    'general',
    { content: 'Route', attachments: [{ id: 0, filename: 'route.gpx', description: 'The hilly one' }] },
    { files: { 'files[0]': file('<gpx/>', 'upload.bin', 'application/gpx+xml') } },
  );
  expect(said).toMatchObject({
    status: 200,
    body: {
      attachments: [
        { filename: 'route.gpx', description: 'The hilly one', size: 6, content_type: 'application/gpx+xml' },
      ],
    },
  });
  const [seen] = sandbox.as('amara').read();
  const served = await fetch(seen?.attachments[0]?.url ?? '');
  expect(await served.text()).toBe('<gpx/>');
  expect(served.headers.get('content-disposition')).toBe('attachment');
  expect((await fetch(`http://127.0.0.1:${sandbox.port}/attachments/1/none.txt`)).status).toBe(404);
});

test('keeps of its files those that an edit names, and takes new ones beside them', async () => {
  const { bot, channel } = await openPlace();
  const said = await bot.say('general', undefined, {
    files: { 'files[0]': file('a', 'a.txt'), 'files[1]': file('b', 'b.txt') },
  });
  const { attachments } = said.body as { attachments: { id: string; filename: string }[] };
  const path = `/channels/${channel('general')}/messages/${said.id}`;
  const names = (body: unknown) =>
    (body as { attachments: { filename: string }[] }).attachments.map(({ filename }) => filename);
  expect(names((await bot.ask('PATCH', path, { content: 'Two' })).body)).toEqual(['a.txt', 'b.txt']);
  const edited = await bot.ask(
    'PATCH',
    path,
    { attachments: [{ id: attachments[1]?.id }, { id: 0, description: 'new' }] },
    { files: { 'files[0]': file('c', 'c.txt') } },
  );
  expect(names(edited.body)).toEqual(['b.txt', 'c.txt']);
});

test('refuses an eleventh file, one of more than 10 MiB, and any where the bot may not attach', async () => {
  const { bot, sandbox, channel } = await openPlace();
  const eleven = Object.fromEntries(
    Array.from({ length: 11 }, (_, place) => [`files[${place}]`, file('x', `${place}.txt`)]),
  );
  expect(await bot.say('general', {}, { files: eleven })).toMatchObject(refusal(400, 50035));
  const large = file('x'.repeat(10 * 1024 * 1024 + 1), 'large.txt');
  expect(await bot.say('general', {}, { files: { 'files[0]': large } })).toMatchObject(refusal(413, 40005));
  const attachFiles = 1n << 15n;
  sandbox.world.channels
    .get(channel('photos'))
    ?.overwrites.push({ id: sandbox.world.bot.id, type: 1, allow: 0n, deny: attachFiles });
  expect(await bot.say('photos', {}, { files: { 'files[0]': file('x', 'x.txt') } })).toMatchObject(
    refusal(403, 50013),
  );
});

test('refuses embeds where the bot may not embed, and history where it may not read it', async () => {
  const { bot, sandbox, channel } = await openPlace();
  const said = await bot.say('photos', { content: 'Hello' });
  const [embedLinks, readHistory] = [1n << 14n, 1n << 16n];
  sandbox.world.channels
    .get(channel('photos'))
    ?.overwrites.push({ id: sandbox.world.bot.id, type: 1, allow: 0n, deny: embedLinks | readHistory });
  expect(await bot.say('photos', { embeds: [{ title: 'Run' }] })).toMatchObject(refusal(403, 50013));
  expect(await bot.ask('GET', `/channels/${channel('photos')}/messages/${said.id}`)).toMatchObject(
    refusal(403, 50013),
  );
  expect(await bot.ask('GET', `/channels/${channel('photos')}/messages`)).toMatchObject({
    status: 200,
    body: [],
  });
});

test('replaces all commands at once and gives one of the same name its old id', async () => {
  const { bot, sandbox } = await openPlace();
  const path = `/applications/${sandbox.world.applicationId}/commands`;
  const idsOf = ({ body }: { body: unknown }) =>
    Object.fromEntries((body as { name: string; id: string }[]).map(({ name, id }) => [name, id]));
  const before = idsOf(
    await bot.register({ name: 'stretch', description: 'Stretch' }, { name: 'plan', description: 'Plan' }),
  );
  const after = idsOf(
    await bot.register({ name: 'tip', description: 'Tip' }, { name: 'plan', description: 'A plan' }),
  );
  expect(Object.keys(after)).toEqual(['tip', 'plan']);
  expect(after['plan']).toBe(before['plan']);
  expect(idsOf(await bot.ask('GET', path))).toEqual(after);
});

test('makes one command with 201 and replaces it with 200', async () => {
  const { bot, sandbox } = await openPlace();
  const path = `/applications/${sandbox.world.applicationId}/commands`;
  const made = await bot.ask('POST', path, { name: 'stretch', description: 'Stretch' });
  expect(made.status).toBe(201);
  expect(await bot.ask('POST', path, { name: 'stretch', description: 'Again' })).toMatchObject({
    status: 200,
    id: made.id,
    body: { description: 'Again', type: 1, application_id: sandbox.world.applicationId },
  });
  expect(await bot.ask('GET', path)).toMatchObject({ body: [{ description: 'Again' }] });
});

test('reads, changes and deletes one command by its id', async () => {
  const { bot, sandbox } = await openPlace();
  const path = `/applications/${sandbox.world.applicationId}/commands`;
  const { id } = await bot.ask('POST', path, { name: 'stretch', description: 'Stretch' });
  expect(await bot.ask('PATCH', `${path}/${id}`, { description: 'Hold still' })).toMatchObject({
    status: 200,
    body: { id, name: 'stretch', description: 'Hold still' },
  });
  expect(await bot.ask('GET', `${path}/${id}`)).toMatchObject({ body: { description: 'Hold still' } });
  expect((await bot.ask('DELETE', `${path}/${id}`)).status).toBe(204);
  for (const method of ['GET', 'DELETE'])
    expect(await bot.ask(method, `${path}/${id}`)).toMatchObject(refusal(404, 10063));
});

test('leaves the translations out of a list of commands unless it is asked for them', async () => {
  const { bot, sandbox } = await openPlace();
  await bot.register({ name: 'tip', description: 'Tip', name_localizations: { fr: 'conseil' } });
  const path = `/applications/${sandbox.world.applicationId}/commands`;
  const { body: without } = await bot.ask('GET', path);
  expect((without as object[])[0]).not.toHaveProperty('name_localizations');
  expect(await bot.ask('GET', `${path}?with_localizations=true`)).toMatchObject({
    body: [{ name_localizations: { fr: 'conseil' } }],
  });
});

test("keeps one server's commands apart from everybody's, and refuses those of a server it is not in", async () => {
  const { bot, sandbox } = await openPlace({ idleGuilds: 1 });
  const { applicationId, home } = sandbox.world;
  const own = await bot.ask('PUT', `/applications/${applicationId}/guilds/${home.id}/commands`, [
    { name: 'try', description: 'Try' },
  ]);
  expect(own).toMatchObject({ status: 200, body: [{ name: 'try', guild_id: home.id }] });
  expect(await bot.ask('GET', `/applications/${applicationId}/commands`)).toMatchObject({ body: [] });
  expect(sandbox.as('amara').commands()).toMatchObject([{ path: 'try' }]);
  expect(await bot.ask('PUT', `/applications/${applicationId}/guilds/1/commands`, [])).toMatchObject(
    refusal(403, 50001),
  );
  expect((await bot.ask('GET', '/applications/1/commands')).status).toBeGreaterThanOrEqual(403);
});

test('sends fields that nobody announced with everything', async () => {
  const { sandbox, bot, channel } = await openPlace();
  const guild = `/guilds/${sandbox.world.home.id}`;
  const message = await bot.say('photos', { content: 'Hello' });
  const seen = await Promise.all(
    [
      '/users/@me',
      guild,
      `${guild}/members/${sandbox.as('ben').id}`,
      `/channels/${channel('photos')}`,
      `/channels/${channel('photos')}/messages/${message.id}`,
    ].map(async (path) => (await bot.ask('GET', path)).body),
  );
  for (const one of seen) expect(one).toHaveProperty('unannounced_field');
});

test('tells a nonce when a message is made, and keeps it no longer', async () => {
  const { bot, channel } = await openPlace({ intents: MESSAGES });
  const made = await bot.say('photos', { content: 'Hello', nonce: 'n-1' });
  expect(made.body).toMatchObject({ nonce: 'n-1' });
  expect(await bot.tells('MESSAGE_CREATE')).toMatchObject({ nonce: 'n-1' });
  const path = `/channels/${channel('photos')}/messages`;
  expect((await bot.ask('GET', `${path}/${made.id}`)).body).not.toHaveProperty('nonce');
  expect((await bot.ask('GET', path)).body).not.toMatchObject([{ nonce: 'n-1' }]);
});

test('does not make a message again that was deleted since, for the same nonce', async () => {
  const { bot, channel, sandbox } = await openPlace();
  const say = () => bot.say('photos', { content: 'Hello', nonce: 'n-1', enforce_nonce: true });
  const { id } = await say();
  await bot.ask('DELETE', `/channels/${channel('photos')}/messages/${id}`);
  expect(await say()).toMatchObject(refusal(404, 10008));
  sandbox.clock.advance(5 * 60_000);
  expect(await say()).toMatchObject({ status: 200 });
});

test('keeps what people write from a bot, unless it is mentioned', async () => {
  const { sandbox, bot, channel } = await openPlace({ intents: MESSAGES });
  const ben = sandbox.as('ben').in('photos');
  const bytes = new TextEncoder().encode('hello');
  const secret = ben.say('A secret', [{ filename: 'a.txt', contentType: 'text/plain', bytes }]);
  const nothing = { content: '', attachments: [], components: [], embeds: [] };
  expect(await bot.tells('MESSAGE_CREATE')).toMatchObject({ id: secret.id, ...nothing });
  const path = `/channels/${channel('photos')}/messages`;
  expect((await bot.ask('GET', path)).body).toMatchObject([{ id: secret.id, ...nothing }]);
  const called = ben.say(`<@${sandbox.world.bot.id}> hello`);
  expect((await bot.ask('GET', `${path}/${called.id}`)).body).toMatchObject({
    content: expect.stringContaining('hello'),
  });
});
