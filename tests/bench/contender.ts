import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Member } from '../../sandbox/client/member.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

/** A bot in a process of its own, on a sandbox of its own. */
export interface Contender {
  readonly name: string;
  /** From the start of the process until it says that it is ready, in ms. */
  readonly startUpMs: number;
  /** Has one member ask for a stretch, and tells how long the bot took to acknowledge it, in ms. */
  ask(): Promise<number>;
  /** Resident memory of the process, in MiB. */
  residentMiB(): number;
  violations(): number;
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

async function acknowledged(member: Member): Promise<number> {
  const { acknowledgedMs, failure } = await member.run('stretch', { muscle: 'hamstrings' });
  if (acknowledgedMs === null) throw new Error(failure ?? 'Not acknowledged');
  return acknowledgedMs;
}

/** Starts Node with `args` as a bot in a club among `idleGuilds` others, or in a `place` with a database of its own, and waits until it is ready. */
export async function startContender(
  name: string,
  args: readonly string[],
  idleGuilds: number,
  place?: { readonly sandbox: Sandbox; readonly file: string },
): Promise<Contender> {
  const sandbox = place?.sandbox ?? (await startSandbox({ idleGuilds }));
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-bench-'));
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
      DATABASE_URL: `file:${place?.file ?? join(folder, 'bench.sqlite')}`,
    },
  });
  await untilReady(child);
  const startUpMs = performance.now() - began;
  const member = sandbox.as('leader');
  return {
    name,
    startUpMs,
    ask: () => acknowledged(member),
    residentMiB: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)]).toString()) / 1024,
    violations: () => sandbox.traffic.violations.length,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
