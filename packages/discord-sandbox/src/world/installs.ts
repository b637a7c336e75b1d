import { type APIApplicationCommand, ApplicationIntegrationType as Install } from 'discord-api-types/v10';
import type { Guild, Owners, World } from './world.ts';

/**
 * By whom the app is in a server: its server, the user who acts, or both. Empty where it isn't there at all. `types`: the
 * kinds of installation that count, such as those of a command.
 */
export function ownersIn(
  { bot, installers }: World,
  guild: Guild,
  userId: string,
  types: readonly Install[],
): Owners {
  return {
    ...(types.includes(Install.GuildInstall) && guild.members.has(bot.id)
      ? { [Install.GuildInstall]: guild.id }
      : {}),
    ...(types.includes(Install.UserInstall) && installers.has(userId)
      ? { [Install.UserInstall]: userId }
      : {}),
  };
}

/** The commands that somebody has in a server: of an app that is there, or that they have for themselves. */
export function commandsIn(world: World, guild: Guild, userId: string): APIApplicationCommand[] {
  const everywhere = (world.commands.get('global') ?? []).filter(
    ({ integration_types: types = [Install.GuildInstall] }) =>
      Object.keys(ownersIn(world, guild, userId, types)).length > 0,
  );
  const here = guild.members.has(world.bot.id) ? (world.commands.get(guild.id) ?? []) : [];
  return [...everywhere, ...here];
}
