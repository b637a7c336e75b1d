import {
  type APIApplicationCommandOption,
  type APIEmbed,
  ButtonStyle,
  ComponentType as C,
  ApplicationCommandOptionType as Option,
} from 'discord-api-types/v10';
import { badForm, type FormFault, fault, refusals } from './errors.ts';

// Rules of the documentation that the published schema lacks, or has less strictly.

/** A component of a message or modal, of whatever type; its schema has been checked before it comes here. */
export interface Component {
  readonly type: number;
  readonly [key: string]: unknown;
}

type Path = FormFault['path'];

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
  const walk = ([component, path]: [Component, Path]): [Component, Path][] =>
    // Discord may send nothing where a component should be.
    typeof component === 'object' && component !== null
      ? [
          [component, path],
          ...inside(component).flatMap(([inner, below]) => walk([inner, [...path, ...below]])),
        ]
      : [];
  return components.flatMap((component, place) => walk([component, [...above, place]]));
}

function buttonFaults(button: Component, path: Path): FormFault[] {
  const { style, custom_id: id, url, label, emoji } = button;
  const faults: FormFault[] = [];
  if (style === ButtonStyle.Premium) return faults;
  if (
    style === ButtonStyle.Link ? id !== undefined || url === undefined : url !== undefined || id === undefined
  )
    faults.push(
      fault(path, 'BUTTON_COMPONENT_ID_OR_URL', 'A button has either a custom id or, as a link, a url'),
    );
  if (!label && !emoji)
    faults.push(fault(path, 'BUTTON_COMPONENT_NO_LABEL', 'A button must have a label or emoji'));
  return faults;
}

/** What may be chosen beforehand in a list that Discord fills. */
const KINDS_OF_DEFAULT: Readonly<Record<number, readonly string[]>> = {
  [C.UserSelect]: ['user'],
  [C.RoleSelect]: ['role'],
  [C.MentionableSelect]: ['user', 'role'],
  [C.ChannelSelect]: ['channel'],
};

/** Where any are given, there must be as many as may be chosen, and of the kind that the list holds. */
function defaultFaults(select: Component, path: Path): FormFault[] {
  const given = select['default_values'] as { type: string }[] | undefined;
  const [least, most] = [Number(select['min_values'] ?? 1), Number(select['max_values'] ?? 1)];
  if (!given?.length) return [];
  const strange = given.findIndex(({ type }) => !KINDS_OF_DEFAULT[select.type]?.includes(type));
  return [
    ...(given.length < least || given.length > most
      ? [
          fault(
            [...path, 'default_values'],
            'BASE_TYPE_BAD_LENGTH',
            `Must be between ${least} and ${most} in length.`,
          ),
        ]
      : []),
    ...(strange >= 0
      ? [
          fault(
            [...path, 'default_values', strange, 'type'],
            'SELECT_DEFAULT_VALUE_TYPE_INVALID',
            'This kind of value cannot be chosen here',
          ),
        ]
      : []),
  ];
}

function selectFaults(select: Component, path: Path): FormFault[] {
  const options = (select['options'] as { value: string; default?: boolean }[] | undefined) ?? [];
  const faults: FormFault[] = [];
  if (select.type === C.StringSelect) {
    if (options.length === 0)
      faults.push(fault([...path, 'options'], 'BASE_TYPE_MIN_LENGTH', 'Must be between 1 and 25 in length.'));
    const twice = options.findIndex(
      ({ value }, place) => options.findIndex((one) => one.value === value) !== place,
    );
    if (twice >= 0)
      faults.push(
        fault(
          [...path, 'options', twice, 'value'],
          'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
          'The specified option value is already used',
        ),
      );
  }
  faults.push(...defaultFaults(select, path));
  const most = Number(select['max_values'] ?? 1);
  if (options.filter((option) => option.default).length > most)
    faults.push(
      fault(
        [...path, 'options'],
        'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
        `Only ${most} options may be chosen beforehand`,
      ),
    );
  return faults;
}

function duplicateIds(all: readonly [Component, Path][]): FormFault[] {
  const seen = new Set<unknown>();
  return all.flatMap(([{ custom_id: id }, path]) => {
    if (id === undefined) return [];
    const twice = seen.has(id);
    seen.add(id);
    return twice
      ? [
          fault(
            [...path, 'custom_id'],
            'COMPONENT_CUSTOM_ID_DUPLICATED',
            'Component custom id cannot be duplicated',
          ),
        ]
      : [];
  });
}

/** Ids of components that the bot has given itself; zero means none. */
function duplicateNumbers(all: readonly [Component, Path][]): FormFault[] {
  const numbers = all.map(([component]) => component['id']);
  return all.flatMap(([{ id }, path], place) =>
    id && numbers.indexOf(id) !== place
      ? [fault([...path, 'id'], 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated')]
      : [],
  );
}

function mentionFaults(allowed: AllowedMentions, under: Path): FormFault[] {
  return (['users', 'roles'] as const).flatMap((kind) =>
    allowed.parse?.includes(kind) && allowed[kind]?.length
      ? [
          fault(
            [...under, 'allowed_mentions'],
            'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
          ),
        ]
      : [],
  );
}

/** An embed has to show something. */
function emptyEmbedFaults(embeds: readonly unknown[], under: Path): FormFault[] {
  return (embeds as APIEmbed[]).flatMap(
    ({ title, description, footer, author, fields, image, thumbnail }, place) =>
      title || description || footer || author || fields?.length || image || thumbnail
        ? []
        : [fault([...under, 'embeds', place, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required')],
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
      fault([...under, 'attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${MOST_FILES} or fewer in length.`),
    ]);
}

function rowFaults([row, path]: [Component, Path]): FormFault[] {
  const held = (row['components'] as Component[] | undefined) ?? [];
  const mixed = held.some(({ type }) => isSelect(type)) && held.length > 1;
  return mixed
    ? [fault([...path, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'A select takes a whole row')]
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
  const faults: FormFault[] = [];
  if ((body.content?.length ?? 0) > LONGEST_CONTENT)
    faults.push(
      fault([...under, 'content'], 'BASE_TYPE_MAX_LENGTH', `Must be ${LONGEST_CONTENT} or fewer in length.`),
    );
  if (sizeOfEmbeds(body.embeds ?? []) > LONGEST_EMBEDS)
    faults.push(
      fault(
        [...under, 'embeds'],
        'MAX_EMBED_SIZE_EXCEEDED',
        `Embed size exceeds maximum size of ${LONGEST_EMBEDS}`,
      ),
    );
  faults.push(
    ...emptyEmbedFaults(body.embeds ?? [], under),
    ...mentionFaults(body.allowed_mentions ?? {}, under),
  );
  if (v2) {
    for (const key of ['content', 'embeds'] as const)
      if (body[key]?.length)
        faults.push(
          fault(
            [...under, key],
            'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
            `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
          ),
        );
  } else {
    components.forEach(({ type }, place) => {
      if (!V1_TOP_LEVEL.includes(type))
        faults.push(
          fault([...under, 'components', place], 'BASE_TYPE_CHOICES', 'Needs MessageFlags.IS_COMPONENTS_V2'),
        );
    });
    if (components.length > 5)
      faults.push(
        fault([...under, 'components'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.'),
      );
  }
  if (all.length > MOST_COMPONENTS)
    faults.push(
      fault(
        [...under, 'components'],
        'BASE_TYPE_MAX_LENGTH',
        `Must be ${MOST_COMPONENTS} or fewer in total.`,
      ),
    );
  const text = all.reduce(
    (sum, [{ type, content }]) => sum + (type === C.TextDisplay ? String(content).length : 0),
    0,
  );
  if (text > LONGEST_TEXT)
    faults.push(
      fault(
        [...under, 'components'],
        'COMPONENT_MAX_TOTAL_COMPONENT_TEXT_SIZE_EXCEEDED',
        `The total text of all components must be ${LONGEST_TEXT} or fewer.`,
      ),
    );
  for (const [component, path] of all) {
    if (component.type === C.Button) faults.push(...buttonFaults(component, path));
    if (isSelect(component.type)) faults.push(...selectFaults(component, path));
    if (component.type === C.ActionRow) faults.push(...rowFaults([component, path]));
  }
  faults.push(...duplicateIds(all), ...duplicateNumbers(all));
  if (faults.length > 0) throw badForm(faults);
}

function fieldFaults(field: Component, path: Path): FormFault[] {
  const faults: FormFault[] = [];
  const chosen = ((field['options'] as { default?: boolean }[] | undefined) ?? []).filter(
    (option) => option.default,
  );
  if (field['min_values'] === 0 && field['required'] !== false)
    faults.push(
      fault([...path, 'min_values'], 'NUMBER_TYPE_MIN', 'Must be at least 1 where an answer is required.'),
    );
  if (field['disabled'])
    faults.push(
      fault([...path, 'disabled'], 'COMPONENT_DISABLED_IN_MODAL', 'Modals cannot have disabled components'),
    );
  if (field.type === C.RadioGroup && chosen.length > 1)
    faults.push(
      fault(
        [...path, 'options'],
        'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
        'Only 1 options may be chosen beforehand',
      ),
    );
  return faults;
}

/** A modal against the documented limits: five components on top, each with a custom id of its own. */
export function checkModalLimits(components: readonly Component[]): void {
  const under: Path = ['data', 'components'];
  const all = flatten(components, under);
  const faults: FormFault[] = [];
  if (components.length > MOST_MODAL_COMPONENTS)
    faults.push(
      fault(under, 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${MOST_MODAL_COMPONENTS} in length.`),
    );
  for (const [component, path] of all) {
    const options = (component['options'] as unknown[] | undefined)?.length ?? 0;
    if (component.type === C.RadioGroup && (options < 2 || options > 10))
      faults.push(fault([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 2 and 10 in length.'));
    if (component.type === C.CheckboxGroup && (options < 1 || options > 10))
      faults.push(fault([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 10 in length.'));
    if (isSelect(component.type)) faults.push(...selectFaults(component, path));
    faults.push(...fieldFaults(component, path));
  }
  faults.push(...duplicateIds(all), ...duplicateNumbers(all));
  if (faults.length > 0) throw badForm(faults);
}

export interface CommandBody {
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
function nameFaults(name: string, translations: Translations, path: Path): FormFault[] {
  const invalid = (where: Path): FormFault =>
    fault(where, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  return [
    ...(isName(name) ? [] : [invalid([...path, 'name'])]),
    ...Object.entries(translations ?? {}).flatMap(([locale, translated]) =>
      isName(translated) ? [] : [invalid([...path, 'name_localizations', locale])],
    ),
  ];
}

/** Subcommands stand beside subcommands alone; groups hold them, one level deep. */
function nestingFaults(
  options: readonly APIApplicationCommandOption[],
  holder: Option | undefined,
  above: Path,
): FormFault[] {
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
          fault(
            [...above, place, 'type'],
            'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
            'Sub-command and sub-command group option types are mutually exclusive to all other types',
          ),
        ];
  });
}

function optionFaults(
  options: readonly APIApplicationCommandOption[],
  above: Path,
  holder?: Option,
): FormFault[] {
  const faults: FormFault[] = nestingFaults(options, holder, above);
  let optionalSeen = false;
  options.forEach((option, place) => {
    const path = [...above, place];
    faults.push(...nameFaults(option.name, option.name_localizations as Translations, path));
    if (options.findIndex(({ name }) => name === option.name) !== place)
      faults.push(
        fault(
          [...path, 'name'],
          'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
          'Option name must be unique',
        ),
      );
    if (option.required && optionalSeen)
      faults.push(
        fault(
          path,
          'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
          'Required options must be placed before non-required options',
        ),
      );
    optionalSeen ||= !option.required;
    if (option.type === Option.Subcommand || option.type === Option.SubcommandGroup)
      faults.push(...optionFaults(option.options ?? [], [...path, 'options'], option.type));
    else if ('autocomplete' in option && option.autocomplete && 'choices' in option && option.choices?.length)
      faults.push(
        fault(
          [...path, 'choices'],
          'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
          'Choices and autocomplete exclude each other',
        ),
      );
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

function commandFaults(command: CommandBody, above: Path): FormFault[] {
  const chat = (command.type ?? 1) === 1;
  if (!chat) return [];
  const faults: FormFault[] = [];
  faults.push(...nameFaults(command.name, command.name_localizations, above));
  if (!command.description)
    faults.push(fault([...above, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required'));
  if (size(command as Parameters<typeof size>[0]) > LONGEST_COMMAND)
    faults.push(
      fault(above, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${LONGEST_COMMAND})`),
    );
  return [...faults, ...optionFaults(command.options ?? [], [...above, 'options'])];
}

/** Checks one command. `others`: the other commands of its scope. */
export function checkCommand(command: CommandBody, others: readonly CommandBody[]): void {
  const faults = commandFaults(command, []);
  if (faults.length > 0) throw badForm(faults);
  const type = command.type ?? 1;
  if (type === 1 && others.filter((one) => (one.type ?? 1) === 1).length >= MOST_COMMANDS)
    throw refusals.tooManyCommands();
}

/** Checks all commands of one scope together. */
export function checkCommandLimits(commands: readonly CommandBody[]): void {
  const faults = commands.flatMap((command, place) => commandFaults(command, [place]));
  const chat = commands.filter(({ type }) => (type ?? 1) === 1);
  if (chat.length > MOST_COMMANDS)
    faults.push(
      fault([], 'BASE_TYPE_MAX_LENGTH', `Maximum number of application commands reached (${MOST_COMMANDS})`),
    );
  const keys = commands.map(({ name, type }) => `${type ?? 1} ${name}`);
  keys.forEach((key, place) => {
    if (keys.indexOf(key) !== place)
      faults.push(
        fault(
          [place, 'name'],
          'APPLICATION_COMMANDS_DUPLICATE_NAME',
          'Application command names must be unique',
        ),
      );
  });
  if (faults.length > 0) throw badForm(faults);
}
