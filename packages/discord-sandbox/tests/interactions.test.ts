import { expect, test } from 'vitest';
import { ClientRefusal } from '../src/client/member.ts';
import { selectsOf } from '../src/client/queries.ts';
import { defaultSeed } from '../src/world/seed.ts';
import {
  badAt,
  button,
  COMPONENTS_V2,
  EPHEMERAL,
  given,
  labelled,
  openPlace,
  refusal,
  row,
  words,
} from './bare-bot.ts';

const LOADING = 128;
const MINUTE = 60_000;
const STRETCH = { name: 'stretch', description: 'Stretch' };

const say = (data: object) => ({ type: 4, data });
const update = (data: object) => ({ type: 7, data });
const hold = say({ content: 'Hold' });
const form = (...components: readonly object[]) => ({
  type: 9,
  data: { custom_id: 'form', title: 'Your week', components },
});
const note = (more: object = {}) => labelled('Note', { type: 4, custom_id: 'note', style: 1, ...more });
const choice = (label: string, more: object = {}) => ({ label, value: label.toLowerCase(), ...more });

/** Amara says /stretch, and the bot hears of it. */
async function stretching() {
  const place = await openPlace();
  await place.bot.register(STRETCH);
  const amara = place.sandbox.as('amara');
  const answer = amara.run('stretch');
  return { ...place, amara, answer, heard: await place.bot.hears() };
}

/** Amara says /stretch and is shown a message. */
async function showing(data: object) {
  const place = await stretching();
  await place.bot.answer(place.heard, say(data));
  return { ...place, message: given((await place.answer).message) };
}

/** Amara says /stretch and is given a form. */
async function asking(...components: readonly object[]) {
  const place = await stretching();
  await place.bot.answer(place.heard, form(...components));
  return { ...place, modal: given((await place.answer).modal) };
}

test('tells the bot who acted, where, in which language, and what both may do there', async () => {
  const place = await openPlace();
  const { sandbox, bot, channel } = place;
  const registered = await bot.register(STRETCH);
  const chloe = sandbox.as('chloe');
  void chloe.in('announcements').run('stretch');
  const heard = await bot.hears();
  expect(heard).toMatchObject({
    type: 2,
    application_id: sandbox.world.applicationId,
    guild_id: sandbox.world.home.id,
    channel_id: channel('announcements'),
    locale: 'fr',
    guild_locale: 'en-GB',
    member: { user: { id: chloe.id, username: 'chloe' } },
    data: { id: (registered.body as { id: string }[])[0]?.id, name: 'stretch', type: 1 },
  });
  const sendMessages = 1n << 11n;
  for (const permissions of [
    heard['app_permissions'],
    (heard['member'] as { permissions: string }).permissions,
  ])
    expect(BigInt(String(permissions)) & sendMessages).toBe(0n);
  expect(heard).not.toHaveProperty('message');
});

test('shows an answer to everybody in the channel, with whose command it answers', async () => {
  const { sandbox, bot, heard, answer } = await stretching();
  expect(await bot.answer(heard, hold)).toMatchObject({ status: 204, body: undefined });
  expect(await answer).toMatchObject({
    kind: 'message',
    failure: undefined,
    acknowledgedMs: expect.any(Number),
    message: { content: 'Hold', ephemeral: false, interaction: { user: 'Amara', command: 'stretch' } },
  });
  expect(sandbox.as('ben').read()).toMatchObject([{ content: 'Hold' }]);
});

test('takes answers without the token of the bot, for they have one of their own', async () => {
  const { bot, heard } = await stretching();
  const bare = { headers: { authorization: '' } };
  expect((await bot.answer(heard, hold, bare)).status).toBe(204);
  expect((await bot.followUp(heard, hold.data, bare)).status).toBe(200);
  expect((await bot.message(heard, 'DELETE', '@original', undefined, bare)).status).toBe(204);
});

test('takes files with an answer, and keeps them through an edit of its text', async () => {
  const { bot, heard, answer, amara } = await stretching();
  const files = { 'files[0]': new File(['<gpx/>'], 'upload') };
  const attachments = [{ id: '0', filename: 'route.gpx', description: 'The hilly one' }];
  expect((await bot.answer(heard, say({ content: 'Route', attachments }), { files })).status).toBe(204);
  expect((await answer).message?.attachments).toMatchObject([{ filename: 'route.gpx', size: 6 }]);
  await bot.message(heard, 'PATCH', '@original', { content: 'The route' });
  expect(amara.read()).toMatchObject([{ content: 'The route', attachments: [{ filename: 'route.gpx' }] }]);
});

test('answers where the bot may not send messages of its own', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register(STRETCH);
  const running = sandbox.as('amara').in('announcements').run('stretch');
  expect((await bot.answer(await bot.hears(), hold)).status).toBe(204);
  expect((await running).message?.channel).toBe('announcements');
});

test('fails an interaction that nobody answers within three seconds, and then does not know it', async () => {
  const { sandbox, bot, heard, answer } = await stretching();
  sandbox.clock.advance(3_000);
  expect(await answer).toMatchObject({
    kind: 'failed',
    acknowledgedMs: null,
    message: undefined,
    failure: 'The application did not respond',
  });
  expect(await bot.answer(heard, hold)).toMatchObject(refusal(404, 10062));
  expect(await bot.followUp(heard, hold.data)).toMatchObject(refusal(404, 10015));
  expect(sandbox.as('amara').read()).toEqual([]);
});

test('takes an answer just before the three seconds are over', async () => {
  const { sandbox, bot, heard, answer } = await stretching();
  sandbox.clock.advance(2_000);
  expect((await bot.answer(heard, hold)).status).toBe(204);
  sandbox.clock.advance(2_000);
  expect((await answer).kind).toBe('message');
});

test('does not know an interaction by a wrong id or a wrong token', async () => {
  const { bot, heard } = await stretching();
  expect(await bot.answer({ ...heard, id: '1' }, hold)).toMatchObject(refusal(404, 10062));
  expect(await bot.answer({ ...heard, token: 'guess' }, hold)).toMatchObject(refusal(404, 10062));
});

test('refuses a second answer with 40060', async () => {
  const { bot, heard, answer, amara } = await stretching();
  const both = await Promise.all([bot.answer(heard, hold), bot.answer(heard, hold)]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
  expect(both.find(({ status }) => status === 400)).toMatchObject(refusal(400, 40060));
  expect(await bot.answer(heard, form(note()))).toMatchObject(refusal(400, 40060));
  expect((await answer).kind).toBe('message');
  expect(amara.read()).toHaveLength(1);
});

test('takes edits and follow-ups for fifteen minutes and then no longer knows the token', async () => {
  const { sandbox, bot, heard, amara } = await stretching();
  await bot.answer(heard, hold);
  sandbox.clock.advance(14 * MINUTE);
  expect((await bot.message(heard, 'PATCH', '@original', { content: 'Rest' })).status).toBe(200);
  expect((await bot.followUp(heard, { content: 'Again' })).status).toBe(200);
  sandbox.clock.advance(MINUTE);
  expect(await bot.message(heard, 'PATCH', '@original', { content: 'Late' })).toMatchObject(
    refusal(401, 50027),
  );
  expect(await bot.followUp(heard, { content: 'Late' })).toMatchObject(refusal(401, 50027));
  expect(amara.read().map(({ content }) => content)).toEqual(['Rest', 'Again']);
});

test('pays no heed to a nonce in follow-ups, which are those of a webhook', async () => {
  const { bot, heard, amara } = await showing({ content: 'Hold' });
  const again = { content: 'Again', nonce: 'same', enforce_nonce: true };
  const ids = [(await bot.followUp(heard, again)).id, (await bot.followUp(heard, again)).id];
  expect(new Set(ids).size).toBe(2);
  expect(amara.read()).toHaveLength(3);
});

test('still lets the bot edit an answer as a message of its own when the token is over', async () => {
  const { sandbox, bot, channel, message, amara } = await showing({ content: 'Hold' });
  sandbox.clock.advance(15 * MINUTE);
  const path = `/channels/${channel('general')}/messages/${message.id}`;
  expect((await bot.ask('PATCH', path, { content: 'Rest' })).status).toBe(200);
  expect(amara.read()).toMatchObject([{ content: 'Rest' }]);
});

test('has no webhook for an interaction before its first answer', async () => {
  const { bot, heard } = await stretching();
  expect(await bot.followUp(heard, hold.data)).toMatchObject(refusal(404, 10015));
  expect(await bot.message(heard, 'PATCH', '@original', hold.data)).toMatchObject(refusal(404, 10015));
  expect((await bot.answer(heard, hold)).status).toBe(204);
});

test('knows no message that was deleted, never made, or made by another interaction', async () => {
  const { bot, heard, amara } = await stretching();
  await bot.answer(heard, hold);
  const second = amara.run('stretch');
  const other = await bot.hears();
  await bot.answer(other, hold);
  const { message } = await second;
  expect(await bot.message(heard, 'GET', given(message).id)).toMatchObject(refusal(404, 10008));
  expect((await bot.message(heard, 'DELETE', '@original')).status).toBe(204);
  expect(await bot.message(heard, 'PATCH', '@original', hold.data)).toMatchObject(refusal(404, 10008));
  expect(await bot.message(heard, 'DELETE', '1')).toMatchObject(refusal(404, 10008));
  expect(amara.read()).toHaveLength(1);
});

test('knows no message of an interaction that was answered with a form', async () => {
  const { bot, heard } = await asking(note());
  expect(await bot.message(heard, 'GET', '@original')).toMatchObject(refusal(404, 10008));
  expect((await bot.followUp(heard, { content: 'Meanwhile' })).status).toBe(200);
});

test('refuses to change a message that was deleted while its button was being pressed', async () => {
  const { bot, channel, amara, message } = await showing({ components: [row(button('Go', 'go'))] });
  const pressed = amara.press(message, 'Go');
  const heard = await bot.hears();
  await bot.ask('DELETE', `/channels/${channel('general')}/messages/${message.id}`);
  expect(await bot.answer(heard, update({ content: 'Gone' }))).toMatchObject(refusal(404, 10008));
  expect((await bot.answer(heard, hold)).status).toBe(204);
  expect((await pressed).kind).toBe('message');
});

const ANSWERS = {
  pong: { type: 1 },
  message: hold,
  thinking: { type: 5 },
  acknowledge: { type: 6 },
  update: update({ content: 'New' }),
  choices: { type: 8, data: { choices: [] } },
  form: form(note()),
} as const;

/** Which answers fit which interaction; all others are refused. */
const FITTING: Readonly<Record<string, readonly (keyof typeof ANSWERS)[]>> = {
  'a command': ['message', 'thinking', 'form'],
  'a button': ['message', 'thinking', 'acknowledge', 'update', 'form'],
  'a form that a command opened': ['message', 'thinking'],
  'a form that a button opened': ['message', 'thinking', 'acknowledge', 'update'],
  typing: ['choices'],
};
const PAIRS = Object.entries(FITTING).flatMap(([what, fitting]) =>
  (Object.keys(ANSWERS) as (keyof typeof ANSWERS)[]).map((name) => ({
    what,
    name,
    verb: fitting.includes(name) ? 'takes' : 'refuses',
  })),
);

/** Has a member do what the table says. The bot has still to answer. */
async function doing(what: string) {
  const place = await openPlace();
  const { bot, sandbox } = place;
  const topic = { type: 3, name: 'topic', description: 'Topic', autocomplete: true };
  await bot.register({ ...STRETCH, options: [topic] });
  const amara = sandbox.as('amara');
  if (what === 'typing') {
    void amara.suggest('stretch', {}, 'topic');
    return { bot, heard: await bot.hears() };
  }
  const ran = amara.run('stretch');
  const command = await bot.hears();
  if (what === 'a command') return { bot, heard: command };
  const viaButton = what !== 'a form that a command opened';
  await bot.answer(command, viaButton ? say({ components: [row(button('Go', 'go'))] }) : form(note()));
  const opened = await ran;
  if (!viaButton) {
    void amara.submit(given(opened.modal), { Note: 'a' });
    return { bot, heard: await bot.hears() };
  }
  const pressed = amara.press(given(opened.message), 'Go');
  const press = await bot.hears();
  if (what === 'a button') return { bot, heard: press };
  await bot.answer(press, form(note()));
  void amara.submit(given((await pressed).modal), { Note: 'a' });
  return { bot, heard: await bot.hears() };
}

test.for(PAIRS)('$verb for $what the answer "$name"', async ({ what, name, verb }) => {
  const { bot, heard } = await doing(what);
  const told = await bot.answer(heard, ANSWERS[name]);
  expect(told).toMatchObject(verb === 'takes' ? { status: 204 } : badAt('type'));
});

test('tells more of its first answer where it is asked to', async () => {
  const { sandbox, bot, heard, amara } = await stretching();
  const path = `/interactions/${heard.id}/${heard.token}/callback?with_response=true`;
  const told = await bot.ask('POST', path, say({ content: 'Hold', flags: EPHEMERAL }));
  const [message] = amara.read();
  expect(told).toMatchObject({
    status: 200,
    body: {
      interaction: {
        id: heard.id,
        type: 2,
        response_message_id: given(message).id,
        response_message_loading: false,
        response_message_ephemeral: true,
      },
      resource: { type: 4, message: { content: 'Hold' } },
    },
  });
  const again = sandbox.as('amara').run('stretch');
  const second = await bot.hears();
  const deferred = await bot.ask(
    'POST',
    `/interactions/${second.id}/${second.token}/callback?with_response=true`,
    { type: 5 },
  );
  expect(deferred.body).toMatchObject({
    interaction: { response_message_loading: true },
    resource: { type: 5 },
  });
  expect((deferred.body as { resource: object }).resource).not.toHaveProperty('message');
  expect((await again).kind).toBe('thinking');
});

test('shows an ephemeral answer to its owner alone', async () => {
  const { sandbox, bot, channel, amara, message } = await showing({ content: 'Psst', flags: EPHEMERAL });
  expect(message.ephemeral).toBe(true);
  expect(amara.read()).toMatchObject([{ content: 'Psst' }]);
  for (const other of ['ben', 'admin']) expect(sandbox.as(other).read()).toEqual([]);
  const messages = `/channels/${channel('general')}/messages`;
  expect(await bot.ask('GET', messages)).toMatchObject({ body: [] });
  expect(await bot.ask('GET', `${messages}/${message.id}`)).toMatchObject(refusal(404, 10008));
  expect(await bot.ask('PATCH', `${messages}/${message.id}`, hold.data)).toMatchObject(refusal(404, 10008));
});

test("lets nobody press a button on another member's ephemeral message", async () => {
  const { sandbox, message } = await showing({ flags: EPHEMERAL, components: [row(button('Go', 'go'))] });
  await expect(sandbox.as('ben').press(message, 'Go')).rejects.toThrow(ClientRefusal);
});

test.each([
  ['an edit of what was announced', 5, 'PATCH', { kind: 'message', message: { content: 'Whole' } }],
  ['an edit of its own message', 6, 'PATCH', { kind: 'update', message: { content: 'Whole' } }],
  ['nothing any more', 5, 'DELETE', { kind: 'update', message: undefined }],
] as const)('gives the whole answer where that is %s', async (_what, type, method, whole) => {
  const { bot, amara, message } = await showing({ components: [row(button('Go', 'go'))] });
  const pressed = amara.press(message, 'Go');
  const heard = await bot.hears();
  await bot.answer(heard, { type });
  const first = await pressed;
  const all = first.whole();
  await bot.message(heard, method, '@original', method === 'PATCH' ? { content: 'Whole' } : undefined);
  expect(await all).toMatchObject(whole);
});

test('fixes with the deferral who sees the answer', async () => {
  for (const [deferred, later] of [
    [EPHEMERAL, 0],
    [0, EPHEMERAL],
  ] as const) {
    const { sandbox, bot, heard, answer, amara } = await stretching();
    await bot.answer(heard, { type: 5, data: { flags: deferred } });
    expect(await answer).toMatchObject({ kind: 'thinking', message: { ephemeral: deferred === EPHEMERAL } });
    await bot.message(heard, 'PATCH', '@original', { content: 'Done', flags: later });
    const hidden = deferred === EPHEMERAL;
    expect(amara.read()).toMatchObject([{ content: 'Done', ephemeral: hidden }]);
    expect(sandbox.as('ben').read()).toHaveLength(hidden ? 0 : 1);
  }
});

test('completes "is thinking" with the first follow-up, as hidden as that was, and says the next one anew', async () => {
  const { bot, heard, answer, amara } = await stretching();
  await bot.answer(heard, { type: 5, data: { flags: EPHEMERAL } });
  const thinking = given((await answer).message);
  expect(thinking.flags & LOADING).toBe(LOADING);
  const first = await bot.followUp(heard, { content: 'One' });
  expect(first.id).toBe(thinking.id);
  const second = await bot.followUp(heard, { content: 'Two' });
  expect(second.id).not.toBe(thinking.id);
  expect(amara.read()).toMatchObject([
    { content: 'One', ephemeral: true, editedAt: null, flags: EPHEMERAL },
    { content: 'Two', ephemeral: false },
  ]);
  expect(await bot.message(heard, 'GET', '@original')).toMatchObject({ body: { content: 'One' } });
  expect((await bot.message(heard, 'DELETE', second.id)).status).toBe(204);
});

test('takes from a deferral nothing but who will see the answer', async () => {
  const { bot, heard, answer } = await stretching();
  await bot.answer(heard, { type: 5, data: { content: 'Too early' } });
  expect((await answer).message?.content).toBe('');
});

test('turns "is thinking" into a message of layout components', async () => {
  const { bot, heard, amara } = await stretching();
  await bot.answer(heard, { type: 5 });
  const layout = { flags: COMPONENTS_V2, components: [words('Hold')] };
  expect((await bot.message(heard, 'PATCH', '@original', layout)).status).toBe(200);
  expect(amara.read()).toMatchObject([{ flags: COMPONENTS_V2, components: [{ type: 10, content: 'Hold' }] }]);
});

test('never takes back the flag of layout components', async () => {
  const { bot, heard, amara } = await showing({ flags: COMPONENTS_V2, components: [words('Hold')] });
  const edit = (data: object) => bot.message(heard, 'PATCH', '@original', data);
  expect(await edit({ flags: 0, content: 'Plain' })).toMatchObject(badAt('content'));
  expect(await edit({ content: 'Plain' })).toMatchObject(badAt('content'));
  expect((await edit({ flags: 0, components: [words('Rest')] })).status).toBe(200);
  expect(amara.read()).toMatchObject([{ flags: COMPONENTS_V2, components: [{ content: 'Rest' }] }]);
});

test('turns plain text into layout components only where the text goes', async () => {
  const { bot, heard } = await showing({ content: 'Hold' });
  const layout = { flags: COMPONENTS_V2, components: [words('Hold')] };
  expect(await bot.message(heard, 'PATCH', '@original', layout)).toMatchObject(badAt('content'));
  expect((await bot.message(heard, 'PATCH', '@original', { ...layout, content: null })).status).toBe(200);
});

test('changes the message of a button that is pressed, for everybody', async () => {
  const { sandbox, bot, amara, message } = await showing({
    content: 'One',
    components: [row(button('Next', 'next'), button('Back', 'back'))],
  });
  const pressed = sandbox.as('ben').press(message, 'Back');
  const heard = await bot.hears();
  expect(heard).toMatchObject({
    type: 3,
    data: { component_type: 2, custom_id: 'back', id: 3 },
    message: { id: message.id, content: 'One' },
    member: { user: { username: 'ben' } },
  });
  await bot.answer(heard, update({ content: 'Two', components: [] }));
  expect(await pressed).toMatchObject({ kind: 'update', message: { id: message.id, content: 'Two' } });
  expect(amara.read()).toMatchObject([{ id: message.id, content: 'Two', components: [] }]);
});

test('acknowledges a press silently and changes its message later, or speaks beside it', async () => {
  const { bot, amara, message } = await showing({ content: 'One', components: [row(button('Go', 'go'))] });
  const pressed = amara.press(message, 'go');
  const heard = await bot.hears();
  await bot.answer(heard, { type: 6 });
  expect((await pressed).kind).toBe('acknowledged');
  await bot.message(heard, 'PATCH', '@original', { content: 'Two' });
  await bot.followUp(heard, { content: 'Beside', flags: EPHEMERAL });
  expect(amara.read()).toMatchObject([{ id: message.id, content: 'Two' }, { content: 'Beside' }]);
});

test('says of an answer which kind of interaction it answers', async () => {
  const { bot, heard, amara, message } = await showing({ components: [row(button('Go', 'go'))] });
  const metadata = (type: number) => ({ body: { interaction_metadata: { type, user: { id: amara.id } } } });
  expect(await bot.message(heard, 'GET', '@original')).toMatchObject(metadata(2));
  void amara.press(message, 'Go');
  const pressed = await bot.hears();
  await bot.answer(pressed, hold);
  expect(await bot.message(pressed, 'GET', '@original')).toMatchObject(metadata(3));
});

test('lets nobody press a button that is switched off, a link, or one that is not there', async () => {
  const { bot, amara, message, channel } = await showing({
    components: [
      row(
        button('Off', 'off', { disabled: true }),
        { type: 2, style: 5, label: 'Map', url: 'https://map.example' },
        button('Go', 'go'),
      ),
    ],
  });
  for (const label of ['Off', 'Map', 'Nothing'])
    await expect(amara.press(message, label)).rejects.toThrow(ClientRefusal);
  await bot.ask('DELETE', `/channels/${channel('general')}/messages/${message.id}`);
  await expect(amara.press(message, 'Go')).rejects.toThrow(ClientRefusal);
});

test('offers what the bot suggests while a member types', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({
    name: 'recovery',
    description: 'Recovery',
    options: [
      {
        type: 1,
        name: 'tip',
        description: 'Tip',
        options: [
          { type: 3, name: 'topic', description: 'Topic', required: true, autocomplete: true },
          { type: 4, name: 'count', description: 'Count', autocomplete: true },
        ],
      },
    ],
  });
  const amara = sandbox.as('amara');
  const suggested = amara.suggest('recovery tip', { topic: 'sl' }, 'topic');
  const heard = await bot.hears();
  expect(heard).toMatchObject({
    type: 4,
    data: {
      name: 'recovery',
      options: [{ name: 'tip', type: 1, options: [{ name: 'topic', type: 3, value: 'sl', focused: true }] }],
    },
  });
  const choices = [{ name: 'Sleep', value: 'sleep' }];
  expect((await bot.answer(heard, { type: 8, data: { choices } })).status).toBe(204);
  expect(await suggested).toEqual(choices);

  const numbers = amara.suggest('recovery tip', { topic: 'sleep', count: 1 }, 'count');
  const typed = await bot.hears();
  expect(typed.data).toMatchObject({
    options: [
      {
        options: [
          { name: 'topic', value: 'sleep' },
          { name: 'count', value: '1', focused: true },
        ],
      },
    ],
  });
  sandbox.clock.advance(3_000);
  expect(await numbers).toEqual([]);
  await expect(amara.suggest('recovery tip', {}, 'nothing')).rejects.toThrow(ClientRefusal);
});

test('sends what is chosen from a list, by label or value', async () => {
  const { bot, amara, message } = await showing({
    components: [
      row({
        type: 3,
        custom_id: 'days',
        placeholder: 'Days',
        min_values: 1,
        max_values: 2,
        options: [choice('Monday'), choice('Tuesday'), choice('Friday')],
      }),
    ],
  });
  const chosen = amara.choose(message, 'Days', ['Friday', 'monday']);
  const heard = await bot.hears();
  expect(heard).toMatchObject({
    type: 3,
    data: { component_type: 3, custom_id: 'days', values: ['friday', 'monday'] },
  });
  await bot.answer(heard, update({ content: 'Friday and Monday' }));
  expect((await chosen).kind).toBe('update');
  for (const choices of [[], ['Sunday'], ['Monday', 'Tuesday', 'Friday']])
    await expect(amara.choose(message, 'days', choices)).rejects.toThrow(ClientRefusal);
  await expect(amara.choose(message, 'Weeks', ['Monday'])).rejects.toThrow(ClientRefusal);
});

test('sends people and channels that are chosen along with what is known of them', async () => {
  const { sandbox, bot, channel, amara, message } = await showing({
    components: [row({ type: 5, custom_id: 'who' }), row({ type: 8, custom_id: 'where' })],
  });
  const ben = sandbox.as('ben').id;
  void amara.choose(message, 'who', ['ben']);
  const who = await bot.hears();
  expect(who.data).toMatchObject({
    component_type: 5,
    values: [ben],
    resolved: { users: { [ben]: { username: 'ben' } }, members: { [ben]: { roles: [] } } },
  });
  void amara.choose(message, 'where', ['announcements']);
  const where = await bot.hears();
  const id = channel('announcements');
  const { resolved } = where.data as { resolved: { channels: Record<string, { app_permissions: string }> } };
  expect(BigInt(given(resolved.channels[id]).app_permissions) & (1n << 11n)).toBe(0n);
  await expect(amara.choose(message, 'where', ['staff'])).rejects.toThrow(ClientRefusal);
});

test('shows who is chosen beforehand, and sends whoever is chosen now, be it nobody', async () => {
  const { sandbox, bot, amara, heard, answer } = await stretching();
  const [ben, leader] = ['ben', 'leader'].map((name) => sandbox.as(name).id);
  const list = {
    type: 5,
    custom_id: 'came',
    min_values: 0,
    max_values: 25,
    default_values: [ben, leader].map((id) => ({ id, type: 'user' })),
  };
  await bot.answer(heard, say({ components: [row(list)] }));
  const message = given((await answer).message);
  expect(selectsOf(message)[0]).toMatchObject({ defaults: [ben, leader], min: 0, max: 25 });
  for (const [names, ids] of [
    [['leader'], [leader]],
    [[], []],
  ] as const) {
    void amara.choose(message, 'came', names);
    expect((await bot.hears()).data).toMatchObject({ custom_id: 'came', values: ids });
  }
});

test('shows a form and sends back what was entered, each field in its place', async () => {
  const { bot, amara, modal } = await asking(
    words('About your week'),
    labelled('Sore', {
      type: 21,
      custom_id: 'sore',
      options: [choice('Yes'), choice('No', { description: 'Not at all' })],
    }),
    labelled('Days', { type: 22, custom_id: 'days', options: [choice('Monday'), choice('Friday')] }),
    labelled('Remind me', { type: 23, custom_id: 'remind' }),
    note({ required: false, max_length: 5 }),
  );
  expect(modal).toMatchObject({
    customId: 'form',
    title: 'Your week',
    texts: ['About your week'],
    fields: [
      { label: 'Sore', kind: 'one', required: true },
      { label: 'Days', kind: 'many', required: true },
      { label: 'Remind me', kind: 'tick', required: false },
      { label: 'Note', kind: 'text', required: false, max: 5 },
    ],
  });
  const submitted = amara.submit(modal, { Sore: 'No', days: ['monday', 'Friday'], 'Remind me': true });
  const heard = await bot.hears();
  expect(heard).toMatchObject({
    type: 5,
    data: {
      custom_id: 'form',
      components: [
        { type: 10, id: 1 },
        { type: 18, id: 2, component: { type: 21, id: 3, custom_id: 'sore', value: 'no' } },
        { type: 18, id: 4, component: { type: 22, id: 5, custom_id: 'days', values: ['monday', 'friday'] } },
        { type: 18, id: 6, component: { type: 23, id: 7, custom_id: 'remind', value: true } },
        { type: 18, id: 8, component: { type: 4, id: 9, custom_id: 'note', value: '' } },
      ],
    },
  });
  expect(heard).not.toHaveProperty('message');
  await bot.answer(heard, hold);
  expect((await submitted).message?.content).toBe('Hold');
});

test('sends what stood in a form already where the member leaves it alone', async () => {
  const { bot, amara, modal } = await asking(
    note({ value: 'As before' }),
    labelled('Sore', {
      type: 21,
      custom_id: 'sore',
      options: [choice('Yes'), choice('No', { default: true })],
    }),
    labelled('Remind me', { type: 23, custom_id: 'remind', default: true }),
    labelled('Days', {
      type: 22,
      custom_id: 'days',
      required: false,
      options: [choice('Monday', { default: true }), choice('Friday')],
    }),
  );
  void amara.submit(modal, { Days: [] });
  expect((await bot.hears()).data).toMatchObject({
    components: [
      { component: { value: 'As before' } },
      { component: { value: 'no' } },
      { component: { value: true } },
      { component: { values: [] } },
    ],
  });
});

test("lets nobody send a form that Discord's client would not send", async () => {
  const { amara, modal } = await asking(
    labelled('Sore', { type: 21, custom_id: 'sore', options: [choice('Yes'), choice('No')] }),
    labelled('Days', {
      type: 22,
      custom_id: 'days',
      max_values: 1,
      options: [choice('Monday'), choice('Friday')],
    }),
    note({ min_length: 2, max_length: 5 }),
  );
  const whole = { Sore: 'No', Days: ['Monday'], Note: 'Fine' };
  for (const wrong of [
    { Sore: undefined },
    { Sore: 'Perhaps' },
    { Sore: ['Yes', 'No'] },
    { Days: [] },
    { Days: ['Monday', 'Friday'] },
    { Note: '' },
    { Note: 'a' },
    { Note: 'Far too long' },
    { Weeks: 'Two' },
  ])
    await expect(amara.submit(modal, { ...whole, ...wrong }), JSON.stringify(wrong)).rejects.toThrow(
      ClientRefusal,
    );
});

test('changes the message whose button opened a form', async () => {
  const { bot, amara, message } = await showing({
    content: 'One',
    components: [row(button('Edit', 'edit'))],
  });
  const pressed = amara.press(message, 'Edit');
  await bot.answer(await bot.hears(), form(note()));
  const submitted = amara.submit(given((await pressed).modal), { note: 'Two' });
  const heard = await bot.hears();
  expect(heard).toMatchObject({ type: 5, message: { id: message.id } });
  await bot.answer(heard, update({ content: 'Two' }));
  expect(await submitted).toMatchObject({ kind: 'update', message: { id: message.id, content: 'Two' } });
});

const OPTIONS = [
  { type: 3, name: 'muscle', description: 'Muscle', required: true, min_length: 2, max_length: 6 },
  { type: 3, name: 'side', description: 'Side', choices: [choiceOf('Left', 'l'), choiceOf('Right', 'r')] },
  { type: 4, name: 'minutes', description: 'Minutes', min_value: 1, max_value: 60 },
  { type: 10, name: 'pace', description: 'Pace' },
  { type: 5, name: 'quiet', description: 'Quiet' },
  { type: 6, name: 'who', description: 'Who' },
  { type: 7, name: 'where', description: 'Where' },
  { type: 7, name: 'voice', description: 'Voice', channel_types: [2] },
  { type: 8, name: 'role', description: 'Role' },
  { type: 11, name: 'file', description: 'File' },
  { type: 4, name: 'level', description: 'Level', choices: [choiceOf('Easy', 1), choiceOf('Hard', 3)] },
];

function choiceOf(name: string, value: string | number) {
  return { name, value };
}

test('sends options as typed values, and what they stand for beside them', async () => {
  const { sandbox, bot, channel } = await openPlace();
  await bot.register({ ...STRETCH, options: OPTIONS });
  const bytes = new TextEncoder().encode('<gpx/>');
  void sandbox.as('amara').run('stretch', {
    muscle: 'calf',
    side: 'Left',
    minutes: '5',
    pace: 4.5,
    quiet: 'true',
    who: 'ben',
    where: '#photos',
    role: 'Team Lead',
    file: { filename: 'a.gpx', contentType: 'application/gpx+xml', bytes },
    level: 'Hard',
  });
  const { data } = await bot.hears();
  const sent = data['options'] as { name: string; type: number; value: unknown }[];
  const value = (name: string) => given(sent.find((one) => one.name === name)).value;
  const ben = sandbox.as('ben').id;
  expect(sent.map(({ type }) => type)).toEqual([3, 3, 4, 10, 5, 6, 7, 8, 11, 4]);
  expect(['muscle', 'side', 'minutes', 'pace', 'quiet', 'who', 'where', 'level'].map(value)).toEqual([
    'calf',
    'l',
    5,
    4.5,
    true,
    ben,
    channel('photos'),
    3,
  ]);
  expect(data['resolved']).toMatchObject({
    users: { [ben]: { username: 'ben' } },
    channels: { [channel('photos')]: { name: 'photos', app_permissions: expect.stringMatching(/^\d+$/) } },
    roles: { [String(value('role'))]: { name: 'Team Lead' } },
    attachments: { [String(value('file'))]: { filename: 'a.gpx', size: 6 } },
  });
});

const WRONG: readonly (readonly [string, Readonly<Record<string, string | number | boolean | undefined>>])[] =
  [
    ['a required option left out', { muscle: undefined }],
    ['a required option left empty', { muscle: '' }],
    ['text that is too short', { muscle: 'a' }],
    ['text that is too long', { muscle: 'quadriceps' }],
    ['text that is no choice', { side: 'Middle' }],
    ['a number that is too small', { minutes: 0 }],
    ['a number that is too large', { minutes: 61 }],
    ['half a whole number', { minutes: 1.5 }],
    ['words for a number', { minutes: 'some' }],
    ['a number that is no choice', { level: 2 }],
    ['words for yes or no', { quiet: 'perhaps' }],
    ['a stranger', { who: 'nobody' }],
    ['a channel that is not there', { where: 'nowhere' }],
    ['a channel that the member cannot see', { where: 'staff' }],
    ['a text channel where another kind is wanted', { voice: 'photos' }],
    ['a role that is not there', { role: 'Sprinter' }],
    ['words for a file', { file: 'a.gpx' }],
    ['an option that is not there', { weather: 'fine' }],
  ];

test.for(WRONG)('never lets the bot hear of %s', async ([, wrong]) => {
  const { sandbox, bot } = await openPlace();
  await bot.register({ ...STRETCH, options: OPTIONS });
  await expect(sandbox.as('amara').run('stretch', { muscle: 'calf', ...wrong })).rejects.toThrow(
    ClientRefusal,
  );
});

test('knows no command that is not registered, nor a group without its subcommand', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({
    name: 'club',
    description: 'Club',
    options: [
      { type: 2, name: 'tips', description: 'Tips', options: [{ type: 1, name: 'on', description: 'On' }] },
    ],
  });
  const admin = sandbox.as('admin');
  expect(admin.commands().map(({ path }) => path)).toEqual(['club tips on']);
  for (const path of ['stretch', 'club', 'club tips', 'club on'])
    await expect(admin.run(path)).rejects.toThrow(ClientRefusal);
  void admin.run('club tips on');
  expect((await bot.hears()).data).toMatchObject({
    options: [{ name: 'tips', type: 2, options: [{ name: 'on', type: 1, options: [] }] }],
  });
});

test('hides a command from members without the permissions it asks for', async () => {
  const { sandbox, bot } = await openPlace();
  const { home } = sandbox.world;
  await bot.register(
    STRETCH,
    { name: 'club', description: 'Club', default_member_permissions: '32' },
    { name: 'wipe', description: 'Wipe', default_member_permissions: '0' },
  );
  const offered = (who: string) =>
    sandbox
      .as(who)
      .commands()
      .map(({ path }) => path);
  expect(offered('amara')).toEqual(['stretch']);
  expect(offered('admin')).toEqual(['stretch', 'club', 'wipe']);
  await expect(sandbox.as('amara').run('club')).rejects.toThrow(ClientRefusal);
  const leaders = given([...home.roles.values()].find(({ name }) => name === 'Team Lead'));
  home.roles.set(leaders.id, { ...leaders, permissions: 32n });
  expect(offered('leader')).toEqual(['stretch', 'club']);
});

test('offers no command at all where a member may not use any', async () => {
  const { sandbox, bot, channel } = await openPlace();
  await bot.register(STRETCH);
  const amara = sandbox.as('amara').in('photos');
  sandbox.world.channels
    .get(channel('photos'))
    ?.overwrites.push({ id: amara.id, type: 1, allow: 0n, deny: 1n << 31n });
  expect(amara.commands()).toEqual([]);
  await expect(amara.run('stretch')).rejects.toThrow(ClientRefusal);
});

test('notifies by a message only those whom the bot allows it to', async () => {
  const { sandbox, bot, channel } = await openPlace();
  const idOf = (name: string) => sandbox.as(name).id;
  const role = given([...sandbox.world.home.roles.values()].find(({ name }) => name === 'Team Lead')).id;
  const content = `<@${idOf('amara')}> <@${idOf('ben')}> <@&${role}> @everyone`;
  const pingedBy = async (allowed: object | undefined, room: string) => {
    const { id } = await bot.say(room, { content, allowed_mentions: allowed });
    const message = await sandbox.as('admin').sees((one) => one.id === id, room);
    return [...message.pinged].sort();
  };
  expect(await pingedBy(undefined, 'general')).toEqual(['amara', 'ben', 'leader']);
  expect(await pingedBy({ parse: [] }, 'general')).toEqual([]);
  expect(await pingedBy({ parse: ['roles'] }, 'general')).toEqual(['leader']);
  expect(await pingedBy({ parse: ['users'] }, 'general')).toEqual(['amara', 'ben']);
  expect(await pingedBy({ users: [idOf('ben'), idOf('chloe')] }, 'general')).toEqual(['ben']);
  expect(await pingedBy({ roles: [role] }, 'photos')).toEqual(['leader']);
  expect(await pingedBy({ parse: ['everyone'] }, 'photos')).toEqual([]);
  sandbox.world.channels
    .get(channel('photos'))
    ?.overwrites.push({ id: sandbox.world.bot.id, type: 1, allow: 1n << 17n, deny: 0n });
  expect(await pingedBy({ parse: ['everyone'] }, 'photos')).toHaveLength(defaultSeed.people.length);
});

test('tells of a mention only where it was allowed, and pings by text displays as by text', async () => {
  const { sandbox, bot } = await openPlace();
  const { id } = sandbox.as('amara');
  expect(await bot.say('general', { content: `<@${id}>`, allowed_mentions: { parse: [] } })).toMatchObject({
    body: { mentions: [], mention_everyone: false },
  });
  expect(await bot.say('general', { flags: COMPONENTS_V2, components: [words(`<@${id}>`)] })).toMatchObject({
    body: { mentions: [{ id }] },
  });
  expect(sandbox.as('amara').read()).toMatchObject([{ pinged: [] }, { pinged: ['amara'] }]);
});

test('notifies by an answer only users, unless the bot allows more', async () => {
  const { sandbox, bot, heard, answer } = await stretching();
  const role = given([...sandbox.world.home.roles.values()].find(({ name }) => name === 'Team Lead')).id;
  const content = `<@${sandbox.as('ben').id}> <@&${role}>`;
  await bot.answer(heard, say({ content }));
  expect((await answer).message?.pinged).toEqual(['ben']);
  await bot.followUp(heard, { content, allowed_mentions: { parse: ['roles'] } });
  await bot.followUp(heard, { content, flags: EPHEMERAL });
  expect(sandbox.as('amara').read()).toMatchObject([{}, { pinged: ['leader'] }, { pinged: [] }]);
});

test('notifies nobody by an edit, but by what "is thinking" was waiting for', async () => {
  const { sandbox, bot, heard, amara } = await stretching();
  const content = `<@${sandbox.as('ben').id}>`;
  await bot.answer(heard, { type: 5 });
  await bot.message(heard, 'PATCH', '@original', { content });
  const later = await bot.followUp(heard, { content: 'Nobody yet' });
  await bot.message(heard, 'PATCH', later.id, { content });
  expect(amara.read()).toMatchObject([{ pinged: ['ben'] }, { content, pinged: [] }]);
});
