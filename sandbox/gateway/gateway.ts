import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GatewayCloseCodes as Close,
  GatewayIntentBits as Intent,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { apiGuildCreate, apiUser } from '../world/api.ts';
import type { World } from '../world/world.ts';
import { concerns, type Session, tell } from './session.ts';

export interface Gateway {
  /** Tells the shard that a guild belongs to, if it listens for this kind of event. No intent: everybody gets it. */
  dispatch(type: string, guildId: string, data: unknown, intent?: Intent): void;
  /** Cuts every connection without a word, as a network fault does. */
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

const identify = z.object({
  token: z.string(),
  intents: z.int(),
  shard: z.tuple([z.int().min(0), z.int().min(1)]).optional(),
});
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int().nullable() });
const payload = z.object({ op: z.int(), d: z.unknown() });

/** Discord's gateway, version 10, JSON without compression, at `/gateway` of `server`. */
export function createGateway(server: Server, world: World, base: () => string): Gateway {
  const sessions = new Map<string, Session>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_096 * 16 });
  const starts: number[] = [];

  const begunToday = () => starts.filter((at) => performance.now() - at < 86_400_000).length;
  const identifiesLeft = () => Math.max(0, IDENTIFIES_A_DAY - begunToday());
  const bare = (token: string) => token.replace(/^Bot /, '');

  function begin(socket: WebSocket, data: unknown): Session | undefined {
    const asked = identify.safeParse(data).data;
    if (!asked) return void socket.close(Close.DecodeError, 'Error while decoding payload.');
    if (bare(asked.token) !== world.token || identifiesLeft() === 0)
      return void socket.close(Close.AuthenticationFailed, 'Authentication failed.');
    if (asked.intents & ~ALL_INTENTS) return void socket.close(Close.InvalidIntents, 'Invalid intent(s).');
    if (asked.intents & PRIVILEGED)
      return void socket.close(Close.DisallowedIntents, 'Disallowed intent(s).');
    const shard = asked.shard ?? [0, 1];
    if (shard[0] >= shard[1]) return void socket.close(Close.InvalidShard, 'Invalid shard.');
    starts.push(performance.now());
    const session: Session = {
      id: crypto.randomUUID().replaceAll('-', ''),
      intents: asked.intents,
      shard,
      seq: 0,
      told: [],
      socket,
    };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter(({ id }) => concerns(session, id));
    tell(session, 'READY', {
      v: 10,
      user: { ...apiUser(world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${base().replace(/^http/, 'ws')}/gateway`,
      shard,
      application: { id: world.applicationId, flags: 0 },
      private_channels: [],
    });
    if (asked.intents & Intent.Guilds)
      for (const guild of guilds) tell(session, 'GUILD_CREATE', apiGuildCreate(world, guild));
    return session;
  }

  function goOn(socket: WebSocket, data: unknown): Session | undefined {
    const asked = resume.safeParse(data).data;
    const session = asked && sessions.get(asked.session_id);
    if (!asked || !session || bare(asked.token) !== world.token) {
      socket.send(JSON.stringify({ op: Op.InvalidSession, d: false }));
      return undefined;
    }
    if ((asked.seq ?? 0) > session.seq) return void socket.close(Close.InvalidSeq, 'Invalid seq.');
    session.socket?.terminate();
    session.socket = socket;
    for (const event of session.told.filter(({ s }) => s > (asked.seq ?? 0)))
      socket.send(JSON.stringify(event));
    tell(session, 'RESUMED', {});
    return session;
  }

  function serve(socket: WebSocket): void {
    let session: Session | undefined;
    let heard = performance.now();
    let sent: number[] = [];
    socket.send(JSON.stringify({ op: Op.Hello, d: { heartbeat_interval: HEARTBEAT_MS } }));
    const pulse = setInterval(() => {
      if (performance.now() - heard > HEARTBEAT_MS * 1.5)
        socket.close(Close.SessionTimedOut, 'Session timed out.');
    }, HEARTBEAT_MS).unref();

    socket.on('close', () => {
      clearInterval(pulse);
      if (session?.socket === socket) session.socket = undefined;
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (text) => {
      sent = [...sent.filter((at) => performance.now() - at < 60_000), performance.now()];
      if (sent.length > COMMANDS_A_MINUTE) return void socket.close(Close.RateLimited, 'Rate limited.');
      let read: z.infer<typeof payload>;
      try {
        read = payload.parse(JSON.parse(String(text)));
      } catch {
        return void socket.close(Close.DecodeError, 'Error while decoding payload.');
      }
      heard = performance.now();
      switch (read.op) {
        case Op.Heartbeat:
          socket.send(JSON.stringify({ op: Op.HeartbeatAck, d: null }));
          break;
        case Op.Identify:
          if (session) return void socket.close(Close.AlreadyAuthenticated, 'Already authenticated.');
          session = begin(socket, read.d);
          break;
        case Op.Resume:
          if (session) return void socket.close(Close.AlreadyAuthenticated, 'Already authenticated.');
          session = goOn(socket, read.d);
          break;
        case Op.PresenceUpdate:
        case Op.VoiceStateUpdate:
        case Op.RequestGuildMembers:
          if (!session) return void socket.close(Close.NotAuthenticated, 'Not authenticated.');
          break;
        default:
          socket.close(Close.UnknownOpcode, 'Unknown opcode.');
      }
    });
  }

  server.on('upgrade', (request, stream: Duplex, head) => {
    const port = request.socket.localPort;
    const ours = [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox.invalid');
    if (!ours || !/^\/gateway\/?$/.test(pathname)) return void stream.destroy();
    sockets.handleUpgrade(request, stream, head, serve);
  });

  const sayToAll = (message: object) => {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  };

  return {
    dispatch(type, guildId, data, intent) {
      for (const session of sessions.values())
        if (concerns(session, guildId) && (intent === undefined || session.intents & intent))
          tell(session, type, data);
    },
    drop() {
      for (const socket of sockets.clients) socket.terminate();
    },
    reconnect: () => sayToAll({ op: Op.Reconnect, d: null }),
    invalidate(resumable) {
      if (!resumable) sessions.clear();
      sayToAll({ op: Op.InvalidSession, d: resumable });
    },
    close(code) {
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
