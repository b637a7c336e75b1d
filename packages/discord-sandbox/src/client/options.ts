import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandInteractionDataOption,
  type APIApplicationCommandOption,
  type ChannelType,
  ApplicationCommandOptionType as Option,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { apiAttachment, apiChannel, apiMember, apiRole, apiUser } from '../world/api.ts';
import { may, permissionsIn } from '../world/permissions.ts';
import { type Attachment, type Channel, channelNamed, type Guild, type World } from '../world/world.ts';

/** The member tried what Discord's client doesn't allow; nothing was sent to the bot. */
export class ClientRefusal extends Error {
  override readonly name = 'ClientRefusal';
}

/** A file that a member chose. */
export interface ChosenFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a member entered, by option. Users, roles and channels by name. */
export type Entered = Readonly<Record<string, string | number | boolean | ChosenFile | undefined>>;

/** A command that a member can say, subcommands each for themselves. */
export interface Spoken {
  /** Such as `recovery tip`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
  readonly command: APIApplicationCommand;
}

const isGroup = (option: APIApplicationCommandOption) =>
  option.type === Option.Subcommand || option.type === Option.SubcommandGroup;

function spokenBelow(
  path: string,
  description: string,
  options: readonly APIApplicationCommandOption[],
  command: APIApplicationCommand,
): Spoken[] {
  const below = options.filter(isGroup);
  if (below.length === 0)
    return [{ path, description, command, options: options as APIApplicationCommandBasicOption[] }];
  return below.flatMap((option) =>
    spokenBelow(
      `${path} ${option.name}`,
      option.description,
      'options' in option ? (option.options ?? []) : [],
      command,
    ),
  );
}

/** Everything that can be said with the given commands. */
export function spokenOf(commands: readonly APIApplicationCommand[]): Spoken[] {
  return commands
    .filter((command) => command.type === 1)
    .flatMap((command) => spokenBelow(command.name, command.description, command.options ?? [], command));
}

/** The objects that Discord sends along with ids, so that a bot needn't fetch them. */
export interface Resolved {
  users: Record<string, unknown>;
  members: Record<string, unknown>;
  roles: Record<string, unknown>;
  channels: Record<string, unknown>;
  attachments: Record<string, unknown>;
}

export const nothingResolved = (): Resolved => ({
  users: {},
  members: {},
  roles: {},
  channels: {},
  attachments: {},
});

/** Only the kinds that something was found of, as Discord sends it; undefined if nothing was found. */
export function compact(resolved: Resolved): Partial<Resolved> | undefined {
  const kept = Object.entries(resolved).filter(([, things]) => Object.keys(things).length > 0);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** The server in which names stand for people, roles and channels. */
export interface Where {
  readonly world: World;
  readonly guild: Guild;
}

export function resolveUser({ world, guild }: Where, name: string, resolved: Resolved): string {
  const user = [...world.users.values()].find((one) => one.username === name || one.id === name);
  const member = user && guild.members.get(user.id);
  if (!user || !member) throw new ClientRefusal(`Nobody here is called "${name}".`);
  const { user: _user, deaf: _deaf, mute: _mute, ...rest } = apiMember(world, member);
  resolved.users[user.id] = apiUser(user);
  resolved.members[user.id] = { ...rest, permissions: '0' };
  return user.id;
}

export function resolveRole({ guild }: Where, name: string, resolved: Resolved): string {
  const role = [...guild.roles.values()].find((one) => one.name === name || one.id === name);
  if (!role) throw new ClientRefusal(`There is no role "${name}".`);
  resolved.roles[role.id] = apiRole(role);
  return role.id;
}

/** Channels come with what the member and the bot may do there. */
export function resolveChannel(
  { world, guild }: Where,
  name: string,
  userId: string,
  resolved: Resolved,
  types: readonly ChannelType[] = [],
): string {
  const channel = channelNamed(world, name.replace(/^#/, ''), guild);
  // A member is offered only channels that they see.
  if (!channel || !may(guild, channel, userId, PermissionFlagsBits.ViewChannel))
    throw new ClientRefusal(`There is no channel "${name}".`);
  if (types.length > 0 && !types.includes(channel.type))
    throw new ClientRefusal(`"${name}" is no channel of a kind that can be chosen here.`);
  resolved.channels[channel.id] = {
    ...apiChannel(channel),
    permissions: String(permissionsIn(guild, channel, userId)),
    app_permissions: String(permissionsIn(guild, channel, world.bot.id)),
  };
  return channel.id;
}

export function resolveFile(world: World, base: string, file: ChosenFile, resolved: Resolved): string {
  const attachment: Attachment = { id: world.newId(), description: undefined, ...file };
  world.attachments.set(attachment.id, attachment);
  resolved.attachments[attachment.id] = apiAttachment(base, attachment);
  return attachment.id;
}

/** Discord's longest text of an option without a limit of its own. */
const LONGEST_TEXT = 6_000;

function checkedText(
  option: APIApplicationCommandBasicOption & { type: Option.String },
  value: unknown,
  lenient: boolean,
): string {
  if (typeof value !== 'string') throw new ClientRefusal(`"${option.name}" takes text.`);
  if (lenient) return value;
  if (value === '') throw new ClientRefusal(`"${option.name}" takes some text, or is left out.`);
  const longest = ('max_length' in option ? option.max_length : undefined) ?? LONGEST_TEXT;
  const shortest = ('min_length' in option ? option.min_length : undefined) ?? 0;
  if (value.length > longest || value.length < shortest)
    throw new ClientRefusal(
      `"${option.name}" takes ${shortest} to ${longest} characters, not ${value.length}.`,
    );
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  const chosen = choices.find((choice) => choice.value === value || choice.name === value);
  if (choices.length > 0 && !chosen)
    throw new ClientRefusal(`"${option.name}" takes one of: ${choices.map(({ name }) => name).join(', ')}.`);
  return chosen?.value ?? value;
}

function checkedNumber(
  option: APIApplicationCommandBasicOption & { type: Option.Integer | Option.Number },
  value: unknown,
): number {
  const whole = option.type === Option.Integer;
  const choices: readonly { name: string; value: string | number }[] =
    'choices' in option ? (option.choices ?? []) : [];
  const named = choices.find(({ name }) => name === value)?.value ?? value;
  const number = typeof named === 'string' && named.trim() !== '' ? Number(named) : named;
  if (typeof number !== 'number' || Number.isNaN(number) || (whole && !Number.isInteger(number)))
    throw new ClientRefusal(`"${option.name}" takes a ${whole ? 'whole ' : ''}number.`);
  const { min_value: min = -(2 ** 53), max_value: max = 2 ** 53 } = option as {
    min_value?: number;
    max_value?: number;
  };
  if (choices.length > 0 && !choices.some((choice) => choice.value === number))
    throw new ClientRefusal(`"${option.name}" takes one of: ${choices.map(({ name }) => name).join(', ')}.`);
  if (number < min || number > max) throw new ClientRefusal(`"${option.name}" takes ${min} to ${max}.`);
  return number;
}

/** Who enters the options and where they come from. */
interface Entering extends Where {
  readonly base: string;
  readonly userId: string;
  readonly channel: Channel;
}

/** The value of one option as it is sent. `lenient`: still being typed. @throws {ClientRefusal} */
function sentValue(
  option: APIApplicationCommandBasicOption,
  value: NonNullable<Entered[string]>,
  by: Entering,
  resolved: Resolved,
  lenient: boolean,
) {
  const { world, base, userId } = by;
  switch (option.type) {
    case Option.String:
      return checkedText(option, value, lenient);
    case Option.Integer:
    case Option.Number:
      return lenient ? String(value) : checkedNumber(option, value);
    case Option.Boolean:
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw new ClientRefusal(`"${option.name}" takes true or false.`);
    case Option.Channel:
      return resolveChannel(by, String(value), userId, resolved, option.channel_types);
    case Option.Role:
      return resolveRole(by, String(value), resolved);
    case Option.User:
      return resolveUser(by, String(value), resolved);
    case Option.Mentionable:
      return [...by.guild.roles.values()].some(({ id, name }) => id === value || name === value)
        ? resolveRole(by, String(value), resolved)
        : resolveUser(by, String(value), resolved);
    case Option.Attachment:
      if (typeof value !== 'object') throw new ClientRefusal(`"${option.name}" takes a file.`);
      return resolveFile(world, base, value, resolved);
  }
}

/**
 * The options of a command as Discord sends them, checked as its client checks them. `focused`: the option that is
 * being typed, for autocomplete; then nothing is required yet.
 * @throws {ClientRefusal}
 */
export function dataOptions(
  spoken: Spoken,
  entered: Entered,
  by: Entering,
  focused?: string,
): { options: APIApplicationCommandInteractionDataOption[]; resolved: Resolved } {
  const resolved = nothingResolved();
  const unknown = Object.keys(entered).find((name) => !spoken.options.some((option) => option.name === name));
  if (unknown) {
    const known = spoken.options.map(({ name }) => name).join(', ');
    throw new ClientRefusal(`/${spoken.path} has no option "${unknown}"${known ? `; it has ${known}` : ''}.`);
  }
  const own = spoken.options.flatMap((option) => {
    const value = entered[option.name];
    if (value === undefined) {
      if (option.required && focused === undefined)
        throw new ClientRefusal(`/${spoken.path} needs "${option.name}": ${option.description}.`);
      return [];
    }
    const lenient = option.name === focused;
    return [
      {
        name: option.name,
        type: option.type,
        value: sentValue(option, value, by, resolved, lenient),
        ...(lenient ? { focused: true } : {}),
      },
    ];
  });
  const [, ...below] = spoken.path.split(' ');
  const wrap = (names: string[]): unknown[] => {
    const [name, ...rest] = names;
    if (name === undefined) return own;
    return [
      { name, type: rest.length > 0 ? Option.SubcommandGroup : Option.Subcommand, options: wrap(rest) },
    ];
  };
  return { options: wrap(below) as APIApplicationCommandInteractionDataOption[], resolved };
}
