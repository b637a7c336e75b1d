import { ChannelType, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Channel, Guild } from './world.ts';

const ALL = Object.values(PermissionFlagsBits).reduce((all, one) => all | one, 0n);

/** What a member may do in the server as such, by its roles alone. */
export function inGuild(guild: Guild, userId: string): bigint {
  if (guild.ownerId === userId) return ALL;
  const own = guild.members.get(userId)?.roleIds ?? [];
  const granted = [guild.id, ...own].reduce((sum, id) => sum | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  return granted & PermissionFlagsBits.Administrator ? ALL : granted;
}

/**
 * What a member may do in a channel, after Discord's documented order of overwrites: everyone, roles, the member. A
 * thread has the overwrites of the channel that it belongs to.
 */
export function permissionsIn(guild: Guild, channel: Channel, userId: string): bigint {
  if (!guild.members.has(userId)) return 0n;
  const parent = channel.thread ? guild.channels.get(channel.parentId ?? '') : channel;
  const all = parent ? withOverwrites(guild, parent, userId) : 0n;
  const keptOut =
    channel.type === ChannelType.PrivateThread &&
    !channel.thread?.memberIds.includes(userId) &&
    !(all & PermissionFlagsBits.ManageThreads);
  return keptOut ? 0n : all;
}

function withOverwrites(guild: Guild, channel: Channel, userId: string): bigint {
  const base = inGuild(guild, userId);
  if (base === ALL) return ALL;
  const own = guild.members.get(userId)?.roleIds ?? [];
  const apply = (permissions: bigint, ids: readonly string[], type: OverwriteType) => {
    const overwrites = channel.overwrites.filter((one) => one.type === type && ids.includes(one.id));
    const deny = overwrites.reduce((sum, one) => sum | one.deny, 0n);
    const allow = overwrites.reduce((sum, one) => sum | one.allow, 0n);
    return (permissions & ~deny) | allow;
  };
  const forEveryone = apply(base, [guild.id], OverwriteType.Role);
  const byRoles = apply(forEveryone, own, OverwriteType.Role);
  const all = apply(byRoles, [userId], OverwriteType.Member);
  // Without seeing a channel one can do nothing in it.
  return all & PermissionFlagsBits.ViewChannel ? all : 0n;
}

export function may(guild: Guild, channel: Channel, userId: string, permission: bigint): boolean {
  return (permissionsIn(guild, channel, userId) & permission) === permission;
}

/** Whether a member may write in a channel. In threads, Send Messages has no effect. */
export function maySend(guild: Guild, channel: Channel, userId: string): boolean {
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  return may(guild, channel, userId, channel.thread ? SendMessagesInThreads : SendMessages);
}
