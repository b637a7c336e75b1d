import { type ComponentChildren, h } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Span, Text as Spans } from '../protocol.ts';
import { TextContext } from './context.ts';
import { Moment, written } from './moment.ts';

const TAGS = { strong: 'strong', em: 'em', underline: 'u', strike: 's', small: 'small' } as const;

/** Hidden until it is pressed. */
function Spoiler({ children }: { children: ComponentChildren }) {
  const [shown, setShown] = useState(false);
  return shown
    ? h('span', { class: 'spoiler shown' }, children)
    : h(
        'button',
        {
          type: 'button',
          class: 'spoiler',
          'aria-label': 'Spoiler: press to show',
          onClick: () => setShown(true),
        },
        h('span', { 'aria-hidden': true }, children),
      );
}

function Mention({ span }: { span: Extract<Span, { type: 'mention' }> }) {
  const { goTo } = useContext(TextContext);
  if (span.of === 'channel')
    return h('button', { type: 'button', class: 'mention', onClick: () => goTo(span.name) }, `#${span.name}`);
  return h('span', { class: 'mention' }, `@${span.name}`);
}

function CommandName({ path }: { path: string }) {
  const { startCommand } = useContext(TextContext);
  return h('button', { type: 'button', class: 'mention', onClick: () => startCommand(path) }, `/${path}`);
}

/** A link to a place in the server: as Discord draws it, its channel and that it is a message. */
function There({ span }: { span: Extract<Span, { type: 'there' }> }) {
  const { goTo, goToMessage } = useContext(TextContext);
  const { channel, message, of } = span;
  const onClick = () => (message === null ? goTo(channel) : goToMessage(channel, message));
  if (of.length > 0) return h('button', { type: 'button', class: 'plain', onClick }, h(Text, { text: of }));
  const label = message === null ? `#${channel}` : `Message in #${channel}`;
  return h(
    'button',
    { type: 'button', class: 'mention', 'aria-label': label, onClick },
    `#${channel}`,
    message !== null && ' › message',
  );
}

function SpanView({ span }: { span: Span }): ComponentChildren {
  if (typeof span === 'string') return span;
  switch (span.type) {
    case 'strong':
    case 'em':
    case 'underline':
    case 'strike':
    case 'small':
      return h(TAGS[span.type], null, h(Text, { text: span.of }));
    case 'spoiler':
      return h(Spoiler, null, h(Text, { text: span.of }));
    case 'quote':
      return h('blockquote', null, h('div', null, h(Text, { text: span.of })));
    case 'heading':
      return h('h3', { class: `heading-${span.level}` }, h(Text, { text: span.of }));
    case 'list':
      return h(
        span.start === null ? 'ul' : 'ol',
        span.start === null ? null : { start: span.start },
        span.items.map((item) => h('li', null, h(Text, { text: item }))),
      );
    case 'code':
      return h('code', null, span.code);
    case 'block':
      return h('pre', { tabIndex: 0 }, h('code', null, span.code));
    case 'break':
      return h('br', null);
    case 'link':
      return h(
        'a',
        { href: span.to, target: '_blank', rel: 'noreferrer noopener', title: span.to },
        h(Text, { text: span.of }),
      );
    case 'mention':
      return h(Mention, { span });
    case 'command':
      return h(CommandName, { path: span.path });
    case 'there':
      return h(There, { span });
    case 'time':
      return h(Moment, { at: span.at, style: span.style, text: span });
    case 'emoji':
      return h('span', { class: 'emoji' }, span.name);
  }
}

/** A text in one line, without formatting. */
export function flat(text: Spans): string {
  return text
    .map((span): string => {
      if (typeof span === 'string') return span;
      switch (span.type) {
        case 'code':
        case 'block':
          return span.code;
        case 'break':
          return ' ';
        case 'mention':
          return `${span.of === 'channel' ? '#' : '@'}${span.name}`;
        case 'command':
          return `/${span.path}`;
        case 'there':
          return span.of.length > 0 ? flat(span.of) : `#${span.channel}`;
        case 'time':
          return written(span.at, span.style);
        case 'emoji':
          return span.name;
        case 'spoiler':
          return '…';
        case 'list':
          return ` ${span.items.map(flat).join(' ')} `;
        case 'heading':
        case 'quote':
        case 'small':
          return ` ${flat(span.of)} `;
        default:
          return flat(span.of);
      }
    })
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Discord's markdown, drawn. Nothing in it is ever read as HTML. */
export function Text({ text }: { text: Spans }) {
  return text.map((span) => h(SpanView, { span }));
}
