import { h } from 'preact';
import type { Here } from '../protocol.ts';
import type { Club, View } from './club.ts';
import { Rights, States, Troubles } from './meddling.ts';
import { Notes } from './notes.ts';

/** For contributors: what goes over the bot's wire, how to make it go wrong, and how to keep a state. */
export function Panel({
  club,
  view,
  here,
  onClose,
}: {
  club: Club;
  view: View;
  here: Here;
  onClose: () => void;
}) {
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
          onClick: onClose,
        },
        '×',
      ),
    ),
    h(
      'div',
      { class: 'panel-parts' },
      h(Troubles, { club }),
      h(Rights, { club, view, here }),
      h(States, { club }),
    ),
    h(Notes, { club, view }),
  );
}
