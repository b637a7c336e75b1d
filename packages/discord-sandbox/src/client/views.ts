import {
  type APIEmbed,
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType as C,
} from 'discord-api-types/v10';
import { type Component, flatten } from '../rest/limits.ts';
import { isEphemeral } from '../world/api.ts';
import type { Message, World } from '../world/world.ts';
import { type Met, type Names, namesOf } from './names.ts';

/** A message as a member sees it. */
export interface SeenMessage {
  readonly id: string;
  /** The channel's name. */
  readonly channel: string;
  readonly author: { readonly id: string; readonly name: string; readonly bot: boolean };
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly ephemeral: boolean;
  readonly flags: number;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly size: number;
    readonly url: string;
    readonly description?: string | undefined;
  }[];
  readonly createdAt: number;
  readonly editedAt: number | null;
  /** Whose command it answers. */
  readonly interaction:
    | {
        readonly user: string;
        readonly command: string | undefined;
        /** Id of the message that it replies to: whose button was pressed, or the first answer. */
        readonly messageId?: string | undefined;
      }
    | undefined;
  /** Usernames of those whom it notified. */
  readonly pinged: readonly string[];
  /** The names that its mentions of users show; others show as `@unknown-user`. */
  readonly names: Names;
}

/** One of the server's events, as its list shows it. Instants in UTC ms. */
export interface SeenEvent {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly description: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** How a field of a form takes its value. */
type FieldKind = 'text' | 'one' | 'many' | 'tick' | 'file' | 'user' | 'role' | 'channel' | 'mentionable';

export interface SeenField {
  readonly customId: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Labels to choose from. */
  readonly choices: readonly { readonly label: string; readonly value: string }[];
  /** The component as it was sent. */
  readonly component: Component;
}

export interface SeenModal {
  readonly customId: string;
  readonly title: string;
  /** Text between the fields. */
  readonly texts: readonly string[];
  readonly fields: readonly SeenField[];
  /** Components in order, for sending the answers back in the same shape. */
  readonly components: readonly Component[];
}

const nameOf = (world: World, id: string) => world.users.get(id)?.username ?? id;

const NOBODY: Met = new Set();

/** A message as a client shows it that has met these users. `base`: where attachments are served. */
export function seenMessage(world: World, base: string, message: Message, met: Met = NOBODY): SeenMessage {
  const author = world.users.get(message.authorId);
  const { answerTo } = message;
  return {
    id: message.id,
    channel: world.channels.get(message.channelId)?.name ?? message.channelId,
    author: { id: message.authorId, name: author?.name ?? message.authorId, bot: author?.bot ?? false },
    content: message.content,
    embeds: structuredClone(message.embeds),
    components: structuredClone(message.components),
    ephemeral: isEphemeral(message.flags),
    flags: message.flags,
    attachments: message.attachments.map(({ id, filename, contentType, bytes, description }) => ({
      filename,
      contentType,
      size: bytes.byteLength,
      url: `${base}/attachments/${id}/${encodeURIComponent(filename)}`,
      description,
    })),
    createdAt: message.createdAt,
    editedAt: message.editedAt,
    interaction: answerTo && {
      user: world.users.get(answerTo.userId)?.name ?? answerTo.userId,
      command: answerTo.command,
      messageId: answerTo.messageId,
    },
    pinged: message.pinged.map((id) => nameOf(world, id)),
    names: namesOf(world, message, met),
  };
}

const KINDS: Readonly<Record<number, FieldKind>> = {
  [C.TextInput]: 'text',
  [C.RadioGroup]: 'one',
  [C.StringSelect]: 'many',
  [C.CheckboxGroup]: 'many',
  [C.Checkbox]: 'tick',
  [C.FileUpload]: 'file',
  [C.UserSelect]: 'user',
  [C.RoleSelect]: 'role',
  [C.ChannelSelect]: 'channel',
  [C.MentionableSelect]: 'mentionable',
};

function seenField(
  component: Component,
  label: string,
  description: string | undefined,
): SeenField | undefined {
  const kind = KINDS[component.type];
  if (!kind) return undefined;
  const number = (...keys: string[]) =>
    keys.map((key) => component[key]).find((one) => typeof one === 'number') as number | undefined;
  return {
    customId: String(component['custom_id']),
    label,
    description,
    kind,
    required: component['required'] !== false && kind !== 'tick',
    min: number('min_length', 'min_values'),
    max: number('max_length', 'max_values'),
    choices: (component['options'] as SeenField['choices'] | undefined) ?? [],
    component,
  };
}

export function seenModal({
  custom_id: customId,
  title,
  components,
}: Pick<APIModalInteractionResponseCallbackData, 'custom_id' | 'title'> & {
  readonly components: unknown;
}): SeenModal {
  const all = components as Component[];
  const fields = all.flatMap((top) => {
    const label = (inner: Component) => String(top['label'] ?? inner['label'] ?? '');
    const held = [
      top['component'] as Component | undefined,
      ...((top['components'] as Component[] | undefined) ?? []),
    ];
    return held.flatMap((inner) =>
      inner ? (seenField(inner, label(inner), top['description'] as string | undefined) ?? []) : [],
    );
  });
  return {
    customId,
    title,
    texts: flatten(all).flatMap(([one]) => (one.type === C.TextDisplay ? [String(one['content'])] : [])),
    fields,
    components: all,
  };
}
