import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Trouble, WireNote } from '../protocol.ts';
import type { Club, View } from './club.ts';
import { written } from './moment.ts';

const KINDS = {
  all: 'Everything',
  event: 'Gateway events',
  request: 'REST requests',
  wrong: 'Violations',
} as const;
type Kind = keyof typeof KINDS;

const TROUBLES: readonly (readonly [Trouble, string])[] = [
  ['gateway', 'Drop the gateway'],
  ['error', 'Answer 500'],
  ['limit', 'Answer 429'],
  ['permission', 'Take the right to write here'],
];

const isOf = (kind: Kind, note: WireNote) =>
  kind === 'all' || (kind === 'wrong' ? note.wrong : note.kind === kind);

function Note({ note }: { note: WireNote }) {
  const { title, status, detail, wrong, at } = note;
  const failed = status !== null && status >= 400;
  const line = [
    h('span', { class: 'note-time' }, written(at, 'T')),
    h('span', { class: 'note-title' }, title),
    status !== null && h('span', { class: failed ? 'note-status failed' : 'note-status' }, String(status)),
  ];
  return h(
    'li',
    { class: wrong ? 'note wrong' : 'note' },
    detail === ''
      ? h('div', { class: 'note-line' }, line)
      : h(
          'details',
          { open: wrong },
          h('summary', { class: 'note-line' }, line),
          h('pre', { tabIndex: 0 }, detail),
        ),
  );
}

/** For contributors: what goes over the bot's wire, and how to make it go wrong. */
export function Panel({ club, view }: { club: Club; view: View }) {
  const [kind, setKind] = useState<Kind>('all');
  const [said, setSaid] = useState('');
  useEffect(() => {
    void club.watch(true);
    return () => void club.watch(false);
  }, [view.connected]);
  const notes = view.wire.filter((note) => isOf(kind, note));
  return h(
    'aside',
    { class: 'panel', 'aria-label': 'The bot’s wire' },
    h(
      'header',
      { class: 'bar' },
      h('h2', null, 'The bot’s wire'),
      h(
        'button',
        {
          type: 'button',
          class: 'remove',
          'aria-label': 'Close the panel',
          onClick: () => club.setPanel(false),
        },
        '×',
      ),
    ),
    h(
      'div',
      { class: 'panel-tools' },
      TROUBLES.map(([trouble, label]) =>
        h(
          'button',
          {
            type: 'button',
            class: 'button secondary',
            onClick: async () =>
              setSaid(await club.makeTrouble(trouble).catch((error: unknown) => String(error))),
          },
          label,
        ),
      ),
      h('p', { role: 'status', class: 'about' }, said),
      h(
        'label',
        null,
        'Show ',
        h(
          'select',
          {
            value: kind,
            onChange: ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
              setKind(currentTarget.value as Kind),
          },
          Object.entries(KINDS).map(([value, label]) => h('option', { value }, label)),
        ),
      ),
      h('button', { type: 'button', class: 'plain', onClick: club.clearWire }, 'Clear'),
      h('a', { href: '/page/state', download: 'club.state' }, 'Save this state'),
    ),
    h(
      'ol',
      { class: 'notes', tabIndex: 0, 'aria-label': 'Events and requests, newest first' },
      notes.map(({ number, ...note }) => h(Note, { key: number, note })),
    ),
  );
}
