import { RESTJSONErrorCodes as Code, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { answered, codeOf } from './failure.ts';
import { snowflake } from './snowflake.ts';

/** Discord's most in one answer. */
const PAGE = 200;

const guilds = z.array(z.object({ id: snowflake }));

/** The ids of all servers that the bot is in, as Discord tells them now. */
export async function listGuilds(rest: REST): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE), after: ids.at(-1) ?? '0' });
    const page = answered(guilds, await rest.get(Routes.userGuilds(), { query }));
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
    return answered(guilds.element, await rest.get(Routes.guild(guildId))).id === guildId;
  } catch (error) {
    if (saysNotIn(error)) return false;
    throw error;
  }
}
