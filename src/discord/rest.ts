import { DefaultRestOptions, type InternalRequest, REST, type RESTOptions } from 'discord.js';
import { z } from 'zod';
import { sendWhole } from './form.ts';

export interface RestParts {
  /** Without a version. */
  readonly apiUrl: string;
  readonly token: string;
  /** Called for every request; what it returns is called with the Date header of the answer, in UTC ms. */
  readonly onAsk?: (() => (date: number | undefined) => void) | undefined;
  /** Called when Discord has refused the token for so long that it is believed. */
  readonly onRefused?: (() => void) | undefined;
  /** Shared by all that ask from one address. */
  readonly refusalLimit?: RefusalLimit | undefined;
}

type HttpRequest = Parameters<RESTOptions['makeRequest']>;
type HttpAnswer = Awaited<ReturnType<RESTOptions['makeRequest']>>;

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const TOO_MANY = 429;
const BAD_GATEWAY = 502;
const NO_CONTENT = 204;

/** A request that would have to wait longer fails, so that whoever made it can say that it is late, or do without. */
const LONGEST_WAIT_MS = 10_000;

/** How long to wait where Discord, or what stands before it, says "too many" and not for how long: in seconds. */
const UNTOLD_WAIT_S = 15;
const SHORTEST_WAIT_S = 0.5;

/** A token counts as refused after so many refusals in a row, over at least this time. */
const REFUSED_FOR_MS = 5 * 60_000;
const REFUSALS = 3;

/** Discord shuts out an address that is refused 10,000 times in ten minutes, and with it all clubs. */
const REFUSALS_COUNTED_MS = 10 * 60_000;
const MOST_REFUSALS = 5_000;

const tooMany = z.object({ retry_after: z.number().positive() });

/** The seconds that an answer's text names; undefined where it names none. */
function waitIn(text: string): number | undefined {
  try {
    return tooMany.safeParse(JSON.parse(text)).data?.retry_after;
  } catch {
    return undefined;
  }
}

const withText = (
  text: string,
  { statusText }: Pick<HttpAnswer, 'statusText'>,
  status: number,
  headers: Headers,
): HttpAnswer => new Response(text, { status, statusText, headers }) as unknown as HttpAnswer;

/** Where the header is missing, the library doesn't wait at all and asks fifty times a second. */
async function withWait(answer: HttpAnswer): Promise<HttpAnswer> {
  const headers = new Headers([...answer.headers]);
  const text = await answer.text();
  const inHeader = Number(headers.get('retry-after'));
  const wait = inHeader > 0 ? inHeader : (waitIn(text) ?? UNTOLD_WAIT_S);
  headers.set('retry-after', String(Math.max(SHORTEST_WAIT_S, wait)));
  return withText(text, answer, TOO_MANY, headers);
}

const isJson = ({ headers }: HttpAnswer) =>
  headers.get('content-type')?.startsWith('application/json') ?? false;

/** An acknowledgement is answered with nothing, all else that Discord itself says with JSON. */
const isDiscords = (answer: HttpAnswer) =>
  answer.status === NO_CONTENT || (answer.status < 500 && isJson(answer));

/** "All is well" with a web page comes from something between Discord and us, which is what 502 means. */
async function asBadGateway(answer: HttpAnswer): Promise<HttpAnswer> {
  const statusText = 'a web page came instead of an answer';
  return withText(await answer.text(), { statusText }, BAD_GATEWAY, new Headers([...answer.headers]));
}

function readDate({ headers }: HttpAnswer): number | undefined {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? undefined : at;
}

const isAuthorized = ([, { headers }]: HttpRequest) => 'Authorization' in Object(headers);

/** Counts refusals of the token. `now`: milliseconds of a monotonic clock. */
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

type RefusalLimit = ReturnType<typeof createRefusalLimit>;

/**
 * Counts refusals of the last ten minutes, by the rule of Discord's that shuts an address out for too many. `now` in ms, of a
 * clock that only flows.
 * @see https://docs.discord.com/developers/topics/rate-limits, "Invalid Request Limit"
 */
export function createRefusalLimit(now: () => number, most = MOST_REFUSALS) {
  let refusals: number[] = [];
  return {
    note(status: number): void {
      if ([UNAUTHORIZED, FORBIDDEN, TOO_MANY].includes(status)) refusals.push(now());
    },
    isReached(): boolean {
      if (refusals.length < most) return false;
      const since = now() - REFUSALS_COUNTED_MS;
      refusals = refusals.filter((at) => at > since);
      return refusals.length >= most;
    },
  };
}

/** Makes requests, and mends answers that the library would misread. */
function mending({ onAsk, onRefused, refusalLimit }: RestParts): RESTOptions['makeRequest'] {
  const noteRefusal = watchRefusals(onRefused ?? (() => {}), () => performance.now());
  return async (...asked) => {
    // What members wait for goes on: that is less than what is left.
    if (isAuthorized(asked) && refusalLimit?.isReached())
      throw new Error('Discord refused too much in the last ten minutes; asking on might shut the bot out');
    const heard = onAsk?.();
    const answer = await DefaultRestOptions.makeRequest(...asked);
    refusalLimit?.note(answer.status);
    // What stands between Discord and us has a clock of its own.
    if (isDiscords(answer)) heard?.(readDate(answer));
    if (isAuthorized(asked) && isDiscords(answer)) noteRefusal(answer.status);
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
    makeRequest: mending(parts),
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
