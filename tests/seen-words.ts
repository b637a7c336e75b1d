import { type Component, flatten } from 'discord-sandbox';
import type { Message } from '../src/discord/command.ts';

const MARKUP = /<@[!&]?\d+>|<#\d+>|<t:\d+(?::\w)?>|\]\([^)]*\)/g;

/**
 * How many words a member sees: tokens with a letter or a digit, labels of buttons included; mentions, alternative texts and
 * what stands behind a press (the choices of a list) not.
 */
export function countWords({ components }: Pick<Message, 'components'>): number {
  const said = flatten(components as unknown as Component[]).flatMap(([component]) => {
    const { content, label, placeholder } = component as {
      content?: string;
      label?: string;
      placeholder?: string;
    };
    return [content, label, placeholder].filter((one) => one !== undefined);
  });
  return said
    .join('\n')
    .replace(MARKUP, ' ')
    .split(/\s+/)
    .filter((token) => /[\p{L}\p{N}]/u.test(token)).length;
}
