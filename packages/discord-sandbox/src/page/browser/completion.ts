import type { Command, CommandOption, Here } from '../protocol.ts';
import type { Candidate } from './choices.ts';
import {
  commandsLike,
  type Draft,
  isClosed,
  isFreeText,
  left,
  type Offer,
  offersFor,
  optionOf,
} from './command-draft.ts';
import { type Begun, begunAt, type Named, namesLike } from './mentions.ts';

/** What can be picked at the moment, and how it is headed. */
interface CompletionList {
  readonly title: string;
  readonly hint: string;
  readonly list: readonly Candidate[];
  /**
   * Whether the first is marked at once. Where any words may be typed it isn't, so that Enter sends them as they are.
   */
  readonly first: boolean;
}

/** What is being typed, as far as completion needs to know. */
interface Said {
  readonly text: string;
  readonly draft: Draft | undefined;
  /** Where the caret is, in the text or in the field that is being filled. */
  readonly caret: number;
  readonly commands: readonly Command[];
  /** What the bot suggests for the field that is being typed in. */
  readonly suggestions: readonly Offer[];
  readonly here: Here;
}

/** What picking can come to. */
interface Picking {
  start(command: Command): void;
  addField(name: string): void;
  pickInto(option: CommandOption, offer: Offer): void;
  name(begun: Begun, named: Named): void;
}

function hintOf({ type, least, most }: CommandOption): string {
  if (type === 'whole' || type === 'number')
    return least !== null && most !== null ? `${least} to ${most}` : '';
  return type === 'file' ? 'a file' : '';
}

function commandsFor({ text, commands, here }: Said, picking: Picking): CompletionList | undefined {
  const list = commandsLike(text, commands).map((command) => ({
    key: command.path,
    label: `/${command.path}`,
    description: command.description,
    note: '',
    pick: () => picking.start(command),
  }));
  return list.length > 0 ? { title: here.application, hint: '', list, first: true } : undefined;
}

/** Members, roles or channels that the name being typed may mean. */
function namesFor(text: string, { caret, here }: Said, picking: Picking): CompletionList | undefined {
  const begun = begunAt(text, caret);
  if (!begun) return undefined;
  const { mark, typed } = begun;
  const list = namesLike(begun, here).map((named) => ({
    key: named.tag,
    label: named.written,
    description: '',
    note: named.description,
    pick: () => picking.name(begun, named),
  }));
  const title = mark === '@' ? 'Members and roles' : 'Text channels';
  const hint = typed === '' ? '' : `matching ${mark}${typed}`;
  return list.length > 0 ? { title, hint, list, first: true } : undefined;
}

/** The options that a command has beside those shown. */
function optionsLeft(draft: Draft, picking: Picking): CompletionList {
  const title = `/${draft.command.path}`;
  const typed = draft.more.trim().toLowerCase().replace(/:$/, '');
  const list = left(draft)
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, description, required }) => ({
      key: name,
      label: name,
      description,
      note: required ? 'required' : '',
      pick: () => picking.addField(name),
    }));
  return list.length > 0
    ? { title, hint: 'More options', list, first: typed !== '' }
    : { title, hint: draft.command.description, list, first: false };
}

function valuesFor(option: CommandOption, draft: Draft, said: Said, picking: Picking): CompletionList {
  const entry = draft.entries[option.name] ?? { text: '' };
  const offers = option.suggests ? said.suggestions : offersFor(option, entry, said.here);
  const list = offers.map((one) => ({
    key: one.value,
    label: one.label,
    description: one.description,
    note: '',
    pick: () => picking.pickInto(option, one),
  }));
  return {
    title: option.name,
    hint: [option.description, hintOf(option)].filter(Boolean).join(' · '),
    list,
    first: isClosed(option) && entry.value === undefined && list.length > 0,
  };
}

/** What is offered while something is being said; undefined where there is nothing to offer. */
export function completionFor(said: Said, picking: Picking): CompletionList | undefined {
  const { draft, text } = said;
  if (!draft) return commandsFor(said, picking) ?? namesFor(text, said, picking);
  const option = optionOf(draft, draft.focused);
  if (!option) return optionsLeft(draft, picking);
  const names = isFreeText(option) && namesFor(draft.entries[option.name]?.text ?? '', said, picking);
  return names || valuesFor(option, draft, said, picking);
}
