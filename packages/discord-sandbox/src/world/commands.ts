import {
  type APIApplicationCommand,
  ApplicationIntegrationType as Install,
  ApplicationCommandPermissionType as Kind,
  PermissionFlagsBits as P,
} from 'discord-api-types/v10';
import { may } from './permissions.ts';
import type { Channel, Guild, Owners, World } from './world.ts';

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

/** The commands of an app that is in a server, or that somebody has there for themselves. */
function commandsIn(world: World, guild: Guild, userId: string): APIApplicationCommand[] {
  const everywhere = (world.commands.get('global') ?? []).filter(
    ({ integration_types: types = [Install.GuildInstall] }) =>
      Object.keys(ownersIn(world, guild, userId, types)).length > 0,
  );
  const here = guild.members.has(world.bot.id) ? (world.commands.get(guild.id) ?? []) : [];
  return [...everywhere, ...here];
}

/** What a server's settings say of a command for a member in a channel; undefined where they say nothing. */
function permitted(guild: Guild, channel: Channel, userId: string, commandId: string): boolean | undefined {
  const all = guild.commandPermissions.get(commandId) ?? [];
  const of = (kind: Kind, id: string) => all.find((one) => one.type === kind && one.id === id)?.permission;
  const everywhere = String(BigInt(guild.id) - 1n);
  const place = channel.thread ? (channel.parentId ?? '') : channel.id;
  if ((of(Kind.Channel, place) ?? of(Kind.Channel, everywhere)) === false) return false;
  const roles = (guild.members.get(userId)?.roleIds ?? []).map((id) => of(Kind.Role, id));
  const byRoles = roles.includes(true) ? true : roles.includes(false) ? false : undefined;
  return of(Kind.User, userId) ?? byRoles ?? of(Kind.Role, guild.id);
}

/** The commands that a member is offered in a channel. */
export function offeredIn(
  world: World,
  guild: Guild,
  channel: Channel,
  userId: string,
): APIApplicationCommand[] {
  const has = (right: bigint) => may(guild, channel, userId, right);
  if (!has(P.UseApplicationCommands)) return [];
  return commandsIn(world, guild, userId).filter(({ id, default_member_permissions: needed }) => {
    // "0" keeps a command for administrators.
    const usual = needed === null || needed === undefined || has(BigInt(needed) || P.Administrator);
    return has(P.Administrator) || (permitted(guild, channel, userId, id) ?? usual);
  });
}
