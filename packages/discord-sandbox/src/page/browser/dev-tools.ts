import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { DEVICES, type Device } from '../../client/devices.ts';
import type { Here, Right, Trouble } from '../protocol.ts';
import { written } from './moment.ts';
import { Refused } from './socket.ts';
import type { Store, View } from './store.ts';

// What contributors can do to the sandbox: make it fail, take the bot's rights, save and load it.

/** What an attempt came to, in a sentence for the reader. */
async function outcome(attempt: Promise<string>): Promise<string> {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}

const TROUBLES: readonly (readonly [Trouble, string])[] = [
  ['error', 'Answer 500'],
  ['limit', 'Answer 429'],
  ['slow', 'Answer after 4 s'],
  ['gateway', 'Drop the gateway'],
  ['none', 'Call it off'],
];

/** Makes Discord fail, for as many of the bot's requests as told. */
export function Troubles({ store }: { store: Store }) {
  const [times, setTimes] = useState(1);
  const [said, setSaid] = useState('');
  return h(
    'details',
    { class: 'panel-part' },
    h('summary', null, 'Trouble'),
    h(
      'div',
      { class: 'panel-tools' },
      h(
        'label',
        null,
        'For the next ',
        h('input', {
          type: 'number',
          min: 1,
          max: 1_000,
          value: times,
          onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
            setTimes(Math.min(1_000, Math.max(1, Math.floor(currentTarget.valueAsNumber) || 1))),
        }),
        ' requests',
      ),
      TROUBLES.map(([trouble, label]) =>
        h(
          'button',
          {
            type: 'button',
            class: 'button secondary',
            onClick: async () => setSaid(await outcome(store.makeTrouble(trouble, times))),
          },
          label,
        ),
      ),
      h('p', { role: 'status', class: 'about' }, said),
    ),
  );
}

/**
 * A part of the panel with something of the sandbox's that can be switched. `take` keeps an answer; it is asked for when
 * the part is opened.
 */
function useSwitched<Thing>(view: View, ask: () => Promise<readonly Thing[]>) {
  const [open, setOpen] = useState(false);
  const [things, setThings] = useState<readonly Thing[]>([]);
  const [why, setWhy] = useState('');
  async function take(answer: Promise<readonly Thing[]>): Promise<void> {
    const kept = answer.then((now) => {
      setThings(now);
      return '';
    });
    setWhy(await outcome(kept));
  }
  useEffect(() => {
    if (open && view.connected) void take(ask());
  }, [open, view.connected]);
  const onToggle = ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => setOpen(currentTarget.open);
  return { things, why, take, onToggle };
}

/** Something to switch, with what it is about. */
function Switch({
  label,
  about,
  ...input
}: {
  readonly label: string;
  readonly about: string;
  readonly type: 'checkbox' | 'radio';
  readonly name?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onChange(event: { currentTarget: HTMLInputElement }): void;
}) {
  return h(
    'label',
    { class: 'switch-line' },
    h('input', input),
    h('span', null, label && h('strong', null, label), about && h('span', { class: 'about' }, about)),
  );
}

/** Ways in which Discord is unkind until they are switched off again. */
export function Unkindness({ store, view }: { store: Store; view: View }) {
  const { things, why, take, onToggle } = useSwitched(view, store.conditions);
  const all = (on: boolean, label: string) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button secondary',
        onClick: () => void take(store.switchCondition(null, on)),
      },
      label,
    );
  return h(
    'details',
    { class: 'panel-part', onToggle },
    h('summary', null, 'What Discord does now and then'),
    h(
      'div',
      { class: 'panel-tools' },
      all(true, 'All on'),
      all(false, 'All off'),
      h(
        'fieldset',
        { class: 'switches' },
        h('legend', { class: 'unseen' }, 'What Discord does now and then'),
        things.map(({ name, about, on }) =>
          h(Switch, {
            key: name,
            label: name,
            about,
            type: 'checkbox',
            checked: on,
            onChange: ({ currentTarget }) => void take(store.switchCondition(name, currentTarget.checked)),
          }),
        ),
      ),
      h('p', { role: 'status', class: 'about' }, why),
    ),
  );
}

/** Who is in the server, to leave it and to come back. */
export function Presences({ store, view }: { store: Store; view: View }) {
  const { things, why, take, onToggle } = useSwitched(view, store.presences);
  return h(
    'details',
    { class: 'panel-part', onToggle },
    h('summary', null, 'Who is in the server'),
    h(
      'div',
      { class: 'panel-tools' },
      h(
        'fieldset',
        { class: 'switches people' },
        h('legend', { class: 'unseen' }, 'Who is in the server'),
        things.map(({ username, name, bot, here, stays }) =>
          h(Switch, {
            key: username,
            label: name,
            about: bot ? 'the bot: kicked and invited again' : stays ? 'the owner, who stays' : '',
            type: 'checkbox',
            checked: here,
            disabled: stays,
            onChange: ({ currentTarget }) => void take(store.setPresence(username, currentTarget.checked)),
          }),
        ),
      ),
      h('p', { role: 'status', class: 'about' }, why),
    ),
  );
}

const devices = Object.entries(DEVICES) as [Device, string][];

/** What the page behaves like. */
export function Devices({ store, view }: { store: Store; view: View }) {
  return h(
    'details',
    { class: 'panel-part' },
    h('summary', null, 'This page'),
    h(
      'div',
      { class: 'panel-tools' },
      h(
        'fieldset',
        { class: 'switches' },
        h('legend', { class: 'unseen' }, 'This page is Discord'),
        devices.map(([device, about]) =>
          h(Switch, {
            key: device,
            label: '',
            about,
            type: 'radio',
            name: 'device',
            checked: view.device === device,
            onChange: () => void store.setDevice(device),
          }),
        ),
      ),
      h('button', { type: 'button', class: 'button secondary', onClick: store.restart }, 'Restart the app'),
      h(
        'p',
        { class: 'about' },
        'An app that restarts has lost its messages that only you could see, as when you load this page again.',
      ),
    ),
  );
}

/** Everything that the bot may do in one channel, or in the whole server, to take and to give back. */
export function Rights({ store, view, here }: { store: Store; view: View; here: Here }) {
  const [open, setOpen] = useState(false);
  const [where, setWhere] = useState('');
  const [rights, setRights] = useState<readonly Right[]>([]);
  const [why, setWhy] = useState('');
  async function take(answer: Promise<readonly Right[]>): Promise<void> {
    setWhy('');
    setWhy(
      await outcome(
        answer.then((now) => {
          setRights(now);
          return '';
        }),
      ),
    );
  }
  useEffect(() => {
    if (open && view.connected) void take(store.rights(where));
  }, [open, where, view.connected]);
  const sees = rights.some(({ name, has }) => name === 'View Channel' && has);
  return h(
    'details',
    {
      class: 'panel-part',
      onToggle: ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => setOpen(currentTarget.open),
    },
    h('summary', null, 'The bot’s permissions'),
    h(
      'div',
      { class: 'panel-tools' },
      h('label', { htmlFor: 'permissions-in' }, 'In'),
      h(
        'select',
        {
          id: 'permissions-in',
          value: where,
          onChange: ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
            setWhere(currentTarget.value),
        },
        h('option', { value: '' }, 'the whole server'),
        here.channels.map(({ name }) => h('option', { key: name, value: name }, `#${name}`)),
      ),
      h(
        'fieldset',
        { class: 'rights' },
        h('legend', { class: 'unseen' }, `In ${where === '' ? 'the whole server' : `#${where}`}`),
        rights.map(({ name, has }) =>
          h(
            'label',
            { key: name },
            h('input', {
              type: 'checkbox',
              checked: has,
              // Without seeing a channel one can do nothing in it.
              disabled: where !== '' && name !== 'View Channel' && !sees,
              onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
                void take(store.permit(where, name, currentTarget.checked)),
            }),
            name,
          ),
        ),
      ),
      h('p', { role: 'status', class: 'about' }, why),
    ),
  );
}

/** Saves everything to a file, and goes on from such a file. */
export function States({ store }: { store: Store }) {
  const [chosen, setChosen] = useState<File | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [why, setWhy] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const sure = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (chosen) sure.current?.focus();
  }, [chosen]);

  function leave(): void {
    setChosen(undefined);
    opener.current?.focus();
  }
  async function load(file: File): Promise<void> {
    setBusy(true);
    setWhy(
      await outcome(
        store.loadState(file).then(() => {
          setSaid(`Loaded. It is ${written(store.now(), 'f')}.`);
          return '';
        }),
      ),
    );
    setBusy(false);
    leave();
  }
  return h(
    'details',
    { class: 'panel-part' },
    h('summary', null, 'State'),
    h(
      'div',
      { class: 'panel-tools' },
      h(
        'a',
        { class: 'button secondary', href: '/page/state', download: 'sandbox.state' },
        'Save this state',
      ),
      h(
        'button',
        {
          ref: opener,
          type: 'button',
          class: 'button secondary',
          onClick: () => !busy && field.current?.click(),
        },
        'Load a state…',
      ),
      h('input', {
        ref: field,
        type: 'file',
        hidden: true,
        'aria-label': 'A saved state',
        onChange({ currentTarget }: { currentTarget: HTMLInputElement }) {
          setSaid('');
          setWhy('');
          setChosen(currentTarget.files?.[0]);
          currentTarget.value = '';
        },
      }),
      chosen &&
        h(
          'div',
          {
            class: 'sure',
            role: 'group',
            'aria-label': `Load ${chosen.name}?`,
            onKeyDown: ({ key }: KeyboardEvent) => key === 'Escape' && !busy && leave(),
          },
          h('p', null, `Load ${chosen.name}? What is here now and isn’t saved is lost.`),
          h(
            'button',
            {
              ref: sure,
              type: 'button',
              class: 'button danger',
              'aria-busy': busy ? true : undefined,
              onClick: () => !busy && void load(chosen),
            },
            busy ? 'Loading…' : 'Load it',
          ),
          h(
            'button',
            { type: 'button', class: 'button secondary', disabled: busy, onClick: leave },
            'Cancel',
          ),
        ),
      h('p', { role: 'status', class: 'about' }, said),
      why && h('p', { role: 'alert', class: 'fault' }, `${why} Nothing was changed.`),
      h(
        'p',
        { class: 'about' },
        'A state holds the store, its people and messages, the time and the bot’s database, but not the key to answers that members keep. Loading one starts the bot anew with it; the database from before stays beside it with the ending .before.',
      ),
    ),
  );
}
