import { commandIn, valuesIn } from '../../client/typed.ts';
import type { Command, CommandOption, Here, SentOptions } from '../protocol.ts';
import { packed } from './files.ts';
import { entities } from './list.ts';
import { withMentions } from './mentions.ts';

/** What has been entered for an option. */
interface Entry {
  readonly text: string;
  /** What the text stands for, where it was picked from a list. */
  readonly value?: string;
  readonly file?: File;
}

/** A command that is being filled in. Options stand in the order in which they were put there. */
export interface Draft {
  readonly command: Command;
  readonly shown: readonly string[];
  readonly entries: Readonly<Record<string, Entry>>;
  /** The option whose field is being filled, or nothing for the place after the last. */
  readonly focused: string | undefined;
  /** What stands after the last field: an option that is being named. */
  readonly more: string;
}

/** Something that can be picked while typing. */
export interface Offer {
  readonly label: string;
  readonly value: string;
  readonly description: string;
}

/** Discord shows so many at most. */
const MOST_OFFERS = 25;

const offer = (label: string, value: string, description = ''): Offer => ({ label, value, description });

const withRequiredFirst = (options: readonly CommandOption[]) => [
  ...options.filter(({ required }) => required),
  ...options.filter(({ required }) => !required),
];

export const optionOf = ({ command }: Draft, name: string | undefined): CommandOption | undefined =>
  command.options.find((option) => option.name === name);

/** Options that have no field yet, required ones first. */
export const left = ({ command, shown }: Draft): readonly CommandOption[] =>
  withRequiredFirst(command.options).filter(({ name }) => !shown.includes(name));

/**
 * A command with fields for what is required, and for what was typed already. What belongs to no option comes after
 * them.
 */
export function drafted(command: Command, typed: Readonly<Record<string, string>> = {}): Draft {
  const isKnown = ([name]: readonly [string, string]) => command.options.some((one) => one.name === name);
  const known = Object.entries(typed).filter(isKnown);
  const strange = Object.entries(typed).filter((one) => !isKnown(one));
  const more = strange.map(([name, text]) => (name === '' ? text : `${name}: ${text}`)).join(' ');
  const required = command.options.filter((one) => one.required).map(({ name }) => name);
  const shown = [...new Set([...required, ...known.map(([name]) => name)])];
  const entries = Object.fromEntries(known.map(([name, text]) => [name, { text }]));
  const last = known.at(-1)?.[0];
  const empty = shown.find((name) => !entries[name]?.text);
  return { command, shown, entries, focused: more === '' ? (last ?? empty) : undefined, more };
}

/** The command that a text has grown into: `/stretch `, or a whole line that was pasted. */
export function grown(text: string, commands: readonly Command[]): Draft | undefined {
  if (!text.startsWith('/')) return undefined;
  const found = commandIn(text.slice(1), commands);
  const complete = found && /\s$/.test(text.slice(0, text.length - found.rest.length));
  if (!found || !complete) return undefined;
  const typed = valuesIn(found.rest, found.spoken);
  return drafted(found.spoken, typed);
}

/** Commands that a text may become: those that begin so, then those that speak of it. */
export function commandsLike(text: string, commands: readonly Command[]): readonly Command[] {
  if (!text.startsWith('/') || text.includes('\n')) return [];
  const typed = text.slice(1).trim().toLowerCase();
  const begin = commands.filter(({ path }) => path.startsWith(typed));
  const hold = commands.filter((one) => !begin.includes(one) && one.path.includes(typed));
  const speak = commands.filter(
    (one) =>
      !begin.includes(one) &&
      !hold.includes(one) &&
      typed.length > 2 &&
      one.description.toLowerCase().includes(typed),
  );
  return [...begin, ...hold, ...speak];
}

/** Puts a text into an option's field. `name:` at its end goes on to the field of that option. */
export function typedInto(draft: Draft, name: string, text: string): Draft {
  const { command, shown, entries } = draft;
  const empty = command.options.filter((option) => option.name === name || !entries[option.name]?.text);
  const names = empty.map((option) => RegExp.escape(option.name)).join('|');
  const mark = new RegExp(`(?:^|\\s)(${names}):\\s*$`, 'i').exec(text);
  const wanted = empty.find((option) => option.name === mark?.[1]?.toLowerCase())?.name;
  if (!mark || wanted === undefined) return { ...draft, entries: { ...entries, [name]: { text } } };
  return {
    ...draft,
    entries: { ...entries, [name]: { text: text.slice(0, mark.index).trim() } },
    shown: shown.includes(wanted) ? shown : [...shown, wanted],
    focused: wanted,
  };
}

export function pickedInto(draft: Draft, name: string, { label, value }: Offer): Draft {
  const entries: Draft['entries'] = { ...draft.entries, [name]: { text: label, value } };
  const empty = draft.shown.find((one) => !entries[one]?.text && !entries[one]?.file);
  return { ...draft, entries, focused: empty };
}

export const withField = (draft: Draft, name: string): Draft => ({
  ...draft,
  more: '',
  shown: [...draft.shown, name],
  focused: name,
});

export function withoutField(draft: Draft, name: string): Draft {
  const place = draft.shown.indexOf(name);
  const { [name]: _gone, ...entries } = draft.entries;
  const shown = draft.shown.filter((one) => one !== name);
  return { ...draft, shown, entries, focused: shown[Math.max(0, place - 1)] };
}

/** What can be picked for an option without asking the bot, before it is narrowed down. */
function everyOffer({ type, choices }: CommandOption, here: Here): readonly Offer[] {
  switch (type) {
    case 'boolean':
      return [offer('True', 'true'), offer('False', 'false')];
    case 'user':
    case 'role':
    case 'channel':
    case 'mentionable':
      return entities(type, here);
    default:
      return choices.map(({ name, value }) => offer(name, value));
  }
}

/** Whether only what is offered may be entered. */
export const isClosed = ({ type, choices }: CommandOption) =>
  choices.length > 0 || ['boolean', 'user', 'role', 'channel', 'mentionable'].includes(type);

/** Whether any words may be entered, and the bot suggests none: there names become mentions. */
export const isFreeText = ({ type, choices, suggests }: CommandOption) =>
  type === 'text' && choices.length === 0 && !suggests;

export function offersFor(option: CommandOption, { text, value }: Entry, here: Here): readonly Offer[] {
  const every = everyOffer(option, here);
  // A field that was picked before offers everything again.
  const typed = value === undefined ? text.trim().toLowerCase().replace(/^[@#]/, '') : '';
  return every
    .filter(({ label, description }) => `${label} ${description}`.toLowerCase().includes(typed))
    .slice(0, MOST_OFFERS);
}

function lengthFault({ least, most }: CommandOption, { length }: string): string | undefined {
  if (least !== null && length < least) return `This takes ${least} characters or more.`;
  return most !== null && length > most ? `This takes ${most} characters or less.` : undefined;
}

/** What is wrong with a field, as Discord says it; undefined where nothing is. */
function faultOf(option: CommandOption, entry: Entry | undefined, here: Here): string | undefined {
  const { text = '', value, file } = entry ?? {};
  if (text === '' && value === undefined && !file)
    return option.required ? 'This option is required. Specify a value.' : undefined;
  if (isClosed(option) && value === undefined && !exact(option, text, here))
    return 'Pick one of those offered.';
  if (option.type === 'text') return lengthFault(option, text.trim());
  if (option.type !== 'whole' && option.type !== 'number') return undefined;
  if (option.suggests || option.choices.length > 0) return undefined;
  const number = Number(text);
  const whole = option.type === 'whole';
  if (text.trim() === '' || Number.isNaN(number) || (whole && !Number.isInteger(number)))
    return `This takes a ${whole ? 'whole ' : ''}number.`;
  const { least, most } = option;
  if ((least !== null && number < least) || (most !== null && number > most))
    return least !== null && most !== null
      ? `This takes ${least} to ${most}.`
      : least !== null
        ? `This takes ${least} or more.`
        : `This takes ${most} or less.`;
  return undefined;
}

/** The offer whose whole name was typed. */
function exact(option: CommandOption, text: string, here: Here): Offer | undefined {
  const wanted = text.trim().toLowerCase().replace(/^[@#]/, '');
  return everyOffer(option, here).find(({ label, value, description }) =>
    [label.replace(/^[@#]/, ''), value, description].some((one) => one.toLowerCase() === wanted),
  );
}

/** The first field with a fault, and the fault. The name is empty for what was typed after the fields. */
export function firstFault(draft: Draft, here: Here): { name: string; fault: string } | undefined {
  for (const option of withRequiredFirst(draft.command.options)) {
    const fault = faultOf(option, draft.entries[option.name], here);
    if (fault) return { name: option.name, fault };
  }
  const { command, more } = draft;
  const named = more.trim();
  return named === '' ? undefined : { name: '', fault: `/${command.path} has no option "${named}".` };
}

/** What the fields hold, as it is sent. */
export async function enteredIn({ command, entries }: Draft, here: Here): Promise<SentOptions> {
  const sent = await Promise.all(
    command.options.map(async (option) => {
      const { text = '', value, file } = entries[option.name] ?? {};
      if (file) return [[option.name, await packed(file)] as const];
      if (value === undefined && text.trim() === '') return [];
      const meant = value ?? (isClosed(option) ? exact(option, text, here)?.value : undefined);
      const typed = text.trim();
      return [[option.name, meant ?? (isFreeText(option) ? withMentions(typed, here) : typed)] as const];
    }),
  );
  return Object.fromEntries(sent.flat());
}

/** What can be sent along for suggestions while one field is still being typed. */
export function enteredSoFar({ command, entries }: Draft, focused: string, here: Here): SentOptions {
  const kept = command.options.flatMap((option) => {
    const entry = entries[option.name];
    if (!entry || entry.file || (entry.text.trim() === '' && option.name !== focused)) return [];
    if (option.name !== focused && faultOf(option, entry, here)) return [];
    const meant = entry.value ?? (isClosed(option) ? exact(option, entry.text, here)?.value : undefined);
    return [[option.name, meant ?? entry.text.trim()] as const];
  });
  return Object.fromEntries(kept);
}
