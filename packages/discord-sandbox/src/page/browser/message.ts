import { Component, h } from 'preact';
import { useId } from 'preact/hooks';
import type { Answered, Here, PageEmbed, PageMember, PageMessage } from '../protocol.ts';
import { articleOf, focusBeside, focusOn, goToMessage } from './focus.ts';
import { stamp, written } from './moment.ts';
import { FileView, MediaView, Parts, type Pressing } from './parts.ts';
import type { Store } from './store.ts';
import { flat, Text } from './text.ts';

interface MessageProps {
  readonly store: Store;
  readonly here: Here;
  readonly message: PageMessage;
  /** Whether it goes on from the one before, by the same author. */
  readonly goesOn: boolean;
  readonly pending: string | undefined;
  readonly trouble: string | undefined;
}

const FACES = 8;

/** A face for somebody: their first letter, on one of a few colours. */
export function Face({ id, name, bot }: Pick<PageMember, 'id' | 'name' | 'bot'>) {
  // The upper bits of an id are a time; the lower ones are the same for many.
  const colour = Number((BigInt(id.replace(/\D/g, '') || 0) >> 22n) % BigInt(FACES));
  return h(
    'span',
    { class: bot ? 'face-of bot' : `face-of face-${colour}`, 'aria-hidden': true },
    name.slice(0, 1).toUpperCase(),
  );
}

function Embed({ embed }: { embed: PageEmbed }) {
  const { accent, author, title, to, text, fields, image, thumbnail, footer, at } = embed;
  const foot = [footer, at === null ? '' : written(at, 'f')].filter(Boolean).join(' · ');
  const heading = h(Text, { text: title });
  return h(
    'div',
    { class: 'embed', style: accent === null ? {} : { borderLeftColor: accent } },
    h(
      'div',
      { class: 'embed-text' },
      author && h('div', { class: 'embed-author' }, author),
      title.length > 0 &&
        h(
          'div',
          { class: 'embed-title' },
          to === null ? heading : h('a', { href: to, target: '_blank', rel: 'noreferrer noopener' }, heading),
        ),
      text.length > 0 && h('div', { class: 'text' }, h(Text, { text })),
      fields.length > 0 &&
        h(
          'div',
          { class: 'embed-fields' },
          fields.map(({ name, value, inline }) =>
            h(
              'div',
              { class: inline ? 'inline' : '' },
              h('div', { class: 'embed-name' }, h(Text, { text: name })),
              h('div', { class: 'text' }, h(Text, { text: value })),
            ),
          ),
        ),
      image && h(MediaView, { media: image }),
      foot && h('div', { class: 'embed-foot' }, foot),
    ),
    thumbnail && h('div', { class: 'thumbnail' }, h(MediaView, { media: thumbnail, small: true })),
  );
}

function Body({ store, here, message, pending }: MessageProps) {
  const pressing: Pressing = {
    here,
    pending,
    press: (id) => void store.press(message.id, id),
    choose: (id, chosen) => void store.choose(message.id, id, chosen),
  };
  if (message.thinking)
    return h(
      'div',
      { class: 'thinking', role: 'status' },
      h('span', { class: 'dots', 'aria-hidden': true }),
      `${message.author.name} is thinking…`,
    );
  return [
    message.text.length > 0 && h('div', { class: 'text' }, h(Text, { text: message.text })),
    message.embeds.map((embed) => h(Embed, { embed })),
    h('div', { class: 'parts' }, h(Parts, { parts: message.parts, pressing })),
    message.files.map((file) =>
      file.type === 'other' ? h(FileView, { file }) : h(MediaView, { media: file }),
    ),
    message.edited && h('span', { class: 'edited' }, '(edited)'),
  ];
}

interface Focused {
  /** Its custom id. */
  readonly id: string | undefined;
  readonly label: string | null;
}

const componentsIn = (article: HTMLElement | null) => [
  ...(article?.querySelectorAll<HTMLElement>('[data-component]') ?? []),
];

/** The component of a message that has the focus. */
function focusedIn(message: string): Focused | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('[data-component]');
  // Thousands of messages may ask.
  if (focused?.closest('article')?.dataset['id'] !== message) return undefined;
  return { id: focused.dataset['component'], label: focused.textContent };
}

/** The line above a message that says what it answers. */
function AnswersLine({ answers }: { answers: Answered }) {
  const spine = h('span', { class: 'spine', 'aria-hidden': true });
  switch (answers.type) {
    case 'command':
      return h(
        'div',
        { class: 'answers' },
        spine,
        h('strong', null, answers.user),
        ' used ',
        h('span', { class: 'mention' }, `/${answers.command}`),
      );
    case 'message': {
      const { id, author, about } = answers;
      return h(
        'div',
        { class: 'answers' },
        spine,
        h(
          'button',
          { type: 'button', class: 'replied-to', onClick: () => goToMessage(id) },
          h('span', { class: 'unseen' }, 'Answer to '),
          h('strong', null, author),
          ' ',
          flat(about) || 'a message',
        ),
      );
    }
    case 'gone':
      return h('div', { class: 'answers' }, spine, h('em', null, 'The message that this answers is gone'));
  }
}

/** The reader goes on with the message next to it. */
function putAway({ store, message }: MessageProps): void {
  focusBeside(articleOf(message.id));
  store.dismiss(message.id);
}

function Whole(props: MessageProps) {
  const { store, message, goesOn, trouble } = props;
  const { author, answers, at } = message;
  const id = useId();
  const classes = [
    'message',
    goesOn ? 'goes-on' : '',
    message.pingsMe ? 'pings-me' : '',
    message.ephemeral ? 'ephemeral' : '',
  ];
  return h(
    'article',
    { class: classes.filter(Boolean).join(' '), 'aria-labelledby': id, 'data-id': message.id },
    answers && h(AnswersLine, { answers }),
    !goesOn && h(Face, author),
    h(
      'h2',
      { id, class: goesOn ? 'unseen' : 'by' },
      h('span', { class: 'author' }, author.name),
      author.bot && h('span', { class: 'badge' }, 'APP'),
      h('time', { class: 'at', title: written(at, 'F') }, stamp(at, store.now())),
    ),
    h('div', { class: 'body' }, h(Body, props)),
    trouble && h('p', { class: 'trouble', role: 'alert' }, trouble),
    message.ephemeral &&
      h(
        'p',
        { class: 'only-you' },
        'Only you can see this · ',
        h('button', { type: 'button', class: 'plain', onClick: () => putAway(props) }, 'Dismiss message'),
      ),
  );
}

/** A message. It is drawn anew only when something of it has changed. */
export class MessageView extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    const { message, goesOn, pending, trouble, here } = this.props;
    return (
      message !== next.message ||
      goesOn !== next.goesOn ||
      pending !== next.pending ||
      trouble !== next.trouble ||
      here !== next.here
    );
  }
  override getSnapshotBeforeUpdate() {
    return focusedIn(this.props.message.id);
  }
  /** A component that had the focus has it still, wherever it is now; ids may count on where labels stay. */
  override componentDidUpdate(_props: MessageProps, _state: unknown, before: Focused | undefined) {
    if (!before) return;
    const article = articleOf(this.props.message.id);
    const components = componentsIn(article);
    const same =
      components.find(({ dataset }) => dataset['component'] === before.id) ??
      components.find(({ textContent }) => textContent === before.label);
    if (same) same.focus({ preventScroll: true });
    else if (article) focusOn(article);
  }
  override render() {
    return h(Whole, this.props);
  }
}
