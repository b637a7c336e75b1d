import {
  type APIApplicationCommand,
  ApplicationIntegrationType as Install,
  PermissionFlagsBits as P,
} from 'discord-api-types/v10';
import { ClientRefusal } from './client/options.ts';
import type { Clock } from './clock.ts';
import type { ActiveConditions } from './conditions.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Interaction, Interactions } from './interactions.ts';
import type { Latency } from './latency.ts';
import { apiChannel, apiMember, apiMessage } from './world/api.ts';
import { ownersIn } from './world/installs.ts';
import { permissionsIn } from './world/permissions.ts';
import { type Channel, guildOf, type Message, type Owners, type World } from './world/world.ts';

/** What a member does with a bot. */
export interface Act {
  readonly type: Interaction['type'];
  /** As Discord sends it. */
  readonly data: object;
  readonly userId: string;
  /** Where it happens. */
  readonly channel: Channel;
  /** The full name of a command, and the command. */
  readonly command?: string | undefined;
  readonly of?: APIApplicationCommand | undefined;
  /** The message whose button or list it was. */
  readonly source?: Message | undefined;
}

/** Opens an interaction and brings it to the bot. @throws {ClientRefusal} where the member isn't in the server. */
export type Deliver = (act: Act) => Interaction;

interface DeliveryParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly conditions: ActiveConditions;
  readonly latency: Latency;
  base(): string;
}

/** How long after its three seconds a late interaction comes. */
const LATE_BY_MS = 500;

/** What an app may do in a server that it isn't in: Discord documents no list, this is what such apps have been told. */
const AS_GUEST = P.EmbedLinks | P.AttachFiles | P.UseExternalEmojis;

/** Discord adds fields and values at any time, and tells of it later. */
const UNANNOUNCED = { unannounced_field: { version: 1, values: [null, 'new'] } };

export function createDelivery({
  world,
  interactions,
  gateway,
  clock,
  conditions,
  latency,
  base,
}: DeliveryParts): Deliver {
  let twice = 0;

  function ownersOf({ of, source, userId }: Act, guildId: string): Owners {
    if (source) return source.answerTo?.owners ?? { [Install.GuildInstall]: guildId };
    const guild = guildOf(world, guildId);
    return ownersIn(world, guild, userId, of?.integration_types ?? [Install.GuildInstall]);
  }

  function payload(act: Act, interaction: Interaction): object {
    const { type, data, userId, channel, source } = act;
    const guild = guildOf(world, channel.guildId);
    const member = guild.members.get(userId);
    if (!member) throw new ClientRefusal('You are no longer in the server.');
    const rights = String(permissionsIn(guild, channel, userId));
    const botIsHere = guild.members.has(world.bot.id);
    return {
      id: interaction.id,
      application_id: world.applicationId,
      type,
      data: { ...data, ...UNANNOUNCED },
      token: interaction.token,
      version: 1,
      guild_id: guild.id,
      guild: { id: guild.id, locale: guild.locale, features: [] },
      guild_locale: guild.locale,
      channel_id: channel.id,
      channel: { ...apiChannel(channel), permissions: rights, ...UNANNOUNCED },
      member: { ...apiMember(world, member), permissions: rights, ...UNANNOUNCED },
      app_permissions: String(botIsHere ? permissionsIn(guild, channel, world.bot.id) : AS_GUEST),
      locale: world.users.get(userId)?.locale,
      entitlements: [],
      authorizing_integration_owners: interaction.owners,
      context: 0,
      attachment_size_limit: 10_485_760,
      ...(source ? { message: apiMessage(world, base(), source) } : {}),
      ...UNANNOUNCED,
    };
  }

  return (act) => {
    const { type, userId, command, source, channel } = act;
    const guild = guildOf(world, channel.guildId);
    if (!guild.members.has(userId)) throw new ClientRefusal('You are no longer in the server.');
    if (guild.unavailable) throw new ClientRefusal('This server is not available at the moment.');
    const owners = ownersOf(act, guild.id);
    const interaction = interactions.open({ type, userId, channel, command, source, owners });
    const data = payload(act, interaction);
    const tell = () => gateway.dispatch('INTERACTION_CREATE', guild.id, data);
    const again = conditions.strikes('delivers-twice');
    if (conditions.strikes('delivers-late')) clock.at(interaction.failsAt + LATE_BY_MS, tell);
    else
      latency.after(latency.oneWayMs(), (countedMs) => {
        interaction.onTheWayMs = countedMs;
        tell();
        if (!again) return;
        // By turns at once, and when the bot has answered.
        twice += 1;
        if (twice % 2) tell();
        else void interaction.firstAnswer.then(tell);
      });
    return interaction;
  };
}
