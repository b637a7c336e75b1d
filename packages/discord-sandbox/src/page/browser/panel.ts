import { h } from 'preact';
import type { Here } from '../protocol.ts';
import { Devices, Presences, Rights, States, Troubles, Unkindness } from './dev-tools.ts';
import type { Store, View } from './store.ts';
import { Notes } from './wire-log.ts';

/** For contributors: what goes over the bot's wire, how to make it go wrong, and how to keep a state. */
export function Panel({
  store,
  view,
  here,
  onClose,
}: {
  store: Store;
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
      h(Troubles, { store }),
      h(Unkindness, { store, view }),
      h(Presences, { store, view }),
      h(Rights, { store, view, here }),
      h(Devices, { store, view }),
      h(States, { store }),
    ),
    h(Notes, { store, view }),
  );
}
