import type { FormValues } from '../client/fields.ts';
import { ClientRefusal, type Entered, type Spoken } from '../client/options.ts';
import { commandIn, valuesIn } from '../client/typed.ts';
import type { SeenField, SeenModal } from '../client/views.ts';

/** What a line typed into the chat asks for. */
export type Line =
  | { readonly type: 'command'; readonly path: string; readonly entered: Entered }
  | { readonly type: 'channel'; readonly name: string }
  | { readonly type: 'action'; readonly name: string; readonly rest: string }
  | { readonly type: 'nothing' }
  | { readonly type: 'unknown'; readonly why: string };

/** `example`: a command for somebody who types something else. */
export function readLine(text: string, commands: readonly Spoken[], example: string): Line {
  const line = text.trim();
  if (line === '') return { type: 'nothing' };
  if (line.startsWith('#')) return { type: 'channel', name: line.slice(1).trim() };
  if (line.startsWith(':')) {
    const [, name = '', rest = ''] = /^:\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
    return { type: 'action', name: name.toLowerCase(), rest };
  }
  if (!line.startsWith('/'))
    return { type: 'unknown', why: `Say a command, such as ${example}. :help shows more.` };
  const found = commandIn(line.slice(1), commands);
  if (!found) {
    const [word = '', below] = line.slice(1).split(/\s+/);
    const paths = (start: string) =>
      commands.filter(({ path }) => path.startsWith(start)).map(({ path }) => `/${path}`);
    const above = paths(`${word.toLowerCase()} `);
    const near = above.length > 0 ? above : word === '' ? [] : paths(word.toLowerCase());
    const asked = above.length > 0 && below !== undefined ? `/${word} ${below}` : `/${word}`;
    const known = (near.length > 0 ? near : paths('')).join(', ');
    return { type: 'unknown', why: `There is no command ${asked}. There is ${known || 'none for you'}.` };
  }
  const { spoken, rest } = found;
  const entered = valuesIn(rest, spoken);
  const stray = entered[''];
  if (stray === undefined) return { type: 'command', path: spoken.path, entered };
  const takes =
    spoken.options.length === 0
      ? 'takes no options'
      : `takes only ${spoken.options.map(({ name }) => name).join(', ')}`;
  return { type: 'unknown', why: `/${spoken.path} ${takes}; there is no place for "${stray}".` };
}

function entered({ kind }: SeenField, text: string): FormValues[string] {
  if (kind === 'tick') return /^(yes|y|true)$/i.test(text);
  return kind === 'many' ? text.split(',').map((one) => one.trim()) : text;
}

/**
 * What `Field: value; Field: value` enters into a form. A value goes on to the next field.
 * @throws {ClientRefusal} where no field is named.
 */
export function formValuesIn(text: string, { fields }: SeenModal): FormValues {
  const labels = fields.map(({ label }) => RegExp.escape(label));
  const marks = [...text.matchAll(new RegExp(`(?:^|;)\\s*(${labels.join('|')})\\s*:`, 'gi'))];
  const before = text.slice(0, marks[0]?.index).trim();
  if (before !== '')
    throw new ClientRefusal(
      `The form has no field "${before.split(':')[0]}"; it has ${fields.map(({ label }) => label).join(', ')}.`,
    );
  return Object.fromEntries(
    marks.flatMap((mark, place) => {
      const field = fields.find(({ label }) => label.toLowerCase() === mark[1]?.toLowerCase());
      const value = text.slice(mark.index + mark[0].length, marks[place + 1]?.index).trim();
      return field ? [[field.label, entered(field, value)]] : [];
    }),
  );
}

/**
 * The labels named in `Marathon, Ultra, 50 km to 50 miles`, some of which hold commas themselves. What is no label
 * comes back as it is.
 */
export function labelsIn(text: string, labels: readonly string[]): string[] {
  const rest = text.trim();
  if (rest === '') return [];
  const longestFirst = [...labels].sort((a, b) => b.length - a.length);
  const label = longestFirst.find((one) => {
    const start = rest.slice(0, one.length).toLowerCase() === one.toLowerCase();
    return start && /^\s*(,|$)/.test(rest.slice(one.length));
  });
  const length = label?.length ?? rest.split(',')[0]?.length ?? rest.length;
  return [
    label ?? rest.slice(0, length).trim(),
    ...labelsIn(rest.slice(length).replace(/^\s*,/, ''), labels),
  ];
}
