import type { APIAllowedMentions } from 'discord.js';
import type { Message } from './command.ts';
import type { Posted } from './messages/post-writer.ts';

/** Discord's limit on the users that a request may allow to be mentioned. */
const MOST_ALLOWED = 100;

/** Users whom a message names, each once, in the order in which they stand. What members type is escaped and names nobody. */
export function namedIn({ components }: Message): string[] {
  const written = JSON.stringify(components);
  return [...new Set([...written.matchAll(/(?<!\\)<@(\d+)>/g)].flatMap(([, id]) => id ?? []))];
}

/** A new post notifies whom it is meant for, and nobody else whom it names. */
export const notifying = ({ mention }: Posted): APIAllowedMentions => ({
  parse: [],
  users: [...mention.users],
  roles: [...mention.roles],
});

/**
 * Whom a message may mention when it is edited, which notifies nobody. Discord sends the names of those along, and whoever
 * isn't among them is shown as `@unknown-user` to readers that have never met them. Of more than a hundred, the first.
 */
export const naming = (message: Message) => ({
  parse: [],
  users: namedIn(message).slice(0, MOST_ALLOWED),
});

/** Whether a new post names somebody whom it doesn't notify, so that it takes an edit for their name to be shown. */
export const namesOthers = ({ message, mention }: Posted): boolean =>
  namedIn(message).some((id) => !mention.users.includes(id));
