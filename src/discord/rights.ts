import {
  ChannelType,
  OverwriteType,
  PermissionFlagsBits as P,
  type REST,
  type RequestData,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { ClubSettings } from '../domain/club.ts';
import type { PlaceWish } from '../domain/post-view.ts';
import { isTextChannel } from './channels.ts';
import { answered } from './failure.ts';
import { saysNotIn } from './guilds.ts';
import { snowflake } from './snowflake.ts';

/** A right by the name it has in Discord's settings, and what it is for. */
type NeededRight = readonly [name: string, right: bigint, why: string];

const inChannel = (toPost: string): readonly NeededRight[] => [
  ['View Channel', P.ViewChannel, 'to see it'],
  ['Send Messages', P.SendMessages, `to post ${toPost}`],
  ['Read Message History', P.ReadMessageHistory, 'to make sure that nothing is posted twice'],
];
const TO_BE_HEARD: readonly NeededRight[] = [
  [
    'Mention Everyone',
    P.MentionEveryone,
    'to notify the leaders when something needs mending; or let everybody mention their role, in its settings',
  ],
];
const FOR_EVENTS: readonly NeededRight[] = [
  ['Create Events', P.CreateEvents, "to keep the server's events as the runs are"],
];

const ALL = Object.values(P).reduce((all, one) => all | one, 0n);
/** All that is left to a member in a time-out. */
const IN_TIMEOUT = P.ViewChannel | P.ReadMessageHistory;

/** Rights as Discord sends them: a number too long for JSON. */
const bits = z
  .string()
  .regex(/^\d{1,30}$/)
  .transform(BigInt);

const overwrite = z.object({ id: snowflake, type: z.number(), allow: bits, deny: bits });
const role = z.object({ id: snowflake, permissions: bits, mentionable: z.boolean().nullish() });
const answeredGuild = z.object({
  id: snowflake,
  owner_id: snowflake,
  roles: z.array(role),
  system_channel_id: z.string().nullish(),
  public_updates_channel_id: z.string().nullish(),
});
const answeredChannels = z.array(
  z.object({
    id: snowflake,
    type: z.number(),
    position: z.number().nullish(),
    permission_overwrites: z.array(overwrite).nullish(),
  }),
);
const answeredMember = z.object({
  roles: z.array(snowflake),
  communication_disabled_until: z.string().nullish(),
});

type Guild = z.infer<typeof answeredGuild>;
type Role = z.infer<typeof role>;
/** Any channel of a server; threads are not listed among them. */
type GuildChannel = z.infer<typeof answeredChannels>[number];
type Overwrites = readonly z.infer<typeof overwrite>[];

/** Somebody as far as rights go: roles, and where it is a member and not just a role, their own id. */
interface Holder {
  readonly userId?: string;
  readonly roleIds: readonly string[];
}

/** What a holder may do in the server as such: everything, or what everybody may and their roles add. */
function rightsHere(guild: Pick<Guild, 'id' | 'owner_id'>, roles: readonly Role[], holder: Holder): bigint {
  if (holder.userId === guild.owner_id) return ALL;
  const held = roles.filter(({ id }) => id === guild.id || holder.roleIds.includes(id));
  const rights = held.reduce((sum, { permissions }) => sum | permissions, 0n);
  return rights & P.Administrator ? ALL : rights;
}

/** The same in a channel, by Discord's order of overwrites: for everybody, for roles taken together, for the member. */
function rightsUnder(overwrites: Overwrites, guildId: string, here: bigint, holder: Holder): bigint {
  if (here === ALL) return ALL;
  const apply = (before: bigint, fitting: Overwrites) => {
    const sum = (what: 'allow' | 'deny') => fitting.reduce((all, one) => all | one[what], 0n);
    return (before & ~sum('deny')) | sum('allow');
  };
  const ofRoles = overwrites.filter(({ type }) => type === OverwriteType.Role);
  const steps = [
    ofRoles.filter(({ id }) => id === guildId),
    ofRoles.filter(({ id }) => id !== guildId && holder.roleIds.includes(id)),
    overwrites.filter(({ type, id }) => type === OverwriteType.Member && id === holder.userId),
  ];
  const rights = steps.reduce(apply, here);
  return rights & P.ViewChannel ? rights : 0n;
}

/** What Discord says of a server now, as far as rights depend on it. */
interface Look {
  readonly guild: Guild;
  readonly channels: readonly GuildChannel[];
  readonly bot: Holder;
  /** Keeps in a time-out what is left then. */
  readonly mask: bigint;
}

const has = (rights: bigint, right: bigint) => (rights & right) === right;

const botIn = ({ guild, channels, bot, mask }: Look) => {
  const here = rightsHere(guild, guild.roles, bot);
  return {
    here: here & mask,
    /** Undefined where there is no such channel. */
    in(channelId: string): bigint | undefined {
      const channel = channels.find(({ id }) => id === channelId);
      return channel && rightsUnder(channel.permission_overwrites ?? [], guild.id, here, bot) & mask;
    },
  };
};

/** Whether whoever holds a role sees a channel, whatever else they hold. */
function roleSees({ guild }: Look, roleId: string, channel: GuildChannel): boolean {
  const holder = { roleIds: [roleId] };
  const here = rightsHere(guild, guild.roles, holder);
  return has(rightsUnder(channel.permission_overwrites ?? [], guild.id, here, holder), P.ViewChannel);
}

/** Discord notifies whoever holds a role only if everybody may mention it, or the bot may mention everyone. */
const isMentionable = ({ guild }: Look, roleId: string) =>
  guild.roles.some(({ id, mentionable }) => id === roleId && mentionable === true);

/** How a place where the bot needs rights stands. Without a channel it is the server as such. */
export interface RightsCheck {
  readonly channelId: string | null;
  /** `unknown`: Discord didn't say in time. `away`: the bot isn't in the server. */
  readonly state: 'seen' | 'gone' | 'unknown' | 'away';
  readonly missing: readonly NeededRight[];
}

/** What a club has chosen that needs rights. */
type Needs = Pick<
  ClubSettings,
  'runsChannelId' | 'recoveryChannelId' | 'events' | 'tipTime' | 'tipChannelId' | 'leaderRoleId'
>;

export type Rights = ReturnType<typeof createRights>;

/** A command's answer is due within three seconds; it does without what takes longer than this. */
const PATIENCE_MS = 1_500;

/** Nobody waits for this. */
const LOOK_MS = 15_000;

/** What `work` comes to in time; undefined where it doesn't, or fails. A request that is given up holds up no other. */
async function inTime<T>(
  patienceMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  const { promise: timeUp, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => resolve(undefined));
  return Promise.race([work(signal), timeUp]).catch(() => undefined);
}

/** Discord tells of a server only to those who are in it. */
function awayOr(error: unknown): 'away' {
  if (saysNotIn(error)) return 'away';
  throw error;
}

function checkOf(
  channelId: string | null,
  rights: bigint | 'gone' | 'away' | undefined,
  needed: readonly NeededRight[],
): RightsCheck {
  if (typeof rights !== 'bigint') return { channelId, state: rights ?? 'unknown', missing: [] };
  return { channelId, state: 'seen', missing: needed.filter(([, right]) => !has(rights, right)) };
}

/**
 * What the bot may do, asked of Discord when somebody wants to know. `clock` in UTC ms: a time-out takes rights away
 * until it is over. `ownId`: the bot's, known once it has logged in.
 */
export function createRights(rest: REST, ownId: () => string, clock: () => number, patienceMs = PATIENCE_MS) {
  async function look(guildId: string, options: RequestData = {}): Promise<Look> {
    const botId = ownId();
    const asked = await Promise.all([
      rest.get(Routes.guild(guildId), options),
      rest.get(Routes.guildChannels(guildId), options),
      rest.get(Routes.guildMember(guildId, botId), options),
    ]);
    const guild = answered(answeredGuild, asked[0]);
    const channels = answered(answeredChannels, asked[1]);
    const member = answered(answeredMember, asked[2]);
    const until = Date.parse(member.communication_disabled_until ?? '');
    const bot = { userId: botId, roleIds: member.roles };
    return { guild, channels, bot, mask: until > clock() ? IN_TIMEOUT : ALL };
  }

  return {
    /** Each place where the club needs something of the bot, as it stands now. `told`: rights that Discord sent along. */
    async check(
      guildId: string,
      { runsChannelId, recoveryChannelId, events, tipTime, tipChannelId, leaderRoleId }: Needs,
      told: ReadonlyMap<string, bigint>,
    ): Promise<RightsCheck[]> {
      const found = await inTime(patienceMs, (signal) => look(guildId, { signal }).catch(awayOr));
      const seen = found === 'away' ? undefined : found;
      const bot = seen && botIn(seen);
      // Rights came along with the command: then it is in the server, whatever was said just now.
      const otherwise = found === 'away' && told.size === 0 ? found : undefined;
      const rightsIn = (channelId: string) =>
        bot ? (bot.in(channelId) ?? 'gone') : (told.get(channelId) ?? otherwise);
      const inOne = runsChannelId === recoveryChannelId;
      const toPost: (readonly [channelId: string, what: string])[] = [
        [runsChannelId, inOne ? 'runs, reminders and check-ins' : 'runs and reminders'],
        ...(inOne ? [] : [[recoveryChannelId, 'check-ins'] as const]),
        ...(tipTime === null ||
        tipChannelId === null ||
        [runsChannelId, recoveryChannelId].includes(tipChannelId)
          ? []
          : [[tipChannelId, 'the tip of the week'] as const]),
      ];
      return [
        ...toPost.map(([id, what]) => checkOf(id, rightsIn(id), inChannel(what))),
        ...(seen && leaderRoleId !== null && !isMentionable(seen, leaderRoleId)
          ? [checkOf(null, bot?.here, TO_BE_HEARD)].filter(({ missing }) => missing.length > 0)
          : []),
        ...(events ? [checkOf(null, bot?.here ?? otherwise, FOR_EVENTS)] : []),
      ];
    },

    /** Whether the bot may read what was posted in a channel; undefined where Discord doesn't say. */
    async mayReadHistory(guildId: string, channelId: string): Promise<boolean | undefined> {
      const rights = await inTime(LOOK_MS, async (signal) =>
        botIn(await look(guildId, { signal })).in(channelId),
      );
      return rights === undefined ? undefined : has(rights, P.ViewChannel | P.ReadMessageHistory);
    },

    /** A channel that leaders see and the bot may write in; undefined where there is none. */
    async placeForLeaders(
      guildId: string,
      { preferred, except, leaderRoleId }: PlaceWish,
    ): Promise<string | undefined> {
      const seen = await look(guildId);
      const bot = botIn(seen);
      const { system_channel_id: greeting, public_updates_channel_id: moderators } = seen.guild;
      const fits = (channel: GuildChannel) =>
        isTextChannel(channel.type) &&
        channel.id !== except &&
        has(bot.in(channel.id) ?? 0n, P.ViewChannel | P.SendMessages) &&
        (leaderRoleId === null || roleSees(seen, leaderRoleId, channel));
      // The club's own channels, then the fewer see it the better; in announcements nobody looks for trouble.
      const rank = (channel: GuildChannel) => {
        if (preferred.includes(channel.id)) return preferred.indexOf(channel.id) - preferred.length;
        if (channel.id === moderators) return 0;
        if (channel.type === ChannelType.GuildAnnouncement) return 4;
        if (!roleSees(seen, seen.guild.id, channel)) return 1;
        return channel.id === greeting ? 2 : 3;
      };
      const position = (channel: GuildChannel) => channel.position ?? 0;
      return seen.channels.filter(fits).sort((a, b) => rank(a) - rank(b) || position(a) - position(b))[0]?.id;
    },
  };
}
