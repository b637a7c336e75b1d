import { ApplicationCommandOptionType, ComponentType, InteractionType, MessageFlags } from 'discord.js';
import { channelNamed, type Sandbox } from 'discord-sandbox';

/** Packets of interactions that the sandbox itself knows nothing of, as Discord might deliver them late or twice. */
export function packetsOf(sandbox: Sandbox) {
  const guild = sandbox.world.home;
  const channel = channelNamed(sandbox.world, 'group-runs', guild);
  if (!channel) throw new Error('There is no #group-runs');
  const application_id = sandbox.world.applicationId;
  const bot = { id: sandbox.world.bot.id, username: 'Cooldown', discriminator: '0', avatar: null, bot: true };
  const roles = [...guild.roles.values()].map(({ id }) => id);

  const common = (userId: string, id = sandbox.world.newId()) => {
    const user = {
      id: userId,
      username: `user-${userId}`,
      discriminator: '0',
      avatar: null,
      global_name: null,
    };
    return {
      id,
      application_id,
      token: `token-of-${id}-${'x'.repeat(20)}`,
      version: 1,
      guild_id: guild.id,
      guild_locale: guild.locale,
      channel_id: channel.id,
      channel: { id: channel.id, type: 0, guild_id: guild.id },
      member: {
        user,
        roles,
        permissions: '8',
        joined_at: '2026-01-01T00:00:00Z',
        deaf: false,
        mute: false,
        flags: 0,
      },
      app_permissions: '8',
      locale: 'en-GB',
      entitlements: [],
      authorizing_integration_owners: { 0: guild.id } as Record<string, string>,
      context: 0,
      attachment_size_limit: 10_485_760,
    };
  };

  /** A message of the bot's that only the member sees, with nothing on it. */
  const message = (flags: number) => ({
    id: sandbox.world.newId(),
    channel_id: channel.id,
    author: bot,
    content: '',
    timestamp: new Date(sandbox.clock.now()).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: 0,
    flags: flags | MessageFlags.IsComponentsV2,
    components: [],
  });

  const optionOf = (name: string, value: string | number | boolean) => {
    const types = {
      string: ApplicationCommandOptionType.String,
      number: ApplicationCommandOptionType.Integer,
      boolean: ApplicationCommandOptionType.Boolean,
    } as const;
    return { name, value, type: types[typeof value as keyof typeof types] };
  };

  return {
    /** `chosen`: the ids of channels. */
    command(
      userId: string,
      path: string,
      options: Readonly<Record<string, string | number | boolean>>,
      chosen: Readonly<Record<string, string>> = {},
    ) {
      const [name = '', sub] = path.split(' ');
      const values = [
        ...Object.entries(options).map(([option, value]) => optionOf(option, value)),
        ...Object.entries(chosen).map(([option, value]) => ({
          name: option,
          value,
          type: ApplicationCommandOptionType.Channel,
        })),
      ];
      const channels = Object.values(chosen).map((id) => [id, { id, type: 0, name: 'x', permissions: '8' }]);
      return {
        ...common(userId),
        type: InteractionType.ApplicationCommand,
        data: {
          id: '1',
          name,
          type: 1,
          options: sub
            ? [{ name: sub, type: ApplicationCommandOptionType.Subcommand, options: values }]
            : values,
          resolved: { channels: Object.fromEntries(channels) },
        },
      };
    },

    press(userId: string, custom_id: string, own = true) {
      return {
        ...common(userId),
        type: InteractionType.MessageComponent,
        data: { custom_id, component_type: ComponentType.Button },
        message: message(own ? MessageFlags.Ephemeral : 0),
      };
    },

    choose(
      userId: string,
      custom_id: string,
      values: readonly string[],
      component_type = ComponentType.StringSelect,
    ) {
      const people = values.map((id) => [
        id,
        { id, username: `user-${id}`, discriminator: '0', avatar: null },
      ]);
      return {
        ...common(userId),
        type: InteractionType.MessageComponent,
        data: {
          custom_id,
          component_type,
          values,
          ...(component_type === ComponentType.UserSelect
            ? { resolved: { users: Object.fromEntries(people) } }
            : {}),
        },
        message: message(MessageFlags.Ephemeral),
      };
    },

    /** A form whose fields are radio groups. */
    submit(userId: string, custom_id: string, fields: Readonly<Record<string, string>>) {
      const components = Object.entries(fields).map(([field, value], id) => ({
        type: ComponentType.Label,
        id: 2 * id + 1,
        component: { type: ComponentType.RadioGroup, id: 2 * id + 2, custom_id: field, value },
      }));
      return {
        ...common(userId),
        type: InteractionType.ModalSubmit,
        data: { custom_id, components },
        message: message(MessageFlags.Ephemeral),
      };
    },

    deliver: (packet: { readonly id: string }) =>
      sandbox.gateway.dispatch('INTERACTION_CREATE', guild.id, packet),
  };
}
