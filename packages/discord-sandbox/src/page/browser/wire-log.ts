import { Component, h } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WireNote } from '../protocol.ts';
import { written } from './moment.ts';
import type { KeptNote, Store, View } from './store.ts';

const FILTERS = {
  all: 'Everything',
  event: 'Gateway events',
  request: 'REST requests',
  wrong: 'Violations',
} as const;
type Filter = keyof typeof FILTERS;

const isOf = (filter: Filter, note: WireNote) =>
  filter === 'all' || (filter === 'wrong' ? note.wrong !== '' : note.type === filter);

/** Whether a note contains the words, in upper or lower case. Each note is searched once for each text. */
function saying(words: string): (note: KeptNote) => boolean {
  if (words === '') return () => true;
  const pattern = new RegExp(RegExp.escape(words), 'i');
  const known = new WeakMap<KeptNote, boolean>();
  return (note) => {
    const { title, status, sent, received, wrong } = note;
    const found =
      known.get(note) ??
      [title, String(status ?? ''), wrong, sent, received].some((text) => pattern.test(text));
    known.set(note, found);
    return found;
  };
}

function Body({ title, text }: { title: string; text: string }) {
  return text === ''
    ? null
    : [h('p', { class: 'note-part' }, title), h('pre', { tabIndex: 0, 'aria-label': title }, text)];
}

interface NoteProps {
  readonly note: KeptNote;
}

/** Something that went over the wire. Its bodies are drawn only while it is open: there may be hundreds. */
class Note extends Component<NoteProps, { readonly open: boolean }> {
  override state = { open: false };
  override shouldComponentUpdate(next: NoteProps, { open }: { readonly open: boolean }): boolean {
    return next.note !== this.props.note || open !== this.state.open;
  }
  override render() {
    const { type, title, status, sent, received, wrong, at } = this.props.note;
    const { open } = this.state;
    const failed = status !== null && status >= 400;
    const line = [
      h('span', { class: 'note-time' }, written(at, 'T')),
      h('span', { class: 'note-title' }, title),
      status !== null && h('span', { class: failed ? 'note-status failed' : 'note-status' }, String(status)),
    ];
    return h(
      'li',
      { class: wrong === '' ? 'note' : 'note wrong' },
      sent + received === ''
        ? h('div', { class: 'note-line' }, line)
        : h(
            'details',
            {
              open,
              onToggle: ({ currentTarget }: { currentTarget: HTMLDetailsElement }) =>
                this.setState({ open: currentTarget.open }),
            },
            h('summary', { class: 'note-line' }, line),
            open && h(Body, { title: type === 'event' ? 'Event' : 'Request', text: sent }),
            open && h(Body, { title: 'Answer', text: received }),
          ),
      wrong !== '' && h('p', { class: 'note-wrong' }, h('strong', null, 'Violation: '), wrong),
    );
  }
}

/** What goes over the wire as it passes, newest first. */
export function Notes({ store, view }: { store: Store; view: View }) {
  const [filter, setFilter] = useState<Filter>('all');
  const [words, setWords] = useState('');
  const [held, setHeld] = useState<readonly KeptNote[] | undefined>(undefined);
  useEffect(() => {
    if (view.connected) void store.watch(true);
    return () => void store.watch(false);
  }, [view.connected]);
  const says = useMemo(() => saying(words.trim()), [words]);
  const notes = (held ?? view.wire).filter((note) => isOf(filter, note) && says(note));
  const wrong = view.wire.filter((note) => note.wrong !== '').length;
  return [
    h(
      'div',
      { class: 'panel-tools filters' },
      h('label', { htmlFor: 'wire-filter' }, 'Show'),
      h(
        'select',
        {
          id: 'wire-filter',
          value: filter,
          onChange: ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
            setFilter(currentTarget.value as Filter),
        },
        Object.entries(FILTERS).map(([value, label]) =>
          h('option', { value }, value === 'wrong' && wrong > 0 ? `${label} (${wrong})` : label),
        ),
      ),
      h('input', {
        type: 'search',
        'aria-label': 'Only what says',
        placeholder: 'Only what says…',
        value: words,
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setWords(currentTarget.value),
      }),
      h(
        'button',
        {
          type: 'button',
          class: 'plain',
          onClick: () => setHeld(held ? undefined : view.wire),
        },
        held ? 'Go on' : 'Hold',
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'plain',
          onClick() {
            setHeld(undefined);
            void store.clearWire();
          },
        },
        'Clear',
      ),
    ),
    h(
      'ol',
      { class: 'notes', tabIndex: 0, 'aria-label': 'Events and requests, newest first' },
      notes.map((note) => h(Note, { key: `${note.run} ${note.number}`, note })),
      notes.length === 0 &&
        h(
          'li',
          { class: 'note about' },
          view.wire.length === 0 ? 'Nothing has passed yet.' : 'Nothing fits.',
        ),
    ),
  ];
}
