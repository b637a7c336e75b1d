import {
  type APIGuildScheduledEvent,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GuildScheduledEventEntityType as Kind,
  PermissionFlagsBits as P,
  GuildScheduledEventStatus as Status,
} from 'discord-api-types/v10';
import { apiScheduledEvent } from '../world/api.ts';
import { inGuild } from '../world/permissions.ts';
import type { Guild, ScheduledEvent } from '../world/world.ts';
import { badForm, fault, refusals } from './errors.ts';
import type { Call, Discord, Reply, Route } from './route.ts';
import { checkSchema, SCHEMAS } from './schema.ts';

/** What a request may say of an event held somewhere outside of Discord, after its schema has been checked. */
interface Form {
  readonly entity_type?: Kind | null;
  readonly name?: string;
  readonly description?: string | null;
  readonly entity_metadata?: { readonly location?: string } | null;
  readonly scheduled_start_time?: string;
  readonly scheduled_end_time?: string | null;
  readonly channel_id?: string | null;
  readonly status?: Status | null;
}

const MOST_EVENTS = 100;

const required = (path: readonly string[]) => fault(path, 'BASE_TYPE_REQUIRED', 'This field is required');

/** What an event takes that its schema doesn't know of: where, when, and that it lies ahead. */
function checkEvent(event: ScheduledEvent, now: number, moved: boolean): void {
  const late = { code: 'GUILD_SCHEDULED_EVENT_SCHEDULE_PAST', message: 'Cannot schedule event in the past.' };
  const faults = [
    ...(event.name.trim() === '' ? [required(['name'])] : []),
    ...(event.location.trim() === '' ? [required(['entity_metadata', 'location'])] : []),
    ...(moved && event.startsAt <= now ? [{ path: ['scheduled_start_time'], ...late }] : []),
    ...(event.endsAt <= Math.max(now, event.startsAt)
      ? [
          fault(
            ['scheduled_end_time'],
            'GUILD_SCHEDULED_EVENT_ENTITY_TYPE_END_TIME',
            'The end must come after the start.',
          ),
        ]
      : []),
  ];
  if (faults.length > 0) throw badForm(faults);
}

/**
 * A change that names the type of an external event has to name again what such an event needs, and no channel.
 * Discord documents it for changes of the type; the stricter reading holds here.
 */
function checkType({ entity_type: type, ...form }: Form): void {
  if (type !== Kind.External) return;
  const faults = [
    ...(form.channel_id === null ? [] : [required(['channel_id'])]),
    ...(form.entity_metadata?.location === undefined ? [required(['entity_metadata', 'location'])] : []),
    ...(form.scheduled_end_time ? [] : [required(['scheduled_end_time'])]),
  ];
  if (faults.length > 0) throw badForm(faults);
}

/** Routes of a server's own events. Events begin and end by themselves; those that are over are listed no more. */
export function scheduledEventRoutes(discord: Discord, guildFor: (params: Call['params']) => Guild): Route[] {
  const { world, now } = discord;

  const statusOf = ({ startsAt, endsAt, status }: ScheduledEvent): Status => {
    if (status !== Status.Scheduled && status !== Status.Active) return status;
    if (now() >= endsAt) return Status.Completed;
    return now() >= startsAt ? Status.Active : status;
  };
  const isOver = (event: ScheduledEvent) => statusOf(event) > Status.Active;
  const shown = (guild: Guild, event: ScheduledEvent): APIGuildScheduledEvent =>
    apiScheduledEvent(world, guild, { ...event, status: statusOf(event) });
  const listed = (guild: Guild) => [...guild.events.values()].filter((event) => !isOver(event));

  function tell(type: GatewayDispatchEvents, guild: Guild, event: ScheduledEvent): Reply {
    const body = shown(guild, event);
    discord.tell(type, guild.id, body, GatewayIntentBits.GuildScheduledEvents);
    return { status: 200, body };
  }

  function mayDo(guild: Guild, ...any: readonly bigint[]): void {
    const has = inGuild(guild, world.bot.id);
    if (!any.some((right) => has & right)) throw refusals.missingPermissions();
  }

  function eventFor(guild: Guild, { event: id = '' }: Call['params']): ScheduledEvent {
    const event = guild.events.get(id);
    if (!event || isOver(event)) throw refusals.unknownEvent();
    return event;
  }

  /** As `eventFor`, for the bot to change it: its own with either right, others' with Manage Events alone. */
  function changeable(guild: Guild, params: Call['params']): ScheduledEvent {
    const event = eventFor(guild, params);
    const own = event.creatorId === world.bot.id;
    mayDo(guild, P.ManageEvents, ...(own ? [P.CreateEvents] : []));
    return event;
  }

  function formIn({ json }: Call['body'], schema: Parameters<typeof checkSchema>[0]): Form {
    checkSchema(schema, json);
    return json as Form;
  }

  const path = '/guilds/:guild/scheduled-events';
  return [
    {
      method: 'GET',
      path,
      handle({ params }) {
        const guild = guildFor(params);
        return { status: 200, body: listed(guild).map((event) => shown(guild, event)) };
      },
    },
    {
      method: 'POST',
      path,
      handle({ params, body }) {
        const guild = guildFor(params);
        mayDo(guild, P.CreateEvents);
        const form = formIn(body, SCHEMAS.eventCreate);
        if (!form.scheduled_end_time) throw badForm([required(['scheduled_end_time'])]);
        const event: ScheduledEvent = {
          id: world.newId(),
          creatorId: world.bot.id,
          name: form.name ?? '',
          description: form.description ?? null,
          location: form.entity_metadata?.location ?? '',
          startsAt: Date.parse(form.scheduled_start_time ?? ''),
          endsAt: Date.parse(form.scheduled_end_time),
          status: Status.Scheduled,
        };
        checkEvent(event, now(), true);
        if (listed(guild).length >= MOST_EVENTS) throw refusals.tooManyEvents();
        guild.events.set(event.id, event);
        return tell(GatewayDispatchEvents.GuildScheduledEventCreate, guild, event);
      },
    },
    {
      method: 'GET',
      path: `${path}/:event`,
      handle({ params }) {
        const guild = guildFor(params);
        return { status: 200, body: shown(guild, eventFor(guild, params)) };
      },
    },
    {
      method: 'PATCH',
      path: `${path}/:event`,
      handle({ params, body }) {
        const guild = guildFor(params);
        const before = changeable(guild, params);
        const form = formIn(body, SCHEMAS.eventPatch);
        checkType(form);
        const moved = form.scheduled_start_time;
        const event: ScheduledEvent = {
          ...before,
          name: form.name ?? before.name,
          description: form.description === undefined ? before.description : form.description,
          location: form.entity_metadata?.location ?? before.location,
          startsAt: moved === undefined ? before.startsAt : Date.parse(moved),
          endsAt: form.scheduled_end_time ? Date.parse(form.scheduled_end_time) : before.endsAt,
          status: form.status ?? before.status,
        };
        checkEvent(event, now(), event.startsAt !== before.startsAt);
        guild.events.set(event.id, event);
        return tell(GatewayDispatchEvents.GuildScheduledEventUpdate, guild, event);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:event`,
      handle({ params }) {
        const guild = guildFor(params);
        const event = changeable(guild, params);
        guild.events.delete(event.id);
        tell(GatewayDispatchEvents.GuildScheduledEventDelete, guild, event);
        return { status: 204 };
      },
    },
  ];
}
