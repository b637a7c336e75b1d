import {
  type APIApplicationCommand,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  ApplicationIntegrationType,
  ChannelType,
  GuildScheduledEventStatus,
  InteractionType,
  OverwriteType,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { Refusal } from '../rest/errors.ts';
import { checkSchema, SCHEMAS } from '../rest/schema.ts';
import { createIds } from '../snowflake.ts';
import { type Guild, type Message, tokenOf, type World } from './world.ts';

/** What a file holds: a world, its time (UTC ms), and what the bot remembered of it, as the bot gave it. */
export interface Saved {
  readonly now: number;
  readonly kept: Omit<World, 'newId'>;
  readonly memory: Uint8Array | undefined;
}

/** The bytes are no state that this sandbox can go on from; the message says why, for people. */
export class NoState extends Error {
  override readonly name = 'NoState';
}

const KIND = 'discord-sandbox';
/** Files of version 2 from before the sandbox was a package of its own begin with another name. */
const KINDS = /^[a-z]+-sandbox$/;
const VERSION = 2;

/** The first instant that an id can tell, and one that all calendars still have. */
const EARLIEST = Date.UTC(2015, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

const instant = z.number().min(EARLIEST).max(LATEST);
const id = z.string().regex(/^\d{1,20}$/);
const name = z.string().max(100);
const bits = z.codec(z.string().regex(/^\d{1,30}$/), z.bigint(), { decode: BigInt, encode: String });
const binary = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const bytes = z.codec(z.string(), binary, {
  decode(text, context) {
    try {
      return Uint8Array.fromBase64(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is no base64', input: text });
      return z.NEVER;
    }
  },
  encode: (raw) => raw.toBase64(),
});

const integration = z.enum(ApplicationIntegrationType);
const user = z.object({ id, username: name, name, bot: z.boolean(), locale: name });
const role = z.object({
  id,
  name,
  permissions: bits,
  position: z.int(),
  mentionable: z.boolean(),
  managed: z.boolean().optional(),
});
const overwrite = z.object({ id, type: z.enum(OverwriteType), allow: bits, deny: bits });
const thread = z.object({
  ownerId: id,
  memberIds: z.array(id),
  archived: z.boolean(),
  locked: z.boolean(),
  changedAt: instant,
});
const channel = z.object({
  id,
  guildId: id,
  name,
  position: z.int(),
  overwrites: z.array(overwrite),
  // Files from before there were other channels than text channels have none of these.
  type: z.enum(ChannelType).default(ChannelType.GuildText),
  parentId: id.nullable().default(null),
  thread: thread.nullable().default(null),
});
const scheduled = z.object({
  id,
  creatorId: id,
  name,
  description: z.string().max(1_000).nullable(),
  location: name,
  startsAt: instant,
  endsAt: instant,
  status: z.enum(GuildScheduledEventStatus),
});
const guild = z.object({
  id,
  name,
  ownerId: id,
  locale: name,
  roles: z.array(role),
  channels: z.array(channel),
  members: z.array(z.object({ userId: id, roleIds: z.array(id), joinedAt: instant })),
  events: z.array(scheduled),
  blockedWords: z.array(name).default([]),
  unavailable: z.boolean().default(false),
  systemChannelId: id.nullable(),
  publicUpdatesChannelId: id.nullable(),
});
const attachment = z.object({
  id,
  filename: z.string().max(1_000),
  contentType: z.string().max(1_000),
  bytes,
  description: z.string().max(1_024).optional(),
});
const message = z.object({
  id,
  channelId: id,
  guildId: id,
  authorId: id,
  createdAt: instant,
  editedAt: instant.nullable(),
  content: z.string().max(4_000),
  embeds: z.array(z.custom<APIEmbed>()),
  components: z.array(z.custom<APIMessageTopLevelComponent>()),
  flags: z.int().min(0),
  attachments: z.array(id),
  ephemeralFor: id.optional(),
  pinged: z.array(id),
  mentions: z.array(id),
  mentionRoles: z.array(id),
  mentionEveryone: z.boolean(),
  nonce: z.union([z.string(), z.number()]).optional(),
  answerTo: z
    .object({
      interactionId: id,
      type: z.enum(InteractionType),
      userId: id,
      command: z.exactOptional(name),
      owners: z.exactOptional(z.object({ 0: z.exactOptional(id), 1: z.exactOptional(id) })),
    })
    .optional(),
});
const command = z.custom<APIApplicationCommand>(
  (value) => z.object({ id, application_id: id, version: id, name }).safeParse(value).success,
);

const file = z.object({
  kind: z.string().regex(KINDS),
  version: z.literal(VERSION),
  now: instant,
  bot: user,
  installs: z.array(integration).default([0, 1]),
  installers: z.array(id).default([]),
  users: z.array(user),
  guilds: z.array(guild),
  /** The servers that people are in; they were called so in the first files. */
  clubs: z.array(id),
  messages: z.array(message),
  attachments: z.array(attachment),
  commands: z.record(z.string(), z.array(command)),
  memory: bytes.nullable(),
});
type StateFile = z.output<typeof file>;

const byId = <Thing extends { readonly id: string }>(things: readonly Thing[]) =>
  new Map(things.map((thing) => [thing.id, thing]));

/** A world, its time (UTC ms) and what the bot remembers, as the content of a file. */
export function packed(world: World, now: number, memory?: Uint8Array): Uint8Array {
  const { bot, installs, installers, users, guilds, servers, messages, attachments, commands } = world;
  const whole: StateFile = {
    kind: KIND,
    version: VERSION,
    now,
    bot,
    installs: [...installs],
    installers: [...installers],
    users: [...users.values()],
    guilds: [...guilds.values()].map((one) => ({
      ...one,
      roles: [...one.roles.values()],
      channels: [...one.channels.values()],
      members: [...one.members.values()],
      events: [...one.events.values()],
    })),
    clubs: servers.map(({ id: of }) => of),
    messages: [...messages.values()]
      .flat()
      .map((one) => ({ ...one, attachments: one.attachments.map(({ id: of }) => of) })),
    attachments: [...attachments.values()],
    commands: Object.fromEntries(commands),
    memory: memory ?? null,
  };
  return new TextEncoder().encode(JSON.stringify(z.encode(file, whole)));
}

/** Something that is named but missing, in a few words; undefined if nothing is. */
function missingIn({ bot, users, guilds, clubs, messages, attachments }: StateFile): string | undefined {
  const people = byId(users);
  const places = byId(guilds);
  const rooms = byId(guilds.flatMap(({ channels }) => channels));
  const files = byId(attachments);
  const home = places.get(clubs[0] ?? '');
  if (!people.has(bot.id)) return 'the bot';
  if (!home || !clubs.every((server) => places.has(server))) return 'a server';
  if (home.channels.length === 0) return 'a channel';
  if (!home.members.some(({ userId }) => people.get(userId)?.bot === false)) return 'a member of the server';
  for (const { id: own, ownerId, roles, channels, members } of guilds) {
    if (!people.has(ownerId) || !members.every(({ userId }) => people.has(userId))) return 'a member';
    if (!roles.some((one) => one.id === own)) return 'the role of everyone';
    if (!channels.every(({ guildId }) => guildId === own)) return 'the server of a channel';
  }
  for (const { authorId, channelId, guildId, attachments: held, answerTo } of messages) {
    if (rooms.get(channelId)?.guildId !== guildId) return 'the channel of a message';
    if (!people.has(authorId) || (answerTo && !people.has(answerTo.userId))) return 'an author';
    if (!held.every((one) => files.has(one))) return 'a file';
  }
  return undefined;
}

/** Checks that Discord would have accepted the messages and commands. @throws {Refusal} */
function checkContents({ messages, commands }: StateFile): void {
  for (const { content, embeds, components } of messages)
    if (embeds.length + components.length > 0)
      checkSchema(SCHEMAS.messageCreate, { content, embeds, components });
  for (const one of Object.values(commands).flat()) checkSchema(SCHEMAS.commandCreate, one);
}

function read(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new NoState('This file is no saved state of the sandbox.');
  }
}

const ofOurKind = z.object({ kind: z.string().regex(KINDS), version: z.number() });

function checked(raw: Uint8Array): StateFile {
  const whole = read(raw);
  const kind = ofOurKind.safeParse(whole).data;
  if (!kind) throw new NoState('This file is no saved state of the sandbox.');
  if (kind.version !== VERSION)
    throw new NoState('This state was saved by another version of the sandbox, which this one can’t read.');
  const { data, error } = file.safeParse(whole);
  const [first] = error?.issues ?? [];
  if (!data) throw new NoState(`This state is damaged at ${first?.path.join('.') ?? 'some place'}.`);
  const missing = missingIn(data);
  if (missing !== undefined) throw new NoState(`This state is damaged: ${missing} is missing in it.`);
  try {
    checkContents(data);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    throw new NoState('This state is damaged: something in it is nothing that Discord would have taken.');
  }
  return data;
}

function guildIn(kept: StateFile['guilds'][number], botId: string): Guild {
  const { roles, channels, members, events } = kept;
  // Older files don't say which role is the bot's own; it is the first that the bot holds.
  const own = members.find(({ userId }) => userId === botId)?.roleIds[0];
  return {
    ...kept,
    roles: byId(roles.map(({ managed, ...role }) => ({ ...role, managed: managed ?? role.id === own }))),
    channels: byId(channels),
    members: new Map(members.map((member) => [member.userId, member])),
    events: byId(events),
  };
}

/** What `packed` made. @throws {NoState} where the bytes are something else. */
export function unpacked(raw: Uint8Array): Saved {
  const { now, bot, installs, installers, users, memory, clubs, commands, ...kept } = checked(raw);
  const guilds = byId(kept.guilds.map((one) => guildIn(one, bot.id)));
  const attachments = byId(kept.attachments.map(({ description, ...one }) => ({ ...one, description })));
  const messages = new Map<string, Message[]>();
  for (const { ephemeralFor, nonce, answerTo, ...one } of kept.messages) {
    const held = one.attachments.flatMap((of) => attachments.get(of) ?? []);
    const whole = { ...one, ephemeralFor, nonce, answerTo, attachments: held };
    const there = messages.get(one.channelId);
    if (there) there.push(whole);
    else messages.set(one.channelId, [whole]);
  }
  const ours = clubs.flatMap((server) => guilds.get(server) ?? []);
  const [home] = ours;
  if (!home) throw new NoState('This state is damaged: a server is missing in it.');
  return {
    now,
    memory: memory ?? undefined,
    kept: {
      applicationId: bot.id,
      token: tokenOf(bot),
      bot,
      installs,
      installers: new Set(installers),
      users: byId(users),
      guilds,
      home,
      servers: ours,
      channels: new Map([...guilds.values()].flatMap(({ channels }) => [...channels])),
      messages,
      commands: new Map(Object.entries(commands)),
      attachments,
    },
  };
}

/** A world that was kept, alive again. Ids go on growing by the clock. */
export const revived = (kept: Saved['kept'], now: () => number): World => ({
  ...kept,
  newId: createIds(now),
});
