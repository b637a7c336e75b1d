import { h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Here, PageMessage, Part, TourAct } from '../protocol.ts';
import { focusTimeline } from './focus.ts';
import { Refused } from './socket.ts';
import type { Store, View } from './store.ts';

/** How long a message may take to come, in ms. */
const PATIENCE_MS = 30_000;

/** How long each act can be seen before the next, in ms. */
const PAUSE_MS = 500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const buttonsIn = (parts: readonly Part[]): readonly { readonly id: string; readonly label: string }[] =>
  parts.flatMap((part) => {
    if (part.type === 'button') return part.disabled ? [] : [part];
    return 'parts' in part ? buttonsIn(part.parts) : [];
  });

const dateOf = (day: Date) =>
  [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((one) => String(one).padStart(2, '0')).join('-');

/** Does what the tour shows. Its days are counted from the one on which it began. */
function createGuide(store: Store): (act: TourAct) => Promise<void> {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const begun = new Date(store.now());
  const dayAt = (day: number, hour: number) =>
    new Date(begun.getFullYear(), begun.getMonth(), begun.getDate() + day, 0, hour * 60);
  const filledIn = (text: string) =>
    text
      .replace('{zone}', new Intl.DateTimeFormat().resolvedOptions().timeZone)
      .replace(/\{day (\d+)\}/, (_, day: string) => dateOf(dayAt(Number(day), 12)));

  /** The newest message of the open channel with a button, there already or still to come. */
  async function having(label: string): Promise<{ message: PageMessage; button: string } | undefined> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      for (const message of store.view().messages.toReversed()) {
        const button = buttonsIn(message.parts).find((one) => one.label === label);
        if (button && !message.ephemeral) return { message, button: button.id };
      }
      await pause(50);
    }
    return undefined;
  }

  async function press(label: string): Promise<void> {
    const found = await having(label);
    if (!found) throw new Refused(`No message with the button "${label}" has come.`);
    await store.press(found.message.id, found.button);
    if (!calm) await pause(PAUSE_MS);
  }

  return (act) => {
    switch (act.type) {
      case 'be':
        return store.open(act.member, act.channel);
      case 'run':
        return store.run(
          act.command,
          Object.fromEntries(Object.entries(act.options).map(([name, value]) => [name, filledIn(value)])),
        );
      case 'press':
        return press(act.label);
      case 'pass':
        return store.passUntil(Math.max(store.now(), dayAt(act.day, act.hour).getTime()));
      case 'goToNews': {
        const fresh = act.channels.find((name) => store.view().unread.has(name));
        return store.open(store.view().here?.me ?? '', fresh ?? act.channels.at(-1) ?? '');
      }
    }
  };
}

/** A tour of the product, done by the real bot. */
export function Tour({ store, view, here }: { store: Store; view: View; here: Here }) {
  const guide = useRef<(act: TourAct) => Promise<void>>(undefined);
  const [place, setPlace] = useState(0);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState('');
  const steps = here.tour.filter(({ needs }) => view.commands.some(({ path }) => path === needs));
  const step = steps[place];

  async function go(): Promise<void> {
    if (busy) return;
    guide.current ??= createGuide(store);
    setBusy(true);
    setWhy('');
    try {
      for (const act of step?.acts ?? []) await guide.current(act);
      setPlace(place + 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setWhy(error.message);
    }
    setBusy(false);
  }
  function leave(): void {
    focusTimeline();
    store.setTouring(false);
  }
  const done = place > 0 && !step;
  const last = useRef<HTMLButtonElement>(null);
  // The buttons of the steps are gone then, and the focus with them.
  useLayoutEffect(() => {
    if (done && document.activeElement === document.body) last.current?.focus();
  }, [done]);
  return h(
    'section',
    { class: 'tour', 'aria-label': 'Guided tour' },
    h(
      'div',
      { role: 'status' },
      h(
        'p',
        { class: 'tour-title' },
        done ? 'That was the tour' : step ? `${place + 1} of ${steps.length}: ${step.title}` : 'Guided tour',
      ),
      h(
        'p',
        null,
        done
          ? 'Now it is yours: be anybody at the bottom left, type / for the commands, and move the clock at the top.'
          : (step?.words ?? 'The bot isn’t connected yet.'),
      ),
    ),
    why && h('p', { class: 'fault', role: 'alert' }, why),
    h(
      'div',
      { class: 'tour-buttons' },
      step &&
        h(
          'button',
          {
            type: 'button',
            class: 'button primary',
            // It keeps the focus while it waits.
            'aria-disabled': busy ? true : undefined,
            onClick: () => void go(),
          },
          busy ? 'Watch…' : 'Show me',
        ),
      step &&
        place > 0 &&
        h(
          'button',
          {
            type: 'button',
            class: 'button secondary',
            disabled: busy,
            onClick: () => setPlace(place + 1),
          },
          'Next',
        ),
      h(
        'button',
        { ref: last, type: 'button', class: 'button secondary', onClick: leave },
        done ? 'Close' : 'Skip the tour',
      ),
    ),
  );
}
