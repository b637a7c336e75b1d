import { DefaultRestOptions, type InternalRequest, REST, type RESTOptions } from 'discord.js';
import { z } from 'zod';
import { sendWhole } from './form.ts';

export interface RestParts {
  /** Without a version. */
  readonly apiUrl: string;
  readonly token: string;
  /** Called for every request; what it returns is told what Discord's clock said in the answer, in UTC ms. */
  readonly onAsk?: (() => (date: number | undefined) => void) | undefined;
  /** Called when Discord has refused the token for so long that it must be true. */
  readonly onRefused?: (() => void) | undefined;
}

type HttpRequest = Parameters<RESTOptions['makeRequest']>;
type HttpAnswer = Awaited<ReturnType<RESTOptions['makeRequest']>>;

const UNAUTHORIZED = 401;
const TOO_MANY = 429;
const BAD_GATEWAY = 502;
const NO_CONTENT = 204;

/** A request that would have to wait longer fails, so that whoever made it can say that it is late, or do without. */
const LONGEST_WAIT_MS = 10_000;

/** How long is waited where Discord, or what stands before it, says "too many" and not for how long: in seconds. */
const UNTOLD_WAIT_S = 15;
const SHORTEST_WAIT_S = 0.5;

/** A refused token is believed after this long, and so many refusals with nothing else between them. */
const REFUSED_FOR_MS = 5 * 60_000;
const REFUSALS = 3;

const told = z.object({ retry_after: z.number().positive() });

/** The seconds that an answer's text names; undefined where it names none. */
function waitIn(text: string): number | undefined {
  try {
    return told.safeParse(JSON.parse(text)).data?.retry_after;
  } catch {
    return undefined;
  }
}

const again = (text: string, { statusText }: HttpAnswer, status: number, headers: Headers): HttpAnswer =>
  new Response(text, { status, statusText, headers }) as unknown as HttpAnswer;

/** The library doesn't wait at all where the header is missing, and asks fifty times a second. */
async function withWait(answer: HttpAnswer): Promise<HttpAnswer> {
  const headers = new Headers([...answer.headers]);
  const text = await answer.text();
  const inHeader = Number(headers.get('retry-after'));
  const wait = inHeader > 0 ? inHeader : (waitIn(text) ?? UNTOLD_WAIT_S);
  headers.set('retry-after', String(Math.max(SHORTEST_WAIT_S, wait)));
  return again(text, answer, TOO_MANY, headers);
}

const isJson = ({ headers }: HttpAnswer) =>
  headers.get('content-type')?.startsWith('application/json') ?? false;

/** An acknowledgement is answered with nothing, all else that Discord itself says with JSON. */
const isDiscords = (answer: HttpAnswer) =>
  answer.status === NO_CONTENT || (answer.status < 500 && isJson(answer));

/** "All is well" with a web page comes from something between Discord and us, which is what 502 means. */
async function asBadGateway(answer: HttpAnswer): Promise<HttpAnswer> {
  return again(await answer.text(), answer, BAD_GATEWAY, new Headers([...answer.headers]));
}

function readDate({ headers }: HttpAnswer): number | undefined {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? undefined : at;
}

const isAuthorized = ([, { headers }]: HttpRequest) => 'Authorization' in Object(headers);

/** Counts refusals of the token. `now` in ms, of a clock that only flows. */
export function watchRefusals(onRefused: () => void, now: () => number) {
  let since = 0;
  let refusals = 0;
  return (status: number): void => {
    if (status !== UNAUTHORIZED) {
      // A server in trouble says nothing of the token.
      if (status < 500 && status !== TOO_MANY) refusals = 0;
      return;
    }
    if (refusals === 0) since = now();
    refusals += 1;
    if (refusals < REFUSALS || now() - since < REFUSED_FOR_MS) return;
    refusals = 0;
    onRefused();
  };
}

/** Makes requests, and mends answers that the library would take wrongly. */
function attentive({ onAsk, onRefused }: RestParts): RESTOptions['makeRequest'] {
  const noteRefusal = watchRefusals(onRefused ?? (() => {}), () => performance.now());
  return async (...asked) => {
    const heard = onAsk?.();
    const answer = await DefaultRestOptions.makeRequest(...asked);
    // What stands between Discord and us has a clock of its own.
    if (isDiscords(answer)) heard?.(readDate(answer));
    if (isAuthorized(asked)) noteRefusal(answer.status);
    if (answer.status === TOO_MANY) return withWait(answer);
    if (answer.ok && answer.status !== NO_CONTENT && !isJson(answer)) return asBadGateway(answer);
    return answer;
  };
}

/** Whether a request may be made twice: where it only asks or changes, or Discord knows it again. */
function isRepeatable({ method, fullRoute, body }: InternalRequest): boolean {
  if (method !== 'POST' || fullRoute.startsWith('/interactions/')) return true;
  return Object(body).enforce_nonce === true;
}

/**
 * Discord's REST: every request of the bot is made by one of these. Nothing is repeated by the library that would then
 * be done twice; nothing waits in it for longer than ten seconds; and the token stays, though the library forgets it the
 * first time that Discord refuses it.
 */
export function createRest(parts: RestParts, more: Partial<RESTOptions> = {}): REST {
  const options: Partial<RESTOptions> = {
    api: parts.apiUrl,
    makeRequest: attentive(parts),
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > LONGEST_WAIT_MS,
    ...more,
  };
  const rest = new REST(options);
  const once = new REST({ ...options, retries: 0 });
  const queue = rest.queueRequest.bind(rest);
  rest.queueRequest = (request) => {
    const whole = sendWhole(request);
    if (isRepeatable(request)) {
      rest.setToken(parts.token);
      return queue(whole);
    }
    return once.setToken(parts.token).queueRequest(whole);
  };
  return rest;
}

/**
 * Requests by the token of an interaction don't count against the limit that all others share. The library keeps something
 * for each token, which nobody needs for longer than such a token holds.
 */
const BY_TOKEN = { globalRequestsPerSecond: Number.MAX_SAFE_INTEGER, handlerSweepInterval: 15 * 60_000 };

/** Discord's REST for answering interactions. Requests are made once: whoever makes them knows whether they may be repeated. */
export const createRestForAnswers = (parts: RestParts): REST =>
  createRest(parts, { ...BY_TOKEN, retries: 0 });

/** The same for messages of guided sessions: one that hangs is given up before it is out of date. */
export const createRestForSessions = (parts: RestParts): REST =>
  createRest(parts, { ...BY_TOKEN, retries: 1, timeout: 5_000 });
