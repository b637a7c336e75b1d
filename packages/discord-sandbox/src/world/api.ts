import {
  type APIAttachment,
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIGuildScheduledEvent,
  type APIMessage,
  type APIRole,
  type APIUser,
  type GatewayGuildCreateDispatchData,
  GuildScheduledEventEntityType,
  GuildScheduledEventPrivacyLevel,
  MessageFlags,
  MessageType,
  type RoleFlags,
} from 'discord-api-types/v10';
import { permissionsIn } from './permissions.ts';
import type {
  Attachment,
  Channel,
  Guild,
  GuildMember,
  Message,
  Role,
  ScheduledEvent,
  Thread,
  User,
  World,
} from './world.ts';

// What Discord sends of each thing. Parts that no client of the sandbox reads are left at their documented defaults.

export function apiUser(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    global_name: user.bot ? null : user.name,
    discriminator: user.bot ? '0001' : '0',
    avatar: null,
    bot: user.bot,
  };
}

export function apiRole(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.managed,
    mentionable: role.mentionable,
    flags: 0 as RoleFlags,
  };
}

function apiThreadParts({ ownerId, memberIds, archived, locked, changedAt }: Thread): object {
  return {
    owner_id: ownerId,
    member_count: memberIds.length,
    message_count: 0,
    total_message_sent: 0,
    thread_metadata: {
      archived,
      locked,
      auto_archive_duration: 4320,
      archive_timestamp: new Date(changedAt).toISOString(),
    },
  };
}

/** A server's channels as they are listed: without its threads. */
export const apiChannels = ({ channels }: Guild): APIChannel[] =>
  [...channels.values()].filter(({ thread }) => !thread).map(apiChannel);

/** The threads of a server that are open and that the bot may see. */
function apiThreads({ bot }: World, guild: Guild): APIChannel[] {
  return [...guild.channels.values()]
    .filter((one) => one.thread && !one.thread.archived && permissionsIn(guild, one, bot.id) !== 0n)
    .map(apiChannel);
}

export function apiChannel(channel: Channel): APIChannel {
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    nsfw: false,
    topic: null,
    parent_id: channel.parentId,
    rate_limit_per_user: 0,
    last_message_id: null,
    ...(channel.thread
      ? apiThreadParts(channel.thread)
      : {
          permission_overwrites: channel.overwrites.map(({ id, type, allow, deny }) => ({
            id,
            type,
            allow: String(allow),
            deny: String(deny),
          })),
        }),
  } as APIChannel;
}

export function apiMember(world: World, member: GuildMember): APIGuildMember {
  const user = world.users.get(member.userId);
  if (!user) throw new Error(`There is no user ${member.userId}.`);
  return {
    user: apiUser(user),
    nick: null,
    avatar: null,
    roles: member.roleIds,
    joined_at: new Date(member.joinedAt).toISOString(),
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    communication_disabled_until: null,
    flags: 0,
  } as unknown as APIGuildMember;
}

export function apiGuild(guild: Guild): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    preferred_locale: guild.locale,
    roles: [...guild.roles.values()].map(apiRole),
    emojis: [],
    stickers: [],
    features: [],
    icon: null,
    splash: null,
    banner: null,
    description: null,
    discovery_splash: null,
    afk_channel_id: null,
    afk_timeout: 300,
    application_id: null,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    public_updates_channel_id: guild.publicUpdatesChannelId,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    system_channel_id: guild.systemChannelId,
    system_channel_flags: 0,
    vanity_url_code: null,
    verification_level: 0,
    incidents_data: null,
    region: '',
    hub_type: null,
  } as unknown as APIGuild;
}

export function apiScheduledEvent(world: World, guild: Guild, event: ScheduledEvent): APIGuildScheduledEvent {
  const creator = world.users.get(event.creatorId);
  return {
    id: event.id,
    guild_id: guild.id,
    channel_id: null,
    creator_id: event.creatorId,
    ...(creator ? { creator: apiUser(creator) } : {}),
    name: event.name,
    description: event.description,
    scheduled_start_time: new Date(event.startsAt).toISOString(),
    scheduled_end_time: new Date(event.endsAt).toISOString(),
    privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
    status: event.status,
    entity_type: GuildScheduledEventEntityType.External,
    entity_id: null,
    entity_metadata: { location: event.location },
    recurrence_rule: null,
    image: null,
  } as unknown as APIGuildScheduledEvent;
}

/** A guild as it comes over the gateway. Of its members only the bot is listed, as without the presences intent. */
export function apiGuildCreate(world: World, guild: Guild): GatewayGuildCreateDispatchData {
  return {
    ...apiGuild(guild),
    joined_at: new Date(guild.members.get(world.bot.id)?.joinedAt ?? 0).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [...guild.members.values()]
      .filter(({ userId }) => userId === world.bot.id)
      .map((member) => apiMember(world, member)),
    channels: apiChannels(guild),
    threads: apiThreads(world, guild),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [...guild.events.values()].map((event) => apiScheduledEvent(world, guild, event)),
    soundboard_sounds: [],
  } as unknown as GatewayGuildCreateDispatchData;
}

export function apiAttachment(
  base: string,
  { id, filename, contentType, bytes, description }: Attachment,
): APIAttachment {
  const url = `${base}/attachments/${id}/${encodeURIComponent(filename)}`;
  return {
    id,
    filename,
    content_type: contentType,
    size: bytes.byteLength,
    url,
    proxy_url: url,
    ...(description === undefined ? {} : { description }),
  };
}

/** `base`: where attachments are served, such as `http://127.0.0.1:3210`. */
export function apiMessage(world: World, base: string, message: Message): APIMessage {
  const author = world.users.get(message.authorId);
  if (!author) throw new Error(`There is no user ${message.authorId}.`);
  const { answerTo } = message;
  const asker = answerTo && world.users.get(answerTo.userId);
  return {
    id: message.id,
    channel_id: message.channelId,
    type: answerTo?.command ? MessageType.ChatInputCommand : MessageType.Default,
    author: apiUser(author),
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    attachments: message.attachments.map((attachment) => apiAttachment(base, attachment)),
    flags: message.flags,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    mentions: message.mentions.flatMap((id) => world.users.get(id) ?? []).map(apiUser),
    mention_roles: message.mentionRoles,
    mention_everyone: message.mentionEveryone,
    pinned: false,
    tts: false,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(author.bot ? { application_id: world.applicationId } : {}),
    ...(answerTo && asker
      ? {
          webhook_id: world.applicationId,
          interaction_metadata: {
            id: answerTo.interactionId,
            type: answerTo.type,
            user: apiUser(asker),
            authorizing_integration_owners: answerTo.owners ?? { 0: message.guildId },
          },
        }
      : {}),
  } as unknown as APIMessage;
}

export const isEphemeral = (flags: number) => (flags & MessageFlags.Ephemeral) !== 0;
