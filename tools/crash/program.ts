import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from 'discord-sandbox';
import { PROGRAM_ENV } from '../../tests/start.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The clock of the machine that programs run on. */
export interface MachineClock {
  readonly file: string;
  /** Sets it to be off by so many ms; ahead where positive. */
  set(offMs: number): void;
}

export function createMachineClock(folder: string, offMs = 0): MachineClock {
  const file = join(folder, 'machine-clock');
  const set = (off: number) => {
    // Whoever reads it finds the old number or the new one, and never half of it.
    writeFileSync(`${file}.new`, String(off));
    renameSync(`${file}.new`, file);
  };
  set(offMs);
  return { file, set };
}

/** The bot in a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves when members get answers, or when it is gone before. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code; null where it was killed. */
  readonly gone: Promise<number | null>;
  /** What it has logged so far. */
  logged(): string;
}

/** `clock`: that of its machine, where it isn't right. */
export function start(sandbox: Sandbox, databaseFile: string, clock?: MachineClock): Program {
  const preload = clock ? ['--import', join(import.meta.dirname, 'machine-clock.ts')] : [];
  const child = spawn(process.execPath, [...preload, join(ROOT, 'src', 'main.ts')], {
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...PROGRAM_ENV,
      ...(clock ? { MACHINE_CLOCK: clock.file } : {}),
      NODE_ENV: 'production',
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.url,
      DATABASE_URL: `file:${databaseFile}`,
    },
  });
  let logged = '';
  const ready = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.stderr?.on('data', (text: Buffer) => {
      logged += text.toString();
      if (/"Ready"/.test(logged)) resolve();
    });
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ready, gone, logged: () => logged };
}

/** Ends a program as an operator does, and waits until it has ended. */
export async function stop({ child, gone }: Program): Promise<void> {
  child.kill('SIGTERM');
  await gone;
}
