import { ChannelType, GatewayIntentBits as Intent } from 'discord-api-types/v10';
import type { Gateway } from './gateway/gateway.ts';
import { apiChannel, apiGuild, apiGuildCreate, apiMember, apiRole } from './world/api.ts';
import { permissionsIn } from './world/permissions.ts';
import { roleOfBot, type SeedChannel, type SeedRole } from './world/seed.ts';
import {
  type Channel,
  channelNamed,
  type Guild,
  type GuildMember,
  type Role,
  userNamed,
  type World,
} from './world/world.ts';

/** A server in the hands of who owns it. The bot is told of what happens as Discord tells it, by its intents. */
export interface Server {
  readonly guild: Guild;
  rename(name: string): void;
  /** The bot is out: with its role, and without its commands' answers. */
  kickBot(): void;
  /** The bot comes, or comes back, with a new role. `permissions`: what that allows; what bots usually ask for unless told. */
  inviteBot(permissions?: bigint): void;
  /** Discord has an outage of this server. */
  fail(): void;
  /** The outage is over. */
  recover(): void;
  /** Somebody leaves. @throws {Error} where nobody here is called that. */
  leave(username: string): void;
  /** Somebody of the sandbox's people comes, or comes back; they hold no roles. @throws {Error} where there is no such person. */
  join(username: string): void;
  /** Roles by their names, in the place of those that a member, or the bot, has. @throws {Error} where one is missing. */
  setRoles(username: string, roles: readonly string[]): void;
  addRole(role: SeedRole): Role;
  changeRole(name: string, change: Partial<Pick<Role, 'name' | 'mentionable' | 'permissions'>>): Role;
  removeRole(name: string): void;
  addChannel(channel: Pick<SeedChannel, 'name' | 'type'>): Channel;
  changeChannel(name: string, change: Partial<Pick<Channel, 'name' | 'type'>>): Channel;
  /** The channel is gone, with everything in it and the threads of it. */
  removeChannel(name: string): void;
  /** Opens a thread in a channel or forum. `with`: who is added beside who opens it, which is the owner unless told. */
  startThread(
    channel: string,
    name: string,
    more?: { readonly private?: boolean; readonly by?: string; readonly with?: readonly string[] },
  ): Channel;
  /** Archives or locks a thread, or opens it again. */
  changeThread(name: string, change: { readonly archived?: boolean; readonly locked?: boolean }): Channel;
  /** AutoMod blocks messages of the bot and of people that hold one of these. In the place of those before. */
  blockWords(...words: readonly string[]): void;
}

interface ServerParts {
  readonly world: World;
  readonly gateway: Gateway;
  now(): number;
}

/** What belongs to a thread of a channel of this type. */
function threadType(parent: Channel, isPrivate: boolean): ChannelType {
  if (parent.type === ChannelType.GuildAnnouncement) return ChannelType.AnnouncementThread;
  return isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread;
}

export function createServer({ world, gateway, now }: ServerParts, guild: Guild): Server {
  const { bot } = world;

  /** Nothing of a server is told to a bot that is out, or while it has an outage. */
  function tell(type: string, data: object): void {
    if (guild.members.has(bot.id) && !guild.unavailable)
      gateway.dispatch(type, guild.id, data, Intent.Guilds);
  }

  const tellOfAbsence = (data: object) => gateway.dispatch('GUILD_DELETE', guild.id, data, Intent.Guilds);

  /** Of threads, the bot is told only where it sees them. */
  function tellOfChannel(what: 'CREATE' | 'UPDATE' | 'DELETE', channel: Channel): void {
    if (!channel.thread) tell(`CHANNEL_${what}`, apiChannel(channel));
    else if (permissionsIn(guild, channel, bot.id) !== 0n) tell(`THREAD_${what}`, apiChannel(channel));
  }

  const tellOfRole = (what: 'CREATE' | 'UPDATE', role: Role) =>
    tell(`GUILD_ROLE_${what}`, { guild_id: guild.id, role: apiRole(role) });

  /** No bot has the privileged intent for members here, so it is told of itself alone, whatever its intents. */
  function tellOfMember(member: GuildMember): void {
    const { deaf: _deaf, mute: _mute, ...rest } = apiMember(world, member);
    if (member.userId === bot.id && !guild.unavailable)
      gateway.dispatch('GUILD_MEMBER_UPDATE', guild.id, { guild_id: guild.id, ...rest });
  }

  function channelCalled(name: string): Channel {
    const found = channelNamed(world, name, guild);
    if (!found) throw new Error(`There is no channel "${name}".`);
    return found;
  }

  function roleCalled(name: string): Role {
    const found = [...guild.roles.values()].find((role) => role.name === name);
    if (!found) throw new Error(`There is no role "${name}".`);
    return found;
  }

  function userCalled(username: string): string {
    const found = [...world.users.values()].find((one) => one.username === username);
    if (!found) throw new Error(`Nobody is called "${username}".`);
    return found.id;
  }

  function put(channel: Channel): Channel {
    guild.channels.set(channel.id, channel);
    world.channels.set(channel.id, channel);
    tellOfChannel('CREATE', channel);
    return channel;
  }

  function remove(channel: Channel): void {
    guild.channels.delete(channel.id);
    world.channels.delete(channel.id);
    world.messages.delete(channel.id);
    tellOfChannel('DELETE', channel);
  }

  function dropRole({ id }: Role): void {
    guild.roles.delete(id);
    for (const member of guild.members.values())
      if (member.roleIds.includes(id)) {
        member.roleIds = member.roleIds.filter((one) => one !== id);
        tellOfMember(member);
      }
    for (const { overwrites } of guild.channels.values()) {
      const place = overwrites.findIndex((one) => one.id === id);
      if (place >= 0) overwrites.splice(place, 1);
    }
    tell('GUILD_ROLE_DELETE', { guild_id: guild.id, role_id: id });
  }

  return {
    guild,
    rename(name) {
      guild.name = name;
      tell('GUILD_UPDATE', apiGuild(guild));
    },
    kickBot() {
      const own = guild.members.get(bot.id)?.roleIds.flatMap((id) => guild.roles.get(id) ?? []);
      guild.members.delete(bot.id);
      for (const role of own ?? []) if (role.managed) guild.roles.delete(role.id);
      tellOfAbsence({ id: guild.id });
    },
    inviteBot(permissions) {
      const role = roleOfBot(world.newId(), bot.name, guild.roles.size, permissions);
      guild.roles.set(role.id, role);
      guild.members.set(bot.id, { userId: bot.id, roleIds: [role.id], joinedAt: now() });
      tell('GUILD_CREATE', apiGuildCreate(world, guild));
    },
    fail() {
      guild.unavailable = true;
      tellOfAbsence({ id: guild.id, unavailable: true });
    },
    recover() {
      guild.unavailable = false;
      tell('GUILD_CREATE', apiGuildCreate(world, guild));
    },
    leave(username) {
      const { id } = userNamed(world, username, guild);
      guild.members.delete(id);
    },
    join(username) {
      const userId = userCalled(username);
      guild.members.set(userId, { userId, roleIds: [], joinedAt: now() });
    },
    setRoles(username, roles) {
      const { id } = userNamed(world, username, guild);
      const member = guild.members.get(id);
      if (!member) return;
      member.roleIds = roles.map((name) => roleCalled(name).id);
      tellOfMember(member);
    },
    addRole({ name, mentionable = false, permissions = 0n }) {
      const position = guild.roles.size;
      const role: Role = { id: world.newId(), name, mentionable, permissions, position, managed: false };
      guild.roles.set(role.id, role);
      tellOfRole('CREATE', role);
      return role;
    },
    changeRole(name, change) {
      const role = { ...roleCalled(name), ...change };
      guild.roles.set(role.id, role);
      tellOfRole('UPDATE', role);
      return role;
    },
    removeRole: (name) => dropRole(roleCalled(name)),
    addChannel: ({ name, type = ChannelType.GuildText }) =>
      put({
        id: world.newId(),
        guildId: guild.id,
        name,
        type,
        position: guild.channels.size,
        overwrites: [],
        parentId: null,
        thread: null,
      }),
    changeChannel(name, change) {
      const channel = Object.assign(channelCalled(name), change);
      tellOfChannel('UPDATE', channel);
      return channel;
    },
    removeChannel(name) {
      const channel = channelCalled(name);
      for (const one of [...guild.channels.values()]) if (one.parentId === channel.id) remove(one);
      remove(channel);
    },
    startThread(name, title, { private: isPrivate = false, by, with: others = [] } = {}) {
      const parent = channelCalled(name);
      const ownerId = by === undefined ? guild.ownerId : userNamed(world, by, guild).id;
      const added = others.map((one) => userNamed(world, one, guild).id);
      return put({
        id: world.newId(),
        guildId: guild.id,
        name: title,
        type: threadType(parent, isPrivate),
        position: 0,
        overwrites: [],
        parentId: parent.id,
        thread: {
          ownerId,
          memberIds: [ownerId, ...added],
          archived: false,
          locked: false,
          changedAt: now(),
        },
      });
    },
    changeThread(name, change) {
      const channel = channelCalled(name);
      if (!channel.thread) throw new Error(`"${name}" is no thread.`);
      Object.assign(channel.thread, change, { changedAt: now() });
      tellOfChannel('UPDATE', channel);
      return channel;
    },
    blockWords(...words) {
      guild.blockedWords = words.map((word) => word.toLowerCase());
    },
  };
}
