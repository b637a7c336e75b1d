import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { copyOfProject, ownFolder } from '../folders.ts';
import { PROGRAM_ENV } from '../start.ts';

/** The real program in a process of its own. */
export interface Program {
  /** Everything it has written so far. */
  output(): string;
  /** Resolves when it has written something that fits. */
  says(wanted: RegExp): Promise<void>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void;
  write(text: string): void;
  /** Its exit code, when it is over. */
  readonly ended: Promise<number | null>;
}

const root = join(import.meta.dirname, '..', '..');

/** Starts `src/main.ts` with no environment but `env` and the machine's clock, in a folder of its own. */
export function startProgram(env: Readonly<Record<string, string>>, ...args: readonly string[]): Program {
  return startProgramOf(root, env, ...args);
}

/** The same of a copy of the project in `folder`. */
export function startProgramOf(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Program {
  return watched(
    spawn(process.execPath, [join(folder, 'src', 'main.ts'), ...args], {
      cwd: ownFolder(),
      env: { ...PROGRAM_ENV, ...env },
    }),
  );
}

/** The same with nothing to read: its standard input is over before it begins, as under a service manager. */
export function startService(env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts')], {
    cwd: ownFolder(),
    env: { ...PROGRAM_ENV, ...env },
  });
  child.stdin.end();
  return watched(child);
}

/** A program that was started; it doesn't outlive the test. */
function watched(child: ChildProcessWithoutNullStreams): Program {
  let written = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      written += text.toString();
      for (const listener of listeners) listener();
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    output: () => written,
    says: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (wanted.test(written)) resolve();
        };
        listeners.add(look);
        look();
        ended.then((code) => reject(new Error(`It ended with ${code} and never said ${wanted}: ${written}`)));
      }),
    signal: (name) => void child.kill(name),
    write: (text) => void child.stdin.write(text),
    ended,
  };
}

/** `npm run dev` with files of its own, that a test can change. */
export function startDev(env: Readonly<Record<string, string>>): {
  readonly program: Program;
  readonly folder: string;
} {
  const folder = copyOfProject();
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const args = String(scripts.dev).replace('exec node ', '').split(' ');
  return {
    program: watched(spawn(process.execPath, args, { cwd: folder, env: { ...PROGRAM_ENV, ...env } })),
    folder,
  };
}
