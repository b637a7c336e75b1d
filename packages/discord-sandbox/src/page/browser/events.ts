import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Here, PageEvent } from '../protocol.ts';
import { Moment, useSeconds } from './moment.ts';
import type { Store } from './store.ts';
import { Text } from './text.ts';

const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** "Sat 5 Dec, 07:30 – 09:00", with both days where it ends on another. */
function spanOf({ startsAt, endsAt }: PageEvent): string {
  const end = day.format(startsAt) === day.format(endsAt) ? '' : `${day.format(endsAt)}, `;
  return `${day.format(startsAt)}, ${hour.format(startsAt)} – ${end}${hour.format(endsAt)}`;
}

function EventCard({ event, now }: { event: PageEvent; now: () => number }) {
  const { name, place, about, startsAt } = event;
  const going = now() >= startsAt;
  return h(
    'li',
    { class: 'event' },
    h(
      'p',
      { class: going ? 'event-time going' : 'event-time' },
      going ? 'Happening now' : spanOf(event),
      ' · ',
      h(Moment, { at: startsAt, style: 'R', text: event }),
    ),
    h('h3', null, name),
    about.length > 0 && h('div', { class: 'text' }, h(Text, { text: about })),
    h('p', { class: 'event-place' }, h('span', { class: 'pin', 'aria-hidden': true }), place),
  );
}

function EventList({
  events,
  now,
  onClose,
}: {
  events: readonly PageEvent[];
  now: () => number;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return h(
    'dialog',
    {
      ref: dialog,
      class: 'events',
      'aria-labelledby': 'events-title',
      onClose,
      // A press beside the list, or on a link.
      onClick: ({ target }: Event) => {
        const leaves = target === dialog.current || (target as Element).closest('button.mention');
        if (leaves) dialog.current?.close();
      },
      onKeyDown: (event: KeyboardEvent) => event.stopPropagation(),
    },
    h(
      'div',
      { class: 'events-box' },
      h(
        'header',
        null,
        h('h2', { id: 'events-title' }, titleOf(events.length)),
        h(
          'button',
          { type: 'button', class: 'remove', 'aria-label': 'Close', onClick: () => dialog.current?.close() },
          '×',
        ),
      ),
      events.length === 0
        ? h('p', { class: 'about events-none' }, 'There are no upcoming events.')
        : h(
            'ul',
            { tabIndex: 0, 'aria-label': 'Events' },
            events.map((event) => h(EventCard, { key: event.id, event, now })),
          ),
    ),
  );
}

const titleOf = (count: number) => (count === 0 ? 'Events' : count === 1 ? '1 Event' : `${count} Events`);

/** The server's own events: how many there are, and a list of them. */
export function Events({ store, here }: { store: Store; here: Here }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useSeconds(store.now);
  const events = here.events.filter(({ endsAt }) => endsAt > store.now());
  return [
    h(
      'button',
      {
        ref: button,
        key: 'entry',
        type: 'button',
        class: 'channel',
        'aria-haspopup': 'dialog',
        onClick: () => setOpen(true),
      },
      h('span', { class: 'calendar', 'aria-hidden': true }),
      h('span', { class: 'channel-name' }, titleOf(events.length)),
    ),
    open &&
      h(EventList, {
        key: 'list',
        events,
        now: store.now,
        onClose: () => {
          setOpen(false);
          button.current?.focus();
        },
      }),
  ];
}
