import {
  type APIApplicationCommandBasicOption,
  type APIEmbed,
  ButtonStyle,
  ComponentType as C,
  MessageFlags,
  ApplicationCommandOptionType as Option,
} from 'discord-api-types/v10';
import type { Names } from '../client/names.ts';
import type { Spoken } from '../client/options.ts';
import type { SeenEvent, SeenField, SeenMessage, SeenModal } from '../client/views.ts';
import { type Component, flatten } from '../rest/limits.ts';
import { type NameOf, readMarkdown } from './markdown.ts';
import type {
  Answered,
  ButtonPart,
  Choice,
  Command,
  CommandOption,
  Field,
  ListContent,
  ListPart,
  Media,
  OptionType,
  PageEmbed,
  PageEvent,
  PageFile,
  PageForm,
  PageMessage,
  Part,
  Text,
} from './protocol.ts';

/** The member for whom something is drawn. */
interface Reader {
  readonly username: string;
  readonly nameOf: NameOf;
  /** Another message that they can see, by its id. */
  seen(id: string): SeenMessage | undefined;
}

/** How a text names people: only those whose names came along or are known. */
const naming =
  (names: Names, nameOf: NameOf): NameOf =>
  (of, id) =>
    of === 'user' ? names[id] : nameOf(of, id);

type SeenFile = SeenMessage['attachments'][number];

/** What a message is read with. */
interface Reading {
  readonly files: readonly SeenFile[];
  /** Names in texts. */
  readonly named: NameOf;
  /** Names in lists of people, which Discord looks up by itself. */
  readonly nameOf: NameOf;
}

/** The things of a list; whatever else came is left out. */
const list = (value: unknown): readonly Component[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
const words = (value: unknown) => (typeof value === 'string' ? value : '');
const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
const colour = (value: unknown) =>
  typeof value === 'number' ? `#${value.toString(16).padStart(6, '0')}` : null;
const emojiOf = (emoji: unknown) => {
  const { id, name } = (emoji ?? {}) as { id?: string; name?: string };
  return id ? `:${name}:` : (name ?? '');
};

/** Pictures that browsers draw without running anything. SVG is a file to download, as in Discord. */
const PICTURES = /^image\/(png|jpe?g|gif|webp|avif)\b/;
const MOVING = /^image\/gif\b/;
const FILMS = /^video\/(mp4|webm)\b/;
const mediaTypeOf = (contentType: string) =>
  PICTURES.test(contentType) ? 'image' : FILMS.test(contentType) ? 'video' : 'other';

function fileOf(file: SeenFile): PageFile {
  return {
    id: file.url,
    type: mediaTypeOf(file.contentType),
    moving: MOVING.test(file.contentType),
    name: file.filename,
    // A path without a host: the reader may know this address by another name.
    url: new URL(file.url).pathname,
    description: file.description ?? '',
    spoiler: file.filename.startsWith('SPOILER_'),
    size: file.size,
  };
}

const ATTACHED = 'attachment://';

const attached = (url: string, files: readonly SeenFile[]) =>
  files.find(({ filename, url: own }) => url === `attachment://${filename}` || url === own);

/** A picture by its address. Only files of the message itself have one on this machine. */
function mediaOf(item: unknown, files: readonly SeenFile[], key: string): Media {
  const { description, spoiler } = item as { description?: unknown; spoiler?: unknown };
  const url = words((item as Record<string, { url?: unknown } | null | undefined>)[key]?.url);
  const file = attached(url, files);
  const own = file ? fileOf(file) : undefined;
  const lost = url === '' || url.startsWith(ATTACHED);
  return {
    type: own?.type ?? (lost ? 'missing' : 'other'),
    moving: own?.moving ?? false,
    name: own?.name ?? url.replace(ATTACHED, ''),
    url: own?.url ?? null,
    description: words(description) || (own?.description ?? ''),
    spoiler: spoiler === true,
  };
}

function choiceOf(option: unknown): Choice {
  const { label, value, description, emoji, default: chosen } = option as Record<string, unknown>;
  return {
    label: words(label),
    value: words(value),
    description: words(description),
    emoji: emojiOf(emoji),
    chosen: chosen === true,
  };
}

const LISTS: Readonly<Record<number, ListContent>> = {
  [C.StringSelect]: 'choices',
  [C.UserSelect]: 'user',
  [C.RoleSelect]: 'role',
  [C.ChannelSelect]: 'channel',
  [C.MentionableSelect]: 'mentionable',
};

/** The people, roles or channels that a list begins with, by id and name. */
function givenChoices(component: Component, nameOf: NameOf): Choice[] {
  const given = list(component['default_values']) as unknown as readonly {
    id: string;
    type: 'user' | 'role' | 'channel';
  }[];
  return given.map(({ id, type }) => ({
    label: nameOf(type, id) ?? id,
    value: id,
    description: '',
    emoji: '',
    chosen: true,
  }));
}

function listOf(component: Component, of: ListContent, nameOf: NameOf): ListPart {
  return {
    type: 'list',
    id: words(component['custom_id']),
    of,
    placeholder: words(component['placeholder']) || 'Make a selection',
    choices: of === 'choices' ? list(component['options']).map(choiceOf) : givenChoices(component, nameOf),
    least: number(component['min_values'], 1),
    most: number(component['max_values'], 1),
    disabled: component['disabled'] === true,
  };
}

const STYLES: Readonly<Record<number, ButtonPart['style']>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Secondary]: 'secondary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
  [ButtonStyle.Link]: 'link',
};

const UNKNOWN: Part = { type: 'unknown' };

function partOf(component: Component, reading: Reading): Part {
  const { files, named, nameOf } = reading;
  const inner = (key = 'components') => list(component[key]).map((one) => partOf(one, reading));
  const content = LISTS[component.type];
  if (content) return listOf(component, content, nameOf);
  switch (component.type) {
    case C.TextDisplay:
      return { type: 'text', text: readMarkdown(words(component['content']), named) };
    case C.ActionRow:
      return { type: 'row', parts: inner() };
    case C.Button: {
      const style = STYLES[number(component['style'], 0)] ?? 'secondary';
      return {
        type: 'button',
        id: words(component[style === 'link' ? 'url' : 'custom_id']),
        label: words(component['label']),
        emoji: emojiOf(component['emoji']),
        style,
        disabled: component['disabled'] === true,
      };
    }
    case C.Container:
      return {
        type: 'container',
        accent: colour(component['accent_color']),
        spoiler: component['spoiler'] === true,
        parts: inner(),
      };
    case C.Section: {
      const [accessory = UNKNOWN] = list([component['accessory']]).map((one) => partOf(one, reading));
      return { type: 'section', parts: inner(), accessory };
    }
    case C.Thumbnail:
      return { type: 'thumbnail', media: mediaOf(component, files, 'media') };
    case C.MediaGallery:
      return {
        type: 'gallery',
        items: list(component['items']).map((item) => mediaOf(item, files, 'media')),
      };
    case C.Separator:
      return { type: 'separator', line: component['divider'] !== false, wide: component['spacing'] === 2 };
    case C.File: {
      const media = mediaOf(component, files, 'file');
      const size = files.find(({ filename }) => filename === media.name)?.size ?? 0;
      return { type: 'file', file: { ...media, id: media.name, size } };
    }
    default:
      return UNKNOWN;
  }
}

function embedOf(embed: APIEmbed, { files, named }: Reading): PageEmbed {
  const read = (text?: string | null) => readMarkdown(words(text), named);
  const picture = (key: 'image' | 'thumbnail') => (embed[key] ? mediaOf(embed, files, key) : null);
  return {
    accent: colour(embed.color),
    author: embed.author?.name ?? '',
    title: read(embed.title),
    to: /^https?:\/\//i.test(embed.url ?? '') ? (embed.url ?? null) : null,
    text: read(embed.description),
    fields: (embed.fields ?? []).map(({ name, value, inline }) => ({
      name: read(name),
      value: read(value),
      inline: inline === true,
    })),
    image: picture('image'),
    thumbnail: picture('thumbnail'),
    footer: embed.footer?.text ?? '',
    at: embed.timestamp ? Date.parse(embed.timestamp) : null,
  };
}

/** Names of the files that a component or an embed shows. All others are listed below the message. */
function shownInside(message: SeenMessage): Set<string> {
  const found = JSON.stringify([message.components, message.embeds]).matchAll(/"attachment:\/\/([^"]+)"/g);
  return new Set([...found].map(([, name = '']) => name));
}

/** The first text of a message, for a line that refers to it. */
function aboutOf({ content, components, embeds, names }: SeenMessage, nameOf: NameOf): Text {
  const texts = flatten(components as unknown as Component[]).map(([one]) => words(one['content']));
  const titles = embeds.flatMap(({ title, description }) => [title, description]).map(words);
  return readMarkdown(
    [content, ...texts, ...titles].find((one) => one.trim() !== '') ?? '',
    naming(names, nameOf),
  );
}

function answeredBy({ interaction }: SeenMessage, { nameOf, seen }: Reader): Answered | null {
  if (!interaction) return null;
  const { user, command, messageId } = interaction;
  if (messageId === undefined) return command === undefined ? null : { type: 'command', user, command };
  const to = seen(messageId);
  if (!to) return { type: 'gone' };
  return { type: 'message', id: messageId, author: to.author.name, about: aboutOf(to, nameOf) };
}

/** A message as the page draws it for one reader. */
export function viewMessage(message: SeenMessage, reader: Reader): PageMessage {
  const { username, nameOf } = reader;
  const files = message.attachments;
  const named = naming(message.names, nameOf);
  const reading = { files, named, nameOf };
  const inside = shownInside(message);
  return {
    id: message.id,
    channel: message.channel,
    author: message.author,
    at: message.createdAt,
    edited: message.editedAt !== null,
    ephemeral: message.ephemeral,
    thinking: (message.flags & MessageFlags.Loading) !== 0,
    text: readMarkdown(message.content, named),
    embeds: message.embeds.map((embed) => embedOf(embed, reading)),
    parts: list(message.components).map((one) => partOf(one, reading)),
    files: files.filter(({ filename }) => !inside.has(filename)).map(fileOf),
    answers: answeredBy(message, reader),
    pingsMe: message.pinged.includes(username),
  };
}

function fieldOf(field: SeenField, nameOf: NameOf): Field {
  const { component, kind } = field;
  const isList = component.type === C.StringSelect;
  const given = kind === 'many' || kind === 'one' ? field.choices.map(choiceOf) : [];
  const everything = component.type === C.CheckboxGroup ? field.choices.length : 1;
  return {
    id: field.customId,
    label: field.label,
    description: field.description ?? '',
    type: isList ? 'list' : kind,
    required: field.required,
    least: field.min ?? (kind === 'text' ? 0 : field.required ? 1 : 0),
    most: field.max ?? (kind === 'text' ? 4_000 : everything),
    long: kind === 'text' && component['style'] === 2,
    placeholder: words(component['placeholder']),
    value: words(component['value']),
    ticked: component['default'] === true,
    choices: given.length > 0 ? given : givenChoices(component, nameOf),
  };
}

/** One of the server's events as the page lists it. */
export const viewEvent = (
  { id, name, location, description, startsAt, endsAt }: SeenEvent,
  names: Names,
  nameOf: NameOf,
): PageEvent => ({
  id,
  name,
  place: location,
  about: readMarkdown(description, naming(names, nameOf)),
  startsAt,
  endsAt,
});

/** A form as the page draws it. `token` names it when it is sent, `names` are those in its texts. */
export function viewForm(modal: SeenModal, token: string, names: Names, nameOf: NameOf): PageForm {
  const parts = modal.components.flatMap((top): PageForm['parts'] => {
    if (top.type === C.TextDisplay)
      return [{ type: 'text', text: readMarkdown(words(top['content']), naming(names, nameOf)) }];
    const held = [top['component'] as Component | undefined, ...list(top['components'])];
    const fields = modal.fields.filter(({ component }) => held.includes(component));
    return fields.map((field) => ({ type: 'field', field: fieldOf(field, nameOf) }));
  });
  return { token, title: modal.title, parts };
}

const OPTION_TYPES: Readonly<Record<APIApplicationCommandBasicOption['type'], OptionType>> = {
  [Option.String]: 'text',
  [Option.Integer]: 'whole',
  [Option.Number]: 'number',
  [Option.Boolean]: 'boolean',
  [Option.User]: 'user',
  [Option.Channel]: 'channel',
  [Option.Role]: 'role',
  [Option.Mentionable]: 'mentionable',
  [Option.Attachment]: 'file',
};

function optionOf(option: APIApplicationCommandBasicOption): CommandOption {
  const limits = option as unknown as Record<string, unknown>;
  const limit = (...keys: string[]) => {
    const found = keys.map((key) => limits[key]).find((one) => typeof one === 'number');
    return (found as number | undefined) ?? null;
  };
  return {
    name: option.name,
    description: option.description,
    type: OPTION_TYPES[option.type],
    required: option.required === true,
    suggests: limits['autocomplete'] === true,
    choices: ((limits['choices'] ?? []) as { name: string; value: string | number }[]).map(
      ({ name, value }) => ({ name, value: String(value) }),
    ),
    least: limit('min_value', 'min_length'),
    most: limit('max_value', 'max_length'),
  };
}

/** A command as the picker offers it. */
export const viewCommand = ({ path, description, options }: Spoken): Command => ({
  path,
  description,
  options: options.map(optionOf),
});
