import {
  type APIApplicationCommandBasicOption,
  type ChatInputCommandInteraction,
  type FileUploadType,
  ApplicationCommandOptionType as Kind,
} from 'discord.js';
import { TEXT_CHANNELS } from './channels.ts';
import type { Awaitable, Choice, Invocation, Message } from './command.ts';

type Nameless<Declaration> = Declaration extends unknown ? Omit<Declaration, 'name'> : never;
type GivenOptions = ChatInputCommandInteraction['options'];

/** What an option stands for; or what is said where it stands for nothing, and then the command isn't run. */
export type FoundOrRefused<Value> = { readonly found: Value } | { readonly refused: Message };

/** One option: what Discord is told of it, what it stands for, and what is suggested as it is typed. */
export interface Option<Value> {
  readonly declaration: Nameless<APIApplicationCommandBasicOption>;
  readonly suggest?: ((typed: string, asked: Invocation) => Awaitable<readonly Choice[]>) | undefined;
  find(name: string, asked: Invocation<ChatInputCommandInteraction>): Awaitable<FoundOrRefused<Value>>;
}

const option = <Value>(
  declaration: Option<Value>['declaration'],
  read: (given: GivenOptions, name: string) => Value | null | undefined,
): Option<Value | undefined> => ({
  declaration,
  find: (name, { interaction }) => ({ found: read(interaction.options, name) ?? undefined }),
});

/** Text of at most `most` characters. */
export const text = (description: string, most?: number) =>
  option({ type: Kind.String, description, ...(most ? { max_length: most } : {}) }, (given, name) =>
    given.getString(name),
  );

/** Text for which something is suggested as it is typed. */
export const suggestedText = (description: string, suggest: Option<string>['suggest'], most?: number) => ({
  ...text(description),
  declaration: {
    type: Kind.String as const,
    description,
    ...(most ? { max_length: most } : {}),
    autocomplete: true as const,
  },
  suggest,
});

export const oneOf = <Value extends string>(description: string, values: readonly Value[]) =>
  option(
    { type: Kind.String, description, choices: values.map((value) => ({ name: value, value })) },
    (given, name) => values.find((value) => value === given.getString(name)),
  );

export const wholeNumber = (description: string, min: number, max: number) =>
  option({ type: Kind.Integer, description, min_value: min, max_value: max }, (given, name) =>
    given.getInteger(name),
  );

export const yesOrNo = (description: string) =>
  option({ type: Kind.Boolean, description }, (given, name) => given.getBoolean(name));

/** The id of a channel that the bot can post in. */
export const channel = (description: string) =>
  option(
    { type: Kind.Channel, description, channel_types: [...TEXT_CHANNELS] },
    (given, name) => given.getChannel(name)?.id,
  );

/** The id of a role. */
export const role = (description: string) =>
  option({ type: Kind.Role, description }, (given, name) => given.getRole(name)?.id);

/** Somebody, and whether they are a person in this server. */
export const somebody = (description: string) =>
  option({ type: Kind.User, description }, (given, name) => {
    const user = given.getUser(name);
    return user && { id: user.id, isMember: !user.bot && given.getMember(name) !== null };
  });

/** A file whose name ends in one of `types`, such as .gpx; what is in it may be anything all the same. */
export const file = (description: string, types: readonly FileUploadType[]) =>
  option({ type: Kind.Attachment, description, file_types: [...types] }, (given, name) =>
    given.getAttachment(name),
  );

/** An option that stands for something else than what was given. */
export const standingFor = <From, Value>(
  given: Option<From | undefined>,
  find: (given: From, asked: Invocation) => Awaitable<FoundOrRefused<Value>>,
): Option<Value | undefined> => ({
  ...given,
  async find(name, asked) {
    const answer = await given.find(name, asked);
    if ('refused' in answer) return answer;
    return answer.found === undefined ? { found: undefined } : find(answer.found, asked);
  },
});

/** The same option, which can't be left out. */
export const required = <Value>(one: Option<Value | undefined>): Option<Value> => ({
  ...one,
  declaration: { ...one.declaration, required: true },
  async find(name, asked) {
    const answer = await one.find(name, asked);
    if ('refused' in answer) return answer;
    if (answer.found === undefined) throw new Error(`Discord sent no ${name}`);
    return { found: answer.found };
  },
});
