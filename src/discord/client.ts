import {
  type APIApplication,
  Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  type InternalRequest,
  Options,
  REST,
  Routes,
} from 'discord.js';
import { StartError } from '../start-error.ts';

/** What files are, by the ending of their name. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  ics: 'text/calendar',
  json: 'application/json',
  png: 'image/png',
};

const typeOf = (name: string) => TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** A request with files as one piece of bytes: a form of the body as JSON and of the files, each by its name and data alone. */
function inOnePiece({ files = [], body, headers, ...request }: InternalRequest): InternalRequest {
  const boundary = `cooldown-${crypto.randomUUID()}`;
  const part = (about: string) => `--${boundary}\r\nContent-Disposition: form-data; name=${about}\r\n\r\n`;
  const pieces = [
    ...files.flatMap(({ name, data }, place) => [
      part(
        `"files[${place}]"; filename="${name.replace(/["\r\n]/g, encodeURIComponent)}"\r\nContent-Type: ${typeOf(name)}`,
      ),
      data,
      '\r\n',
    ]),
    part('"payload_json"'),
    JSON.stringify(body),
    `\r\n--${boundary}--\r\n`,
  ];
  return {
    ...request,
    body: Buffer.concat(
      pieces.map((piece) => (piece instanceof Uint8Array ? piece : Buffer.from(`${piece}`))),
    ),
    passThroughBody: true,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/**
 * Sends files in one piece. undici would stream them, and a connection that breaks half-way then throws where nobody can
 * catch it, which ends the program. Streaming takes longer, too.
 */
function sendFilesWhole(rest: REST): REST {
  const queue = rest.queueRequest.bind(rest);
  rest.queueRequest = (request) => queue(request.files?.length ? inOnePiece(request) : request);
  return rest;
}

/**
 * A client of the Discord whose REST base (without a version) is `apiUrl`. It asks for no intents, because
 * interactions come without any; keeps next to nothing in memory; and pings nobody unless a message says whom.
 */
export function createClient(apiUrl: string): Client {
  const client = new Client({
    intents: [],
    shards: 'auto',
    rest: { api: apiUrl },
    allowedMentions: { parse: [], repliedUser: false },
    // Messages are written as Discord takes them; by default every key of every answer would be turned to snake case.
    jsonTransformer: (body) => body,
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
  sendFilesWhole(client.rest);
  return client;
}

/** What to tell the operator when Discord could not be entered; the token is never part of it. */
function entryError(error: unknown, apiUrl: string): StartError {
  const refused =
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof DiscordAPIError && error.status === 401);
  if (refused)
    return new StartError(
      'Discord refused DISCORD_TOKEN; copy it again from the Bot page of your application.',
    );
  const why = error instanceof Error ? error.message : String(error);
  return new StartError(
    `Discord can't be reached at ${apiUrl} (${why}); check the network and DISCORD_API_URL, then start again.`,
  );
}

/**
 * Logs in and waits until Discord has said that all is ready.
 * @throws {StartError} where the token is refused or Discord can't be reached.
 */
export async function logIn(client: Client, token: string, apiUrl: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  try {
    await client.login(token);
  } catch (error) {
    throw entryError(error, apiUrl);
  }
  return ready;
}

/** Discord's REST for what must not be done twice: the library doesn't repeat a request whose answer got lost. */
export function restOnce(apiUrl: string, token: string): REST {
  return new REST({ api: apiUrl, retries: 0 }).setToken(token);
}

/**
 * Requests by the token of an interaction don't count against the limit that all others share. The library keeps something
 * for each token, which nobody needs for longer than such a token holds.
 */
const BY_TOKEN = { globalRequestsPerSecond: Number.MAX_SAFE_INTEGER, handlerSweepInterval: 15 * 60_000 };

/** Discord's REST for answering interactions. Requests are made once: whoever makes them knows whether they may be repeated. */
export function restForAnswers(apiUrl: string): REST {
  return sendFilesWhole(new REST({ api: apiUrl, retries: 0, ...BY_TOKEN }));
}

/** The same for messages of guided sessions: one that hangs is given up before it is out of date. */
export function restForSessions(apiUrl: string): REST {
  return sendFilesWhole(new REST({ api: apiUrl, retries: 1, timeout: 5_000, ...BY_TOKEN }));
}

/**
 * Discord's REST alone, without a connection that listens, and the id of the application that the token belongs to.
 * @throws {StartError} as `logIn`.
 */
export async function restWith(
  apiUrl: string,
  token: string,
): Promise<{ rest: REST; applicationId: string }> {
  const rest = new REST({ api: apiUrl }).setToken(token);
  try {
    const application = (await rest.get(Routes.currentApplication())) as APIApplication;
    return { rest, applicationId: application.id };
  } catch (error) {
    throw entryError(error, apiUrl);
  }
}
