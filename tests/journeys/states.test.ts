import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readState } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { ownFolder } from '../folders.ts';
import { type Program, startProgram } from './program.ts';

const DAY = 24 * 60 * 60_000;

/** The page's own address, once the program has said it. */
async function addressOf(program: Program): Promise<string> {
  await program.says(/In your browser: \S+\n/);
  return /In your browser: (\S+)\n/.exec(program.output())?.[1] ?? '';
}

const save = async (address: string) =>
  new Uint8Array(await (await fetch(`${address}page/state`)).arrayBuffer());

async function load(address: string, state: Uint8Array<ArrayBuffer> | string) {
  const { origin } = new URL(address);
  const answer = await fetch(`${address}page/state`, { method: 'POST', body: state, headers: { origin } });
  return { status: answer.status, why: await answer.text() };
}

/** Everything that was said, as a state has it. */
const saidIn = (state: Uint8Array) => JSON.stringify([...readState(state).kept.messages.values()]);

const later = (program: Program, wanted: RegExp, times: number) =>
  expect.poll(() => [...program.output().matchAll(wanted)].length).toBe(times);

it('takes the place of another while the program runs: people, messages, time and what the bot remembers', async () => {
  const folder = ownFolder();
  const database = join(folder, 'club.sqlite');
  const program = startProgram({ SANDBOX_PORT: '0', DATABASE_URL: `file:${database}` });
  const address = await addressOf(program);
  program.write(':as admin\n/club setup Europe/London runs-channel: group-runs recovery-channel: recovery\n');
  program.write('/run create Loop when: in 3 days 7:30 meet: Hall\n:as ben\n#group-runs\n');
  await program.says(/You are in #group-runs now/);
  const before = await save(address);
  program.write(
    ':press Going\n:clock +20d\n:as leader\n/run create Later when: tomorrow 7:30am meet: Hall\n',
  );
  await program.says(/It is .* now/);
  await expect.poll(async () => saidIn(await save(address))).toContain('Later');
  const after = await save(address);
  expect(readState(after).now - readState(before).now).toBeGreaterThan(19 * DAY);

  expect(await load(address, before)).toEqual({ status: 204, why: '' });
  await later(program, /Another state was loaded/g, 1);
  const back = await save(address);
  expect(saidIn(back)).not.toContain('Later');
  expect(readState(back).now - readState(before).now).toBeLessThan(DAY);
  expect(existsSync(`${database}.before`)).toBe(true);
  // The bot remembers the run, and that nobody has answered yet: the very button of before works.
  program.write(':as ben\n#group-runs\n:press Going\n');
  await later(program, /You're going to Loop/g, 2);
  await program.says(/Going \(1\)/);

  expect((await load(address, after)).status).toBe(204);
  await later(program, /Another state was loaded/g, 2);
  expect(saidIn(await save(address))).toContain('Later');
  program.write(':quit\n');
  expect(await program.ended).toBe(0);
});

it('is refused where it is none, and then nothing has changed', async () => {
  const program = startProgram({ SANDBOX_PORT: '0' });
  const address = await addressOf(program);
  program.write('/stretch calves share: true\n');
  await expect.poll(async () => saidIn(await save(address))).toContain('Calves');
  const whole = await save(address);
  const damagedMemory = JSON.parse(new TextDecoder().decode(whole));
  damagedMemory.memory = btoa('This is no database.');
  for (const [state, why] of [
    ['This is no state.', 'no saved state'],
    ['{"kind":"cooldown-sandbox","version":99}', 'another version'],
    [JSON.stringify(damagedMemory), 'The bot’s database in it is damaged'],
  ] as const) {
    const answer = await load(address, state);
    expect(answer.status).toBe(422);
    expect(answer.why).toContain(why);
  }
  expect(saidIn(await save(address))).toContain('Calves');
  program.write('/stretch hamstrings\n:quit\n');
  expect(await program.ended).toBe(0);
  expect(program.output()).toContain('Hamstrings');
  expect(program.output()).not.toContain('Another state was loaded');
});

it('is read as it was saved before the sandbox was a package of its own', () => {
  const file = join(import.meta.dirname, 'states', 'before-the-package.state');
  const { now, memory, kept } = readState(readFileSync(file));
  expect(now).toBe(Date.UTC(2026, 10, 27, 12));
  expect([...(memory ?? [])]).toEqual([1, 2, 3]);
  expect(kept.home.name).toBe('Riverside Runners');
  expect([...kept.home.roles.values()].map(({ name, managed }) => [name, managed])).toEqual([
    ['@everyone', false],
    ['Run Leader', false],
    ['Cooldown', true],
  ]);
  const [hello, question] = [...kept.messages.values()].flat();
  expect(hello?.attachments[0]?.filename).toBe('wave.txt');
  expect(question?.content).toMatch(/^Who is racing, <@\d+>\?$/);
  expect(kept.commands.get('global')?.map(({ name }) => name)).toEqual(['greet']);
});
