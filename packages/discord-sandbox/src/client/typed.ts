// Reads a command as it is typed. It runs in the terminal and in the browser, so it imports nothing.

/** What has to be known of a command to read it. */
interface Sayable {
  /** Such as `recovery tip`. */
  readonly path: string;
  readonly options: readonly { readonly name: string }[];
}

/** The command that a line names, longest name first, and what follows it. */
export function commandIn<S extends Sayable>(
  text: string,
  commands: readonly S[],
): { spoken: S; rest: string } | undefined {
  for (const spoken of [...commands].sort((a, b) => b.path.length - a.path.length)) {
    const found = new RegExp(`^${spoken.path.replaceAll(' ', '\\s+')}(?:\\s+|$)`, 'i').exec(text);
    if (found) return { spoken, rest: text.slice(found[0].length) };
  }
  return undefined;
}

/** What stands before the first `option:` of a command, and each `option:` with the text up to the next. */
function partsOf(
  rest: string,
  { options }: Sayable,
): { leading: string; named: [name: string, text: string][] } {
  const names = options.map(({ name }) => RegExp.escape(name));
  const marks = [...rest.matchAll(new RegExp(`(?:^|\\s)(${names.join('|')}):`, 'gi'))];
  const found = names.length > 0 ? marks : [];
  return {
    leading: rest.slice(0, found[0]?.index),
    named: found.map((mark, place) => [
      (mark[1] ?? '').toLowerCase(),
      rest.slice(mark.index + mark[0].length, found[place + 1]?.index),
    ]),
  };
}

/**
 * Splits `hamstrings minutes: 3` into values by option. Words before the first `option:` belong to the first option
 * that isn't named; a value goes on to the next `option:`, so it may hold spaces and even colons. Words that
 * belong to no option are found under an empty name.
 */
export function valuesIn(rest: string, spoken: Sayable): Record<string, string> {
  const { leading, named } = partsOf(rest, spoken);
  const values = Object.fromEntries(named.map(([name, text]) => [name, text.trim()]));
  // A misspelt `option:` is kept, so that the member is told which options there are.
  const [words = '', strange, meant = ''] = leading.split(/(?:^|\s)([a-z][\w-]*):(?=\s|$)/i);
  const first = spoken.options.find(({ name }) => !Object.hasOwn(values, name))?.name ?? '';
  return {
    ...(words.trim() ? { [first]: words.trim() } : {}),
    ...(strange ? { [strange]: meant.trim() } : {}),
    ...values,
  };
}

/** Where the end of an unfinished command is: which option it is the value of, and the value so far. */
interface Focus {
  readonly name: string;
  readonly typed: string;
  /** Whether the option's name was written. */
  readonly named: boolean;
  /** Options without a value yet, except the focused one. */
  readonly left: readonly string[];
}

export function focusIn(rest: string, spoken: Sayable): Focus | undefined {
  const { leading, named } = partsOf(rest, spoken);
  const free = spoken.options
    .map(({ name }) => name)
    .filter((name) => !named.some(([taken]) => taken === name));
  const last = named.at(-1);
  if (last) {
    const [name, text] = last;
    return { name, typed: text.trimStart(), named: true, left: leading.trim() ? free.slice(1) : free };
  }
  const [name, ...left] = free;
  return name === undefined ? undefined : { name, typed: leading.trimStart(), named: false, left };
}
