import type {
  APIApplicationCommand,
  APIEmbed,
  APIMessageTopLevelComponent,
  ApplicationIntegrationType,
  ChannelType,
  GuildScheduledEventStatus,
  InteractionType,
  OverwriteType,
} from 'discord-api-types/v10';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly bot: boolean;
  readonly locale: string;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly position: number;
  readonly mentionable: boolean;
  /** Whether it is a bot's own, which came and goes with it. */
  readonly managed: boolean;
}

export interface Overwrite {
  readonly id: string;
  readonly type: OverwriteType;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Channel {
  readonly id: string;
  readonly guildId: string;
  name: string;
  type: ChannelType;
  readonly position: number;
  readonly overwrites: Overwrite[];
  /** The channel that a thread belongs to. */
  readonly parentId: string | null;
  /** What a thread has, and no other channel. */
  readonly thread: Thread | null;
}

export interface Thread {
  readonly ownerId: string;
  /** Who was added to it; only they see a private one. */
  readonly memberIds: string[];
  archived: boolean;
  locked: boolean;
  /** When it was last archived or opened, in UTC ms. */
  changedAt: number;
}

export interface GuildMember {
  readonly userId: string;
  roleIds: string[];
  readonly joinedAt: number;
}

/** One of a server's own events, held somewhere outside of Discord. Instants in UTC ms. */
export interface ScheduledEvent {
  readonly id: string;
  readonly creatorId: string;
  readonly name: string;
  readonly description: string | null;
  readonly location: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly status: GuildScheduledEventStatus;
}

export interface Guild {
  readonly id: string;
  name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly roles: Map<string, Role>;
  readonly channels: Map<string, Channel>;
  readonly members: Map<string, GuildMember>;
  readonly events: Map<string, ScheduledEvent>;
  /** Words that its AutoMod blocks messages for, in lower case. */
  blockedWords: string[];
  /** Whether Discord has an outage of it. */
  unavailable: boolean;
  /** Where Discord greets new members, and where it tells moderators of changes. */
  systemChannelId: string | null;
  publicUpdatesChannelId: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly description: string | undefined;
}

/** A message as the sandbox keeps it. */
export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly guildId: string;
  readonly authorId: string;
  readonly createdAt: number;
  editedAt: number | null;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  flags: number;
  attachments: Attachment[];
  /** The only member who sees it. */
  readonly ephemeralFor: string | undefined;
  /** Ids of the users whom it notified. */
  pinged: string[];
  /** Ids of users and roles that its text mentions, as far as that was allowed. */
  mentions: string[];
  mentionRoles: string[];
  mentionEveryone: boolean;
  readonly nonce: string | number | undefined;
  readonly answerTo:
    | {
        readonly interactionId: string;
        readonly type: InteractionType;
        readonly userId: string;
        readonly command?: string;
        /** Id of the message that it replies to: whose button was pressed, or the first answer. */
        readonly messageId?: string;
        /** By whom the app is there: id of the server or the user, by kind of installation. */
        readonly owners?: Owners;
      }
    | undefined;
}

/** Ids of the server or the user who installed the app, by kind of installation. */
export type Owners = Readonly<Partial<Record<ApplicationIntegrationType, string>>>;

/** A bot's token in Discord's format: the id, and two parts that would be secret. */
export const tokenOf = ({ id }: User) => `${Buffer.from(id).toString('base64url')}.sandbox.nothing-secret`;

/** Everything there is: in memory, and gone when the sandbox stops. */
export interface World {
  readonly applicationId: string;
  readonly token: string;
  readonly bot: User;
  /** How the application may be installed. */
  readonly installs: readonly ApplicationIntegrationType[];
  /** Ids of the users who have installed it for themselves. */
  readonly installers: Set<string>;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  /** The server that members of the sandbox are in. */
  readonly home: Guild;
  /** Servers with members and channels, `home` the first of them. */
  readonly servers: readonly Guild[];
  readonly channels: Map<string, Channel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, Message[]>;
  /** Registered commands by where they hold: `global`, or a guild's id. */
  readonly commands: Map<string, APIApplicationCommand[]>;
  readonly attachments: Map<string, Attachment>;
  newId(): string;
}

/** @throws {Error} where nobody in the server is called that. */
export function userNamed({ users, home }: World, name: string, guild: Guild = home): User {
  const user = [...users.values()].find((one) => one.username === name && guild.members.has(one.id));
  if (!user) throw new Error(`Nobody here is called "${name}".`);
  return user;
}

/** The people of the server, the bot not among them, in the order in which they came. */
export function peopleOf({ users, home }: World): User[] {
  return [...home.members.keys()].flatMap((id) => users.get(id) ?? []).filter(({ bot }) => !bot);
}

/** Usernames of the people who hold no role and don't own the server. */
export function plainMembers(world: World): string[] {
  const { members, ownerId } = world.home;
  return peopleOf(world)
    .filter(({ id }) => id !== ownerId && members.get(id)?.roleIds.length === 0)
    .map(({ username }) => username);
}

/** The channel of the server with a name (without #) or id. */
export function channelNamed({ home }: World, name: string, guild: Guild = home): Channel | undefined {
  return [...guild.channels.values()].find((channel) => channel.name === name || channel.id === name);
}

export function guildOf(world: World, guildId: string): Guild {
  const guild = world.guilds.get(guildId);
  if (!guild) throw new Error(`There is no guild ${guildId}.`);
  return guild;
}
