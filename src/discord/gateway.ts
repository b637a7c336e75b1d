import { setTimeout } from 'node:timers/promises';
import {
  type Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  REST,
  Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';
import { whenAborted } from '../aborted.ts';
import { DAY } from '../domain/duration.ts';
import { RestartError, StartError } from '../start-error.ts';
import { codeOf } from './failure.ts';
import { createIdentifyThrottle } from './identify-throttle.ts';

export interface EntryParts {
  readonly apiUrl: string;
  readonly token: string;
  readonly log: Logger;
  /** Aborted when there is no more use in waiting. */
  readonly until?: AbortSignal | undefined;
}

const ANSWER_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** In a row, within seconds; fewer may be a fault of Discord's. */
const REFUSALS_THAT_ARE_MEANT = 3;

/** Of the session starts that Discord allows a bot in a day; the rest is made to last until it gives new ones. */
const HALF_OF_THE_STARTS = 0.5;

const gatewayInformation = z.looseObject({
  url: z.url(),
  shards: z.int().min(1),
  session_start_limit: z.looseObject({
    total: z.int(),
    remaining: z.int(),
    reset_after: z.number(),
    max_concurrency: z.int().min(1),
  }),
});
type GatewayInformation = z.output<typeof gatewayInformation>;

export const TOKEN_REFUSED =
  'Discord refused DISCORD_TOKEN; copy it again from the Bot page of your application, then start again.';

const isRefusal = (error: unknown) =>
  (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
  // A web page that says 401 comes from something between Discord and us.
  (error instanceof DiscordAPIError && error.status === 401 && codeOf(error) !== undefined);

/** What it means for the operator that Discord closed the connection for good. */
function lostBy(code: number): Error {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return new StartError(TOKEN_REFUSED);
    case GatewayCloseCodes.InvalidIntents:
      return new StartError(
        'Discord doesn’t know an intent that this version of Cooldown asks for (close code 4013). Start a newer version, and report this.',
      );
    case GatewayCloseCodes.DisallowedIntents:
      return new StartError(
        'Discord doesn’t allow the bot an intent that it asks for (close code 4014). Check the Bot page of your application, and start Cooldown as it was published.',
      );
    case GatewayCloseCodes.InvalidShard:
      return new StartError('Discord refused the number of the shard (close code 4010). Report this.');
    case GatewayCloseCodes.InvalidAPIVersion:
      return new StartError(
        'Discord no longer takes the version of its API that the bot uses (close code 4012). Start a newer version of Cooldown.',
      );
    case GatewayCloseCodes.ShardingRequired:
      return new RestartError(
        'The bot is in more servers than one connection may serve (close code 4011). A new start opens more of them.',
      );
    default:
      return new RestartError(`Discord closed the connection for good (close code ${code}).`);
  }
}

/** What was wrong, in the words of its innermost cause: `fetch failed` says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}

/** Tries until it succeeds, with growing pauses. `onFailure` tells whether an error is the end of it, by throwing. */
async function persistently<T>(
  attempt: () => Promise<T>,
  onFailure: (error: unknown) => void,
  until?: AbortSignal,
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      until?.throwIfAborted();
      onFailure(error);
    }
    await setTimeout(pause, undefined, { signal: until });
  }
}

/**
 * How long to wait before the next connection is begun: a crash that is repeated would use up the day's session starts,
 * and Discord would then reset the token. In milliseconds.
 */
function pauseToSpareStarts({ session_start_limit: limit }: GatewayInformation): number {
  const { total, remaining, reset_after: resetMs } = limit;
  return remaining > total * HALF_OF_THE_STARTS ? 0 : Math.min(DAY, Math.ceil(resetMs / (remaining + 1)));
}

/** Tells of the first failure, and then once for each doubling, so that hours without network don't fill the log. */
function failureTeller({ apiUrl, log }: EntryParts) {
  let failures = 0;
  return {
    failed(error: unknown) {
      failures += 1;
      if (Number.isInteger(Math.log2(failures)))
        log.warn(
          { tries: failures },
          `Discord can't be reached at ${apiUrl} (${reasonOf(error)}); trying until it can. If that lasts, check the network and DISCORD_API_URL`,
        );
    },
    succeeded() {
      if (failures > 0) log.info({ tries: failures + 1 }, 'Discord can be reached');
      failures = 0;
    },
  };
}

/**
 * Enters Discord and waits until it has said that all is ready. Whatever may pass by itself is waited for: no network, no
 * name server, Discord's outages, a web page in its place.
 * @throws {StartError} where the token or the intents are refused. @throws {RestartError}
 */
export async function enter(client: Client, entry: EntryParts): Promise<Client<true>> {
  const { apiUrl, token, log, until } = entry;
  const teller = failureTeller(entry);
  let lost: Error | undefined;
  let refusals = 0;
  client.on(Events.ShardDisconnect, ({ code }) => {
    lost = lostBy(code);
  });

  const askForGateway = () =>
    persistently(
      async () => {
        const rest = new REST({
          api: apiUrl,
          retries: 0,
          timeout: ANSWER_WITHIN_MS,
          rejectOnRateLimit: () => true,
        }).setToken(token);
        const read = gatewayInformation.safeParse(
          await rest.get(Routes.gatewayBot(), until ? { signal: until } : {}),
        );
        if (!read.success) throw new Error('what answers there is not Discord');
        refusals = 0;
        return read.data;
      },
      (error) => {
        refusals = isRefusal(error) ? refusals + 1 : 0;
        if (refusals === REFUSALS_THAT_ARE_MEANT) throw new StartError(TOKEN_REFUSED);
        if (refusals === 0) teller.failed(error);
      },
      until,
    );

  async function gatewayInGoodTime(): Promise<GatewayInformation> {
    let gateway = await askForGateway();
    let pauseMs = pauseToSpareStarts(gateway);
    while (pauseMs > 0) {
      const { remaining } = gateway.session_start_limit;
      log.warn(
        { remaining, pauseMs },
        'Discord soon allows no more connections today, because so many were begun; waiting before the next, so that the rest lasts',
      );
      await setTimeout(pauseMs, undefined, { signal: until });
      gateway = await askForGateway();
      pauseMs = gateway.session_start_limit.remaining < gateway.shards ? pauseToSpareStarts(gateway) : 0;
    }
    teller.succeeded();
    return gateway;
  }

  /** Whether the next session was allowed by what the library asked for at the start. */
  let isAllowed = false;
  // The library asks for the gateway once and gives up; this is what it asks with.
  const get = client.rest.get.bind(client.rest);
  client.rest.get = async (route, options) => {
    if (route !== Routes.gatewayBot()) return get(route, options);
    const gateway = await gatewayInGoodTime();
    isAllowed = true;
    return gateway;
  };

  /** Never resolves where the program stops. A token that is refused here is refused by the gateway too, which ends it. */
  async function sessionAllowed(): Promise<void> {
    if (!isAllowed) await gatewayInGoodTime().catch(() => until?.aborted && new Promise(() => {}));
    isAllowed = false;
  }

  client.options.ws = {
    ...client.options.ws,
    buildIdentifyThrottler: async (manager) =>
      createIdentifyThrottle({
        concurrency: (await manager.fetchGatewayInformation()).session_start_limit.max_concurrency,
        allowed: sessionAllowed,
        onLongerPause: (pauseMs) =>
          log.warn({ pauseMs }, 'The last session with Discord did not hold; waiting before the next'),
      }),
  };

  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await Promise.race([logIn(client, token, () => lost, until), whenAborted(until)]);
  return Promise.race([ready, whenAborted(until)]);
}

/**
 * Lets the library log in. When its first connection fails it says so, would stop itself, and yet goes on connecting until
 * one succeeds; so it is kept from stopping, and that failure is ignored.
 */
async function logIn(
  client: Client,
  token: string,
  lost: () => Error | undefined,
  until?: AbortSignal,
): Promise<void> {
  const destroy = client.destroy.bind(client);
  client.destroy = async () => {
    if (until?.aborted) await destroy();
  };
  try {
    await client.login(token);
  } catch (error) {
    until?.throwIfAborted();
    if (lost() || error instanceof StartError) throw lost() ?? error;
  } finally {
    client.destroy = destroy;
  }
}

/**
 * Tells the log when the connection to Discord is lost and when it is back, and `onLost` when it is closed for good. Returns how to
 * say that it is about to be cut on purpose.
 */
export function watchLine(client: Client, log: Logger, onLost: (why: Error) => void): () => void {
  let cut = false;
  const back = () => {
    if (cut) log.info('Connected to Discord again');
    cut = false;
  };
  client.on(Events.Error, (error) => log.error({ err: error }, 'Trouble with the connection to Discord'));
  const isCut = (error?: Error) => {
    if (!cut) log.info(error ? { err: error } : {}, 'The connection to Discord is lost; connecting again');
    cut = true;
  };
  client.on(Events.ShardError, isCut);
  client.on(Events.ShardReconnecting, () => isCut());
  client.on(Events.ShardResume, back);
  client.on(Events.ShardReady, back);
  client.on(Events.ShardDisconnect, ({ code }) => onLost(lostBy(code)));
  return () => {
    cut = true;
  };
}
