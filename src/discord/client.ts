import { Client, DiscordAPIError, GatewayIntentBits, Options, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { answered } from './failure.ts';
import { TOKEN_REFUSED } from './gateway.ts';
import { createRest } from './rest.ts';
import { snowflake } from './snowflake.ts';

const application = z.object({ id: snowflake });

/**
 * A client that speaks by `rest`. It asks for the one intent that tells which servers it is in, which is not privileged;
 * interactions come without any. It keeps next to nothing in memory, and pings nobody unless a message says whom.
 */
export function createClient(rest: REST): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // Members get answers before Discord has told of every server.
    waitGuildTimeout: 0,
    shards: 'auto',
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
  // The library made one of its own, which is given up.
  client.rest.clearHashSweeper();
  client.rest.clearHandlerSweeper();
  client.rest = rest;
  return client;
}

/** What to tell the operator when Discord could not be entered; the token is never part of it. */
function entryError(error: unknown, apiUrl: string): StartError {
  if (error instanceof DiscordAPIError && error.status === 401) return new StartError(TOKEN_REFUSED);
  const why = error instanceof Error ? error.message : String(error);
  return new StartError(
    `Discord can't be reached at ${apiUrl} (${why}); check the network and DISCORD_API_URL, then start again.`,
  );
}

/**
 * Discord's REST alone, without a connection that listens, and the id of the application that the token belongs to.
 * @throws {StartError} where the token is refused or Discord can't be reached.
 */
export async function restWith(
  apiUrl: string,
  token: string,
): Promise<{ rest: REST; applicationId: string }> {
  const rest = createRest({ apiUrl, token });
  try {
    const { id } = answered(application, await rest.get(Routes.currentApplication()));
    return { rest, applicationId: id };
  } catch (error) {
    throw entryError(error, apiUrl);
  }
}
