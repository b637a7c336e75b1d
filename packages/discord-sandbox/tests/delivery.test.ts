import { describe, expect, it } from 'vitest';
import { ClientRefusal } from '../src/client/member.ts';
import { button, openPlace, refusal, row } from './bare-bot.ts';

const GREET = { name: 'greet', description: 'Greets' };
const EVERYWHERE = { ...GREET, integration_types: [0, 1], contexts: [0] };
const ANSWER = { type: 4, data: { content: 'Hello' } };

async function openGreeting(command: object = GREET, options: Parameters<typeof openPlace>[0] = {}) {
  const place = await openPlace(options);
  await place.bot.register(command);
  return { ...place, ben: place.sandbox.as('ben').in('photos') };
}

describe('an interaction', () => {
  it('may come twice, at once or when it has been answered, by turns', async () => {
    const { sandbox, bot, ben } = await openGreeting();
    sandbox.conditions.set('delivers-twice', true);
    const first = ben.run('greet');
    const [one, same] = [await bot.hears(), await bot.hears()];
    expect(same).toEqual(one);
    expect(await bot.answer(one, ANSWER)).toMatchObject({ status: 204 });
    expect(await bot.answer(same, ANSWER)).toMatchObject(refusal(400, 40060));
    expect((await first).kind).toBe('message');

    const second = ben.run('greet');
    const two = await bot.hears();
    expect(await bot.unheard()).toEqual([]);
    await bot.answer(two, ANSWER);
    await second;
    expect(await bot.hears()).toEqual(two);
  });

  it('may come after its three seconds', async () => {
    const { sandbox, bot, ben } = await openGreeting();
    sandbox.conditions.set('delivers-late', true, 1);
    const answer = ben.run('greet');
    sandbox.clock.advance(3_000);
    expect(await answer).toMatchObject({ kind: 'failed' });
    expect(await bot.unheard()).toEqual([]);
    sandbox.clock.advance(500);
    expect(await bot.answer(await bot.hears(), ANSWER)).toMatchObject(refusal(404, 10062));
  });

  it('has its way there and back counted in its three seconds, where time stands still too', async () => {
    const slow = await openGreeting(GREET, { latencyMs: 3_000 });
    void slow.ben.run('greet');
    expect(await slow.bot.answer(await slow.bot.hears(), ANSWER)).toMatchObject(refusal(404, 10062));

    const quicker = await openGreeting(GREET, { latencyMs: 2_000 });
    void quicker.ben.run('greet');
    const heard = await quicker.bot.hears();
    quicker.sandbox.clock.advance(999);
    expect(await quicker.bot.answer(heard, ANSWER)).toMatchObject({ status: 204 });
    void quicker.ben.run('greet');
    const late = await quicker.bot.hears();
    quicker.sandbox.clock.advance(1_000);
    expect(await quicker.bot.answer(late, ANSWER)).toMatchObject(refusal(404, 10062));
  });

  it('is slow by the condition as well, by 200 to 800 ms', async () => {
    const { sandbox, bot, ben } = await openGreeting();
    sandbox.conditions.set('slow', true);
    void ben.run('greet');
    const first = await bot.hears();
    sandbox.clock.advance(2_199);
    expect(await bot.answer(first, ANSWER)).toMatchObject({ status: 204 });
    void ben.run('greet');
    const second = await bot.hears();
    sandbox.clock.advance(2_801);
    expect(await bot.answer(second, ANSWER)).toMatchObject(refusal(404, 10062));
  });

  it('holds fields that nobody announced', async () => {
    const { bot, ben } = await openGreeting();
    void ben.run('greet');
    const heard = await bot.hears();
    for (const part of [heard, heard['data'], heard['channel'], heard['member']])
      expect(part).toHaveProperty('unannounced_field');
  });
});

describe('an installation', () => {
  it('is told with each interaction: of the server, of the user, or of both', async () => {
    const { sandbox, bot, ben } = await openGreeting(EVERYWHERE);
    const { id: server } = sandbox.world.home;
    void ben.run('greet');
    expect(await bot.hears()).toMatchObject({ authorizing_integration_owners: { 0: server }, context: 0 });
    sandbox.install('ben');
    void ben.run('greet');
    expect(await bot.hears()).toMatchObject({ authorizing_integration_owners: { 0: server, 1: ben.id } });
  });

  it('of a user brings the app into servers where the bot isn’t', async () => {
    const { sandbox, bot, ben } = await openGreeting(EVERYWHERE);
    sandbox.install('ben');
    sandbox.server().kickBot();
    expect(() => sandbox.as('amara').in('photos')).not.toThrow();
    await expect(sandbox.as('amara').run('greet')).rejects.toThrow(ClientRefusal);

    const answer = ben.run('greet');
    const heard = await bot.hears();
    expect(heard['authorizing_integration_owners']).toEqual({ 1: ben.id });
    await bot.answer(heard, {
      type: 4,
      data: { content: 'Hello', components: [row(button('Again', 'again'))] },
    });
    const { message } = await answer;
    if (!message) throw new Error('There is no answer.');
    void ben.press(message, 'Again');
    const pressed = await bot.hears();
    expect(pressed['authorizing_integration_owners']).toEqual({ 1: ben.id });
    expect(pressed['message']).toMatchObject({
      interaction_metadata: { authorizing_integration_owners: { 1: ben.id } },
    });
    expect(await bot.say('photos', { content: 'Hello' })).toMatchObject(refusal(403, 50001));
  });

  it('of users is not for commands that are for servers alone', async () => {
    const { sandbox, ben } = await openGreeting({ ...GREET, integration_types: [0] });
    sandbox.install('ben');
    sandbox.server().kickBot();
    await expect(ben.run('greet')).rejects.toThrow('There is no command');
  });

  it('is kept with a command as it was registered, or as the application may be installed', async () => {
    const { bot, sandbox } = await openPlace();
    expect(await bot.register(GREET)).toMatchObject({
      body: [{ integration_types: [0, 1], contexts: null }],
    });
    expect(await bot.register(EVERYWHERE)).toMatchObject({
      body: [{ integration_types: [0, 1], contexts: [0] }],
    });
    expect(sandbox.world.commands.get('global')).toHaveLength(1);
    const alone = await openPlace({ installs: [0] });
    expect(await alone.bot.register(GREET)).toMatchObject({ body: [{ integration_types: [0] }] });
  });
});

describe('the gateway', () => {
  it('sends whatever a test wants it to', async () => {
    const { sandbox, bot } = await openPlace();
    sandbox.gateway.sendRaw(JSON.stringify({ op: 0, t: 'INTERACTION_CREATE', s: 99, d: null }));
    expect(await bot.unheard()).toEqual([null]);
  });
});
