import type { Message, World } from '../world/world.ts';

// Whom a text names. Discord sends along only those users whom a message was allowed to mention; anybody else shows by
// name to a client that has met them, and as `@unknown-user` to all others (discord-api-docs#1479, #2126).

/** The names that mentions of users show, by the users' ids. Who isn't in it shows as `@unknown-user`. */
export type Names = Readonly<Record<string, string>>;

/** Users whom a client has met, by their ids. */
export type Met = ReadonlySet<string>;

/** Whoever wrote one of these messages, or used the command that it answers. */
export function metIn(messages: readonly Message[]): string[] {
  return messages.flatMap(({ authorId, answerTo }) => (answerTo ? [authorId, answerTo.userId] : [authorId]));
}

/** The names of those users in a text who are known. */
export function namesIn({ users }: World, text: string, isKnown: (id: string) => boolean): Names {
  const ids = [...text.matchAll(/<@!?(\d+)>/g)].flatMap(([, id = '']) => id);
  const known = ids.filter(isKnown).flatMap((id) => users.get(id) ?? []);
  return Object.fromEntries(known.map(({ id, name }) => [id, name]));
}

/** The names that a message shows to a client that has met these users. */
export function namesOf(world: World, message: Message, met: Met): Names {
  const text = JSON.stringify([message.content, message.embeds, message.components]);
  return namesIn(world, text, (id) => message.mentions.includes(id) || met.has(id));
}

const CODE_OR_MENTION = /```[\s\S]*?```|`[^`\n]*`|(?<!\\)<@!?(\d+)>/g;

/** A text with something else in the place of each mention of a user, as `written` gives it for a name. */
export function readMentions(
  text: string,
  names: Names,
  written: (mention: string, name: string) => string,
): string {
  return text.replace(CODE_OR_MENTION, (found, id: string | undefined) => {
    if (id === undefined) return found;
    const name = names[id];
    return name === undefined ? '@unknown-user' : written(found, name);
  });
}
