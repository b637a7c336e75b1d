import { OverwriteType, PermissionFlagsBits as P } from 'discord-api-types/v10';
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

/** A member with their language, as Discord tells it with each interaction. */
type Person = readonly [username: string, name: string, locale: string, role?: 'Run Leader'];

const PEOPLE: readonly Person[] = [
  ['admin', 'Ada', 'en-GB'],
  ['leader', 'Leo', 'en-GB', 'Run Leader'],
  ['amara', 'Amara', 'en-GB'],
  ['ben', 'Ben', 'en-US'],
  ['chloe', 'Chloé', 'fr'],
  ['diego', 'Diego', 'es-ES'],
  ['elif', 'Elif', 'tr'],
  ['finn', 'Finn', 'de'],
  ['grace', 'Grace', 'en-GB'],
  ['hiro', 'Hiro', 'ja'],
];

const extraMember = (number: number): Person => [`member-${number}`, `Member ${number}`, 'en-GB'];

const denied = (id: string, deny: bigint, type = OverwriteType.Role): Overwrite => ({
  id,
  type,
  allow: 0n,
  deny,
});
const allowed = (id: string, allow: bigint, type = OverwriteType.Role): Overwrite => ({
  id,
  type,
  allow,
  deny: 0n,
});

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
    systemChannelId: null,
    publicUpdatesChannelId: null,
  };
}

/** How much there is beside the one club. */
export interface Seeds {
  /** Servers that the bot is in and that never say anything. */
  readonly idleGuilds?: number;
  /** Members of the club beside those with a name. */
  readonly extraMembers?: number;
  /** Clubs in all, with the same people in them. */
  readonly clubs?: number;
}

/**
 * Riverside Runners: a club with an admin, a leader and eight members, channels that all may write in, one to read
 * only and one that the bot may not see. It is as if the club had been there for a year at `now` (UTC ms).
 */
export function seedWorld(
  now: () => number,
  { idleGuilds = 0, extraMembers = 0, clubs = 1 }: Seeds = {},
): World {
  const yearAgo = now() - 365 * 24 * 60 * 60 * 1000;
  // Nobody joins Discord in the same instant: each id is seven minutes younger than the last.
  let made = 0;
  const oldId = createIds(() => yearAgo + ++made * 7 * 60_000);
  const applicationId = oldId();
  const bot: User = { id: applicationId, username: 'Cooldown', name: 'Cooldown', bot: true, locale: 'en-US' };
  const people = [...PEOPLE, ...Array.from({ length: extraMembers }, (_, place) => extraMember(place + 1))];
  const users = people.map(
    ([username, name, locale]): User => ({ id: oldId(), username, name, locale, bot: false }),
  );
  const idOf = (username: string) => users.find((user) => user.username === username)?.id ?? '';

  const member = (userId: string, roleIds: string[]): GuildMember => ({ userId, roleIds, joinedAt: yearAgo });

  const role = (id: string, name: string, position: number, permissions = 0n): Role => ({
    id,
    name,
    position,
    permissions,
    mentionable: name === 'Run Leader',
  });

  function clubCalled(title: string): Guild {
    const guildId = oldId();
    const runLeader = role(oldId(), 'Run Leader', 1);
    const botRole = role(
      oldId(),
      'Cooldown',
      2,
      P.ViewChannel | P.SendMessages | P.EmbedLinks | P.AttachFiles | P.ReadMessageHistory | P.CreateEvents,
    );
    const channel = (name: string, position: number, overwrites: Overwrite[] = []): Channel => ({
      id: oldId(),
      guildId,
      name,
      position,
      overwrites,
    });
    return guildWith(
      guildId,
      title,
      idOf('admin'),
      [role(guildId, '@everyone', 0, EVERYONE), runLeader, botRole],
      [
        channel('general', 0),
        channel('group-runs', 1),
        channel('races', 2),
        channel('recovery', 3),
        channel('announcements', 4, [denied(guildId, P.SendMessages), allowed(runLeader.id, P.SendMessages)]),
        channel('committee', 5, [denied(guildId, P.ViewChannel), allowed(runLeader.id, P.ViewChannel)]),
      ],
      [
        ...people.map(([username, , , post]) => member(idOf(username), post ? [runLeader.id] : [])),
        member(bot.id, [botRole.id]),
      ],
    );
  }
  const home = clubCalled('Riverside Runners');
  const others = Array.from({ length: clubs - 1 }, (_, place) =>
    clubCalled(`Hillside Harriers ${place + 1}`),
  );
  const idle = Array.from({ length: idleGuilds }, (_, place) => {
    // Made a millisecond apart, since shards share guilds out by when they were made.
    const idleId = createIds(() => yearAgo + place + 1);
    const id = idleId();
    const general: Channel = { id: idleId(), guildId: id, name: 'general', position: 0, overwrites: [] };
    const members = [member(idOf('admin'), []), member(bot.id, [])];
    return guildWith(
      id,
      `Idle club ${place + 1}`,
      idOf('admin'),
      [role(id, '@everyone', 0, EVERYONE)],
      [general],
      members,
    );
  });
  const guilds = [home, ...others, ...idle];

  return {
    applicationId,
    token: tokenOf(bot),
    bot,
    users: new Map([bot, ...users].map((user) => [user.id, user])),
    guilds: new Map(guilds.map((guild) => [guild.id, guild])),
    home,
    clubs: [home, ...others],
    channels: new Map(guilds.flatMap((guild) => [...guild.channels])),
    messages: new Map(),
    commands: new Map(),
    attachments: new Map(),
    newId: createIds(now),
    plainMembers: () =>
      PEOPLE.flatMap(([username, , , title]) => (title || username === 'admin' ? [] : [username])),
  };
}
