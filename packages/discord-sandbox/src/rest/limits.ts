import {
  type APIApplicationCommandOption,
  type APIEmbed,
  ButtonStyle,
  ComponentType as C,
  ApplicationCommandOptionType as Option,
} from 'discord-api-types/v10';
import { badForm, refusals } from './errors.ts';

// What the documentation asks for and the published schema doesn't, or less strictly. The stricter holds.

/** A component of a message or modal, of whatever type; its schema has been checked before it comes here. */
export interface Component {
  readonly type: number;
  readonly [key: string]: unknown;
}

type Path = readonly PropertyKey[];
type Fault = { path: Path; code: string; message: string };

const MOST_COMPONENTS = 40;
const LONGEST_TEXT = 4_000;
const LONGEST_CONTENT = 2_000;
const MOST_MODAL_COMPONENTS = 5;
const MOST_COMMANDS = 100;
const LONGEST_COMMAND = 8_000;
const LONGEST_EMBEDS = 6_000;
const MOST_FILES = 10;

const isSelect = (type: number) =>
  type === C.StringSelect || (type >= C.UserSelect && type <= C.ChannelSelect);

function inside(component: Component): [Component, Path][] {
  const many = (key: string) =>
    ((component[key] as Component[] | undefined) ?? []).map((one, place): [Component, Path] => [
      one,
      [key, place],
    ]);
  const single = (key: string): [Component, Path][] =>
    component[key] ? [[component[key] as Component, [key]]] : [];
  return [...many('components'), ...single('accessory'), ...single('component')];
}

/** Every component with its path, those inside others included. */
export function flatten(components: readonly Component[], above: Path = ['components']): [Component, Path][] {
  const walk = ([component, path]: [Component, Path]): [Component, Path][] => [
    [component, path],
    ...inside(component).flatMap(([inner, below]) => walk([inner, [...path, ...below]])),
  ];
  return components.flatMap((component, place) => walk([component, [...above, place]]));
}

function buttonFaults(button: Component, path: Path): Fault[] {
  const { style, custom_id: id, url, label, emoji } = button;
  const faults: Fault[] = [];
  if (style === ButtonStyle.Premium) return faults;
  if (
    style === ButtonStyle.Link ? id !== undefined || url === undefined : url !== undefined || id === undefined
  )
    faults.push({
      path,
      code: 'BUTTON_COMPONENT_ID_OR_URL',
      message: 'A button has either a custom id or, as a link, a url',
    });
  if (!label && !emoji)
    faults.push({ path, code: 'BUTTON_COMPONENT_NO_LABEL', message: 'A button must have a label or emoji' });
  return faults;
}

/** What may stand chosen beforehand in a list that Discord fills. */
const KINDS_OF_DEFAULT: Readonly<Record<number, readonly string[]>> = {
  [C.UserSelect]: ['user'],
  [C.RoleSelect]: ['role'],
  [C.MentionableSelect]: ['user', 'role'],
  [C.ChannelSelect]: ['channel'],
};

/** Where any are given, there must be as many as may be chosen, and of the kind that the list holds. */
function defaultFaults(select: Component, path: Path): Fault[] {
  const given = select['default_values'] as { type: string }[] | undefined;
  const [least, most] = [Number(select['min_values'] ?? 1), Number(select['max_values'] ?? 1)];
  if (!given?.length) return [];
  const strange = given.findIndex(({ type }) => !KINDS_OF_DEFAULT[select.type]?.includes(type));
  return [
    ...(given.length < least || given.length > most
      ? [
          {
            path: [...path, 'default_values'],
            code: 'BASE_TYPE_BAD_LENGTH',
            message: `Must be between ${least} and ${most} in length.`,
          },
        ]
      : []),
    ...(strange >= 0
      ? [
          {
            path: [...path, 'default_values', strange, 'type'],
            code: 'SELECT_DEFAULT_VALUE_TYPE_INVALID',
            message: 'This kind of value cannot be chosen here',
          },
        ]
      : []),
  ];
}

function selectFaults(select: Component, path: Path): Fault[] {
  const options = (select['options'] as { value: string; default?: boolean }[] | undefined) ?? [];
  const faults: Fault[] = [];
  if (select.type === C.StringSelect) {
    if (options.length === 0)
      faults.push({
        path: [...path, 'options'],
        code: 'BASE_TYPE_MIN_LENGTH',
        message: 'Must be between 1 and 25 in length.',
      });
    const twice = options.findIndex(
      ({ value }, place) => options.findIndex((one) => one.value === value) !== place,
    );
    if (twice >= 0)
      faults.push({
        path: [...path, 'options', twice, 'value'],
        code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        message: 'The specified option value is already used',
      });
  }
  faults.push(...defaultFaults(select, path));
  const most = Number(select['max_values'] ?? 1);
  if (options.filter((option) => option.default).length > most)
    faults.push({
      path: [...path, 'options'],
      code: 'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
      message: `Only ${most} options may be chosen beforehand`,
    });
  return faults;
}

function duplicateIds(all: readonly [Component, Path][]): Fault[] {
  const seen = new Set<unknown>();
  return all.flatMap(([{ custom_id: id }, path]) => {
    if (id === undefined) return [];
    const twice = seen.has(id);
    seen.add(id);
    return twice
      ? [
          {
            path: [...path, 'custom_id'],
            code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
            message: 'Component custom id cannot be duplicated',
          },
        ]
      : [];
  });
}

/** Numbers of components, as far as the bot has given them. Zero stands for none. */
function duplicateNumbers(all: readonly [Component, Path][]): Fault[] {
  const numbers = all.map(([component]) => component['id']);
  return all.flatMap(([{ id }, path], place) =>
    id && numbers.indexOf(id) !== place
      ? [
          {
            path: [...path, 'id'],
            code: 'COMPONENT_ID_DUPLICATED',
            message: 'Component id cannot be duplicated',
          },
        ]
      : [],
  );
}

function mentionFaults(allowed: AllowedMentions, under: Path): Fault[] {
  return (['users', 'roles'] as const).flatMap((kind) =>
    allowed.parse?.includes(kind) && allowed[kind]?.length
      ? [
          {
            path: [...under, 'allowed_mentions'],
            code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
          },
        ]
      : [],
  );
}

/** An embed has to show something. */
function emptyEmbedFaults(embeds: readonly unknown[], under: Path): Fault[] {
  return (embeds as APIEmbed[]).flatMap(
    ({ title, description, footer, author, fields, image, thumbnail }, place) =>
      title || description || footer || author || fields?.length || image || thumbnail
        ? []
        : [
            {
              path: [...under, 'embeds', place, 'description'],
              code: 'BASE_TYPE_REQUIRED',
              message: 'This field is required',
            },
          ],
  );
}

/** All characters that count towards the 6,000 of a message's embeds together. */
function sizeOfEmbeds(embeds: readonly unknown[]): number {
  const length = (text: unknown) => (typeof text === 'string' ? text.length : 0);
  return (embeds as APIEmbed[]).reduce(
    (sum, { title, description, footer, author, fields }) =>
      sum +
      length(title) +
      length(description) +
      length(footer?.text) +
      length(author?.name) +
      (fields ?? []).reduce((inFields, { name, value }) => inFields + length(name) + length(value), 0),
    0,
  );
}

/** How many files a message may have, those it had before included. */
export function checkFileCount(count: number, under: Path = []): void {
  if (count > MOST_FILES)
    throw badForm([
      {
        path: [...under, 'attachments'],
        code: 'BASE_TYPE_MAX_LENGTH',
        message: `Must be ${MOST_FILES} or fewer in length.`,
      },
    ]);
}

function rowFaults([row, path]: [Component, Path]): Fault[] {
  const held = (row['components'] as Component[] | undefined) ?? [];
  const mixed = held.some(({ type }) => isSelect(type)) && held.length > 1;
  return mixed
    ? [
        {
          path: [...path, 'components'],
          code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          message: 'A select takes a whole row',
        },
      ]
    : [];
}

const V1_TOP_LEVEL: readonly number[] = [C.ActionRow];

export interface AllowedMentions {
  readonly parse?: readonly string[] | null;
  readonly users?: readonly string[] | null;
  readonly roles?: readonly string[] | null;
}

export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly unknown[] | null;
  readonly components?: readonly Component[] | null;
  readonly attachments?: readonly { id?: string | number; filename?: string; description?: string }[] | null;
  readonly flags?: number | null;
  readonly allowed_mentions?: AllowedMentions | null;
}

/** A message's body against the documented limits. `v2`: the message has, or will have, layout components. */
export function checkMessageLimits(body: MessageBody, v2: boolean, under: Path = []): void {
  const components = body.components ?? [];
  const all = flatten(components, [...under, 'components']);
  const faults: Fault[] = [];
  if ((body.content?.length ?? 0) > LONGEST_CONTENT)
    faults.push({
      path: [...under, 'content'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${LONGEST_CONTENT} or fewer in length.`,
    });
  if (sizeOfEmbeds(body.embeds ?? []) > LONGEST_EMBEDS)
    faults.push({
      path: [...under, 'embeds'],
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${LONGEST_EMBEDS}`,
    });
  faults.push(
    ...emptyEmbedFaults(body.embeds ?? [], under),
    ...mentionFaults(body.allowed_mentions ?? {}, under),
  );
  if (v2) {
    for (const key of ['content', 'embeds'] as const)
      if (body[key]?.length)
        faults.push({
          path: [...under, key],
          code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
          message: `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
        });
  } else {
    components.forEach(({ type }, place) => {
      if (!V1_TOP_LEVEL.includes(type))
        faults.push({
          path: [...under, 'components', place],
          code: 'BASE_TYPE_CHOICES',
          message: 'Needs MessageFlags.IS_COMPONENTS_V2',
        });
    });
    if (components.length > 5)
      faults.push({
        path: [...under, 'components'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'Must be between 1 and 5 in length.',
      });
  }
  if (all.length > MOST_COMPONENTS)
    faults.push({
      path: [...under, 'components'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${MOST_COMPONENTS} or fewer in total.`,
    });
  const text = all.reduce(
    (sum, [{ type, content }]) => sum + (type === C.TextDisplay ? String(content).length : 0),
    0,
  );
  if (text > LONGEST_TEXT)
    faults.push({
      path: [...under, 'components'],
      code: 'COMPONENT_MAX_TOTAL_COMPONENT_TEXT_SIZE_EXCEEDED',
      message: `The total text of all components must be ${LONGEST_TEXT} or fewer.`,
    });
  for (const [component, path] of all) {
    if (component.type === C.Button) faults.push(...buttonFaults(component, path));
    if (isSelect(component.type)) faults.push(...selectFaults(component, path));
    if (component.type === C.ActionRow) faults.push(...rowFaults([component, path]));
  }
  faults.push(...duplicateIds(all), ...duplicateNumbers(all));
  if (faults.length > 0) throw badForm(faults);
}

function fieldFaults(field: Component, path: Path): Fault[] {
  const faults: Fault[] = [];
  const chosen = ((field['options'] as { default?: boolean }[] | undefined) ?? []).filter(
    (option) => option.default,
  );
  if (field['min_values'] === 0 && field['required'] !== false)
    faults.push({
      path: [...path, 'min_values'],
      code: 'NUMBER_TYPE_MIN',
      message: 'Must be at least 1 where an answer is required.',
    });
  if (field['disabled'])
    faults.push({
      path: [...path, 'disabled'],
      code: 'COMPONENT_DISABLED_IN_MODAL',
      message: 'Modals cannot have disabled components',
    });
  if (field.type === C.RadioGroup && chosen.length > 1)
    faults.push({
      path: [...path, 'options'],
      code: 'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
      message: 'Only 1 options may be chosen beforehand',
    });
  return faults;
}

/** A modal against the documented limits: five components on top, each with a custom id of its own. */
export function checkModalLimits(components: readonly Component[]): void {
  const under: Path = ['data', 'components'];
  const all = flatten(components, under);
  const faults: Fault[] = [];
  if (components.length > MOST_MODAL_COMPONENTS)
    faults.push({
      path: under,
      code: 'BASE_TYPE_BAD_LENGTH',
      message: `Must be between 1 and ${MOST_MODAL_COMPONENTS} in length.`,
    });
  for (const [component, path] of all) {
    const options = (component['options'] as unknown[] | undefined)?.length ?? 0;
    if (component.type === C.RadioGroup && (options < 2 || options > 10))
      faults.push({
        path: [...path, 'options'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'Must be between 2 and 10 in length.',
      });
    if (component.type === C.CheckboxGroup && (options < 1 || options > 10))
      faults.push({
        path: [...path, 'options'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'Must be between 1 and 10 in length.',
      });
    if (isSelect(component.type)) faults.push(...selectFaults(component, path));
    faults.push(...fieldFaults(component, path));
  }
  faults.push(...duplicateIds(all), ...duplicateNumbers(all));
  if (faults.length > 0) throw badForm(faults);
}

interface CommandBody {
  readonly name: string;
  readonly type?: number | null;
  readonly name_localizations?: Translations;
  readonly description?: string | null;
  readonly options?: readonly APIApplicationCommandOption[] | null;
}

type Translations = Readonly<Record<string, string>> | null | undefined;

const COMMAND_NAME = /^[-_'\p{L}\p{N}\p{Script=Devanagari}\p{Script=Thai}]{1,32}$/u;

const isName = (name: string) => COMMAND_NAME.test(name) && name === name.toLowerCase();

/** The name and its translations, which are bound by the same rule. */
function nameFaults(name: string, translations: Translations, path: Path): Fault[] {
  const fault = (where: Path): Fault => ({
    path: where,
    code: 'APPLICATION_COMMAND_INVALID_NAME',
    message: 'Command name is invalid',
  });
  return [
    ...(isName(name) ? [] : [fault([...path, 'name'])]),
    ...Object.entries(translations ?? {}).flatMap(([locale, translated]) =>
      isName(translated) ? [] : [fault([...path, 'name_localizations', locale])],
    ),
  ];
}

/** Subcommands stand beside subcommands alone; groups hold them, one level deep. */
function nestingFaults(
  options: readonly APIApplicationCommandOption[],
  holder: Option | undefined,
  above: Path,
): Fault[] {
  const below = options.map(({ type }) => type === Option.Subcommand || type === Option.SubcommandGroup);
  return options.flatMap(({ type }, place) => {
    const fits =
      holder === undefined
        ? below.every((one) => one === below[0])
        : holder === Option.SubcommandGroup
          ? type === Option.Subcommand
          : !below[place];
    return fits
      ? []
      : [
          {
            path: [...above, place, 'type'],
            code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
            message:
              'Sub-command and sub-command group option types are mutually exclusive to all other types',
          },
        ];
  });
}

function optionFaults(
  options: readonly APIApplicationCommandOption[],
  above: Path,
  holder?: Option,
): Fault[] {
  const faults: Fault[] = nestingFaults(options, holder, above);
  let optionalSeen = false;
  options.forEach((option, place) => {
    const path = [...above, place];
    faults.push(...nameFaults(option.name, option.name_localizations as Translations, path));
    if (options.findIndex(({ name }) => name === option.name) !== place)
      faults.push({
        path: [...path, 'name'],
        code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        message: 'Option name must be unique',
      });
    if (option.required && optionalSeen)
      faults.push({
        path,
        code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        message: 'Required options must be placed before non-required options',
      });
    optionalSeen ||= !option.required;
    if (option.type === Option.Subcommand || option.type === Option.SubcommandGroup)
      faults.push(...optionFaults(option.options ?? [], [...path, 'options'], option.type));
    else if ('autocomplete' in option && option.autocomplete && 'choices' in option && option.choices?.length)
      faults.push({
        path: [...path, 'choices'],
        code: 'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
        message: 'Choices and autocomplete exclude each other',
      });
  });
  return faults;
}

/** The longest of a text and its translations counts. */
const longest = (text: string | null | undefined, translations: Translations) =>
  Math.max(text?.length ?? 0, ...Object.values(translations ?? {}).map(({ length }) => length));

/** All characters that count towards a command's 8,000: names, descriptions and values. */
function size({
  name,
  name_localizations: names,
  description,
  description_localizations: descriptions,
  ...rest
}: {
  name: string;
  name_localizations?: Translations;
  description?: string | null;
  description_localizations?: Translations;
  value?: unknown;
  options?: unknown;
  choices?: unknown;
}): number {
  const inner = [
    ...((rest.options as Parameters<typeof size>[0][]) ?? []),
    ...((rest.choices as Parameters<typeof size>[0][]) ?? []),
  ];
  const value = typeof rest.value === 'string' ? rest.value.length : 0;
  return (
    longest(name, names) +
    longest(description, descriptions) +
    value +
    inner.reduce((sum, one) => sum + size(one), 0)
  );
}

function commandFaults(command: CommandBody, above: Path): Fault[] {
  const chat = (command.type ?? 1) === 1;
  if (!chat) return [];
  const faults: Fault[] = [];
  faults.push(...nameFaults(command.name, command.name_localizations, above));
  if (!command.description)
    faults.push({
      path: [...above, 'description'],
      code: 'BASE_TYPE_REQUIRED',
      message: 'This field is required',
    });
  if (size(command as Parameters<typeof size>[0]) > LONGEST_COMMAND)
    faults.push({
      path: above,
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: `Command exceeds maximum size (${LONGEST_COMMAND})`,
    });
  return [...faults, ...optionFaults(command.options ?? [], [...above, 'options'])];
}

/** One command for itself. `others`: those beside which it will stand. */
export function checkCommand(command: CommandBody, others: readonly CommandBody[]): void {
  const faults = commandFaults(command, []);
  if (faults.length > 0) throw badForm(faults);
  const type = command.type ?? 1;
  if (type === 1 && others.filter((one) => (one.type ?? 1) === 1).length >= MOST_COMMANDS)
    throw refusals.tooManyCommands();
}

/** All commands of one scope together, each at its place in the list. */
export function checkCommandLimits(commands: readonly CommandBody[]): void {
  const faults = commands.flatMap((command, place) => commandFaults(command, [place]));
  const chat = commands.filter(({ type }) => (type ?? 1) === 1);
  if (chat.length > MOST_COMMANDS)
    faults.push({
      path: [],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Maximum number of application commands reached (${MOST_COMMANDS})`,
    });
  const keys = commands.map(({ name, type }) => `${type ?? 1} ${name}`);
  keys.forEach((key, place) => {
    if (keys.indexOf(key) !== place)
      faults.push({
        path: [place, 'name'],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      });
  });
  if (faults.length > 0) throw badForm(faults);
}
