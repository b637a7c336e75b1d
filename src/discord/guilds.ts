import { RESTJSONErrorCodes as Code, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { answered, codeOf } from './failure.ts';
import { snowflake } from './snowflake.ts';

/** Discord's most in one answer. */
const PAGE = 200;

const guilds = z.array(z.object({ id: snowflake }));

/**
 * The ids of all servers that the bot is in, as Discord tells them now, from the smallest on.
 * @throws {Error} where a page doesn't go on from the one before.
 */
export async function listGuilds(rest: REST): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const after = ids.at(-1) ?? '0';
    const query = new URLSearchParams({ limit: String(PAGE), after });
    const page = answered(guilds, await rest.get(Routes.userGuilds(), { query }));
    if (page.some(({ id }) => BigInt(id) <= BigInt(after)))
      throw new Error('Discord listed servers again that it had listed before');
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE) return ids;
  }
}

/** Whether Discord, asked for a server, says that the bot isn't in it. */
export function saysNotIn(error: unknown): boolean {
  const code = codeOf(error);
  return code === Code.UnknownGuild || code === Code.MissingAccess;
}

/** Whether the bot is in a server, by the server itself. @throws where Discord says neither. */
export async function isInGuild(rest: REST, guildId: string): Promise<boolean> {
  try {
    answered(guilds.element.extend({ id: z.literal(guildId) }), await rest.get(Routes.guild(guildId)));
    return true;
  } catch (error) {
    if (saysNotIn(error)) return false;
    throw error;
  }
}
