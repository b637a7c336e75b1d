import type { Here } from '../protocol.ts';

/** Somebody or some place that a text can name. */
export interface Named {
  /** As it stands in what is being typed, such as `@Ben` or `#races`. */
  readonly written: string;
  /** As it goes over the line, such as `<@1>`. */
  readonly tag: string;
  /** What else it is called; it can be found by that too. */
  readonly description: string;
}

/** A name that was begun right before the caret. */
export interface Begun {
  readonly mark: '@' | '#';
  readonly typed: string;
  /** Where in the text it begins. */
  readonly from: number;
}

const MOST = 10;

/** Characters that end a name. */
const ENDS = '(?![\\p{L}\\p{N}_-])';

/** Everybody, each under a name that nobody else has. */
function peopleAndRoles({ members, roles }: Here): readonly Named[] {
  const bearers = Map.groupBy(members, ({ name }) => name.toLowerCase());
  const called = (name: string) => bearers.get(name.toLowerCase())?.length ?? 0;
  return [
    ...members.map(({ id, name, username }) => {
      const [written, description] = called(name) === 1 ? [name, username] : [username, name];
      return { written: `@${written}`, tag: `<@${id}>`, description };
    }),
    ...roles
      .filter(({ name }) => name !== 'everyone' && called(name) === 0)
      .map(({ id, name }) => ({ written: `@${name}`, tag: `<@&${id}>`, description: 'Role' })),
  ];
}

const places = ({ channels }: Here): readonly Named[] =>
  channels.map(({ id, name }) => ({ written: `#${name}`, tag: `<#${id}>`, description: '' }));

/** The name that is being typed where the caret is; undefined where there is none. */
export function begunAt(text: string, caret: number): Begun | undefined {
  const found = /(?:^|[\s(])([@#])([\p{L}\p{N}_.-]*)$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const [, mark, typed = ''] = found;
  return { mark: mark === '#' ? '#' : '@', typed, from: caret - typed.length - 1 };
}

/** Who or what a begun name may be: first those that begin so, then those that hold it. */
export function namesLike({ mark, typed }: Begun, here: Here): readonly Named[] {
  const wanted = typed.toLowerCase();
  const names = ({ written, description }: Named) =>
    [written.slice(1), description].map((one) => one.toLowerCase());
  const all = mark === '@' ? peopleAndRoles(here) : places(here);
  const begin = all.filter((one) => names(one).some((name) => name.startsWith(wanted)));
  const hold = all.filter((one) => !begin.includes(one) && names(one).some((name) => name.includes(wanted)));
  return [...begin, ...hold].slice(0, MOST);
}

/** Puts a name in the place of the begun one. `caret`: where it is now, and where it is afterwards. */
export function completed(
  text: string,
  caret: number,
  { from }: Begun,
  { written }: Named,
): { text: string; caret: number } {
  const after = text.slice(caret);
  const before = `${text.slice(0, from)}${written} `;
  return { text: before + after.replace(/^ /, ''), caret: before.length };
}

/** Names with their mark before them become mentions, as in Discord: the longest name that fits. */
export function withMentions(text: string, here: Here): string {
  const tags = new Map<string, string>();
  const usernames = here.members.map(({ id, username }) => ({ written: `@${username}`, tag: `<@${id}>` }));
  for (const { written, tag } of [...usernames, ...peopleAndRoles(here), ...places(here)])
    if (!tags.has(written.toLowerCase())) tags.set(written.toLowerCase(), tag);
  const longestFirst = [...tags.keys()].sort((a, b) => b.length - a.length);
  const names = new RegExp(`(?<=^|[\\s(])(?:${longestFirst.map(RegExp.escape).join('|')})${ENDS}`, 'giu');
  return text.replace(names, (name) => tags.get(name.toLowerCase()) ?? name);
}
