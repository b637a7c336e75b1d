import { expect, it, onTestFinished } from 'vitest';
import { NoState, readState, startSandbox } from '../src/index.ts';
import { COMPONENTS_V2, openPlace, words } from './bare-bot.ts';

const HOUR = 60 * 60_000;

/** As much of a saved state as these tests change. */
interface Written {
  now: unknown;
  bot: { id: unknown };
  clubs: unknown[];
  users: { id: unknown; username: unknown; name: unknown }[];
  guilds: {
    channels: { name: unknown; guildId: unknown }[];
    members: { userId: unknown }[];
    roles: { permissions: unknown }[];
  }[];
  messages: {
    authorId: unknown;
    channelId: unknown;
    createdAt: unknown;
    components: unknown;
    attachments: unknown;
  }[];
  attachments: { bytes: unknown }[];
  commands: { global: object[] };
  memory: unknown;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Why bytes are refused. */
function refusal(raw: Uint8Array): string {
  try {
    readState(raw);
    return 'It was taken.';
  } catch (error) {
    if (!(error instanceof NoState)) throw error;
    return error.message;
  }
}

it('holds everything, and goes on at its own time with its own ids', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({ name: 'greet', description: 'Says hello', type: 1 });
  const asked = sandbox.as('ben').run('greet');
  const heard = await bot.hears();
  await bot.answer(
    heard,
    {
      type: 4,
      data: { content: 'Hello', attachments: [{ id: 0, description: 'A wave' }] },
    },
    { files: { 'files[0]': new File(['~'], 'wave.txt') } },
  );
  await asked;
  const { status } = await bot.ask('POST', `/guilds/${sandbox.world.home.id}/scheduled-events`, {
    name: 'Picnic',
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'The park' },
    scheduled_start_time: new Date(sandbox.clock.now() + HOUR).toISOString(),
    scheduled_end_time: new Date(sandbox.clock.now() + 2 * HOUR).toISOString(),
  });
  expect(status).toBe(200);
  sandbox
    .as('leader')
    .in('meetings')
    .say(`See you there, <@${sandbox.as('ben').id}>`);
  sandbox.clock.advance(3 * HOUR);
  sandbox.onSaving(() => new Uint8Array([0, 1, 255]));
  const saved = readState(sandbox.save());
  expect([...(saved.memory ?? [])]).toEqual([0, 1, 255]);
  const again = await startSandbox({ state: saved });
  onTestFinished(() => again.stop());
  const { newId: _, ...before } = sandbox.world;
  const { newId: __, ...after } = again.world;
  const bare = (world: typeof before) => ({
    ...world,
    attachments: [...world.attachments.values()].map((one) => [
      one.id,
      Buffer.from(one.bytes).toString('hex'),
    ]),
    messages: [...world.messages.values()].flat().map(({ attachments, ...one }) => ({
      ...one,
      attachments: attachments.map(({ id }) => id),
    })),
  });
  expect(bare(after)).toEqual(bare(before));
  expect(again.token).toBe(sandbox.token);
  expect(Math.abs(again.clock.now() - sandbox.clock.now())).toBeLessThan(2_000);
  expect(BigInt(again.world.newId())).toBeGreaterThan(BigInt(sandbox.world.newId()) - (2_000n << 22n));
});

it('goes back to the time when it was saved', async () => {
  const first = await startSandbox({ begins: Date.UTC(2026, 0, 5, 8) });
  onTestFinished(() => first.stop());
  const again = await startSandbox({ state: readState(first.save()) });
  onTestFinished(() => again.stop());
  expect(again.clock.now() - Date.UTC(2026, 0, 5, 8)).toBeLessThan(5_000);
});

it('refuses what is something else, in words', async () => {
  const { sandbox } = await openPlace();
  const whole = sandbox.save();
  expect(refusal(whole)).toBe('It was taken.');
  for (const raw of [
    new Uint8Array(),
    new Uint8Array([255, 15, 0]),
    bytes(null),
    bytes([]),
    bytes({ kind: 'png' }),
    whole.slice(0, -2),
  ])
    expect(refusal(raw)).toBe('This file is no saved state of the sandbox.');
  expect(refusal(bytes({ ...JSON.parse(text(whole)), version: 1 }))).toContain('another version');
});

it('refuses what is damaged or made up, before anything of it is used', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({ name: 'quiet', description: 'Says nothing', type: 1 });
  await bot.say(
    'general',
    { flags: COMPONENTS_V2, components: [words('Hello'), { type: 13, file: { url: 'attachment://a.txt' } }] },
    { files: { 'files[0]': new File(['a'], 'a.txt') } },
  );
  const whole = text(sandbox.save());
  const damages: readonly ((state: Written) => unknown)[] = [
    (state) => Object.assign(state, { now: 1e300 }),
    (state) => Object.assign(state, { clubs: ['1'] }),
    (state) => Object.assign(state, { users: [] }),
    (state) => Object.assign(state, { memory: 'no base64!' }),
    ({ users: [user] }) => Object.assign(user ?? {}, { id: '__proto__' }),
    ({ users: [user] }) => Object.assign(user ?? {}, { name: 'x'.repeat(101) }),
    ({ guilds: [guild] }) => Object.assign(guild ?? {}, { channels: [] }),
    ({ guilds: [guild], bot }) =>
      Object.assign(guild ?? {}, { members: guild?.members.filter(({ userId }) => userId === bot.id) }),
    ({ guilds: [guild] }) => Object.assign(guild?.channels[1] ?? {}, { guildId: '1' }),
    ({ guilds: [guild] }) => Object.assign(guild?.roles[0] ?? {}, { permissions: '0x1' }),
    ({ guilds: [guild] }) => Object.assign(guild ?? {}, { members: [] }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { authorId: '1' }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { channelId: '1' }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { createdAt: null }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { attachments: ['1'] }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { components: [null] }),
    ({ messages: [message] }) => Object.assign(message ?? {}, { components: [{ type: 9, components: [] }] }),
    ({ attachments: [file] }) => Object.assign(file ?? {}, { bytes: 7 }),
    ({ commands }) => commands.global.push({ name: 'x' }),
    ({ commands: { global } }) => Object.assign(global[0] ?? {}, { options: 7 }),
  ];
  for (const damage of damages) {
    const state = JSON.parse(whole) as Written;
    damage(state);
    expect(refusal(bytes(state)), String(damage)).toMatch(/^This state is damaged/);
  }
  expect(refusal(bytes(JSON.parse(whole)))).toBe('It was taken.');
});

it('takes nothing from names that could steer a terminal', async () => {
  const { sandbox } = await openPlace();
  const written: Written = JSON.parse(text(sandbox.save()));
  const steering = '\u001b]0;mine\u0007\u001b[2J\u009b1mBen\u202e';
  for (const one of [...written.users, ...written.guilds.flatMap(({ channels }) => channels)])
    one.name = steering;
  const { kept } = readState(bytes(written));
  const names = [...kept.users.values(), ...kept.home.channels.values()].map(({ name }) => name);
  expect(new Set(names)).toEqual(new Set(['\ufffd]0;mine\ufffd\ufffd[2J\ufffd1mBen\ufffd']));
});
