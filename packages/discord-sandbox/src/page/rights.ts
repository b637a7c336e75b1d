import { GatewayIntentBits, OverwriteType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Gateway } from '../gateway/gateway.ts';
import { apiChannel, apiRole } from '../world/api.ts';
import { inGuild, may } from '../world/permissions.ts';
import { type Channel, channelNamed, type World } from '../world/world.ts';
import type { Right, RightName } from './protocol.ts';

interface Parts {
  readonly world: World;
  readonly gateway: Gateway;
}

/** The permissions that the page can take from the bot. Events belong to the server and have no channel. */
const RIGHTS: Readonly<Record<RightName, { readonly flag: bigint; readonly serverOnly?: true }>> = {
  'View Channel': { flag: P.ViewChannel },
  'Send Messages': { flag: P.SendMessages },
  'Read Message History': { flag: P.ReadMessageHistory },
  'Embed Links': { flag: P.EmbedLinks },
  'Attach Files': { flag: P.AttachFiles },
  'Create Events': { flag: P.CreateEvents, serverOnly: true },
};

const names = Object.keys(RIGHTS) as RightName[];

const ownOverwrite = ({ overwrites }: Channel, userId: string) =>
  overwrites.find(({ id, type }) => id === userId && type === OverwriteType.Member);

/** What the bot may do in a channel by its name, or in the whole server where there is no such channel. */
export function rightsIn({ world }: Parts, where: string): Right[] {
  const { home, bot } = world;
  const channel = channelNamed(world, where);
  const channels = [...home.channels.values()];
  return names.flatMap((name): Right[] => {
    const { flag, serverOnly } = RIGHTS[name];
    if (channel) return serverOnly ? [] : [{ name, has: may(home, channel, bot.id, flag) }];
    const denied = channels.some((one) => (ownOverwrite(one, bot.id)?.deny ?? 0n) & flag);
    return [{ name, has: (inGuild(home, bot.id) & flag) !== 0n && !denied }];
  });
}

/** Lets the bot do something in a channel, or keeps it from that, whatever its roles say. */
function setInChannel({ world, gateway }: Parts, channel: Channel, flag: bigint, has: boolean): void {
  const { home, bot } = world;
  const { allow = 0n, deny = 0n } = ownOverwrite(channel, bot.id) ?? {};
  const put = (next: { allow: bigint; deny: bigint }) => {
    const others = channel.overwrites.filter((one) => one !== ownOverwrite(channel, bot.id));
    const own = { id: bot.id, type: OverwriteType.Member, ...next };
    channel.overwrites.splice(
      0,
      channel.overwrites.length,
      ...others,
      ...(next.allow | next.deny ? [own] : []),
    );
  };
  const bare = { allow: allow & ~flag, deny: deny & ~flag };
  put(has ? bare : { ...bare, deny: bare.deny | flag });
  if (has && !may(home, channel, bot.id, flag)) put({ ...bare, allow: bare.allow | flag });
  gateway.dispatch('CHANNEL_UPDATE', home.id, apiChannel(channel), GatewayIntentBits.Guilds);
}

/** Changes the bot's own role. What everybody may do can't be taken by a role, so it is denied in each channel. */
function setInServer(parts: Parts, flag: bigint, has: boolean): void {
  const { world, gateway } = parts;
  const { home, bot } = world;
  const role = home.roles.get(home.members.get(bot.id)?.roleIds[0] ?? '');
  if (role) {
    const permissions = has ? role.permissions | flag : role.permissions & ~flag;
    home.roles.set(role.id, { ...role, permissions });
    const data = { guild_id: home.id, role: apiRole({ ...role, permissions }) };
    gateway.dispatch('GUILD_ROLE_UPDATE', home.id, data, GatewayIntentBits.Guilds);
  }
  const stillHas = (inGuild(home, bot.id) & flag) !== 0n;
  for (const channel of home.channels.values()) {
    const denied = ((ownOverwrite(channel, bot.id)?.deny ?? 0n) & flag) !== 0n;
    if (has ? denied : stillHas) setInChannel(parts, channel, flag, has);
  }
}

/** Gives the bot a right, or takes it: in a channel by its name, or in the whole server. */
export function setRight(parts: Parts, where: string, name: RightName, has: boolean): Right[] {
  const channel = channelNamed(parts.world, where);
  const { flag } = RIGHTS[name];
  if (channel) setInChannel(parts, channel, flag, has);
  else setInServer(parts, flag, has);
  return rightsIn(parts, where);
}
