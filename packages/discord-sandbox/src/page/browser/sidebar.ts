import { h } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Choice, Here, PageMember } from '../protocol.ts';
import { Events } from './events.ts';
import { Face } from './message.ts';
import { Picker } from './picker.ts';
import type { Store, View } from './store.ts';

const rolesOf = ({ roles }: PageMember) => roles.join(', ') || 'Member';

function Channels({
  store,
  view,
  here,
  onGone,
}: {
  store: Store;
  view: View;
  here: Here;
  onGone: () => void;
}) {
  return h(
    'nav',
    { 'aria-label': 'Channels' },
    h(Events, { store, here }),
    h('p', { class: 'group', 'aria-hidden': true }, 'Text channels'),
    h(
      'ul',
      null,
      here.channels.map(({ name }) => {
        const { count = 0, pings = 0 } = view.unread.get(name) ?? {};
        const open = name === here.channel;
        return h(
          'li',
          { key: name },
          h(
            'button',
            {
              type: 'button',
              class: ['channel', open ? 'open' : '', count > 0 ? 'unread' : ''].filter(Boolean).join(' '),
              'aria-current': open ? 'page' : undefined,
              onClick: () => {
                void store.open(here.me, name);
                onGone();
              },
            },
            h('span', { class: 'hash', 'aria-hidden': true }, '#'),
            h('span', { class: 'channel-name' }, name),
            count > 0 && pings === 0 && h('span', { class: 'unseen' }, ', unread'),
            pings > 0 &&
              h('span', { class: 'pings' }, String(pings), h('span', { class: 'unseen' }, ' mentions')),
          ),
        );
      }),
    ),
  );
}

/** Who the reader is, and how to be somebody else. */
function Myself({ store, here, onGone }: { store: Store; here: Here; onGone: () => void }) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const me = here.members.find(({ username }) => username === here.me);
  if (!me) return null;
  const choices = here.members
    .filter(({ bot }) => !bot)
    .map(
      (member): Choice => ({
        label: member.name,
        value: member.username,
        description: rolesOf(member),
        emoji: '',
        chosen: member === me,
      }),
    );
  return h(
    'div',
    { class: 'myself' },
    h(
      'button',
      {
        ref: button,
        type: 'button',
        'aria-haspopup': 'listbox',
        'aria-expanded': open,
        'aria-controls': open ? listId : undefined,
        onClick: () => setOpen(!open),
      },
      h(Face, me),
      h(
        'span',
        { class: 'myself-text' },
        h('strong', null, me.name),
        h(
          'span',
          null,
          `You are ${rolesOf(me) === 'Member' ? 'a member' : `the ${rolesOf(me).toLowerCase()}`}`,
        ),
      ),
      h('span', { class: 'unseen' }, '. Become somebody else'),
      h('span', { class: 'switch', 'aria-hidden': true }, '⇄'),
    ),
    open &&
      h(Picker, {
        anchor: button,
        label: 'Become somebody else',
        listId,
        choices,
        chosen: [me.username],
        least: 1,
        most: 1,
        searched: choices.length > 12,
        onDone([username = me.username]) {
          setOpen(false);
          button.current?.focus();
          if (username === me.username) return;
          void store.open(username, here.channel);
          onGone();
        },
      }),
  );
}

/** The server, its channels, and who one is in it. */
export function Sidebar({
  store,
  view,
  here,
  onGone,
}: {
  store: Store;
  view: View;
  here: Here;
  onGone: () => void;
}) {
  const light = view.theme === 'light';
  return h(
    'aside',
    {
      class: 'sidebar',
      id: 'sidebar',
      'aria-label': here.server,
      onKeyDown: (event: KeyboardEvent) => event.key === 'Escape' && onGone(),
    },
    h(
      'header',
      { class: 'server' },
      h('strong', null, here.server),
      here.tour.length > 0 &&
        h(
          'button',
          {
            type: 'button',
            class: 'theme',
            'aria-label': 'Guided tour',
            title: 'Guided tour',
            'aria-pressed': view.touring,
            onClick: () => store.setTouring(!view.touring),
          },
          h('span', { 'aria-hidden': true }, '?'),
        ),
      h(
        'button',
        {
          type: 'button',
          class: 'theme',
          'aria-label': light ? 'Dark theme' : 'Light theme',
          title: light ? 'Dark theme' : 'Light theme',
          onClick: () => store.setTheme(light ? 'dark' : 'light'),
        },
        h('span', { 'aria-hidden': true }, light ? '☾' : '☀'),
      ),
    ),
    h(Channels, { store, view, here, onGone }),
    h(Myself, { store, here, onGone }),
  );
}
