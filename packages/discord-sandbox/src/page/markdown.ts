import { rules, SimpleMarkdown } from 'discord-markdown-parser';
import type { Span, Text } from './protocol.ts';

/** What a mention stands for: a name for an id, if it is known. */
export type NameOf = (of: 'user' | 'role' | 'channel' | 'guild', id: string) => string | undefined;

type Node = ReturnType<typeof parse>[number];
type Rule = NonNullable<(typeof rules)[string]>;

const LIST =
  /^(?: *(?:[-*]|\d{1,9}\.) [^\n]*(?:\n|$))(?: *(?:[-*]|\d{1,9}\.) [^\n]*(?:\n|$)| {2,}[^\n]+(?:\n|$))*/;
const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) (.*)$/;
const MASKED = /^\[((?:\\.|[^[\]\\\n])+)\]\(<?(https?:\/\/[^\s()<>]+)>?(?: "[^"\n]*")?\)/;

/** Lists, which the parser doesn't know. Deeper indentation puts items under items. */
const list: Rule = {
  order: (rules['heading']?.order ?? 0) - 0.25,
  match: (source, state) => {
    const before = String(state['prevCapture']?.[0] ?? '\n');
    return state['inList'] || !before.endsWith('\n') ? null : LIST.exec(source);
  },
  parse: ([whole = ''], inner, state) => {
    const lines = whole.replace(/\n$/, '').split('\n');
    const [, , start] = ITEM.exec(lines[0] ?? '') ?? [];
    const depth = (line: string) => /^ */.exec(line)?.[0].length ?? 0;
    const outer = Math.min(...lines.map(depth));
    const items: string[][] = [];
    for (const line of lines) {
      const read = ITEM.exec(line);
      if (read && (depth(line) <= outer + 1 || items.length === 0)) items.push([read[3] ?? '']);
      else items.at(-1)?.push(line.slice(Math.min(depth(line), outer + 2)));
    }
    const read = ([first = '', ...below]: string[]) => [
      ...inner(first, { ...state, inList: true, prevCapture: null }),
      ...(below.length > 0 ? inner(`${below.join('\n')}\n`, { ...state, prevCapture: null }) : []),
    ];
    return { start: start === undefined ? null : Number(start), items: items.map(read) };
  },
};

/**
 * Masked links as Discord takes them: only to the web. The parser's own rule takes any address and is slow for many
 * brackets.
 */
const masked: Rule = {
  order: SimpleMarkdown.defaultRules.link.order,
  match: (source) => MASKED.exec(source),
  parse: ([, label = '', target], inner, state) => ({ content: inner(label, state), target }),
};

/** The parser stumbles over a command without a name. */
const slashCommand = {
  ...(rules['slashCommand'] as Rule),
  match: (...[source, ...more]: Parameters<Rule['match']>) =>
    source.startsWith('</:') ? null : (rules['slashCommand']?.match(source, ...more) ?? null),
};

/** Formatting within one line: a number at its beginning doesn't make it a list. */
const ONE_LINE = ['heading', 'subtext', 'strong', 'em', 'underline', 'strikethrough', 'spoiler'] as const;

const withoutLists = ONE_LINE.map((name): [string, Rule] => {
  const rule = rules[name] as Rule;
  return [
    name,
    { ...rule, parse: (found, inner, state) => rule.parse(found, inner, { ...state, inList: true }) },
  ];
});

const parse = SimpleMarkdown.parserFor({
  ...rules,
  ...Object.fromEntries(withoutLists),
  list,
  masked,
  slashCommand,
});

const SIMPLE = {
  strong: 'strong',
  em: 'em',
  underline: 'underline',
  strikethrough: 'strike',
  spoiler: 'spoiler',
  blockQuote: 'quote',
  subtext: 'small',
} as const;

/** Only addresses of the web are links. */
const isWeb = (target: unknown) => /^https?:\/\//i.test(String(target));

const THERE = /^https:\/\/(?:(?:canary|ptb)\.)?discord(?:app)?\.com\/channels\/(\d+)\/(\d+)(?:\/(\d+))?$/;

/** A link that leads to a place in the server itself. */
function thereOf(target: unknown, of: Text, nameOf: NameOf): Span | undefined {
  const [, guild = '', id = '', message = null] = THERE.exec(String(target)) ?? [];
  const channel = nameOf('guild', guild) === undefined ? undefined : nameOf('channel', id);
  return channel === undefined ? undefined : { type: 'there', channel, message, of };
}

function linkOf({ type, target }: Node, inner: () => Text, nameOf: NameOf): Span {
  if (!isWeb(target)) return String(target);
  const there = thereOf(target, type === 'masked' ? inner() : [], nameOf);
  return there ?? { type: 'link', to: String(target), of: inner() };
}

function spanOf(node: Node, nameOf: NameOf): Span {
  const inner = () => textOf(node['content'] as Node[], nameOf);
  const mention = (of: 'user' | 'role' | 'channel') => {
    const id = String(node['id']);
    return { type: 'mention', of, id, name: nameOf(of, id) ?? `unknown-${of}` } as const;
  };
  switch (node.type) {
    case 'heading':
      return { type: 'heading', level: Number(node['level']) as 1 | 2 | 3, of: inner() };
    case 'list':
      return {
        type: 'list',
        start: node['start'] as number | null,
        items: (node['items'] as Node[][]).map((item) => textOf(item, nameOf)),
      };
    case 'inlineCode':
      return { type: 'code', code: String(node['content']) };
    case 'codeBlock':
      return { type: 'block', code: String(node['content']), language: String(node['lang']) };
    case 'br':
    case 'newline':
      return { type: 'break' };
    case 'masked':
    case 'url':
    case 'autolink':
      return linkOf(node, inner, nameOf);
    case 'user':
    case 'role':
    case 'channel':
      return mention(node.type);
    case 'everyone':
    case 'here':
      return { type: 'mention', of: 'everyone', id: node.type, name: node.type };
    case 'slashCommand':
      return { type: 'command', path: String(node['fullName']) };
    case 'timestamp':
      return { type: 'time', at: Number(node['timestamp']) * 1000, style: String(node['format'] ?? 'f') };
    case 'emoji':
      return { type: 'emoji', name: `:${node['name']}:` };
    case 'twemoji':
      return String(node['name']);
    default: {
      const type = SIMPLE[node.type as keyof typeof SIMPLE] as
        | (typeof SIMPLE)[keyof typeof SIMPLE]
        | undefined;
      if (type) return { type, of: inner() };
      return typeof node['content'] === 'string' ? node['content'] : '';
    }
  }
}

function textOf(nodes: readonly Node[], nameOf: NameOf): Text {
  return nodes.reduce<Span[]>((text, node) => {
    const span = spanOf(node, nameOf);
    const last = text.at(-1);
    // The parser splits text into small pieces.
    if (typeof span === 'string' && typeof last === 'string') text[text.length - 1] = last + span;
    else text.push(span);
    return text;
  }, []);
}

/** Discord's markdown as spans. What the parser can't read is taken as plain text. */
export function readMarkdown(markdown: string, nameOf: NameOf): Text {
  if (markdown === '') return [];
  try {
    return textOf(parse(markdown, { inline: true, prevCapture: null }), nameOf);
  } catch {
    return [markdown];
  }
}
