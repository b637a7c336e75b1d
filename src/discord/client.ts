import { randomUUID } from 'node:crypto';
import {
  type APIApplication,
  Client,
  DefaultRestOptions,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  Options,
  REST,
  type RESTOptions,
  Routes,
} from 'discord.js';
import { StartError } from '../start-error.ts';

/** A form with files as the bytes that stand for it, and their type. */
async function written(form: FormData): Promise<{ body: Uint8Array; type: string }> {
  const boundary = `cooldown-${randomUUID()}`;
  const parts: Uint8Array[] = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
    if (typeof value === 'string') parts.push(Buffer.from(`${head}\r\n\r\n${value}\r\n`));
    else {
      const name = value.name.replace(/["\r\n]/g, encodeURIComponent);
      const about = `; filename="${name}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`;
      parts.push(Buffer.from(head + about), await value.bytes(), Buffer.from('\r\n'));
    }
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

/**
 * Sends a form with files as one piece. As a stream, which is what undici makes of it, a line that is cut half-way ends
 * in an error that nobody can catch, and with it the whole program.
 */
const sendWhole: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  const { body, type } = await written(init.body);
  const headers = { ...(init.headers as Record<string, string>), 'content-type': type };
  return DefaultRestOptions.makeRequest(url, { ...init, body, headers });
};

/**
 * A client of the Discord whose REST base (without a version) is `apiUrl`. It asks for no intents, because
 * interactions come without any; keeps next to nothing in memory; and pings nobody unless a message says whom.
 */
export function createClient(apiUrl: string): Client {
  return new Client({
    intents: [],
    shards: 'auto',
    rest: { api: apiUrl, makeRequest: sendWhole },
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

/**
 * Discord's REST for what must not be done twice: a request whose answer got lost is not made again by the library, which
 * knows nothing of what had been done by then.
 */
export function restOnce(apiUrl: string, token: string): REST {
  return new REST({ api: apiUrl, retries: 0 }).setToken(token);
}

/**
 * Discord's REST for changing answers by their tokens: such requests don't count against the limit that all others share,
 * and one that hangs is given up before it is out of date.
 */
export function restForAnswers(apiUrl: string): REST {
  return new REST({
    api: apiUrl,
    makeRequest: sendWhole,
    globalRequestsPerSecond: Number.MAX_SAFE_INTEGER,
    retries: 1,
    timeout: 5_000,
  });
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
