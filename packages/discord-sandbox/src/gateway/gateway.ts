import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GatewayCloseCodes as Close,
  GatewayIntentBits as Intent,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { PAGE_SOCKET } from '../page/files.ts';
import { comesFromElsewhere, isCalledByOwnName } from '../rest/loopback.ts';
import { apiGuildCreate, apiUser } from '../world/api.ts';
import type { World } from '../world/world.ts';
import { concerns, remembers, replay, type Session, tell } from './session.ts';

export interface Gateway {
  /** Tells the shard that a guild belongs to, if it listens for this kind of event. No intent: everybody gets it. */
  dispatch(type: string, guildId: string, data: unknown, intent?: Intent): void;
  /**
   * Calls `listener` with each event that bots are told of, and when one identifies, resumes or is gone. Returns how to
   * stop that.
   */
  onEvent(listener: (type: string, data: unknown) => void): () => void;
  /** Sends a frame to every client as it is, such as half of one. */
  sendRaw(text: string): void;
  /** Cuts every connection without a close frame, as a network failure does. */
  drop(): void;
  /** Asks every client to reconnect and resume. */
  reconnect(): void;
  /** Tells every client that its session is over; `resumable` ones may try again to resume. */
  invalidate(resumable: boolean): void;
  /** Closes every connection with a code of Discord's. */
  close(code: Close): void;
  connections(): number;
  identifiesLeft(): number;
  stop(): void;
}

const HEARTBEAT_MS = 41_250;
const IDENTIFIES_A_DAY = 1_000;
/** Privileged intents have to be switched on for an application; ours has none. */
const PRIVILEGED = Intent.GuildMembers | Intent.GuildPresences | Intent.MessageContent;
const ALL_INTENTS = Object.values(Intent).reduce<number>(
  (all, one) => (typeof one === 'number' ? all | one : all),
  0,
);
const COMMANDS_A_MINUTE = 120;
const LONGEST_COMMAND_BYTES = 4_096;
/** How long a client that is gone may come back; Discord says no more than "a few minutes". */
const SESSION_KEPT_MS = 5 * 60_000;
/** Closing with these ends the session too; after all others it may be resumed. */
const ENDS_SESSION = new Set<number>([
  1000,
  1001,
  Close.AuthenticationFailed,
  Close.InvalidSeq,
  Close.SessionTimedOut,
  Close.InvalidShard,
  Close.ShardingRequired,
  Close.InvalidAPIVersion,
  Close.InvalidIntents,
  Close.DisallowedIntents,
]);

const identify = z.object({
  token: z.string(),
  properties: z.object({}),
  intents: z.int(),
  shard: z.tuple([z.int(), z.int()]).optional(),
});
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int().nullable() });
const payload = z.object({ op: z.int(), d: z.unknown() });

/** Discord sends kinds of events that nobody has announced yet, whatever the intents. */
const UNANNOUNCED = ['UNANNOUNCED_EVENT', { version: 1, values: [null, 'new'] }] as const;

const frame = (op: Op, d: unknown) => JSON.stringify({ t: null, s: null, op, d });

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Why a request to upgrade is refused, as an HTTP status; undefined where it isn't. */
function reasonToRefuse(request: IncomingMessage, url: URL | null) {
  // A web page may reach loopback by a domain of its own or directly. Browsers then send an origin; bots don't.
  if (!isCalledByOwnName(request) || comesFromElsewhere(request)) return 403;
  if (!url || !/^\/gateway\/?$/.test(url.pathname)) return 404;
  // Better refuse than send what the client can't read.
  return (url.searchParams.get('encoding') ?? 'json') !== 'json' || url.searchParams.has('compress')
    ? 501
    : undefined;
}

/** Discord's gateway, version 10, JSON without compression, at `/gateway` of `server`. */
export function createGateway(server: Server, world: World, base: () => string, clock: Clock): Gateway {
  const sessions = new Map<string, Session>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  const starts: number[] = [];
  const listeners = new Set<Parameters<Gateway['onEvent']>[0]>();

  const begunToday = () => starts.filter((at) => performance.now() - at < 86_400_000).length;
  const identifiesLeft = () => Math.max(0, IDENTIFIES_A_DAY - begunToday());
  const bare = (token: string) => token.replace(/^Bot /, '');

  function note(type: string, data: unknown): void {
    for (const listener of listeners) listener(type, data);
  }

  /** An event that concerns one session alone. */
  function tellAlone(session: Session, type: string, data: unknown): void {
    note(type, data);
    tell(session, type, data);
  }

  function end(session: Session): void {
    session.keep();
    session.socket = undefined;
    sessions.delete(session.id);
  }

  /** Keeps a session whose client is gone, for the time in which it may come back. */
  function leave(session: Session): void {
    session.keep();
    session.socket = undefined;
    session.keep = clock.at(clock.now() + SESSION_KEPT_MS, () => sessions.delete(session.id));
  }

  function begin(socket: WebSocket, data: unknown): Session | undefined {
    const asked = identify.safeParse(data).data;
    if (!asked) return void socket.close(Close.DecodeError, 'Error while decoding payload.');
    const { intents } = asked;
    if (bare(asked.token) !== world.token || identifiesLeft() === 0)
      return void socket.close(Close.AuthenticationFailed, 'Authentication failed.');
    if (intents < 0 || intents > ALL_INTENTS || intents & ~ALL_INTENTS)
      return void socket.close(Close.InvalidIntents, 'Invalid intent(s).');
    if (intents & PRIVILEGED) return void socket.close(Close.DisallowedIntents, 'Disallowed intent(s).');
    const shard = asked.shard ?? [0, 1];
    if (shard[0] < 0 || shard[0] >= shard[1]) return void socket.close(Close.InvalidShard, 'Invalid shard.');
    starts.push(performance.now());
    const id = crypto.randomUUID().replaceAll('-', '');
    const session: Session = { id, intents, shard, seq: 0, told: [], socket, keep() {} };
    sessions.set(id, session);
    const guilds = [...world.guilds.values()].filter(
      ({ id: of, members }) => members.has(world.bot.id) && concerns(session, of),
    );
    tellAlone(session, 'READY', {
      v: 10,
      user: { ...apiUser(world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: id,
      resume_gateway_url: `${base().replace(/^http/, 'ws')}/gateway`,
      ...(asked.shard ? { shard } : {}),
      application: { id: world.applicationId, flags: 0 },
      private_channels: [],
    });
    tellAlone(session, ...UNANNOUNCED);
    if (intents & Intent.Guilds)
      for (const guild of guilds)
        if (guild.unavailable) tellAlone(session, 'GUILD_DELETE', { id: guild.id, unavailable: true });
        else tellAlone(session, 'GUILD_CREATE', apiGuildCreate(world, guild));
    return session;
  }

  function goOn(socket: WebSocket, data: unknown): Session | undefined {
    const asked = resume.safeParse(data).data;
    if (!asked) return void socket.close(Close.DecodeError, 'Error while decoding payload.');
    const session = sessions.get(asked.session_id);
    const seq = asked.seq ?? 0;
    if (!session || bare(asked.token) !== world.token || !remembers(session, seq))
      return void socket.send(frame(Op.InvalidSession, false));
    if (seq > session.seq) {
      end(session);
      return void socket.close(Close.InvalidSeq, 'Invalid seq.');
    }
    session.keep();
    session.socket?.terminate();
    session.socket = socket;
    note('RESUMED', {});
    replay(session, seq);
    return session;
  }

  function serve(socket: WebSocket): void {
    let begun: Session | undefined;
    let heard = performance.now();
    let sent: number[] = [];
    // The session may have been invalidated, or resumed by another connection.
    const session = () => (begun?.socket === socket ? begun : undefined);
    socket.send(frame(Op.Hello, { heartbeat_interval: HEARTBEAT_MS }));
    const pulse = setInterval(() => {
      if (performance.now() - heard <= HEARTBEAT_MS * 1.5) return;
      const silent = session();
      if (silent) end(silent);
      socket.close(Close.SessionTimedOut, 'Session timed out.');
    }, HEARTBEAT_MS).unref();

    socket.on('close', (code) => {
      clearInterval(pulse);
      note('The bot’s line is closed', { code });
      const left = session();
      if (left && ENDS_SESSION.has(code)) end(left);
      else if (left) leave(left);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (bytes) => {
      sent = [...sent.filter((at) => performance.now() - at < 60_000), performance.now()];
      if (sent.length > COMMANDS_A_MINUTE) return void socket.close(Close.RateLimited, 'Rate limited.');
      const text = String(bytes);
      let read: z.infer<typeof payload>;
      try {
        if (Buffer.byteLength(text) > LONGEST_COMMAND_BYTES) throw new RangeError('Too long.');
        read = payload.parse(JSON.parse(text));
      } catch {
        return void socket.close(Close.DecodeError, 'Error while decoding payload.');
      }
      switch (read.op) {
        case Op.Heartbeat:
          heard = performance.now();
          socket.send(frame(Op.HeartbeatAck, null));
          break;
        case Op.Identify:
        case Op.Resume:
          if (session()) return void socket.close(Close.AlreadyAuthenticated, 'Already authenticated.');
          note(`The bot says ${Op[read.op].toUpperCase()}`, read.d);
          begun = read.op === Op.Identify ? begin(socket, read.d) : goOn(socket, read.d);
          break;
        case Op.PresenceUpdate:
        case Op.VoiceStateUpdate:
        case Op.RequestGuildMembers:
        case Op.RequestSoundboardSounds:
        case Op.RequestChannelInfo:
          if (!session()) return void socket.close(Close.NotAuthenticated, 'Not authenticated.');
          break;
        default:
          socket.close(Close.UnknownOpcode, 'Unknown opcode.');
      }
    });
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const url = URL.parse(request.url ?? '/', 'http://sandbox.invalid');
    // The chat page has a socket of its own.
    if (url?.pathname === PAGE_SOCKET) return;
    const status = reasonToRefuse(request, url);
    if (status !== undefined) return refuse(stream, status);
    const version = url?.searchParams.get('v') ?? '10';
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (version === '9' || version === '10') serve(socket);
      else socket.close(Close.InvalidAPIVersion, 'Invalid API version.');
    });
  });

  function sayToAll(text: string): void {
    for (const socket of sockets.clients) socket.send(text);
  }

  return {
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispatch(type, guildId, data, intent) {
      note(type, data);
      for (const session of sessions.values())
        if (concerns(session, guildId) && (intent === undefined || session.intents & intent))
          tell(session, type, data);
    },
    sendRaw: sayToAll,
    drop() {
      for (const socket of sockets.clients) socket.terminate();
    },
    reconnect: () => sayToAll(frame(Op.Reconnect, null)),
    invalidate(resumable) {
      for (const session of sessions.values()) {
        if (!resumable) end(session);
        else if (session.socket) leave(session);
      }
      sayToAll(frame(Op.InvalidSession, resumable));
    },
    close(code) {
      if (ENDS_SESSION.has(code)) for (const session of sessions.values()) end(session);
      for (const socket of sockets.clients) socket.close(code);
    },
    connections: () => [...sessions.values()].filter(({ socket }) => socket !== undefined).length,
    identifiesLeft,
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
