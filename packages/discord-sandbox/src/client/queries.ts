import { ButtonStyle, ComponentType as C } from 'discord-api-types/v10';
import { type Component, flatten } from '../rest/limits.ts';
import { readMentions } from './names.ts';
import type { SeenMessage } from './views.ts';

export interface SeenButton {
  /** The number that the component has within its message. */
  readonly id: number;
  readonly label: string;
  readonly customId: string | undefined;
  readonly url: string | undefined;
  readonly disabled: boolean;
}

export interface SeenSelect {
  /** The number that the component has within its message. */
  readonly id: number;
  readonly type: number;
  readonly placeholder: string;
  readonly customId: string;
  readonly options: readonly { readonly label: string; readonly value: string; readonly default?: boolean }[];
  /** Ids of the people, roles or channels that stand chosen beforehand. */
  readonly defaults: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly disabled: boolean;
}

/** What stands chosen in a list of people, roles or channels before the member touches it. */
export function defaultsOf(select: Component): string[] {
  return ((select['default_values'] as { id: string }[] | undefined) ?? []).map(({ id }) => id);
}

const all = (message: SeenMessage): Component[] =>
  flatten(message.components as unknown as Component[]).map(([component]) => component);

/** All text of a message as it was sent, in reading order. */
export function sentText(message: SeenMessage): string {
  const shown = all(message).flatMap((one) =>
    one.type === C.TextDisplay ? [String(one['content'] ?? '')] : [],
  );
  return [message.content, ...shown].filter((text) => text !== '').join('\n');
}

/**
 * All text of a message, in reading order. A mention stays as it was sent where its reader sees a name, and is
 * `@unknown-user` where they don't.
 */
export const textOf = (message: SeenMessage): string =>
  readMentions(sentText(message), message.names, (mention) => mention);

export function buttonsOf(message: SeenMessage): SeenButton[] {
  return all(message).flatMap((one) =>
    one.type === C.Button
      ? [
          {
            id: Number(one['id']),
            label: String(one['label'] ?? (one['emoji'] as { name?: string } | undefined)?.name ?? ''),
            customId: one['custom_id'] as string | undefined,
            url: one['style'] === ButtonStyle.Link ? String(one['url']) : undefined,
            disabled: one['disabled'] === true,
          },
        ]
      : [],
  );
}

export function selectsOf(message: SeenMessage): SeenSelect[] {
  return all(message).flatMap((one) =>
    one.type === C.StringSelect || (one.type >= C.UserSelect && one.type <= C.ChannelSelect)
      ? [
          {
            id: Number(one['id']),
            type: one.type,
            placeholder: String(one['placeholder'] ?? ''),
            customId: String(one['custom_id']),
            options: (one['options'] as SeenSelect['options'] | undefined) ?? [],
            defaults: defaultsOf(one),
            min: Number(one['min_values'] ?? 1),
            max: Number(one['max_values'] ?? 1),
            disabled: one['disabled'] === true,
          },
        ]
      : [],
  );
}
