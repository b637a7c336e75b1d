import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Latency } from '../latency.ts';
import { AS_DOWNLOAD, PAGE_STATE, servePage } from '../page/files.ts';
import type { World } from '../world/world.ts';
import { type Body, readBody } from './body.ts';
import type { ConditionFaults } from './condition-faults.ts';
import { Refusal, refusals } from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { comesFromElsewhere, isCalledByOwnName } from './loopback.ts';
import type { RateLimits, Verdict } from './rate-limits.ts';
import type { Reply, Route } from './route.ts';
import type { TrafficBook, Violation } from './traffic.ts';

type Headers = Record<string, string>;

/** What a fault answers instead of the route. */
interface Outgoing {
  readonly reply: Reply;
  readonly headers: Headers;
}

interface ServerParts {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly traffic: TrafficBook;
  readonly clock: Clock;
  readonly conditionFaults: ConditionFaults;
  readonly latency: Latency;
  /** Gives and takes states of the whole sandbox. */
  serveState(request: IncomingMessage, response: ServerResponse): void;
}

interface Matcher {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** A file's own content type, if it is valid in a header. */
const typeOf = (said: string) =>
  /^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*$/.test(said) ? said : 'application/octet-stream';

/** A body for people to read: of files that came with it their names and sizes. */
function shownOf({ json, files }: Body): unknown {
  if (files.length === 0) return json;
  return {
    json,
    files: files.map(({ filename, contentType, bytes }) => ({ filename, contentType, bytes: bytes.length })),
  };
}

/** Parameters of a path that have rate limits of their own; all other ids share one bucket. */
const MAJOR = ['channel', 'guild', 'interaction', 'token'];

const matcherOf = (route: Route): Matcher => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
});

/** `/api/v10/users/@me` as `/users/@me`; undefined where it is no path of the API. */
function pathInApi(pathname: string): string | undefined {
  return /^\/api(?:\/v(?:9|10))?(\/.*)$/.exec(pathname)?.[1];
}

/** The parameters of a path. What can't be decoded stays as it is, and is then not found. */
function decoded(parts: Record<string, string> = {}): Record<string, string> {
  const plain = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, plain(part)]));
}

/** The tokens of interactions stand in paths; they are not for a list of what went over the wire. */
const withoutTokens = (path: string) =>
  path.replace(/^(\/(?:interactions|webhooks)\/\d+\/)[^/]+/, '$1:token');

function rateLimitHeaders({ limit, remaining, resetAfterMs, bucket, scope, allowed }: Verdict): Headers {
  const seconds = (resetAfterMs / 1000).toFixed(3);
  if (!allowed && scope === 'global')
    return {
      'retry-after': String(Math.ceil(resetAfterMs / 1000)),
      'x-ratelimit-global': 'true',
      'x-ratelimit-scope': 'global',
    };
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': ((performance.timeOrigin + performance.now() + resetAfterMs) / 1000).toFixed(3),
    'x-ratelimit-reset-after': seconds,
    'x-ratelimit-bucket': bucket,
    ...(allowed ? {} : { 'retry-after': String(Math.ceil(resetAfterMs / 1000)), 'x-ratelimit-scope': scope }),
  };
}

function tooMany({ resetAfterMs, scope }: Verdict): Reply {
  return {
    status: 429,
    body: {
      message: 'You are being rate limited.',
      retry_after: Number((resetAfterMs / 1000).toFixed(3)),
      global: scope === 'global',
    },
  };
}

/** What a fault answers by itself, before its own headers. */
function usualReply({ retryAfter, status = retryAfter === undefined ? 500 : 429, body }: Fault): Outgoing {
  if (status !== 429)
    return { reply: { status, body: body ?? { message: `${status}: injected`, code: 0 } }, headers: {} };
  const seconds = retryAfter ?? 0.1;
  return {
    reply: {
      status,
      body: body ?? { message: 'You are being rate limited.', retry_after: seconds, global: false },
    },
    headers: {
      'retry-after': String(seconds),
      'x-ratelimit-scope': 'user',
      'x-ratelimit-reset-after': String(seconds),
    },
  };
}

const answersInstead = ({ status, retryAfter }: Fault) => Boolean(status) || retryAfter !== undefined;

/** A body as it goes over the wire, and what kind of text that is. */
function written(body: unknown): { text: string | undefined; headers: Headers } {
  if (body === undefined) return { text: undefined, headers: {} };
  if (typeof body === 'string') return { text: body, headers: { 'content-type': 'text/html' } };
  return { text: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** Serves Discord's REST API and attachments on loopback. */
export function createRestServer({
  world,
  routes,
  faults,
  limits,
  traffic,
  clock,
  conditionFaults,
  latency,
  serveState,
}: ServerParts): Server {
  const matchers = routes.map(matcherOf);
  const startedAt = performance.now();

  function find(method: string, path: string): { route: Route; params: Record<string, string> } {
    const fitting = matchers.flatMap(({ route, pattern }) => {
      const found = pattern.exec(path);
      return found ? [{ route, params: decoded(found.groups) }] : [];
    });
    const exact = fitting.find(({ route }) => route.method === method);
    if (exact) return exact;
    traffic.unknownRoutes.push(`${method} ${path}`);
    throw fitting.length > 0 ? refusals.methodNotAllowed() : refusals.notFound();
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    path: string,
  ): Promise<void> {
    const method = request.method ?? 'GET';
    const arrivedAt = performance.now();
    const onTheWayMs = await oneWay();
    const fault = faults.take(method, path) ?? conditionFaults.faultFor(method, path);
    const { delayMs } = fault ?? {};
    if (delayMs) await new Promise<void>((resolve) => clock.at(clock.now() + delayMs, resolve));
    if (fault?.drop === 'before') return void request.socket.destroy();

    let headers: Headers = {};
    let reply: Reply;
    let violation: Violation | undefined;
    let sent: unknown;
    try {
      const body = await readBody(request);
      sent = shownOf(body);
      const { route, params } = find(method, path);
      if (!route.open && request.headers.authorization !== `Bot ${world.token}`)
        throw refusals.unauthorized();
      if (fault && answersInstead(fault)) ({ reply, headers } = usualReply(fault));
      else {
        const counted = route.path.replace(/:(\w+)/g, (whole, name: string) =>
          MAJOR.includes(name) ? (params[name] ?? whole) : whole,
        );
        const verdict = limits.take(`${method} ${counted}`, `${method} ${route.path}`);
        headers = rateLimitHeaders(verdict);
        reply = verdict.allowed
          ? route.handle({ params, query: url.searchParams, body, arrivedAt, onTheWayMs })
          : tooMany(verdict);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 50035 || error.code === 50006 || error.code === 50109)
        violation = { method, path: withoutTokens(path), message: error.message, errors: error.errors };
      reply = { status: error.status, body: error.body };
      const { retryAfter } = error;
      if (retryAfter !== undefined) headers = { ...headers, 'retry-after': String(Math.ceil(retryAfter)) };
    }
    const noted = { method, path: withoutTokens(path), status: reply.status, atMs: arrivedAt - startedAt };
    traffic.note(noted, violation, { sent, received: reply.body });
    if (fault?.drop === 'after') return void request.socket.destroy();
    const { text, headers: ofBody } = written(reply.body);
    // Node would tell the machine's time.
    const date = new Date(clock.now()).toUTCString();
    await oneWay();
    const all = Object.entries({ date, ...ofBody, ...headers, ...fault?.headers });
    response.writeHead(
      reply.status,
      Object.fromEntries(all.filter(([, value]) => value !== null)) as Headers,
    );
    response.end(text);
  }

  /** Waits for one way between bot and Discord. Resolves with the ms that the clock doesn't show. */
  function oneWay(): Promise<number> {
    return new Promise((resolve) => latency.after(latency.oneWayMs(), resolve));
  }

  function serveAttachment(id: string, response: ServerResponse): void {
    const file = world.attachments.get(id);
    if (!file) response.writeHead(404).end();
    else
      response.writeHead(200, { ...AS_DOWNLOAD, 'content-type': typeOf(file.contentType) }).end(file.bytes);
  }

  return createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://sandbox.invalid');
    if (!isCalledByOwnName(request)) {
      response.writeHead(403).end();
      return;
    }
    const { pathname = '' } = url ?? {};
    const attachment = /^\/attachments\/(\d+)\//.exec(pathname)?.[1];
    const path = pathInApi(pathname);
    // Links on other pages may lead to our page, and to nothing else.
    if (!url || (!attachment && path === undefined && pathname !== PAGE_STATE))
      servePage(pathname, request, response);
    else if (comesFromElsewhere(request)) response.writeHead(403).end();
    else if (attachment) serveAttachment(attachment, response);
    else if (path === undefined) serveState(request, response);
    else
      answer(request, response, url, path).catch((error: unknown) => {
        process.stderr.write(
          `The sandbox failed at ${request.method} ${withoutTokens(path)}: ${String(error)}\n`,
        );
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
  });
}
