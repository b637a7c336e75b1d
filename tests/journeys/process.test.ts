import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { Sandbox } from 'discord-sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { copyOfProject, ownFolder } from '../folders.ts';
import { openClub } from './club.ts';
import { startProgram } from './program.ts';
import { said } from './said.ts';

const root = join(import.meta.dirname, '..', '..');
const UNKNOWN_TOKEN = 'bm90LXJlYWw.wrong-token.never-to-be-seen';

async function ownSandbox(): Promise<Sandbox> {
  const sandbox = await startClubSandbox();
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function against(sandbox: Sandbox, more: Readonly<Record<string, string>> = {}) {
  return { NODE_ENV: 'production', DISCORD_TOKEN: sandbox.token, DISCORD_API_URL: sandbox.url, ...more };
}

/** Something that listens where Discord should. Returns its address. */
const instead = (answer: RequestListener): Promise<string> => listening(createServer(answer));

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

/** Stands before a sandbox; its gateway is down for the first few that want to connect. Returns its address. */
async function inFrontOf(sandbox: Sandbox, refusals: number): Promise<string> {
  const { host, port } = new URL(sandbox.url);
  const front = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const onward = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, host } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const body = Buffer.concat(chunks)
            .toString()
            .replaceAll(`ws://${host}`, `ws://${request.headers.host}`);
          response.writeHead(answer.statusCode ?? 500, {
            'content-type': answer.headers['content-type'] ?? '',
          });
          response.end(body);
        });
      },
    );
    request.pipe(onward);
  });
  let refused = 0;
  front.on('upgrade', (request, socket) => {
    if (refused < refusals) {
      refused += 1;
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const onward = connect(Number(port), '127.0.0.1');
    const lines = Object.entries({ ...request.headers, host }).map(([name, value]) => `${name}: ${value}`);
    onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward
      .on('error', () => socket.destroy())
      .pipe(socket)
      .on('error', () => onward.destroy())
      .pipe(onward);
  });
  return listening(front);
}

/** What the log says, as the objects that its lines are. */
const linesOf = (output: string): Record<string, unknown>[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

describe('the owner of a database', () => {
  it('is one process: a second one is refused, by whatever name it calls the file, and names the first', async () => {
    const sandbox = await ownSandbox();
    const folder = ownFolder();
    mkdirSync(join(folder, 'data'));
    symlinkSync(join(folder, 'data'), join(folder, 'link'));
    const first = startProgram(
      against(sandbox, { DATABASE_URL: `file:${join(folder, 'data', 'club.sqlite')}` }),
    );
    await first.says(/Ready/);
    const second = startProgram(
      against(sandbox, { DATABASE_URL: `file:${join(folder, 'link', '..', 'link', 'club.sqlite')}` }),
    );
    expect(await second.ended).toBe(2);
    expect(second.output()).toMatch(
      /The bot is running on .*club\.sqlite already \(process \d+ on .+, since 20/,
    );
    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(sandbox.gateway.connections()).toBe(1);
  });

  it('hands over to one that waits, and leaves nothing behind when it is killed', async () => {
    const sandbox = await ownSandbox();
    const env = against(sandbox, { DATABASE_URL: `file:${join(ownFolder(), 'club.sqlite')}` });
    const first = startProgram(env);
    await first.says(/Ready/);
    const second = startProgram(env);
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    await second.says(/Ready/);
    second.signal('SIGKILL');
    await second.ended;
    const third = startProgram(env);
    await third.says(/Ready/);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
  });

  it('alone may read what it writes', async () => {
    const sandbox = await ownSandbox();
    const folder = ownFolder();
    const program = startProgram(against(sandbox, { DATABASE_URL: `file:${join(folder, 'club.sqlite')}` }));
    await program.says(/Ready/);
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['club.sqlite', 'club.sqlite-wal', 'club.sqlite.lock']));
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o077, file).toBe(0);
  });
});

describe('a start', () => {
  it.each([
    ['an outage', { status: 503 }],
    ['a web page in place of Discord', { status: 200, body: '<html>Back soon</html>' }],
    ['a connection that breaks', { drop: 'before' }],
    [
      'pages that ask whether somebody may use the network',
      { status: 401, times: 3, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } },
    ],
    ['one stray refusal of the token', { status: 401, body: { code: 0, message: '401: Unauthorized' } }],
  ] as const)('waits for the end of %s', async (_what, fault) => {
    const sandbox = await ownSandbox();
    sandbox.faults.add({ method: 'GET', path: /\/gateway\/bot$/, ...fault });
    const program = startProgram(against(sandbox));
    await program.says(/Ready/);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
  });

  it('goes on connecting where the gateway is down at first, by one connection', async () => {
    const sandbox = await ownSandbox();
    const before = sandbox.gateway.identifiesLeft();
    const program = startProgram(against(sandbox, { DISCORD_API_URL: await inFrontOf(sandbox, 3) }));
    await program.says(/Ready/);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
    expect([sandbox.gateway.connections(), before - sandbox.gateway.identifiesLeft()]).toEqual([1, 1]);
  });

  it('waits where Discord soon allows no more connections', async () => {
    const program = startProgram({
      NODE_ENV: 'production',
      DISCORD_TOKEN: UNKNOWN_TOKEN,
      DISCORD_API_URL: await instead((_request, response) => {
        const limit = { total: 1_000, remaining: 9, reset_after: 3_600_000, max_concurrency: 1 };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ url: 'ws://127.0.0.1:9', shards: 1, session_start_limit: limit }));
      }),
    });
    await program.says(/soon allows no more connections/);
    const [line] = linesOf(program.output());
    expect(line).toMatchObject({ remaining: 9, pauseMs: 360_000 });
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it.each([
    ['nothing listens', 'http://127.0.0.1:9/api'],
    ['the name is known to nobody', 'http://discord.invalid/api'],
  ])('says once that it waits where %s, and stops when it is told to', async (_what, address) => {
    const program = startProgram({
      NODE_ENV: 'production',
      DISCORD_TOKEN: UNKNOWN_TOKEN,
      DISCORD_API_URL: address,
    });
    await program.says(/can't be reached at .*DISCORD_API_URL/);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain('Stopping');
    expect(program.output()).not.toContain(UNKNOWN_TOKEN);
  });

  it('stops in order while nothing answers it', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const program = startProgram({
      NODE_ENV: 'production',
      DISCORD_TOKEN: UNKNOWN_TOKEN,
      DISCORD_API_URL: await instead(() => resolve()),
    });
    await asked;
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain('Stopping');
  });

  it('goes on with the commands that Discord knows where it takes no new ones', async () => {
    const sandbox = await ownSandbox();
    const first = startProgram(against(sandbox), 'register');
    expect(await first.ended).toBe(0);
    sandbox.world.commands.get('global')?.pop();
    const body = {
      code: 30034,
      message: 'Max number of daily application command creates has been reached (200)',
    };
    sandbox.faults.add({ method: 'PUT', path: /\/commands$/, status: 400, body });
    const program = startProgram(against(sandbox));
    await program.says(/Ready/);
    expect(program.output()).toContain('could not be registered');
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
  });

  it.each([{ guilds: null }, { guilds: [null] }, {}])(
    'is over, so that a new one is made, where READY can’t be read: %j',
    async (welcome) => {
      const sandbox = await ownSandbox();
      sandbox.gateway.onEvent((type) => {
        if (type !== 'The bot says IDENTIFY') return;
        const { applicationId: id } = sandbox.world;
        const d = { session_id: 'x', user: { id, username: 'Cooldown' }, application: { id }, ...welcome };
        sandbox.gateway.sendRaw(JSON.stringify({ op: 0, t: 'READY', s: 1, d }));
        // The sandbox's own READY would come next.
        sandbox.gateway.close(4000);
      });
      const program = startProgram(against(sandbox));
      expect(await program.ended).toBe(1);
      expect(program.output()).toContain('A new start asks for it again.');
    },
  );

  it.each([
    [4004, 2, /refused DISCORD_TOKEN/],
    [4013, 2, /an intent that this version/],
    [4014, 2, /doesn’t allow the bot an intent/],
    [4011, 1, /more servers than one connection/],
  ] as const)('is over where Discord closes with %i, by exit code %i', async (code, exit, words) => {
    const sandbox = await ownSandbox();
    const program = startProgram(against(sandbox));
    await program.says(/Ready/);
    sandbox.gateway.close(code);
    expect(await program.ended).toBe(exit);
    expect(program.output()).toMatch(words);
    expect(program.output()).not.toMatch(/ {4}at /);
  });
});

describe('a database that goes away under the bot', () => {
  it.each([
    ['removed', (file: string) => rmSync(file)],
    [
      'replaced',
      (file: string) => {
        renameSync(file, `${file}.old`);
        writeFileSync(file, readFileSync(`${file}.old`));
      },
    ],
    ['bereft of its log', (file: string) => rmSync(`${file}-wal`)],
    ['bereft of its lock', (file: string) => rmSync(`${file}.lock`)],
  ])('ends it when it is %s', async (_how, change) => {
    const club = await openClub();
    await club.sandbox.as('admin').run('help');
    change(club.databaseFile);
    await club.beat();
    expect(club.lost[0]).toContain('was removed or replaced while the bot');
  });
});

describe('a log that can’t be written', () => {
  it.skipIf(process.platform !== 'linux').each(['2>/dev/full', '2>&1 >/dev/null | head -1'])(
    'is no reason to stop: %s',
    async (where) => {
      const sandbox = await ownSandbox();
      const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
      const shell: ChildProcess = spawn(
        'sh',
        ['-c', `exec 3>&1; ("$0" "$1" ${where})`, process.execPath, main],
        {
          cwd: ownFolder(),
          env: {
            ...against(sandbox, { LOG_LEVEL: 'trace' }),
            NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          },
          detached: true,
        },
      );
      onTestFinished(() => void process.kill(-(shell.pid ?? 0), 'SIGKILL'));
      await expect.poll(() => sandbox.gateway.connections()).toBe(1);
      await expect
        .poll(() => sandbox.traffic.requests.some(({ path }) => path.endsWith('/guilds')))
        .toBe(true);
      for (const who of ['ben', 'amara'])
        expect(said(await sandbox.as(who).run('recovery tip'))).toContain('Source:');
    },
  );
});

describe('start.mjs', () => {
  const start = (folder: string, ...args: readonly string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [...args, join(folder, 'src', 'start.mjs')], {
      cwd: ownFolder(),
      env: { NODE_ENV: 'production' },
    });
    return { status, said: stderr.toString() };
  };

  it('says what an old Node lacks, in words that it can read', () => {
    const old = join(ownFolder(), 'old.cjs');
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });");
    const { status, said: words } = start(root, '--require', old);
    expect(status).toBe(2);
    expect(words).toMatch(/^Cooldown needs Node 26 or newer, and this is 20\.20\.2\. .*\n$/);
  });

  it('names a package that is not installed', () => {
    const folder = copyOfProject();
    rmSync(join(folder, 'node_modules', 'discord.js'));
    const { status, said: words } = start(folder);
    expect([status, words]).toEqual([
      2,
      expect.stringMatching(/^discord\.js is not installed; run npm ci .*\n$/),
    ]);
  });

  it('says that the sandbox lacks packages where only those for production are there', () => {
    const folder = copyOfProject();
    rmSync(join(folder, 'node_modules', 'discord-markdown-parser'));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'src', 'start.mjs')], {
      cwd: ownFolder(),
      env: {},
    });
    expect(status).toBe(2);
    expect(stderr.toString()).toMatch(/the sandbox lacks packages .* run npm ci/);
    expect(stderr.toString()).not.toMatch(/ {4}at /);
  });
});

describe('npm start', () => {
  it.skipIf(spawnSync('unshare', ['-pf', '--mount-proc', 'true']).status !== 0)(
    'stops in order as the first process of a container, also before it is ready',
    async () => {
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      const env = {
        NODE_ENV: 'production',
        DISCORD_TOKEN: UNKNOWN_TOKEN,
        DISCORD_API_URL: await instead(() => resolve()),
        PATH: process.env['PATH'],
        HOME: ownFolder(),
        DATABASE_URL: `file:${join(ownFolder(), 'club.sqlite')}`,
      };
      const container = spawn('unshare', ['-pf', '--mount-proc', '--kill-child', 'npm', 'start'], {
        cwd: root,
        env,
      });
      onTestFinished(() => void container.kill('SIGKILL'));
      let written = '';
      container.stderr.on('data', (text: Buffer) => {
        written += text.toString();
      });
      const ended = new Promise((resolveCode) => container.once('exit', resolveCode));
      await asked;
      const [npm] = readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8').split(' ');
      process.kill(Number(npm), 'SIGTERM');
      await ended;
      expect(written).toContain('Stopping');
    },
  );

  it.skipIf(process.platform === 'win32')('passes SIGTERM on, and leaves no process behind', async () => {
    const sandbox = await ownSandbox();
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: {
        ...against(sandbox, { DATABASE_URL: `file:${join(ownFolder(), 'club.sqlite')}` }),
        PATH: process.env['PATH'],
        HOME: ownFolder(),
      },
    });
    onTestFinished(() => void npm.kill('SIGKILL'));
    let written = '';
    npm.stderr.on('data', (text: Buffer) => {
      written += text.toString();
    });
    const ended = new Promise((resolve) => npm.once('exit', resolve));
    await expect.poll(() => linesOf(written).some(({ msg }) => msg === 'Ready')).toBe(true);
    npm.kill('SIGTERM');
    await ended;
    await expect.poll(() => written).toContain('Stopping');
    await expect.poll(() => sandbox.gateway.connections()).toBe(0);
  });
});
