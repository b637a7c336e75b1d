import type { Message } from 'discord-sandbox';

type Part = Readonly<Record<string, unknown>>;

/** All text in a component, and in those that it holds. */
function textsIn(part: Part): string[] {
  const { content, components, accessory, component } = part;
  const inside = [...((components as Part[] | undefined) ?? []), accessory, component].filter(
    Boolean,
  ) as Part[];
  return [...(typeof content === 'string' ? [content] : []), ...inside.flatMap(textsIn)];
}

/** The text of a message as the bot sent it: what names a reader's app shows in it is left aside. */
export const sentText = ({ content, components }: Pick<Message, 'content' | 'components'>): string =>
  [content, ...(components as unknown as Part[]).flatMap(textsIn)].filter(Boolean).join('\n');
