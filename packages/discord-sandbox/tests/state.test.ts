import { expect, it, onTestFinished } from 'vitest';
import { openClub } from '../../../tests/journeys/club.ts';
import { NoState, readState, startSandbox } from '../src/index.ts';
import { COMPONENTS_V2, openPlace, words } from './bare-bot.ts';

/** As much of a saved state as these tests change. */
interface Written {
  now: unknown;
  clubs: unknown[];
  users: { id: unknown; username: unknown; name: unknown }[];
  guilds: {
    channels: { name: unknown; guildId: unknown }[];
    members: object[];
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
  const { sandbox, beat } = await openClub();
  sandbox.onPassing(beat);
  await sandbox.as('admin').run('club setup', {
    timezone: 'Europe/London',
    'runs-channel': 'group-runs',
    'recovery-channel': 'recovery',
  });
  await sandbox.as('ben').run('stretch', { muscle: 'hamstrings' });
  await sandbox.as('leader').run('run create', { title: 'Loop', when: 'in 3 days 7:30', meet: 'Hall' });
  sandbox.clock.advance(3 * 60 * 60_000);
  sandbox.onSaving(() => new Uint8Array([0, 1, 255]));
  const saved = readState(sandbox.save());
  expect([...(saved.memory ?? [])]).toEqual([0, 1, 255]);
  const again = await startSandbox({ state: saved });
  onTestFinished(() => again.stop());
  const { newId: _, plainMembers: __, ...before } = sandbox.world;
  const { newId: ___, plainMembers: ____, ...after } = again.world;
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
    ({ users }) =>
      Object.assign(users.find(({ username }) => username === 'leader') ?? {}, { username: 'x' }),
    ({ guilds: [guild] }) => Object.assign(guild?.channels[0] ?? {}, { name: 'x' }),
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
