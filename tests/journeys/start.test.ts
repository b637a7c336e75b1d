import { createHash } from 'node:crypto';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readState, type Sandbox } from 'discord-sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { copyOfProject, ownFolder } from '../folders.ts';
import { startProgram, startProgramOf, startService } from './program.ts';
import { said } from './said.ts';

/** It goes by the machine's clock, as the program does that is started in a process of its own. */
async function ownSandbox(): Promise<Sandbox> {
  const sandbox = await startClubSandbox();
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function against(sandbox: Sandbox, more: Readonly<Record<string, string>> = {}) {
  return { NODE_ENV: 'production', DISCORD_TOKEN: sandbox.token, DISCORD_API_URL: sandbox.url, ...more };
}

const WRONG_TOKEN = 'bm90LXJlYWw.wrong-token.never-to-be-seen';

/** One sentence for the operator, and nothing that looks like a crash. */
function expectOneSentence(output: string): void {
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toMatch(/ {4}at |node:internal|Error:/);
}

describe('the program', () => {
  it('starts, answers, and stops on SIGTERM with exit code 0 and its database closed', async () => {
    const sandbox = await ownSandbox();
    const folder = ownFolder();
    const program = startProgram(against(sandbox, { DATABASE_URL: `file:${join(folder, 'club.sqlite')}` }));
    await program.says(/Ready/);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(sandbox.gateway.connections()).toBe(0);
    // SQLite takes its log away when the last connection is closed in good order.
    expect(() => readFileSync(join(folder, 'club.sqlite-wal'))).toThrow();
    expect(program.output()).not.toContain(sandbox.token);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes an answer on its way when %s comes', async (signal) => {
    const sandbox = await ownSandbox();
    const program = startProgram(against(sandbox));
    await program.says(/Ready/);
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, delayMs: 400 });
    const answer = sandbox.as('ben').run('stretch', { muscle: 'calves' });
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    program.signal(signal);
    expect(said(await answer)).toContain('## Calves');
    expect(await program.ended).toBe(0);
  });

  it('refuses a wrong token in one sentence, when Discord has refused it three times', async () => {
    const sandbox = await ownSandbox();
    const program = startProgram(against(sandbox, { DISCORD_TOKEN: WRONG_TOKEN }));
    expect(await program.ended).toBe(2);
    expectOneSentence(program.output());
    expect(program.output()).toContain('Discord refused DISCORD_TOKEN');
    expect(program.output()).not.toContain(WRONG_TOKEN);
    expect(sandbox.traffic.requests).toHaveLength(3);
  });

  it.each([
    ['is missing', (file: string) => rmSync(file)],
    ['is damaged', (file: string) => truncateSync(file, 1_000)],
  ])('does not start where a picture %s, and names it', async (_what, spoil) => {
    const sandbox = await ownSandbox();
    const folder = copyOfProject();
    spoil(join(folder, 'data', 'pictures', 'calf-wall.left.png'));
    const program = startProgramOf(folder, against(sandbox));
    expect(await program.ended).toBe(2);
    expectOneSentence(program.output());
    expect(program.output()).toContain('Missing or damaged in data/pictures: calf-wall.left.png.');
    expect(sandbox.gateway.connections()).toBe(0);
  });

  it('does not start where an exercise has no picture, and names it', async () => {
    const folder = copyOfProject();
    const index = join(folder, 'data', 'pictures', 'index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('"calf-wall": {', '"calf-hall": {'));
    const program = startProgramOf(folder, { NODE_ENV: 'production', DISCORD_TOKEN: WRONG_TOKEN });
    expect(await program.ended).toBe(2);
    expectOneSentence(program.output());
    expect(program.output()).toContain('The exercise "calf-wall" has no picture');
  });

  it('names every wrong variable, and what would be right, in one message', async () => {
    const program = startProgram({ NODE_ENV: 'production', LOG_LEVEL: 'loud', DATABASE_URL: 'club.sqlite' });
    expect(await program.ended).toBe(2);
    for (const part of ['DISCORD_TOKEN is needed', 'LOG_LEVEL must be one of', 'DATABASE_URL must be file:'])
      expect(program.output()).toContain(part);
  });

  it('names the port of the sandbox where it is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const program = startProgram({ SANDBOX_PORT: String(port) });
    expect(await program.ended).toBe(2);
    expect(program.output()).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(program.output()).not.toMatch(/ {4}at /);
  });

  it('leaves a database that it cannot read as it is, and names it', async () => {
    const sandbox = await ownSandbox();
    const file = join(ownFolder(), 'club.sqlite');
    writeFileSync(file, 'This is no database. '.repeat(500));
    const sum = () => createHash('sha256').update(readFileSync(file)).digest('hex');
    const before = sum();
    const program = startProgram(against(sandbox, { DATABASE_URL: `file:${file}` }));
    expect(await program.ended).toBe(2);
    expectOneSentence(program.output());
    expect(program.output()).toContain(`The database ${file} can't be read`);
    expect(sum()).toBe(before);
  });

  it('registers the commands and leaves, telling whether anything changed', async () => {
    const sandbox = await ownSandbox();
    const first = startProgram(against(sandbox), 'register');
    expect(await first.ended).toBe(0);
    expect(first.output()).toBe(`Registered ${commands.length} commands.\n`);
    const again = startProgram(against(sandbox), 'register');
    expect(await again.ended).toBe(0);
    expect(again.output()).toBe(
      `All ${commands.length} commands were registered already; nothing changed.\n`,
    );
    const wrong = startProgram(against(sandbox, { DISCORD_TOKEN: WRONG_TOKEN }), 'register');
    expect(await wrong.ended).toBe(2);
    expectOneSentence(wrong.output());
  });

  it('asks for a token where there is none to register with', async () => {
    const program = startProgram({}, 'register');
    expect(await program.ended).toBe(2);
    expect(program.output()).toContain('DISCORD_TOKEN is needed to register commands');
  });

  it('is the sandbox without a token, and says so', async () => {
    const program = startProgram({ SANDBOX_PORT: '0' });
    program.write('/stretch hamstrings\n:quit\n');
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain('this is the sandbox');
    expect(program.output()).toContain('only you can see this');
  });
});

describe('the sandbox without a terminal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves its page until %s when nobody speaks', async (signal) => {
    const program = startService({ SANDBOX_PORT: '0' });
    await program.says(/only the page is served/);
    const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\//.exec(program.output()) ?? [];
    program.signal('SIGHUP');
    expect((await fetch(address)).status).toBe(200);
    program.signal(signal);
    expect(await program.ended).toBe(0);
  });
});

describe('the state of the sandbox', () => {
  it('goes on from a file, with the same people, messages, time and database', async () => {
    const folder = ownFolder();
    const env = {
      SANDBOX_PORT: '0',
      SANDBOX_STATE: join(folder, 'club.state'),
      DATABASE_URL: `file:${join(folder, 'club.sqlite')}`,
    };
    const first = startProgram(env);
    first.write(':as admin\n/club setup Europe/London runs-channel: group-runs recovery-channel: recovery\n');
    first.write('/run create Loop when: in 3 days 7:30 meet: Hall\n:clock +2h\n:quit\n');
    expect(await first.ended).toBe(0);
    const second = startProgram(env);
    second.write(':as ben\n#group-runs\n:press Going\n');
    await second.says(/You're going to Loop/);
    second.write(':quit\n');
    expect(await second.ended).toBe(0);
    const sandbox = await startClubSandbox({ state: readState(readFileSync(env.SANDBOX_STATE)) });
    onTestFinished(() => sandbox.stop());
    expect(sandbox.clock.now()).toBeGreaterThan(Date.now() + 100 * 60_000);
    // The card; what one member saw alone is gone, as it is when an app restarts.
    expect(sandbox.as('ben').in('group-runs').read()).toHaveLength(1);
  });

  it('that is none is named, and stays as it is', async () => {
    const file = join(ownFolder(), 'club.state');
    writeFileSync(file, 'This is no state.');
    const program = startProgram({ SANDBOX_PORT: '0', SANDBOX_STATE: file });
    expect(await program.ended).toBe(2);
    expect(program.output()).toContain(`SANDBOX_STATE names ${file}: This file is no saved state`);
    expect(readFileSync(file, 'utf8')).toBe('This is no state.');
  });
});
