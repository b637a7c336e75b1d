import { type APIGuild, type REST, Routes } from 'discord.js';

/** Discord's most in one answer. */
const PAGE = 200;

/** The ids of all servers that the bot is in, as Discord tells them now. */
export async function listGuilds(rest: REST): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE), after: ids.at(-1) ?? '0' });
    const page = (await rest.get(Routes.userGuilds(), { query })) as Pick<APIGuild, 'id'>[];
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE) return ids;
  }
}
