import {
  type APIApplicationCommand,
  ChannelType,
  InteractionResponseType,
  MessageFlags,
  PermissionFlagsBits as P,
} from 'discord-api-types/v10';
import type { CallbackForm } from '../interactions.ts';
import type { MessageForm } from '../messages.ts';
import { apiChannel, apiChannels, apiGuild, apiMember, apiMessage, apiRole, apiUser } from '../world/api.ts';
import { may, maySend } from '../world/permissions.ts';
import { type Channel, type Guild, guildOf, type Message } from '../world/world.ts';
import type { Body } from './body.ts';
import { badForm, fault, refusals } from './errors.ts';
import { type CommandBody, checkCommand, checkCommandLimits } from './limits.ts';
import type { Call, Discord, Reply, Route } from './route.ts';
import { scheduledEventRoutes } from './scheduled-events.ts';
import { checkCallback, checkSchema, SCHEMAS } from './schema.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });
const done: Reply = { status: 204 };
const MOST_MESSAGES = 100;
const MOST_GUILDS = 200;
const USUAL_MESSAGES = 50;
const OLD_AFTER_MS = 60 * 60_000;

/** Answers that show a message at once; deferrals only promise one. */
const SHOWN_AT_ONCE: readonly number[] = [
  InteractionResponseType.ChannelMessageWithSource,
  InteractionResponseType.UpdateMessage,
];

function limitIn(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? USUAL_MESSAGES);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_MESSAGES) return limit;
  throw badForm([
    fault(['limit'], 'NUMBER_TYPE_COERCE', `int value should be between 1 and ${MOST_MESSAGES}.`),
  ]);
}

/** The part of all messages, oldest first, that a query asks for; the newest where it names no place. */
function pageOf(all: readonly Message[], query: URLSearchParams, limit: number): Message[] {
  const asked = (name: string) => BigInt(/^\d+$/.exec(query.get(name) ?? '')?.[0] ?? 0);
  const [before, after, around] = [asked('before'), asked('after'), asked('around')];
  if (around) {
    const older = all.filter(({ id }) => BigInt(id) < around).length;
    const start = Math.max(0, older - Math.floor(limit / 2));
    return all.slice(start, start + limit);
  }
  if (before) return all.filter(({ id }) => BigInt(id) < before).slice(-limit);
  if (after) return all.filter(({ id }) => BigInt(id) > after).slice(0, limit);
  return all.slice(-limit);
}

/** A body that must be there and be an object. */
function objectIn({ json }: Body): Record<string, unknown> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw badForm([fault([], 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')]);
}

function messageIn(body: Body, schema: Parameters<typeof checkSchema>[0]): MessageForm {
  const form = objectIn(body);
  checkSchema(schema, form);
  return form as MessageForm;
}

/** Nothing of a server that has an outage can be had; how Discord says so isn't documented. @throws {Refusal} */
function checkAvailable({ unavailable }: Guild): void {
  if (unavailable) throw refusals.unavailable();
}

/** Channels in which messages are written directly. */
const WRITTEN_IN: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
]);

/** Every route that the sandbox has, in the order in which they are tried. */
export function routesOf(discord: Discord): Route[] {
  const { world, messages, interactions } = discord;
  const shown = (message: Message) => apiMessage(world, discord.base(), message);

  function channelFor({ channel: id = '' }: Call['params'], ...permissions: bigint[]): Channel {
    const channel = world.channels.get(id);
    if (!channel) throw refusals.unknownChannel();
    const guild = guildOf(world, channel.guildId);
    checkAvailable(guild);
    if (!may(guild, channel, world.bot.id, P.ViewChannel)) throw refusals.missingAccess();
    if (!permissions.every((permission) => may(guild, channel, world.bot.id, permission)))
      throw refusals.missingPermissions();
    return channel;
  }

  function messageFor(params: Call['params']): Message {
    const found = messages.find(params['channel'] ?? '', params['message'] ?? '');
    if (!found || found.flags & MessageFlags.Ephemeral) throw refusals.unknownMessage();
    return found;
  }

  /** Old messages may be edited less often; nothing in the headers tells of it beforehand. */
  function countIfOld({ channelId, createdAt }: Message): void {
    if (discord.now() - createdAt < OLD_AFTER_MS) return;
    const waitMs = discord.limits.takeOldEdit(channelId);
    if (waitMs > 0) throw refusals.tooManyOldEdits(waitMs / 1000);
  }

  function guildFor({ guild: id = '' }: Call['params']) {
    const guild = world.guilds.get(id);
    if (!guild?.members.has(world.bot.id)) throw refusals.unknownGuild();
    checkAvailable(guild);
    return guild;
  }

  function ownApplication({ application }: Call['params']): void {
    if (application !== world.applicationId) throw refusals.unknownWebhook();
  }

  /** Where commands hold: `global`, or the id of a guild that the bot is in. */
  function scopeOf({ application, guild }: Call['params']): string {
    if (application !== world.applicationId) throw refusals.notYourApplication();
    if (guild !== undefined && !world.guilds.get(guild)?.members.has(world.bot.id))
      throw refusals.missingAccess();
    return guild ?? 'global';
  }

  function commandFor(params: Call['params']): APIApplicationCommand {
    const found = commandsIn(scopeOf(params)).find(({ id }) => id === params['command']);
    if (!found) throw refusals.unknownCommand();
    return found;
  }

  const commandsIn = (scope: string) => world.commands.get(scope) ?? [];

  function asRegistered(form: Record<string, unknown>, scope: string): APIApplicationCommand {
    const before = commandsIn(scope).find(
      (one) => one.name === form['name'] && one.type === (form['type'] ?? 1),
    );
    return {
      nsfw: false,
      default_member_permissions: null,
      name_localizations: null,
      description_localizations: null,
      ...(scope === 'global'
        ? { dm_permission: true, contexts: null, integration_types: [...world.installs] }
        : { guild_id: scope }),
      ...form,
      type: form['type'] ?? 1,
      id: before?.id ?? world.newId(),
      application_id: world.applicationId,
      version: world.newId(),
    } as unknown as APIApplicationCommand;
  }

  function commandRoutes(prefix: string): Route[] {
    return [
      {
        method: 'GET',
        path: prefix,
        handle({ params, query }) {
          const withNames = query.get('with_localizations') === 'true';
          const list = commandsIn(scopeOf(params));
          return ok(
            withNames
              ? list
              : list.map(({ name_localizations: _n, description_localizations: _d, ...rest }) => rest),
          );
        },
      },
      {
        method: 'PUT',
        path: prefix,
        handle({ params, body }) {
          const scope = scopeOf(params);
          if (!Array.isArray(body.json))
            throw badForm([fault([], 'LIST_TYPE_CONVERT', 'Only lists may be used in a ListType')]);
          for (const [place, form] of body.json.entries()) checkSchema(SCHEMAS.commandUpdate, form, [place]);
          checkCommandLimits(body.json);
          world.commands.set(
            scope,
            body.json.map((form) => asRegistered(form, scope)),
          );
          return ok(commandsIn(scope));
        },
      },
      {
        method: 'POST',
        path: prefix,
        handle({ params, body }) {
          const scope = scopeOf(params);
          const form = objectIn(body);
          checkSchema(SCHEMAS.commandCreate, form);
          const before = commandsIn(scope);
          const command = asRegistered(form, scope);
          const others = before.filter(({ id }) => id !== command.id);
          checkCommand(command as CommandBody, others as CommandBody[]);
          world.commands.set(scope, [...others, command]);
          return { status: others.length < before.length ? 200 : 201, body: command };
        },
      },
      {
        method: 'GET',
        path: `${prefix}/:command`,
        handle: ({ params }) => ok(commandFor(params)),
      },
      {
        method: 'PATCH',
        path: `${prefix}/:command`,
        handle({ params, body }) {
          const before = commandFor(params);
          const form = objectIn(body);
          checkSchema(SCHEMAS.commandPatch, form);
          const command = { ...before, ...form, version: world.newId() } as APIApplicationCommand;
          const scope = scopeOf(params);
          const others = commandsIn(scope).filter((one) => one !== before);
          checkCommand(command as CommandBody, others as CommandBody[]);
          world.commands.set(
            scope,
            commandsIn(scope).map((one) => (one === before ? command : one)),
          );
          return ok(command);
        },
      },
      {
        method: 'DELETE',
        path: `${prefix}/:command`,
        handle({ params }) {
          const command = commandFor(params);
          const scope = scopeOf(params);
          world.commands.set(
            scope,
            commandsIn(scope).filter((one) => one !== command),
          );
          return done;
        },
      },
    ];
  }

  const gateway = () => `${discord.base().replace(/^http/, 'ws')}/gateway`;
  const application = () =>
    ok({
      id: world.applicationId,
      name: world.bot.name,
      description: '',
      icon: null,
      bot: apiUser(world.bot),
      bot_public: true,
      bot_require_code_grant: false,
      flags: 0,
      summary: '',
      verify_key: '0'.repeat(64),
      team: null,
      owner: apiUser(world.users.get(world.home.ownerId) ?? world.bot),
    });

  return [
    { method: 'GET', path: '/gateway', open: true, handle: () => ok({ url: gateway() }) },
    {
      method: 'GET',
      path: '/gateway/bot',
      handle: () =>
        ok({
          url: gateway(),
          shards: 1,
          session_start_limit: {
            total: 1_000,
            remaining: discord.identifiesLeft(),
            reset_after: 86_400_000,
            max_concurrency: 16,
          },
        }),
    },
    { method: 'GET', path: '/users/@me', handle: () => ok(apiUser(world.bot)) },
    { method: 'GET', path: '/applications/@me', handle: application },
    { method: 'GET', path: '/oauth2/applications/@me', handle: application },
    ...commandRoutes('/applications/:application/commands'),
    ...commandRoutes('/applications/:application/guilds/:guild/commands'),
    {
      method: 'GET',
      path: '/users/@me/guilds',
      handle({ query }) {
        const limit = Math.min(MOST_GUILDS, Number(query.get('limit') ?? MOST_GUILDS));
        const after = BigInt(query.get('after') ?? 0);
        const own = [...world.guilds.values()]
          .filter(
            ({ id, members, unavailable }) => members.has(world.bot.id) && !unavailable && BigInt(id) > after,
          )
          .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
        return ok(
          discord.conditionFaults.told(own.slice(0, limit)).map(({ id, name }) => ({
            id,
            name,
            icon: null,
            owner: false,
            permissions: '0',
            features: [],
          })),
        );
      },
    },
    { method: 'GET', path: '/guilds/:guild', handle: ({ params }) => ok(apiGuild(guildFor(params))) },
    {
      method: 'GET',
      path: '/guilds/:guild/channels',
      handle: ({ params }) => ok(apiChannels(guildFor(params))),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/roles',
      handle: ({ params }) => ok([...guildFor(params).roles.values()].map(apiRole)),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/members/:user',
      handle({ params }) {
        const member = guildFor(params).members.get(
          params['user'] === '@me' ? world.bot.id : (params['user'] ?? ''),
        );
        if (!member) throw refusals.unknownMember();
        return ok(apiMember(world, member));
      },
    },
    ...scheduledEventRoutes(discord, guildFor),
    { method: 'GET', path: '/channels/:channel', handle: ({ params }) => ok(apiChannel(channelFor(params))) },
    {
      method: 'GET',
      path: '/channels/:channel/messages',
      handle({ params, query }) {
        const channel = channelFor(params);
        const limit = limitIn(query);
        if (!may(guildOf(world, channel.guildId), channel, world.bot.id, P.ReadMessageHistory)) return ok([]);
        const all = (world.messages.get(channel.id) ?? []).filter(
          ({ ephemeralFor }) => ephemeralFor === undefined,
        );
        const page = pageOf(all, query, limit);
        if (discord.conditionFaults.failsToRead(page)) throw refusals.internal();
        return ok(page.reverse().map(shown));
      },
    },
    {
      method: 'POST',
      path: '/channels/:channel/messages',
      handle({ params, body }) {
        const where = channelFor(params);
        if (!WRITTEN_IN.has(where.type)) throw refusals.wrongKindOfChannel();
        if (!maySend(guildOf(world, where.guildId), where, world.bot.id)) throw refusals.missingPermissions();
        const form = messageIn(body, SCHEMAS.messageCreate);
        const channel = channelFor(
          params,
          ...(body.files.length > 0 ? [P.AttachFiles] : []),
          ...(form.embeds?.length ? [P.EmbedLinks] : []),
        );
        return ok(shown(messages.create({ channel, authorId: world.bot.id, form, files: body.files })));
      },
    },
    {
      method: 'GET',
      path: '/channels/:channel/messages/:message',
      handle({ params }) {
        channelFor(params, P.ReadMessageHistory);
        return ok(shown(messageFor(params)));
      },
    },
    {
      method: 'PATCH',
      path: '/channels/:channel/messages/:message',
      handle({ params, body }) {
        channelFor(params);
        const message = messageFor(params);
        if (message.authorId !== world.bot.id) throw refusals.notOwnMessage();
        countIfOld(message);
        return ok(shown(messages.edit(message, messageIn(body, SCHEMAS.messageEdit), body.files)));
      },
    },
    {
      method: 'DELETE',
      path: '/channels/:channel/messages/:message',
      handle({ params }) {
        const channel = channelFor(params);
        const message = messageFor(params);
        const own = message.authorId === world.bot.id;
        if (!own && !may(guildOf(world, channel.guildId), channel, world.bot.id, P.ManageMessages))
          throw refusals.missingPermissions();
        messages.remove(message);
        return done;
      },
    },
    {
      method: 'POST',
      path: '/interactions/:interaction/:token/callback',
      open: true,
      handle({ params, query, body, arrivedAt, onTheWayMs }) {
        const form = objectIn(body);
        checkCallback(form);
        const { interaction, message } = interactions.callback(
          params['interaction'] ?? '',
          params['token'] ?? '',
          form as unknown as CallbackForm,
          body.files,
          arrivedAt,
          onTheWayMs,
        );
        if (query.get('with_response') !== 'true') return done;
        return ok({
          interaction: {
            id: interaction.id,
            type: interaction.type,
            ...(message
              ? {
                  response_message_id: message.id,
                  response_message_loading: (message.flags & MessageFlags.Loading) !== 0,
                  response_message_ephemeral: (message.flags & MessageFlags.Ephemeral) !== 0,
                }
              : {}),
          },
          resource: {
            type: form['type'],
            ...(message && SHOWN_AT_ONCE.includes(Number(form['type'])) ? { message: shown(message) } : {}),
          },
        });
      },
    },
    {
      method: 'POST',
      path: '/webhooks/:application/:token',
      open: true,
      handle({ params, body }) {
        ownApplication(params);
        const interaction = interactions.byToken(params['token'] ?? '');
        return ok(shown(interactions.followUp(interaction, messageIn(body, SCHEMAS.followUp), body.files)));
      },
    },
    {
      method: 'GET',
      path: '/webhooks/:application/:token/messages/:message',
      open: true,
      handle({ params }) {
        ownApplication(params);
        return ok(
          shown(interactions.messageOf(interactions.byToken(params['token'] ?? ''), params['message'] ?? '')),
        );
      },
    },
    {
      method: 'PATCH',
      path: '/webhooks/:application/:token/messages/:message',
      open: true,
      handle({ params, body }) {
        ownApplication(params);
        const message = interactions.messageOf(
          interactions.byToken(params['token'] ?? ''),
          params['message'] ?? '',
        );
        return ok(shown(messages.edit(message, messageIn(body, SCHEMAS.followUpEdit), body.files)));
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/:application/:token/messages/:message',
      open: true,
      handle({ params }) {
        ownApplication(params);
        messages.remove(
          interactions.messageOf(interactions.byToken(params['token'] ?? ''), params['message'] ?? ''),
        );
        return done;
      },
    },
  ];
}
