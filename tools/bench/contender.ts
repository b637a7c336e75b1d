import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Sandbox, SandboxOptions } from 'discord-sandbox';
import manifest from '../../package.json' with { type: 'json' };
import { startClubSandbox } from '../../src/on-sandbox/club.ts';

/** What `npm start` runs, flags and all. */
export const COOLDOWN = manifest.scripts.start.replace('exec node ', '').split(' ');

/** Where a bot runs: a sandbox, and a database file that may not be there yet, in a folder for this alone. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly file: string;
  close(): Promise<void>;
}

export async function openPlace(options: SandboxOptions = {}): Promise<Place> {
  const sandbox = await startClubSandbox(options);
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-bench-'));
  return {
    sandbox,
    folder,
    file: join(folder, 'bench.sqlite'),
    async close() {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a member types: the path of a command and its options. */
export interface Question {
  readonly path: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** As discord.js writes it: `/stretch muscle:hamstrings`. */
export const textOf = ({ path, options = {} }: Question): string =>
  [`/${path}`, ...Object.entries(options).map(([name, value]) => `${name}:${value}`)].join(' ');

export const STRETCH: Question = { path: 'stretch', options: { muscle: 'hamstrings' } };

/** A bot in a process of its own. */
export interface Contender {
  /** From the start of the process until it says that it is ready, in ms. */
  readonly startUpMs: number;
  /** Has one member ask something (a stretch unless told) and gives the answer. */
  answer(question?: Question): Promise<Answer>;
  /** Has one member ask something, and tells how long the bot took to acknowledge it, in ms. */
  ask(question?: Question): Promise<number>;
  /** Resident memory of the process, in MiB. */
  residentMiB(): number;
  stop(): Promise<void>;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      if (/\bReady\b/.test(said)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it was ready: ${said}`)));
  });
}

/** Starts Node with `args` as a bot, by more of the environment if told, and waits until it is ready. */
export async function startContender(
  args: readonly string[],
  { sandbox, file }: Place,
  env: Readonly<Record<string, string>> = {},
): Promise<Contender> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.url,
      DATABASE_URL: `file:${file}`,
      ...env,
    },
  });
  await untilReady(child);
  const startUpMs = performance.now() - began;
  const member = sandbox.as('leader');
  const answer = ({ path, options }: Question = STRETCH) => member.run(path, options);
  return {
    startUpMs,
    answer,
    async ask(question) {
      const { acknowledgedMs, failure } = await answer(question);
      if (acknowledgedMs === null) throw new Error(failure ?? 'Not acknowledged');
      return acknowledgedMs;
    },
    residentMiB: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)]).toString()) / 1024,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
