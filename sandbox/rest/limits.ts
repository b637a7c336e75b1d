import {
  type APIApplicationCommandOption,
  ButtonStyle,
  ComponentType as C,
  ApplicationCommandOptionType as Option,
} from 'discord-api-types/v10';
import { badForm } from './errors.ts';

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
  if (
    style === ButtonStyle.Link ? id !== undefined || url === undefined : url !== undefined || id === undefined
  )
    faults.push({
      path,
      code: 'BUTTON_COMPONENT_ID_OR_URL',
      message: 'A button has either a custom id or, as a link, a url',
    });
  if (style !== ButtonStyle.Premium && !label && !emoji)
    faults.push({ path, code: 'BUTTON_COMPONENT_NO_LABEL', message: 'A button must have a label or emoji' });
  return faults;
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

export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly unknown[] | null;
  readonly components?: readonly Component[] | null;
  readonly attachments?: readonly { id?: string | number; filename?: string; description?: string }[] | null;
  readonly flags?: number | null;
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
  faults.push(...duplicateIds(all));
  if (faults.length > 0) throw badForm(faults);
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
    if (component.type === C.StringSelect) faults.push(...selectFaults(component, path));
  }
  faults.push(...duplicateIds(all));
  if (faults.length > 0) throw badForm(faults);
}

interface CommandBody {
  readonly name: string;
  readonly type?: number | null;
  readonly description?: string | null;
  readonly options?: readonly APIApplicationCommandOption[] | null;
}

const COMMAND_NAME = /^[-_'\p{L}\p{N}\p{Script=Devanagari}\p{Script=Thai}]{1,32}$/u;

function optionFaults(options: readonly APIApplicationCommandOption[], above: Path): Fault[] {
  const faults: Fault[] = [];
  let optionalSeen = false;
  options.forEach((option, place) => {
    const path = [...above, place];
    if (!COMMAND_NAME.test(option.name) || option.name !== option.name.toLowerCase())
      faults.push({
        path: [...path, 'name'],
        code: 'APPLICATION_COMMAND_INVALID_NAME',
        message: 'Command name is invalid',
      });
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
      faults.push(...optionFaults(option.options ?? [], [...path, 'options']));
    else if ('autocomplete' in option && option.autocomplete && 'choices' in option && option.choices?.length)
      faults.push({
        path: [...path, 'choices'],
        code: 'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
        message: 'Choices and autocomplete exclude each other',
      });
  });
  return faults;
}

/** All characters that count towards a command's 8,000: names, descriptions and values. */
function size({
  name,
  description,
  ...rest
}: {
  name: string;
  description?: string | null;
  value?: unknown;
  options?: unknown;
  choices?: unknown;
}): number {
  const inner = [
    ...((rest.options as Parameters<typeof size>[0][]) ?? []),
    ...((rest.choices as Parameters<typeof size>[0][]) ?? []),
  ];
  const value = typeof rest.value === 'string' ? rest.value.length : 0;
  return name.length + (description?.length ?? 0) + value + inner.reduce((sum, one) => sum + size(one), 0);
}

function commandFaults(command: CommandBody, above: Path): Fault[] {
  const chat = (command.type ?? 1) === 1;
  if (!chat) return [];
  const faults: Fault[] = [];
  if (!COMMAND_NAME.test(command.name) || command.name !== command.name.toLowerCase())
    faults.push({
      path: [...above, 'name'],
      code: 'APPLICATION_COMMAND_INVALID_NAME',
      message: 'Command name is invalid',
    });
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
  chat.forEach(({ name }, place) => {
    if (chat.findIndex((one) => one.name === name) !== place)
      faults.push({
        path: [place, 'name'],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      });
  });
  if (faults.length > 0) throw badForm(faults);
}
