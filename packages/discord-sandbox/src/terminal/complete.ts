import { ApplicationCommandOptionType as Option } from 'discord-api-types/v10';
import type { Member } from '../client/member.ts';
import type { Spoken } from '../client/options.ts';
import { commandIn, focusIn, valuesIn } from '../client/typed.ts';
import { harmless } from './markdown.ts';

/** What could be typed, and the end of the line that it would replace. */
export type Completion = [offered: string[], typed: string];

/** What Tab knows of the chat. */
interface Completing {
  readonly member: Member;
  readonly people: readonly string[];
  readonly roles: readonly string[];
  /** What may follow each `:action`. */
  readonly actions: Readonly<Record<string, (rest: string) => Completion>>;
  /** Told what a suggestion stands for, since it is its value that is sent. */
  onSuggested(path: string, option: string, name: string, value: string | number): void;
}

function sharedStart([first = '', ...others]: readonly string[]): string {
  let end = first.length;
  while (!others.every((one) => one.startsWith(first.slice(0, end)))) end -= 1;
  return first.slice(0, end);
}

/** Offers what goes on from what is typed, upper or lower case. */
export function goingOn(candidates: readonly string[], typed: string): Completion {
  return offering(
    candidates.filter((one) => one.toLowerCase().startsWith(typed.toLowerCase())),
    typed,
  );
}

function offering(candidates: string[], typed: string): Completion {
  const shared = sharedStart(candidates);
  // Readline replaces what was typed by the shared start, which must not be shorter.
  return [candidates, candidates.length > 1 && shared.length < typed.length ? shared : typed];
}

async function valuesOf(
  option: Spoken['options'][number],
  spoken: Spoken,
  rest: string,
  typed: string,
  { member, people, roles, onSuggested }: Completing,
): Promise<string[]> {
  if ('autocomplete' in option && option.autocomplete) {
    const suggested = await member.suggest(
      spoken.path,
      { ...valuesIn(rest, spoken), [option.name]: typed },
      option.name,
    );
    return suggested.map(({ name, value }) => {
      onSuggested(spoken.path, option.name, harmless(name), value);
      return harmless(name);
    });
  }
  const all = () => {
    switch (option.type) {
      case Option.Boolean:
        return ['true', 'false'];
      case Option.User:
        return people;
      case Option.Role:
        return roles;
      case Option.Mentionable:
        return [...people, ...roles];
      case Option.Channel:
        return member.channels();
      default:
        return 'choices' in option ? (option.choices ?? []).map(({ name }) => name) : [];
    }
  };
  return goingOn(all(), typed)[0];
}

async function completeOptions(spoken: Spoken, rest: string, completing: Completing): Promise<Completion> {
  const focus = focusIn(rest, spoken);
  const option = spoken.options.find(({ name }) => name === focus?.name);
  if (!focus || !option) return [[], ''];
  const { typed, named, left } = focus;
  const values = (await valuesOf(option, spoken, rest, typed, completing)).map((value) => `${value} `);
  const word = typed.slice(typed.lastIndexOf(' ') + 1);
  if (word === typed) {
    const names = named
      ? []
      : goingOn(
          [focus.name, ...left].map((name) => `${name}: `),
          word,
        )[0];
    return offering([...values, ...names], typed);
  }
  // After a space either the value goes on or the next option begins.
  const further = values.filter(
    (value) => value.length > typed.length && value.toLowerCase().startsWith(typed.toLowerCase()),
  );
  if (further.length > 0) return offering(further, typed);
  const [names] = goingOn(
    left.map((name) => `${name}: `),
    word,
  );
  return names.length > 0 ? offering(names, word) : offering(values, typed);
}

/** What Tab offers at the end of a line. */
export async function complete(line: string, completing: Completing): Promise<Completion> {
  const { member, actions } = completing;
  const text = line.trimStart();
  if (text.startsWith(':')) {
    const [, name = '', rest] = /^:(\S*)(?:\s+(.*))?$/s.exec(text) ?? [];
    if (rest !== undefined) return (Object.hasOwn(actions, name) && actions[name]?.(rest)) || [[], ''];
    return goingOn(
      Object.keys(actions).map((one) => `:${one} `),
      text,
    );
  }
  if (text.startsWith('#'))
    return goingOn(
      member.channels().map((name) => `#${name}`),
      text,
    );
  const commands = member.commands();
  const found = commandIn(text.slice(1), commands);
  if (text.startsWith('/') && found && /\s/.test(text.slice(found.spoken.path.length)))
    return completeOptions(found.spoken, found.rest, completing);
  return goingOn(
    commands.map(({ path }) => `/${path} `),
    text,
  );
}
