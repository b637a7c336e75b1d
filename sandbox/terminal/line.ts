import type { Entered, Spoken } from '../client/options.ts';

/** What a line typed into the chat asks for. */
export type Line =
  | { readonly type: 'command'; readonly path: string; readonly entered: Entered }
  | { readonly type: 'channel'; readonly name: string }
  | { readonly type: 'action'; readonly name: string; readonly rest: string }
  | { readonly type: 'nothing' }
  | { readonly type: 'unknown'; readonly why: string };

/** The command that a line names, longest name first, and what follows it. */
export function commandIn(
  text: string,
  commands: readonly Spoken[],
): { spoken: Spoken; rest: string } | undefined {
  const spoken = [...commands]
    .sort((a, b) => b.path.length - a.path.length)
    .find(({ path }) => text === path || text.startsWith(`${path} `));
  return spoken && { spoken, rest: text.slice(spoken.path.length).trimStart() };
}

/**
 * Splits `hamstrings minutes: 3` into values by option. Words before the first `option:` belong to the first option
 * that isn't named; a value goes on to the next `option:`, so it may hold spaces and even colons.
 */
export function valuesIn(rest: string, { options }: Spoken): Entered {
  const names = options.map(({ name }) => name);
  const mark = names.length > 0 ? new RegExp(`(?:^|\\s)(${names.join('|')}):`, 'g') : undefined;
  const marks = mark ? [...rest.matchAll(mark)] : [];
  const named = marks.map((found, place) => {
    const from = found.index + found[0].length;
    return [found[1] ?? '', rest.slice(from, marks[place + 1]?.index).trim()] as const;
  });
  const leading = rest.slice(0, marks[0]?.index).trim();
  const first = names.find((name) => !named.some(([taken]) => taken === name));
  return Object.fromEntries(
    leading && first ? [[first, leading], ...named] : leading ? [['', leading], ...named] : named,
  );
}

export function readLine(text: string, commands: readonly Spoken[]): Line {
  const line = text.trim();
  if (line === '') return { type: 'nothing' };
  if (line.startsWith('#')) return { type: 'channel', name: line.slice(1).trim() };
  if (line.startsWith(':')) {
    const [name = '', ...rest] = line.slice(1).split(' ');
    return { type: 'action', name: name.toLowerCase(), rest: rest.join(' ').trim() };
  }
  if (!line.startsWith('/'))
    return { type: 'unknown', why: 'Say a command, such as /stretch hamstrings. :help shows more.' };
  const found = commandIn(line.slice(1), commands);
  if (!found) {
    const word = line.slice(1).split(' ')[0] ?? '';
    const near = commands.filter(({ path }) => path.startsWith(word)).map(({ path }) => `/${path}`);
    const known = (near.length > 0 ? near : commands.map(({ path }) => `/${path}`)).join(', ');
    return {
      type: 'unknown',
      why: `There is no command ${line.split(' ').slice(0, 2).join(' ')}. There is ${known}.`,
    };
  }
  return { type: 'command', path: found.spoken.path, entered: valuesIn(found.rest, found.spoken) };
}

/** The option whose value is being typed at the end of a line, and its value so far. */
export function focusIn(rest: string, spoken: Spoken): { name: string; typed: string } | undefined {
  const entered = valuesIn(rest, spoken);
  const marked = [...rest.matchAll(/(?:^|\s)([\w-]+):/g)].map(([, name = '']) => name);
  const last = marked.findLast((name) => spoken.options.some((option) => option.name === name));
  const name = last ?? spoken.options[0]?.name;
  return name === undefined ? undefined : { name, typed: String(entered[name] ?? '') };
}
