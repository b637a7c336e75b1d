import { PassThrough } from 'node:stream';
import { text as wholeOf } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { relativeTime } from '../src/client/devices.ts';
import { readState, startSandbox, textOf } from '../src/index.ts';
import { chat } from '../src/terminal/terminal.ts';
import { COMPONENTS_V2, EPHEMERAL, given, labelled, openPlace, words } from './bare-bot.ts';

const NOBODY = { parse: [] };

describe('a mention of a user', () => {
  it('shows a name only where the bot was allowed to mention them, or its reader has met them', async () => {
    const { sandbox, bot } = await openPlace();
    const [amara, ben, chloe] = ['amara', 'ben', 'chloe'].map((name) => sandbox.as(name)) as [
      ReturnType<typeof sandbox.as>,
      ReturnType<typeof sandbox.as>,
      ReturnType<typeof sandbox.as>,
    ];
    const content = `Going: <@${ben.id}>, <@${chloe.id}>`;
    await bot.say('general', { content, allowed_mentions: { users: [ben.id] } });
    const [first] = amara.read();
    expect(amara.screen(given(first))).toBe('Going: @Ben, @unknown-user');
    expect(textOf(given(first))).toBe(`Going: <@${ben.id}>, @unknown-user`);
    expect(chloe.screen(given(first))).toBe('Going: @Ben, @Chloé');
    chloe.say('See you there.');
    expect(amara.screen(given(first))).toBe('Going: @Ben, @Chloé');
    // A phone has only what comes along.
    expect(amara.on('phone').screen(given(first))).toBe('Going: @Ben, @unknown-user');
    expect(chloe.on('phone').screen(given(first))).toBe('Going: @Ben, @Chloé');
  });

  it('is forgotten when those who wrote are no longer among the newest messages', async () => {
    const { sandbox, bot } = await openPlace();
    const ben = sandbox.as('ben');
    ben.say('Hello.');
    for (let turn = 0; turn < 50; turn += 1) sandbox.as('leader').say('And on.');
    await bot.say('general', { content: `<@${ben.id}>`, allowed_mentions: NOBODY });
    expect(textOf(given(sandbox.as('amara').read().at(-1)))).toBe('@unknown-user');
  });

  it('gets its name by an edit that allows it, notifies nobody then, and loses it by one that doesn’t', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const ben = sandbox.as('ben');
    const content = `<@${ben.id}>`;
    const { id } = await bot.say('general', {
      flags: COMPONENTS_V2,
      components: [words(content)],
      allowed_mentions: NOBODY,
    });
    const card = () => given(sandbox.as('amara').read().at(-1));
    expect(textOf(card())).toBe('@unknown-user');
    const path = `/channels/${channel('general')}/messages/${id}`;
    await bot.ask('PATCH', path, { components: [words(content)], allowed_mentions: { parse: ['users'] } });
    expect(textOf(card())).toBe(content);
    expect(card().pinged).toEqual([]);
    await bot.ask('PATCH', path, { components: [words(content)], allowed_mentions: NOBODY });
    expect(textOf(card())).toBe('@unknown-user');
  });

  it('stays as it was typed in code and after a backslash', async () => {
    const { sandbox, bot } = await openPlace();
    const content = '`<@1>` \\<@1> <@1>';
    await bot.say('general', { content });
    expect(textOf(given(sandbox.as('amara').read().at(-1)))).toBe('`<@1>` \\<@1> @unknown-user');
  });
});

describe('an ephemeral message', () => {
  async function withSecret() {
    const place = await openPlace();
    await place.bot.register({ name: 'whisper', description: 'Says it quietly', type: 1 });
    const ben = place.sandbox.as('ben');
    const answer = ben.run('whisper');
    const heard = await place.bot.hears();
    const file = new File(['Of the secret'], 'secret.txt');
    const body = { type: 4, data: { content: 'Just for you.', flags: EPHEMERAL } };
    await place.bot.answer(heard, body, { files: { 'files[0]': file } });
    return { ...place, ben, heard, message: given((await answer).message) };
  }

  it('is gone when its reader’s app restarts, though the bot may go on changing it', async () => {
    const { sandbox, bot, ben, heard, message } = await withSecret();
    ben.say('Out loud.');
    ben.restartApp();
    expect(sandbox.as('ben').read().map(textOf)).toEqual(['Out loud.']);
    await expect(ben.press(message, 'Anything')).rejects.toThrow(/gone/);
    const changed = await bot.message(heard, 'PATCH', '@original', { content: 'Still for you.' });
    expect(changed.status).toBe(200);
    expect(ben.read().map(textOf)).toEqual(['Out loud.']);
    await bot.followUp(heard, { content: 'Since then.', flags: EPHEMERAL });
    expect(ben.read().map(textOf)).toEqual(['Out loud.', 'Since then.']);
  });

  it('is gone from a terminal that restarts, too', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'whisper', description: 'Says it quietly', type: 1 });
    const input = new PassThrough();
    const output = new PassThrough();
    const chatted = chat({ sandbox, beat: async () => {}, input, output });
    input.write('/whisper\n');
    const body = { type: 4, data: { content: 'Just for you.', flags: EPHEMERAL } };
    await bot.answer(await bot.hears(), body);
    input.end(':read\n:restart\n:read\n');
    expect(await chatted).toBe('well');
    output.end();
    const [before, after] = (await wholeOf(output)).split('The app has restarted.');
    expect(before).toContain('Just for you.');
    expect(after).toContain('Nothing has been said in #general yet.');
  });

  it('stays on a device that was not restarted', async () => {
    const { ben, message } = await withSecret();
    ben.on('phone').restartApp();
    expect(ben.on('phone').read()).toEqual([]);
    expect(ben.read().map(({ id }) => id)).toEqual([message.id]);
  });

  it('is in no state that is saved, nor are its files', async () => {
    const { sandbox, ben } = await withSecret();
    ben.say('Out loud.');
    const saved = sandbox.save();
    expect(new TextDecoder().decode(saved)).not.toContain('Just for you.');
    const again = await startSandbox({ state: readState(saved) });
    expect(again.as('ben').read().map(textOf)).toEqual(['Out loud.']);
    expect([...again.world.attachments.values()]).toEqual([]);
    await again.stop();
    // Files from before this was so have them still.
    const older = JSON.parse(new TextDecoder().decode(saved)) as { messages: { ephemeralFor?: string }[] };
    for (const message of older.messages) message.ephemeralFor = ben.id;
    const { kept } = readState(new TextEncoder().encode(JSON.stringify(older)));
    expect([...kept.messages.values()].flat()).toEqual([]);
  });
});

describe('a relative time', () => {
  it('counts on a computer, and on a phone stands still until the message is changed', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const ends = Math.floor(sandbox.clock.now() / 1000) + 30;
    const { id } = await bot.say('general', { content: `Ends <t:${ends}:R>` });
    const amara = sandbox.as('amara');
    const phone = amara.on('phone');
    const message = given(amara.read().at(-1));
    const both = () => [amara.screen(message), phone.screen(message)];
    expect(both()).toEqual(['Ends in 30 seconds', 'Ends in 30 seconds']);
    sandbox.clock.advance(20_000);
    expect(both()).toEqual(['Ends in 10 seconds', 'Ends in 30 seconds']);
    await bot.ask('PATCH', `/channels/${channel('general')}/messages/${id}`, {
      content: `Ten more: <t:${ends}:R>`,
    });
    sandbox.clock.advance(5_000);
    expect(both()).toEqual(['Ten more: in 5 seconds', 'Ten more: in 10 seconds']);
    sandbox.clock.advance(10_000);
    expect(both()).toEqual(['Ten more: 5 seconds ago', 'Ten more: in 10 seconds']);
    phone.restartApp();
    expect(phone.screen(message)).toBe('Ten more: 5 seconds ago');
  });

  it.each([
    ['computer', 'in 10 seconds'],
    ['stuck', 'in 59 seconds'],
    ['phone', 'in 5 minutes'],
  ] as const)('that was drawn five minutes before its end is on a %s at last %s', (device, shown) => {
    const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
    const at = Date.UTC(2026, 10, 28);
    const times = { at, drawnAt: at - 300_000, now: at - 10_000 };
    expect(relativeTime(device, times, format)).toBe(shown);
  });
});

describe('a form on a phone', () => {
  const form = (id: string, value: string) => ({
    type: 9,
    data: {
      custom_id: id,
      title: 'How are you?',
      components: [
        labelled('Words', { type: 4, custom_id: 'words', style: 1, value }),
        labelled('Well', { type: 23, custom_id: 'well' }),
        labelled('How', {
          type: 21,
          custom_id: 'how',
          required: false,
          options: ['good', 'bad'].map((one) => ({ label: one, value: one })),
        }),
      ],
    },
  });

  async function withForms() {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'form', description: 'Opens a form', type: 1 });
    const opens = async (member: ReturnType<typeof sandbox.as>, id: string, value: string) => {
      const answer = member.run('form');
      await bot.answer(await bot.hears(), form(id, value));
      return given((await answer).modal);
    };
    /** What stands in the form: it is sent as it is. */
    const sentAs = async (
      member: ReturnType<typeof sandbox.as>,
      modal: Awaited<ReturnType<typeof opens>>,
    ) => {
      const hearing = bot.hears();
      await Promise.all([
        member.submit(modal, {}),
        hearing.then((heard) => bot.answer(heard, { type: 4, data: { content: 'Thanks.' } })),
      ]);
      const heard = await hearing;
      const fields = heard.data['components'] as { component: { value?: unknown } }[];
      return fields.map(({ component }) => component.value);
    };
    return { ben: sandbox.as('ben'), amara: sandbox.as('amara'), bot, opens, sentAs };
  }

  it('opens with what stood in a form of the same id before, whatever the bot sends', async () => {
    const { ben, amara, opens, sentAs } = await withForms();
    const phone = ben.on('phone');
    const first = await opens(phone, 'today', 'from the bot');
    phone.leave(first, { Words: 'typed by hand', Well: true, How: 'bad' });
    const again = await opens(phone, 'today', 'from the bot, anew');
    expect(await sentAs(phone, again)).toEqual(['typed by hand', true, 'bad']);
    const [words] = (await opens(phone, 'today', 'and once more')).fields;
    expect(words?.component['value']).toBe('typed by hand');
    // Another id, another member and a computer know nothing of it.
    expect(await sentAs(phone, await opens(phone, 'tomorrow', 'x'))).toEqual(['x', false, null]);
    const others = amara.on('phone');
    expect(await sentAs(others, await opens(others, 'today', 'y'))).toEqual(['y', false, null]);
    expect(await sentAs(ben, await opens(ben, 'today', 'z'))).toEqual(['z', false, null]);
    phone.restartApp();
    expect(await sentAs(phone, await opens(phone, 'today', 'afresh'))).toEqual(['afresh', false, null]);
  });

  it('keeps what the bot sent first where nothing was typed', async () => {
    const { ben, opens } = await withForms();
    const phone = ben.on('phone');
    await opens(phone, 'goal', '4:30:00');
    const [words] = (await opens(phone, 'goal', '3:59:59')).fields;
    expect(words?.component['value']).toBe('4:30:00');
  });
});
