import {
  type ApplicationIntegrationType,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits as P,
} from 'discord-api-types/v10';
import { createIds } from '../snowflake.ts';
import {
  type Channel,
  type Guild,
  type GuildMember,
  type Overwrite,
  type Role,
  tokenOf,
  type User,
  type World,
} from './world.ts';

export interface SeedPerson {
  /** What a driver calls them by. */
  readonly username: string;
  readonly name: string;
  /** Their language, as Discord tells it with each interaction; `en-GB` unless told. */
  readonly locale?: string;
  /** Names of the roles that they hold. */
  readonly roles?: readonly string[];
}

export interface SeedRole {
  readonly name: string;
  readonly mentionable?: boolean;
  /** What it allows beside what everybody may; nothing unless told. */
  readonly permissions?: bigint;
}

export interface SeedChannel {
  readonly name: string;
  /** A text channel unless told; threads are opened once there is a server. */
  readonly type?: ChannelType;
  /** The one role that may write here, where not everybody may; the bot may not. */
  readonly writers?: string;
  /** The one role that sees it, where not everybody does; the bot doesn't. */
  readonly readers?: string;
}

/** A server as it is at first. */
export interface Seed {
  readonly server: string;
  /** The first of them owns the server. */
  readonly people: readonly SeedPerson[];
  readonly roles?: readonly SeedRole[];
  /** In the order in which they are shown. */
  readonly channels: readonly SeedChannel[];
}

/** The server that there is where no other is handed in. */
export const defaultSeed: Seed = {
  server: 'Sandbox Server',
  roles: [{ name: 'Team Lead', mentionable: true }],
  people: [
    { username: 'admin', name: 'Ada' },
    { username: 'leader', name: 'Leo', roles: ['Team Lead'] },
    { username: 'amara', name: 'Amara' },
    { username: 'ben', name: 'Ben', locale: 'en-US' },
    { username: 'chloe', name: 'Chloé', locale: 'fr' },
    { username: 'diego', name: 'Diego', locale: 'es-ES' },
  ],
  channels: [
    { name: 'general' },
    { name: 'meetings' },
    { name: 'photos' },
    { name: 'announcements', writers: 'Team Lead' },
    { name: 'staff', readers: 'Team Lead' },
  ],
};

/** How much there is beside the one server of the seed. */
export interface Extras {
  /** Servers that the bot is in and that never say anything. */
  readonly idleGuilds?: number;
  /** Members of the server beside those of the seed; they are called `member-1` and so on. */
  readonly extraMembers?: number;
  /** How many servers like the seed's there are, all with the same people in them; 1 unless told. */
  readonly servers?: number;
  /** How the application may be installed: in servers (0), by users (1); both unless told, as with a new application. */
  readonly installs?: readonly ApplicationIntegrationType[];
}

const EVERYONE =
  P.ViewChannel |
  P.SendMessages |
  P.ReadMessageHistory |
  P.AddReactions |
  P.EmbedLinks |
  P.AttachFiles |
  P.UseApplicationCommands |
  P.CreatePublicThreads |
  P.SendMessagesInThreads |
  P.UseExternalEmojis;

/** What the role of the bot allows. */
const BOT =
  P.ViewChannel | P.SendMessages | P.EmbedLinks | P.AttachFiles | P.ReadMessageHistory | P.CreateEvents;

const extraMember = (number: number): SeedPerson => ({
  username: `member-${number}`,
  name: `Member ${number}`,
});

/** Keeps something in a channel for one role. */
const onlyFor = (everyone: string, role: string, right: bigint): Overwrite[] => [
  { id: everyone, type: OverwriteType.Role, allow: 0n, deny: right },
  { id: role, type: OverwriteType.Role, allow: right, deny: 0n },
];

function guildWith(
  id: string,
  name: string,
  ownerId: string,
  roles: readonly Role[],
  channels: readonly Channel[],
  members: readonly GuildMember[],
): Guild {
  return {
    id,
    name,
    ownerId,
    locale: 'en-GB',
    roles: new Map(roles.map((role) => [role.id, role])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    members: new Map(members.map((member) => [member.userId, member])),
    events: new Map(),
    blockedWords: [],
    unavailable: false,
    systemChannelId: null,
    publicUpdatesChannelId: null,
  };
}

/** The role that a bot brings along to a server. */
export const roleOfBot = (id: string, name: string, position: number, permissions = BOT): Role => ({
  id,
  name,
  position,
  permissions,
  mentionable: false,
  managed: true,
});

function firstOf<Thing>([first]: readonly Thing[], what: string): Thing {
  if (first === undefined) throw new Error(`A seed needs at least one ${what}.`);
  return first;
}

/**
 * A world with the server of the seed, and in it the bot, which is called `application`. It is as if the server had been
 * there for a year at `now` (UTC ms).
 * @throws {Error} where the seed has nobody, no channel, or names a role that it doesn't have.
 */
export function seedWorld(
  now: () => number,
  application: string,
  { server, people: named, roles = [], channels }: Seed,
  { idleGuilds = 0, extraMembers = 0, servers = 1, installs = [0, 1] }: Extras = {},
): World {
  const yearAgo = now() - 365 * 24 * 60 * 60 * 1000;
  // Ids hold a time, and nobody joins Discord at the same moment: each is seven minutes later than the last.
  let made = 0;
  const oldId = createIds(() => yearAgo + ++made * 7 * 60_000);
  const applicationId = oldId();
  const bot: User = {
    id: applicationId,
    username: application,
    name: application,
    bot: true,
    locale: 'en-US',
  };
  const people = [...named, ...Array.from({ length: extraMembers }, (_, place) => extraMember(place + 1))];
  const users = people.map(
    ({ username, name, locale = 'en-GB' }): User => ({ id: oldId(), username, name, locale, bot: false }),
  );
  const ownerId = firstOf(users, 'person').id;
  firstOf(channels, 'channel');

  const member = (userId: string, roleIds: string[]): GuildMember => ({ userId, roleIds, joinedAt: yearAgo });
  const everyone = (id: string): Role => ({
    id,
    name: '@everyone',
    position: 0,
    permissions: EVERYONE,
    mentionable: false,
    managed: false,
  });

  function serverCalled(title: string): Guild {
    const guildId = oldId();
    const own = roles.map(
      ({ name, permissions = 0n, mentionable = false }, place): Role => ({
        id: oldId(),
        name,
        position: place + 1,
        permissions,
        mentionable,
        managed: false,
      }),
    );
    const botRole = roleOfBot(oldId(), application, roles.length + 1);
    function roleCalled(name: string): string {
      const found = own.find((role) => role.name === name);
      if (!found) throw new Error(`The seed has no role "${name}".`);
      return found.id;
    }
    return guildWith(
      guildId,
      title,
      ownerId,
      [everyone(guildId), ...own, botRole],
      channels.map(
        ({ name, writers, readers, type = ChannelType.GuildText }, position): Channel => ({
          id: oldId(),
          guildId,
          name,
          type,
          parentId: null,
          thread: null,
          position,
          overwrites: [
            ...(writers === undefined ? [] : onlyFor(guildId, roleCalled(writers), P.SendMessages)),
            ...(readers === undefined ? [] : onlyFor(guildId, roleCalled(readers), P.ViewChannel)),
          ],
        }),
      ),
      [
        ...people.map(({ roles: held = [] }, place) => member(users[place]?.id ?? '', held.map(roleCalled))),
        member(bot.id, [botRole.id]),
      ],
    );
  }

  function idleServer(place: number): Guild {
    // Made a millisecond apart, since shards share guilds out by when they were made.
    const idleId = createIds(() => yearAgo + place + 1);
    const id = idleId();
    const general: Channel = {
      id: idleId(),
      guildId: id,
      name: 'general',
      type: ChannelType.GuildText,
      position: 0,
      overwrites: [],
      parentId: null,
      thread: null,
    };
    const members = [member(ownerId, []), member(bot.id, [])];
    return guildWith(id, `Idle server ${place + 1}`, ownerId, [everyone(id)], [general], members);
  }

  const home = serverCalled(server);
  const others = Array.from({ length: servers - 1 }, (_, place) => serverCalled(`${server} ${place + 2}`));
  const guilds = [home, ...others, ...Array.from({ length: idleGuilds }, (_, place) => idleServer(place))];

  return {
    applicationId,
    token: tokenOf(bot),
    bot,
    installs,
    installers: new Set(),
    users: new Map([bot, ...users].map((user) => [user.id, user])),
    guilds: new Map(guilds.map((guild) => [guild.id, guild])),
    home,
    servers: [home, ...others],
    channels: new Map(guilds.flatMap((guild) => [...guild.channels])),
    messages: new Map(),
    commands: new Map(),
    attachments: new Map(),
    newId: createIds(now),
  };
}
