import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts';
import { channelNamed, type Message } from '../src/world/world.ts';
import { START } from './start.ts';

/** What came over the line, as it is on the wire. */
interface Frame {
  readonly op: number;
  readonly t: string | null;
  readonly s: number | null;
  readonly d: Record<string, unknown> | boolean | null;
}

/** A client written by hand: it says only what it is told to say. */
interface Line {
  say(op: number, d: unknown): void;
  write(text: string): void;
  /** The next frame that has not been read yet. */
  hears(): Promise<Frame>;
  /** Everything not read yet that was sent before now: the line is in order, so it ends where a heartbeat's ack is. */
  hearsTillNow(): Promise<Frame[]>;
  /** Goes away with a code. */
  leave(code: number): void;
  /** The code with which the line was closed. */
  readonly closed: Promise<number>;
}

const HEARTBEAT = 1;
const IDENTIFY = 2;
const PRESENCE = 3;
const RESUME = 6;
const ACK = 11;

/** The number of the last event that a session is told of when it is opened, without the guilds. */
const OPENED = 2;

const GUILDS = 1 << 0;
const MEMBERS = 1 << 1;
const PRESENCES = 1 << 8;
const MESSAGES = 1 << 9;
const CONTENT = 1 << 15;

async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ begins: START, still: true, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function dial({ port }: Sandbox, query = '?v=10&encoding=json', options: ClientOptions = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/gateway${query}`, options);
  onTestFinished(() => socket.terminate());
  return socket;
}

function lineOn(socket: WebSocket): Line {
  const heard: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on('message', (text) => {
    const frame: Frame = JSON.parse(String(text));
    const next = waiting.shift();
    if (next) next(frame);
    else heard.push(frame);
  });
  const line: Line = {
    say: (op, d) => line.write(JSON.stringify({ op, d })),
    write: (text) => socket.send(text),
    hears() {
      const frame = heard.shift();
      if (frame) return Promise.resolve(frame);
      const { promise, resolve } = Promise.withResolvers<Frame>();
      waiting.push(resolve);
      return promise;
    },
    async hearsTillNow() {
      line.say(HEARTBEAT, null);
      const frames: Frame[] = [];
      for (let frame = await line.hears(); frame.op !== ACK; frame = await line.hears()) frames.push(frame);
      return frames;
    },
    leave: (code) => socket.close(code),
    closed: once(socket, 'close').then(([code]) => Number(code)),
  };
  return line;
}

/** A line on which HELLO has been said. */
async function openLine(sandbox: Sandbox, query?: string): Promise<Line> {
  const line = lineOn(dial(sandbox, query));
  await line.hears();
  return line;
}

const who = ({ token }: Sandbox, intents: number, more: object = {}) => ({
  token,
  intents,
  properties: { os: 'linux', browser: 'hand', device: 'hand' },
  ...more,
});

/** A line that has identified, with the id of its session. */
async function openSession(
  sandbox: Sandbox,
  intents: number,
  more?: object,
): Promise<{ line: Line; session: string }> {
  const line = await openLine(sandbox);
  line.say(IDENTIFY, who(sandbox, intents, more));
  const session = sessionIn(await line.hears());
  expect(await line.hears()).toMatchObject({ op: 0, t: 'UNANNOUNCED_EVENT', s: OPENED });
  return { line, session };
}

function sessionIn({ t, d }: Frame): string {
  if (t !== 'READY' || d === null || typeof d === 'boolean') throw new Error(`This is no READY but ${t}.`);
  return String(d['session_id']);
}

const comeBack = ({ token }: Sandbox, session: string, seq: number | null) => ({
  token,
  session_id: session,
  seq,
});

/** Lets the bot say something, as it would over REST. */
function say(sandbox: Sandbox, content: string, where = 'general'): Message {
  const channel = channelNamed(sandbox.world, where);
  if (!channel) throw new Error(`There is no channel ${where}.`);
  return sandbox.messages.create({ channel, authorId: sandbox.world.bot.id, form: { content }, files: [] });
}

const brief = ({ t, d }: Frame) => [t, typeof d === 'object' ? (d?.['content'] ?? null) : d];
const ids = (frames: readonly Frame[]) =>
  frames.filter(({ t }) => t === 'GUILD_CREATE').map(({ d }) => (typeof d === 'object' ? d?.['id'] : d));

/** How many connections the sandbox still holds to be there: it notices a client's leaving a moment after the client. */
const allGone = (sandbox: Sandbox) => expect.poll(() => sandbox.gateway.connections()).toBe(0);

describe('the handshake', () => {
  it('begins with HELLO, and acknowledges every heartbeat, before and after IDENTIFY', async () => {
    const sandbox = await openSandbox();
    const line = lineOn(dial(sandbox));
    expect(await line.hears()).toEqual({
      op: 10,
      d: { heartbeat_interval: expect.any(Number) },
      s: null,
      t: null,
    });
    line.say(HEARTBEAT, null);
    expect(await line.hears()).toEqual({ op: 11, d: null, s: null, t: null });
    line.say(IDENTIFY, who(sandbox, 0));
    expect((await line.hearsTillNow()).map(({ t }) => t)).toEqual(['READY', 'UNANNOUNCED_EVENT']);
  });

  it('answers IDENTIFY with READY as the first event: who the bot is, where it is and how to come back', async () => {
    const sandbox = await openSandbox({ idleGuilds: 1 });
    const line = await openLine(sandbox);
    line.say(IDENTIFY, who(sandbox, 0));
    const ready = await line.hears();
    expect(ready).toMatchObject({
      op: 0,
      s: 1,
      t: 'READY',
      d: {
        v: 10,
        user: { id: sandbox.world.bot.id, bot: true },
        application: { id: sandbox.world.applicationId },
        guilds: [...sandbox.world.guilds.keys()].map((id) => ({ id, unavailable: true })),
        session_id: expect.stringMatching(/^[\da-f]+$/),
        resume_gateway_url: `ws://127.0.0.1:${sandbox.port}/gateway`,
      },
    });
    expect(ready.d).not.toHaveProperty('shard');
    expect(sandbox.gateway.connections()).toBe(1);
  });

  it('takes the token as it is and as the header of REST has it', async () => {
    const sandbox = await openSandbox();
    for (const token of [sandbox.token, `Bot ${sandbox.token}`]) await openSession(sandbox, 0, { token });
    expect(sandbox.gateway.connections()).toBe(2);
  });

  it('counts down how many sessions may still be started, and does not count those that go on', async () => {
    const sandbox = await openSandbox();
    const remaining = async () => {
      const headers = { authorization: `Bot ${sandbox.token}` };
      const answer = await fetch(`${sandbox.url}/v10/gateway/bot`, { headers });
      const { session_start_limit: limit } = (await answer.json()) as {
        session_start_limit: { total: number; remaining: number };
      };
      return limit.remaining;
    };
    expect(await remaining()).toBe(1_000);
    const { session } = await openSession(sandbox, 0);
    await openSession(sandbox, 0);
    expect(await remaining()).toBe(998);
    sandbox.gateway.drop();
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await line.hears()).toMatchObject({ t: 'RESUMED' });
    expect(await remaining()).toBe(998);
  });
});

describe('intents', () => {
  it('bring the guilds only to those who ask for guilds', async () => {
    const sandbox = await openSandbox({ idleGuilds: 2 });
    const { line: curious } = await openSession(sandbox, GUILDS);
    const { line: incurious } = await openSession(sandbox, MESSAGES);
    expect(ids(await curious.hearsTillNow())).toEqual([...sandbox.world.guilds.keys()]);
    expect(await incurious.hearsTillNow()).toEqual([]);
  });

  it('bring of a guild every channel and role, but no member beside the bot without the presences intent', async () => {
    const sandbox = await openSandbox();
    const { home, bot } = sandbox.world;
    const { line } = await openSession(sandbox, GUILDS);
    expect(await line.hears()).toMatchObject({
      t: 'GUILD_CREATE',
      d: {
        id: home.id,
        member_count: home.members.size,
        members: [{ user: { id: bot.id } }],
        channels: [...home.channels.keys()].map((id) => ({ id })),
        roles: [...home.roles.keys()].map((id) => ({ id })),
      },
    });
  });

  it('bring messages only to those who ask for messages', async () => {
    const sandbox = await openSandbox();
    const { line: curious } = await openSession(sandbox, MESSAGES);
    const { line: incurious } = await openSession(sandbox, 0);
    const message = say(sandbox, 'Hello');
    sandbox.messages.edit(message, { content: 'Hello again' }, []);
    sandbox.messages.remove(message);
    const id = message.id;
    expect(await curious.hearsTillNow()).toMatchObject([
      { t: 'MESSAGE_CREATE', s: 3, d: { id, guild_id: sandbox.world.home.id, content: 'Hello' } },
      { t: 'MESSAGE_UPDATE', s: 4, d: { id, guild_id: sandbox.world.home.id, content: 'Hello again' } },
      { t: 'MESSAGE_DELETE', s: 5, d: { id, guild_id: sandbox.world.home.id } },
    ]);
    expect(await incurious.hearsTillNow()).toEqual([]);
  });

  it('bring nothing from a channel that the bot may not see', async () => {
    const sandbox = await openSandbox();
    const { line } = await openSession(sandbox, MESSAGES);
    say(sandbox, 'Between us', 'staff');
    expect(await line.hearsTillNow()).toEqual([]);
  });

  it.each([
    ['members', MEMBERS],
    ['presences', PRESENCES],
    ['message content', CONTENT],
  ])('are refused with 4014 where they are privileged: %s', async (_name, intent) => {
    const sandbox = await openSandbox();
    const line = await openLine(sandbox);
    line.say(IDENTIFY, who(sandbox, GUILDS | intent));
    expect(await line.closed).toBe(4014);
    expect(sandbox.gateway.identifiesLeft()).toBe(1_000);
  });

  it.each([1 << 17, -1, 2 ** 31, 2 ** 32 + 1])(
    'are refused with 4013 where there are none such: %i',
    async (intents) => {
      const sandbox = await openSandbox();
      const line = await openLine(sandbox);
      line.say(IDENTIFY, who(sandbox, intents));
      expect(await line.closed).toBe(4013);
    },
  );
});

describe('a client that gets it wrong', () => {
  it('is shut out with 4004 for a wrong token', async () => {
    const sandbox = await openSandbox();
    const line = await openLine(sandbox);
    line.say(IDENTIFY, who(sandbox, 0, { token: 'someone-else' }));
    expect(await line.closed).toBe(4004);
  });

  it('is closed with 4003 where it speaks before it has said who it is', async () => {
    const line = await openLine(await openSandbox());
    line.say(PRESENCE, { since: null, activities: [], status: 'online', afk: false });
    expect(await line.closed).toBe(4003);
  });

  it.each([
    ['IDENTIFY', IDENTIFY],
    ['RESUME', RESUME],
  ])('is closed with 4005 where it says twice who it is: %s', async (_name, op) => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, 0);
    line.say(op, op === IDENTIFY ? who(sandbox, 0) : comeBack(sandbox, session, OPENED));
    expect(await line.closed).toBe(4005);
  });

  it.each([
    ['no JSON', '{"op":'],
    ['no object', '[1]'],
    ['no opcode', '{"d":null}'],
    ['an IDENTIFY without intents', '{"op":2,"d":{"token":"x","properties":{}}}'],
    ['a RESUME without a session', '{"op":6,"d":{"token":"x"}}'],
    ['more than 4096 bytes', JSON.stringify({ op: 1, d: null, padding: 'ä'.repeat(2_048) })],
  ])('is closed with 4002 where it cannot be understood: %s', async (_name, text) => {
    const line = await openLine(await openSandbox());
    line.write(text);
    expect(await line.closed).toBe(4002);
  });

  it.each([0, 5, 7, 9, 10, 11, 99])(
    'is closed with 4001 for an opcode that is not a client’s to send: %i',
    async (op) => {
      const line = await openLine(await openSandbox());
      line.say(op, null);
      expect(await line.closed).toBe(4001);
    },
  );

  it.each([[[1, 1]], [[2, 2]], [[-1, 2]], [[0, 0]]])(
    'is shut out with 4010 for a shard that cannot be: %j',
    async (shard) => {
      const sandbox = await openSandbox();
      const line = await openLine(sandbox);
      line.say(IDENTIFY, who(sandbox, 0, { shard }));
      expect(await line.closed).toBe(4010);
    },
  );

  it('is shut out with 4012 for a version of the API that there is no more', async () => {
    const line = lineOn(dial(await openSandbox(), '?v=5&encoding=json'));
    expect(await line.closed).toBe(4012);
  });

  it('is closed with 4008 where it says more than 120 things in a minute', async () => {
    const line = await openLine(await openSandbox());
    for (let count = 0; count < 120; count += 1) await line.hearsTillNow();
    line.say(HEARTBEAT, null);
    expect(await line.closed).toBe(4008);
  });
});

describe('shards', () => {
  it('get their own guilds and no others, and what happens there', async () => {
    const sandbox = await openSandbox({ idleGuilds: 5 });
    const { home, guilds } = sandbox.world;
    const count = 3;
    const shardOf = (id: string) => Number((BigInt(id) >> 22n) % BigInt(count));
    const lines: Line[] = [];
    for (let index = 0; index < count; index += 1) {
      const { line } = await openSession(sandbox, GUILDS | MESSAGES, { shard: [index, count] });
      const own = ids(await line.hearsTillNow());
      expect(own).toEqual([...guilds.keys()].filter((id) => shardOf(id) === index));
      expect(own).not.toEqual([]);
      lines.push(line);
    }
    say(sandbox, 'Hello');
    for (const [index, line] of lines.entries())
      expect((await line.hearsTillNow()).map(brief)).toEqual(
        index === shardOf(home.id) ? [['MESSAGE_CREATE', 'Hello']] : [],
      );
  });

  it('are told in READY which they are', async () => {
    const sandbox = await openSandbox();
    const line = await openLine(sandbox);
    line.say(IDENTIFY, who(sandbox, 0, { shard: [1, 4] }));
    expect(await line.hears()).toMatchObject({ t: 'READY', d: { shard: [1, 4] } });
  });
});

describe('a line that was lost', () => {
  it('is resumed with exactly what was missed, in order and as it was, then RESUMED', async () => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, MESSAGES);
    say(sandbox, 'one');
    expect((await line.hearsTillNow()).map(brief)).toEqual([['MESSAGE_CREATE', 'one']]);
    sandbox.gateway.drop();
    expect(await line.closed).toBe(1006);
    const two = say(sandbox, 'two');
    sandbox.messages.edit(two, { content: 'two, mended' }, []);

    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, 3));
    const replayed = await again.hearsTillNow();
    expect(replayed.map(brief)).toEqual([
      ['MESSAGE_CREATE', 'two'],
      ['MESSAGE_UPDATE', 'two, mended'],
      ['RESUMED', null],
    ]);
    expect(replayed.map(({ s }) => s)).toEqual([4, 5, 6]);
    say(sandbox, 'three');
    expect(await again.hears()).toMatchObject({ t: 'MESSAGE_CREATE', s: 7, d: { content: 'three' } });
  });

  it('replays to the one who has missed nothing nothing but RESUMED, however often', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, MESSAGES);
    for (const seq of [OPENED, OPENED + 1]) {
      sandbox.gateway.drop();
      const line = await openLine(sandbox);
      line.say(RESUME, comeBack(sandbox, session, seq));
      expect((await line.hearsTillNow()).map(brief)).toEqual([['RESUMED', null]]);
    }
  });

  it('closes the old connection where it was not lost after all: a session has one', async () => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, MESSAGES);
    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await again.hears()).toMatchObject({ t: 'RESUMED' });
    await line.closed;
    expect(sandbox.gateway.connections()).toBe(1);
  });

  it('is not resumed where nobody knows the session, and may then identify on the same connection', async () => {
    const sandbox = await openSandbox();
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, 'never-was', 1));
    expect(await line.hears()).toEqual({ op: 9, d: false, s: null, t: null });
    line.say(IDENTIFY, who(sandbox, 0));
    expect(await line.hears()).toMatchObject({ t: 'READY' });
  });

  it('is not resumed with another token', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, 0);
    const line = await openLine(sandbox);
    line.say(RESUME, { ...comeBack(sandbox, session, OPENED), token: 'someone-else' });
    expect(await line.hears()).toMatchObject({ op: 9, d: false });
  });

  it('is closed with 4007 where it claims to have heard what was never said, and has to begin anew', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, 0);
    sandbox.gateway.drop();
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, session, 99));
    expect(await line.closed).toBe(4007);
    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await again.hears()).toMatchObject({ op: 9, d: false });
  });

  it('is not resumed where more was missed than is kept: a hole would go unnoticed', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, 0);
    sandbox.gateway.drop();
    for (let count = 0; count < 2_001; count += 1)
      sandbox.gateway.dispatch('TYPING_START', sandbox.world.home.id, {});
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await line.hears()).toMatchObject({ op: 9, d: false });
  });

  it.each([
    [1000, false],
    [1001, false],
    [4000, true],
    [4900, true],
  ])('closed by the client with %i may be resumed: %s', async (code, resumable) => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, 0);
    line.leave(code);
    await line.closed;
    await allGone(sandbox);
    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await again.hears()).toMatchObject(resumable ? { t: 'RESUMED' } : { op: 9, d: false });
  });

  it.each([
    [4_000, true],
    [4_009, false],
  ])('closed by Discord with %i may be resumed: %s', async (code, resumable) => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, 0);
    sandbox.gateway.close(code);
    expect(await line.closed).toBe(code);
    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await again.hears()).toMatchObject(resumable ? { t: 'RESUMED' } : { op: 9, d: false });
  });

  it('is forgotten after some minutes', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, 0);
    sandbox.gateway.drop();
    await allGone(sandbox);
    sandbox.clock.advance(5 * 60_000);
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await line.hears()).toMatchObject({ op: 9, d: false });
  });

  it('is not forgotten while it is up, however long that is', async () => {
    const sandbox = await openSandbox();
    const { session } = await openSession(sandbox, MESSAGES);
    sandbox.gateway.drop();
    await allGone(sandbox);
    const line = await openLine(sandbox);
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await line.hears()).toMatchObject({ t: 'RESUMED' });
    sandbox.clock.advance(24 * 60 * 60_000);
    say(sandbox, 'Still there?');
    expect((await line.hears()).t).toBe('MESSAGE_CREATE');
  });
});

describe('what Discord may ask of a client', () => {
  it('is to reconnect (op 7) and resume', async () => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, 0);
    sandbox.gateway.reconnect();
    expect(await line.hears()).toEqual({ op: 7, d: null, s: null, t: null });
    line.leave(4000);
    const again = await openLine(sandbox);
    again.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await again.hears()).toMatchObject({ t: 'RESUMED' });
  });

  it('is to resume a session that it has invalidated for now (op 9, d:true), on the same connection', async () => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, MESSAGES);
    sandbox.gateway.invalidate(true);
    expect(await line.hears()).toEqual({ op: 9, d: true, s: null, t: null });
    say(sandbox, 'Meanwhile');
    expect(await line.hearsTillNow()).toEqual([]);
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect((await line.hearsTillNow()).map(brief)).toEqual([
      ['MESSAGE_CREATE', 'Meanwhile'],
      ['RESUMED', null],
    ]);
  });

  it('is to begin anew after a session that it has invalidated for good (op 9, d:false)', async () => {
    const sandbox = await openSandbox();
    const { line, session } = await openSession(sandbox, MESSAGES);
    sandbox.gateway.invalidate(false);
    expect(await line.hears()).toEqual({ op: 9, d: false, s: null, t: null });
    line.say(RESUME, comeBack(sandbox, session, OPENED));
    expect(await line.hears()).toMatchObject({ op: 9, d: false });
    line.say(IDENTIFY, who(sandbox, MESSAGES));
    expect(sessionIn(await line.hears())).not.toBe(session);
    say(sandbox, 'Hello');
    expect((await line.hearsTillNow()).map(brief)).toContainEqual(['MESSAGE_CREATE', 'Hello']);
  });

  it('is to say again who it is before it goes on: 4003 after its session was invalidated', async () => {
    const sandbox = await openSandbox();
    const { line } = await openSession(sandbox, 0);
    sandbox.gateway.invalidate(false);
    expect(await line.hears()).toMatchObject({ op: 9 });
    line.say(PRESENCE, { since: null, activities: [], status: 'online', afk: false });
    expect(await line.closed).toBe(4003);
  });
});

describe('the door', () => {
  async function refused(socket: WebSocket): Promise<string> {
    const [error] = await once(socket, 'error');
    return error.message;
  }
  const status = (code: number) => `Unexpected server response: ${code}`;

  it.each(['evil.example', '127.0.0.1', 'localhost:1'])(
    'is shut to a page of the web that has a name of its own for this machine: %s',
    async (host) => {
      expect(await refused(dial(await openSandbox(), '', { headers: { host } }))).toBe(status(403));
    },
  );

  it.each(['https://evil.example', 'null'])(
    'is shut to a page of the web that knows the address: %s',
    async (origin) => {
      expect(await refused(dial(await openSandbox(), '', { origin }))).toBe(status(403));
    },
  );

  it('is open by either name of this machine', async () => {
    const sandbox = await openSandbox();
    const line = lineOn(dial(sandbox, '', { headers: { host: `localhost:${sandbox.port}` } }));
    expect(await line.hears()).toMatchObject({ op: 10 });
  });

  it('is nowhere but at the gateway', async () => {
    expect(await refused(dial(await openSandbox(), '/elsewhere'))).toBe(status(404));
  });

  it.each(['?v=10&encoding=etf', '?v=10&encoding=json&compress=zlib-stream'])(
    'says at once that it does not speak as asked, rather than not be understood: %s',
    async (query) => {
      expect(await refused(dial(await openSandbox(), query))).toBe(status(501));
    },
  );

  it('closes with the sandbox, and leaves nobody waiting', async () => {
    const sandbox = await startSandbox({ begins: START });
    const { line } = await openSession(sandbox, 0);
    await sandbox.stop();
    expect(await line.closed).toBe(1006);
    expect(sandbox.gateway.connections()).toBe(0);
  });
});
