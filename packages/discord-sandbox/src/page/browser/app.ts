import { h } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Here } from '../protocol.ts';
import { Clock } from './clock.ts';
import { type Draft, drafted } from './command-draft.ts';
import { Composer } from './composer.ts';
import { type TextActions, TextContext } from './context.ts';
import { goToMessage } from './focus.ts';
import { Form } from './form.ts';
import { Panel } from './panel.ts';
import { Sidebar } from './sidebar.ts';
import type { Store, View } from './store.ts';
import { Timeline } from './timeline.ts';
import { Tour } from './tour.ts';

/** Says so when something that the page needs isn't there. */
function Trouble({ view, here }: { view: View; here: Here | undefined }) {
  const text = !view.connected
    ? view.loading
      ? 'Another state is being loaded. This page comes back by itself.'
      : (here?.parting ?? 'Looking for the sandbox…')
    : here?.bot === false
      ? 'The bot isn’t connected. Answers come when it is back.'
      : '';
  return h('div', { class: 'troubles', role: 'status' }, text && h('p', null, text));
}

function Room({ store, view, here }: { store: Store; view: View; here: Here }) {
  const [text, setText] = useState('');
  const [draft, setDraft] = useState<Draft | undefined>(undefined);
  const [menu, setMenu] = useState(false);
  const menuButton = useRef<HTMLButtonElement>(null);
  const panelButton = useRef<HTMLButtonElement>(null);
  function closePanel(): void {
    store.setPanel(false);
    panelButton.current?.focus();
  }
  function closeMenu(): void {
    if (!menu) return;
    setMenu(false);
    menuButton.current?.focus();
  }
  const place = useMemo(
    (): TextActions => ({
      now: store.now,
      device: view.device,
      goTo: (channel) => void store.open(store.view().here?.me ?? '', channel),
      async goToMessage(channel, id) {
        if (store.view().here?.channel !== channel) await store.open(store.view().here?.me ?? '', channel);
        const isThere = () => store.view().messages.some((one) => one.id === id);
        while (!isThere() && store.view().older) await store.loadOlder();
        // It is drawn with the next frame.
        requestAnimationFrame(() => requestAnimationFrame(() => goToMessage(id)));
      },
      startCommand(path) {
        const command = store.view().commands.find((one) => one.path === path);
        if (command) setDraft(drafted(command));
      },
    }),
    [store, view.device],
  );
  return h(
    TextContext.Provider,
    { value: place },
    h(
      'div',
      { class: ['room', menu && 'menu-open', view.panel && 'panel-open'].filter(Boolean).join(' ') },
      h(Sidebar, { store, view, here, onGone: closeMenu }),
      h(
        'main',
        null,
        h(
          'header',
          { class: 'bar' },
          h(
            'button',
            {
              ref: menuButton,
              type: 'button',
              class: 'menu',
              'aria-label': menu ? 'Close the channels' : 'Show the channels',
              'aria-expanded': menu,
              'aria-controls': 'sidebar',
              onClick: () => setMenu(!menu),
            },
            h('span', { 'aria-hidden': true }, '☰'),
          ),
          h(
            'h1',
            null,
            h('span', { class: 'hash', 'aria-hidden': true }, '#'),
            h('span', null, here.channel),
          ),
          h(Clock, { store, view }),
          h(
            'button',
            {
              ref: panelButton,
              type: 'button',
              class: 'theme wire',
              'aria-label': 'The bot’s wire, for contributors',
              title: 'The bot’s wire, for contributors',
              'aria-pressed': view.panel,
              onClick: () => store.setPanel(!view.panel),
            },
            h('span', { 'aria-hidden': true }, '⇅'),
          ),
        ),
        h(Trouble, { view, here }),
        h(Timeline, { key: `${here.me} ${here.channel}`, store, view }),
        view.touring && here.tour.length > 0 && h(Tour, { store, view, here }),
        h(Composer, { store, view, here, text, draft, setText, setDraft }),
      ),
      view.panel && h(Panel, { store, view, here, onClose: closePanel }),
      menu &&
        h('button', {
          type: 'button',
          class: 'shade',
          'aria-label': 'Close the channels',
          onClick: closeMenu,
        }),
      view.form && h(Form, { key: view.form.token, store, here, form: view.form, trouble: view.formTrouble }),
    ),
  );
}

/** The whole page. */
export function App({ store, view }: { store: Store; view: View }) {
  const { here } = view;
  return here ? h(Room, { store, view, here }) : h('main', { class: 'waiting' }, h(Trouble, { view, here }));
}
