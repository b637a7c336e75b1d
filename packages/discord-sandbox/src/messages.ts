import { EventEmitter } from 'node:events';
import {
  type APIEmbed,
  type APIMessageTopLevelComponent,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { refusals } from './rest/errors.ts';
import {
  type AllowedMentions,
  type Component,
  checkFileCount,
  checkMessageLimits,
  flatten,
  type MessageBody,
} from './rest/limits.ts';
import { checkMedia } from './rest/media.ts';
import { may } from './world/permissions.ts';
import {
  type Attachment,
  type Channel,
  type Guild,
  guildOf,
  type Message,
  type World,
} from './world/world.ts';

/** A file that came with a request; `field` is the name of its part, such as `files[0]`. */
export interface UploadedFile {
  readonly field: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The body of a message, after its schema has been checked. */
export interface MessageForm extends MessageBody {
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
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
  /** Where the form stands in the request, for telling where it is wrong. */
  readonly under?: readonly PropertyKey[];
}

interface MessageEvents {
  created: [Message];
  updated: [Message];
  deleted: [Message];
  /** A thread that was archived is open again, because somebody has written in it. */
  reopened: [Channel];
}

export interface Messages extends EventEmitter<MessageEvents> {
  /** @throws {Refusal} where Discord would refuse it. */
  create(fresh: NewMessage): Message;
  /** Changes what the form names and leaves the rest. @throws {Refusal} */
  edit(
    message: Message,
    form: MessageForm,
    files: readonly UploadedFile[],
    under?: readonly PropertyKey[],
  ): Message;
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

/** What an edit may set of them. */
const EDITABLE = MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2;

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

/** The members and roles that a text may mention, and those of them that it notifies. */
type Mentioning = Pick<Message, 'mentions' | 'mentionRoles' | 'mentionEveryone' | 'pinged'>;

/** What may be mentioned if the request doesn't say: less in answers to interactions than elsewhere. */
const usuallyAllowed = (answer: boolean): AllowedMentions => ({
  parse: answer ? ['users'] : ['users', 'roles', 'everyone'],
});

function mentionedBy(
  world: World,
  {
    channel,
    authorId,
    ephemeralFor,
    answerTo,
  }: Pick<NewMessage, 'channel' | 'authorId' | 'ephemeralFor' | 'answerTo'>,
  text: string,
  form: MessageForm,
): Mentioning {
  const guild = guildOf(world, channel.guildId);
  const allowed = form.allowed_mentions ?? usuallyAllowed(answerTo !== undefined);
  const can = (userId: string, permission: bigint) => may(guild, channel, userId, permission);
  const all = can(authorId, PermissionFlagsBits.MentionEveryone);
  const named = (pattern: RegExp, kind: 'users' | 'roles') =>
    [...new Set([...text.matchAll(pattern)].flatMap(([, id = '']) => id))].filter(
      (id) => allowed.parse?.includes(kind) || allowed[kind]?.includes(id),
    );
  const mentions = named(/<@!?(\d+)>/g, 'users').filter((id) => world.users.has(id));
  const mentionRoles = named(/<@&(\d+)>/g, 'roles').filter((id) => guild.roles.has(id));
  const mentionEveryone =
    all && /@(everyone|here)\b/.test(text) && allowed.parse?.includes('everyone') === true;
  const notifying = mentionRoles.filter((id) => all || guild.roles.get(id)?.mentionable);
  const pinged = [...guild.members.values()]
    .filter(
      ({ userId, roleIds }) =>
        mentionEveryone || mentions.includes(userId) || roleIds.some((id) => notifying.includes(id)),
    )
    .map(({ userId }) => userId)
    .filter((id) => id !== authorId && can(id, PermissionFlagsBits.ViewChannel));
  return { mentions, mentionRoles, mentionEveryone, pinged: ephemeralFor === undefined ? pinged : [] };
}

/** Nothing in an archived thread can be changed. @throws {Refusal} */
function checkOpen(channel: Channel | undefined): void {
  if (channel?.thread?.archived) throw refusals.threadArchived();
}

/** AutoMod. @throws {Refusal} */
function checkWords({ blockedWords }: Guild, text: string): void {
  const small = text.toLowerCase();
  if (blockedWords.some((word) => small.includes(word))) throw refusals.blockedByAutoMod();
}

/** What the form says of a file that came with it. */
function descriptionOf({ attachments }: MessageForm, { field }: UploadedFile, place: number) {
  const index = /\[(\w+)\]/.exec(field)?.[1] ?? String(place);
  return attachments?.find(({ id }) => String(id) === index);
}

const namesOf = (form: MessageForm, files: readonly UploadedFile[]) =>
  files.map((file, place) => descriptionOf(form, file, place)?.filename ?? file.filename);

export function createMessages(world: World, now: () => number): Messages {
  const events = new EventEmitter<MessageEvents>();
  // Each page that is open listens.
  events.setMaxListeners(0);
  const nonces = new Map<string, { message: Message; until: number }>();

  function keepFiles(form: MessageForm, files: readonly UploadedFile[]): Attachment[] {
    return files.map((file, place) => {
      const described = descriptionOf(form, file, place);
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

  /** Who writes in an archived thread opens it; not so where a moderator has locked it. @throws {Refusal} */
  function openFor(channel: Channel, authorId: string): void {
    const { thread, guildId } = channel;
    if (!thread) return;
    const moderates = may(guildOf(world, guildId), channel, authorId, PermissionFlagsBits.ManageThreads);
    if (thread.locked && !moderates)
      throw thread.archived ? refusals.threadArchived() : refusals.threadLocked();
    if (!thread.archived) return;
    Object.assign(thread, { archived: false, changedAt: now() });
    events.emit('reopened', channel);
  }

  function create({
    channel,
    authorId,
    form,
    files,
    ephemeralFor,
    answerTo,
    loading = false,
    under = [],
  }: NewMessage): Message {
    // Only messages to a channel have a nonce; webhooks, such as answers to interactions, have none.
    const nonce = answerTo ? undefined : (form.nonce ?? undefined);
    const key = `${authorId} ${nonce}`;
    const before = nonces.get(key);
    if (nonce !== undefined && form.enforce_nonce && before && before.until > now()) return before.message;

    const asked = (form.flags ?? 0) & SETTABLE & ~MessageFlags.Ephemeral;
    const flags = asked | (ephemeralFor ? MessageFlags.Ephemeral : 0) | (loading ? MessageFlags.Loading : 0);
    if (!loading) {
      checkMessageLimits(form, isV2(flags), under);
      checkFileCount(files.length, under);
      checkMedia(form.components ?? [], namesOf(form, files), under);
      const empty =
        !form.content?.trim() && !form.embeds?.length && !form.components?.length && files.length === 0;
      if (empty) throw refusals.emptyMessage();
    }
    const components = numbered(form.components ?? []);
    const text = textsOf(form.content ?? '', components);
    if (!answerTo) checkWords(guildOf(world, channel.guildId), text);
    openFor(channel, authorId);
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
      ...mentionedBy(world, { channel, authorId, ephemeralFor, answerTo }, text, form),
      nonce,
      answerTo,
    };
    const channelMessages = world.messages.get(channel.id) ?? [];
    world.messages.set(channel.id, channelMessages);
    channelMessages.push(message);
    if (nonce !== undefined) {
      for (const [old, { until }] of nonces) if (until <= now()) nonces.delete(old);
      nonces.set(key, { message, until: now() + NONCE_REMEMBERED_MS });
    }
    events.emit('created', message);
    return message;
  }

  const find = (channelId: string, id: string) => world.messages.get(channelId)?.find((one) => one.id === id);

  function edit(
    message: Message,
    form: MessageForm,
    files: readonly UploadedFile[],
    under: readonly PropertyKey[] = [],
  ): Message {
    if (!find(message.channelId, message.id)) throw refusals.unknownMessage();
    checkOpen(world.channels.get(message.channelId));
    const wasLoading = (message.flags & MessageFlags.Loading) !== 0;
    const v2 = isV2(message.flags) || isV2(form.flags ?? 0);
    checkMessageLimits(form, v2, under);
    const kept = form.attachments
      ? message.attachments.filter(({ id }) => form.attachments?.some((one) => String(one.id) === id))
      : message.attachments;
    const next = {
      content: form.content === undefined ? message.content : (form.content ?? ''),
      embeds: form.embeds === undefined ? message.embeds : ([...(form.embeds ?? [])] as APIEmbed[]),
      components: form.components === undefined ? message.components : numbered(form.components ?? []),
    };
    // A message that becomes one of layout components must leave nothing of the old kind behind.
    if (v2) checkMessageLimits({ content: next.content, embeds: next.embeds }, true, under);
    checkFileCount(kept.length + files.length, under);
    const names = [...kept.map(({ filename }) => filename), ...namesOf(form, files)];
    checkMedia(form.components ?? [], names, under);
    if (
      !next.content.trim() &&
      next.embeds.length + next.components.length + kept.length + files.length === 0
    )
      throw refusals.emptyMessage();
    Object.assign(message, next);
    message.attachments = [...kept, ...keepFiles(form, files)];
    // A message can't become ephemeral or stop being it, nor go back from layout components.
    const asked = form.flags ?? message.flags;
    message.flags =
      ((message.flags & ~MessageFlags.SuppressEmbeds & ~MessageFlags.Loading) | (asked & EDITABLE)) >>> 0;
    const channel = world.channels.get(message.channelId);
    if (channel) {
      const text = textsOf(message.content, message.components);
      const { pinged, ...mentioning } = mentionedBy(world, { ...message, channel }, text, form);
      // An edit notifies nobody, unless it replaces "is thinking".
      Object.assign(message, mentioning, wasLoading ? { pinged } : {});
    }
    if (!wasLoading) message.editedAt = now();
    events.emit('updated', message);
    return message;
  }

  return Object.assign(events, {
    create,
    edit,
    remove(message: Message) {
      checkOpen(world.channels.get(message.channelId));
      const all = world.messages.get(message.channelId) ?? [];
      world.messages.set(
        message.channelId,
        all.filter((one) => one !== message),
      );
      events.emit('deleted', message);
    },
    find,
  });
}
