import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useSeconds, written } from './moment.ts';
import { Popup } from './popup.ts';
import { Refused } from './socket.ts';
import type { Store, View } from './store.ts';

const HOUR = 60 * 60_000;
const MORNING = 9;

/** Nine in the morning of the day after `now`, where the reader is (UTC ms). */
function tomorrowMorning(now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime();
}

const two = (number: number) => String(number).padStart(2, '0');

/** As a field for date and time takes it. */
function fieldValue(at: number): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}

const shortly = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** The sandbox's clock, and how to let time pass. */
export function Clock({ store, view }: { store: Store; view: View }) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [why, setWhy] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  useSeconds(store.now);
  const now = store.now();

  function close(): void {
    setOpen(false);
    setWhy('');
  }
  function toggle(): void {
    setWanted(fieldValue(store.now()));
    if (open) close();
    else setOpen(true);
  }
  async function go(to: number): Promise<void> {
    try {
      await store.passUntil(to);
      close();
      button.current?.focus();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setWhy(error.message);
    }
  }
  const step = (label: string, to: () => number) =>
    h(
      'button',
      { type: 'button', class: 'button secondary', disabled: view.passing, onClick: () => void go(to()) },
      label,
    );
  return h(
    'div',
    { class: 'clock' },
    h(
      'button',
      {
        ref: button,
        type: 'button',
        class: 'clock-button',
        'aria-expanded': open,
        title: written(now, 'F'),
        onClick: toggle,
      },
      h('span', { class: 'clock-face', 'aria-hidden': true }),
      h('time', null, view.passing ? 'Time passes…' : shortly.format(now)),
      h('span', { class: 'unseen' }, '. Move the clock'),
    ),
    open &&
      h(
        Popup,
        { anchor: button, onClose: close },
        h(
          'form',
          {
            class: 'clock-form',
            noValidate: true,
            'aria-label': 'Move the clock',
            onKeyDown: (event: KeyboardEvent) => {
              if (event.key !== 'Escape') return;
              close();
              button.current?.focus();
            },
            onSubmit: (event: Event) => {
              event.preventDefault();
              const to = new Date(wanted).getTime();
              if (Number.isNaN(to)) setWhy('Give a date and a time.');
              else void go(to);
            },
          },
          h('p', { class: 'about' }, 'Whatever becomes due on the way happens, in its order.'),
          h(
            'div',
            { class: 'steps' },
            step('An hour on', () => store.now() + HOUR),
            step('Tomorrow morning', () => tomorrowMorning(store.now())),
          ),
          h(
            'label',
            null,
            'To a date and time',
            h('input', {
              type: 'datetime-local',
              value: wanted,
              min: fieldValue(now),
              onInput: ({ currentTarget }) => setWanted(currentTarget.value),
            }),
          ),
          h('button', { type: 'submit', class: 'button primary', disabled: view.passing }, 'Go there'),
          why && h('p', { class: 'fault', role: 'alert' }, why),
        ),
      ),
  );
}
