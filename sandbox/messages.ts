import { EventEmitter } from 'node:events';
import {
  type APIEmbed,
  type APIMessageTopLevelComponent,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { refusals } from './rest/errors.ts';
import { type Component, checkMessageLimits, flatten, type MessageBody } from './rest/limits.ts';
import { isEphemeral } from './world/api.ts';
import { may } from './world/permissions.ts';
import { type Attachment, type Channel, guildOf, type Message, type World } from './world/world.ts';

/** A file that came with a request; `field` is the name of its part, such as `files[0]`. */
export interface UploadedFile {
  readonly field: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The body of a message, after its schema has been checked. */
export interface MessageForm extends MessageBody {
  readonly allowed_mentions?: AllowedMentions | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
}

interface AllowedMentions {
  readonly parse?: readonly string[] | null;
  readonly users?: readonly string[] | null;
  readonly roles?: readonly string[] | null;
}

export interface NewMessage {
  readonly channel: Channel;
  readonly authorId: string;
  readonly form: MessageForm;
  readonly files: readonly UploadedFile[];
  readonly ephemeralFor?: string | undefined;
  readonly answerTo?: Message['answerTo'];
  /** Shown as "is thinking" until it is edited; it may be empty. */
  readonly loading?: boolean;
}

export interface MessageEvents {
  created: [Message];
  updated: [Message];
  deleted: [Message];
}

export interface Messages extends EventEmitter<MessageEvents> {
  /** @throws {Refusal} where Discord would refuse it. */
  create(fresh: NewMessage): Message;
  /** Changes what the form names and leaves the rest. @throws {Refusal} */
  edit(message: Message, form: MessageForm, files: readonly UploadedFile[]): Message;
  remove(message: Message): void;
  /** The message, or undefined where it never was or is gone. */
  find(channelId: string, id: string): Message | undefined;
}

const NONCE_REMEMBERED_MS = 5 * 60_000;

/** What a request may set of a message's flags. */
const SETTABLE =
  MessageFlags.SuppressEmbeds |
  MessageFlags.SuppressNotifications |
  MessageFlags.Ephemeral |
  MessageFlags.IsComponentsV2;

const isV2 = (flags: number) => (flags & MessageFlags.IsComponentsV2) !== 0;

/** Discord gives each component a number, unless it has one. */
function numbered(components: readonly Component[]): APIMessageTopLevelComponent[] {
  const copy = structuredClone(components) as (Component & { id?: number })[];
  const all = flatten(copy).map(([component]) => component as { id?: number });
  const taken = new Set(all.map(({ id }) => id).filter(Boolean));
  let next = 1;
  for (const component of all) {
    if (component.id) continue;
    while (taken.has(next)) next += 1;
    component.id = next++;
  }
  return copy as unknown as APIMessageTopLevelComponent[];
}

function textsOf(content: string, components: readonly APIMessageTopLevelComponent[]): string {
  const texts = flatten(components as unknown as Component[]).map(
    ([component]) => component['content'] ?? '',
  );
  return [content, ...texts].join('\n');
}

/** Who is notified of a text: those it names, as far as `allowed_mentions` lets it. No word on that lets it all. */
function pingedBy(
  world: World,
  channel: Channel,
  authorId: string,
  text: string,
  allowed: AllowedMentions | null | undefined,
): string[] {
  const guild = guildOf(world, channel.guildId);
  const parse = allowed ? (allowed.parse ?? []) : ['users', 'roles', 'everyone'];
  const mayMentionAll = may(guild, channel, authorId, PermissionFlagsBits.MentionEveryone);
  const reads = (userId: string) => may(guild, channel, userId, PermissionFlagsBits.ViewChannel);
  const users = [...text.matchAll(/<@!?(\d+)>/g)].flatMap(([, id = '']) => id);
  const roles = [...text.matchAll(/<@&(\d+)>/g)].flatMap(([, id = '']) => id);
  const named = users.filter((id) => parse.includes('users') || allowed?.users?.includes(id));
  const byRole = roles
    .filter((id) => parse.includes('roles') || allowed?.roles?.includes(id))
    .filter((id) => mayMentionAll || guild.roles.get(id)?.mentionable)
    .flatMap((id) =>
      [...guild.members.values()].filter(({ roleIds }) => roleIds.includes(id)).map(({ userId }) => userId),
    );
  const everyone =
    /@(everyone|here)\b/.test(text) && parse.includes('everyone') && mayMentionAll
      ? [...guild.members.keys()]
      : [];
  return [...new Set([...named, ...byRole, ...everyone])].filter(
    (id) => id !== authorId && guild.members.has(id) && reads(id),
  );
}

export function createMessages(world: World, now: () => number): Messages {
  const events = new EventEmitter<MessageEvents>();
  const nonces = new Map<string, { message: Message; until: number }>();

  function keepFiles(form: MessageForm, files: readonly UploadedFile[]): Attachment[] {
    return files.map((file, place) => {
      const index = /\[(\w+)\]/.exec(file.field)?.[1] ?? String(place);
      const described = form.attachments?.find(({ id }) => String(id) === index);
      const attachment: Attachment = {
        id: world.newId(),
        filename: described?.filename ?? file.filename,
        contentType: file.contentType,
        bytes: file.bytes,
        description: described?.description,
      };
      world.attachments.set(attachment.id, attachment);
      return attachment;
    });
  }

  function create({
    channel,
    authorId,
    form,
    files,
    ephemeralFor,
    answerTo,
    loading = false,
  }: NewMessage): Message {
    const nonce = form.nonce === undefined || form.nonce === null ? undefined : String(form.nonce);
    const key = `${authorId} ${channel.id} ${nonce}`;
    const before = nonces.get(key);
    if (nonce !== undefined && form.enforce_nonce && before && before.until > now()) return before.message;

    const asked = (form.flags ?? 0) & SETTABLE & ~MessageFlags.Ephemeral;
    const flags = asked | (ephemeralFor ? MessageFlags.Ephemeral : 0) | (loading ? MessageFlags.Loading : 0);
    if (!loading) {
      checkMessageLimits(form, isV2(flags));
      const empty = !form.content && !form.embeds?.length && !form.components?.length && files.length === 0;
      if (empty) throw refusals.emptyMessage();
    }
    const components = numbered(form.components ?? []);
    const text = textsOf(form.content ?? '', components);
    const message: Message = {
      id: world.newId(),
      channelId: channel.id,
      guildId: channel.guildId,
      authorId,
      createdAt: now(),
      editedAt: null,
      content: form.content ?? '',
      embeds: [...((form.embeds ?? []) as APIEmbed[])],
      components,
      flags,
      attachments: keepFiles(form, files),
      ephemeralFor,
      pinged: ephemeralFor ? [] : pingedBy(world, channel, authorId, text, form.allowed_mentions),
      mentions: [...new Set([...text.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id))],
      nonce,
      answerTo,
    };
    const channelMessages = world.messages.get(channel.id) ?? [];
    world.messages.set(channel.id, channelMessages);
    channelMessages.push(message);
    if (nonce !== undefined) nonces.set(key, { message, until: now() + NONCE_REMEMBERED_MS });
    events.emit('created', message);
    return message;
  }

  function edit(message: Message, form: MessageForm, files: readonly UploadedFile[]): Message {
    const wasLoading = (message.flags & MessageFlags.Loading) !== 0;
    const v2 = isV2(message.flags) || isV2(form.flags ?? 0);
    checkMessageLimits(form, v2);
    const kept = form.attachments
      ? message.attachments.filter(({ id }) => form.attachments?.some((one) => String(one.id) === id))
      : message.attachments;
    const next = {
      content: form.content === undefined ? message.content : (form.content ?? ''),
      embeds: form.embeds === undefined ? message.embeds : ([...(form.embeds ?? [])] as APIEmbed[]),
      components: form.components === undefined ? message.components : numbered(form.components ?? []),
    };
    // A message that becomes one of layout components must leave nothing of the old kind behind.
    if (v2) checkMessageLimits({ content: next.content, embeds: next.embeds }, true);
    if (!next.content && next.embeds.length + next.components.length + kept.length + files.length === 0)
      throw refusals.emptyMessage();
    Object.assign(message, next);
    message.attachments = [...kept, ...keepFiles(form, files)];
    // What is ephemeral stays so, what isn't never becomes so; layout components can't be taken back.
    const settable = (form.flags ?? 0) & SETTABLE & ~MessageFlags.Ephemeral;
    message.flags = ((message.flags | settable) & ~MessageFlags.Loading) >>> 0;
    if (wasLoading) {
      const channel = world.channels.get(message.channelId);
      const text = textsOf(message.content, message.components);
      if (channel && !isEphemeral(message.flags))
        message.pinged = pingedBy(world, channel, message.authorId, text, form.allowed_mentions);
    } else message.editedAt = now();
    events.emit('updated', message);
    return message;
  }

  return Object.assign(events, {
    create,
    edit,
    remove(message: Message) {
      const all = world.messages.get(message.channelId) ?? [];
      world.messages.set(
        message.channelId,
        all.filter((one) => one !== message),
      );
      events.emit('deleted', message);
    },
    find: (channelId: string, id: string) => world.messages.get(channelId)?.find((one) => one.id === id),
  });
}
