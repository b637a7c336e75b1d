import { h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Entered, PageMessage, Part } from '../protocol.ts';
import type { Club, View } from './club.ts';
import { focusTimeline } from './focus.ts';
import { Refused } from './line.ts';

/** What the tour can do: nothing that the visitor couldn't. */
interface Guide {
  /** Becomes a member, and goes to a channel. */
  be(member: string, channel: string): Promise<void>;
  run(path: string, entered: Entered): Promise<void>;
  /** Presses a button of the newest message that has it, wherever it came; waits for it if need be. */
  press(label: string): Promise<void>;
  /** Lets time pass until an hour of a day: 0 is today where the visitor is. */
  passTo(day: number, hour: number): Promise<void>;
  /** Goes where something new has come. */
  goToNews(...channels: readonly string[]): Promise<void>;
  /** A day from today, as `2026-12-05`. */
  date(day: number): string;
}

interface Step {
  readonly title: string;
  readonly words: string;
  /** The command that it needs; where the bot hasn't got it, the step is left out. */
  readonly needs: string;
  act(guide: Guide): Promise<void>;
}

const STEPS: readonly Step[] = [
  {
    title: 'A stretch',
    words: 'Any member asks for a routine and gets it alone: /stretch hamstrings.',
    needs: 'stretch',
    async act(guide) {
      await guide.be('ben', 'general');
      await guide.run('stretch', { muscle: 'hamstrings' });
    },
  },
  {
    title: 'A run',
    words:
      'The owner sets the club up, the run leader announces a run with three places, and five members press Going.',
    needs: 'run create',
    async act(guide) {
      await guide.be('admin', 'general');
      await guide.run('club setup', {
        timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        'runs-channel': 'group-runs',
        'recovery-channel': 'recovery',
      });
      await guide.be('leader', 'group-runs');
      await guide.run('run create', {
        title: 'Riverside loop',
        when: `${guide.date(1)} 18:30`,
        meet: 'Town hall steps',
        distance: '8 km',
        capacity: '3',
      });
      for (const member of ['amara', 'ben', 'chloe', 'diego', 'elif']) {
        await guide.be(member, 'group-runs');
        await guide.press('Going');
      }
      await guide.be('leader', 'group-runs');
    },
  },
  {
    title: 'A race',
    words:
      'The leader adds a half marathon for the day after tomorrow, and three members say that they race.',
    needs: 'race add',
    async act(guide) {
      await guide.be('leader', 'group-runs');
      await guide.run('race add', { name: 'City Half', distance: 'half', date: guide.date(2) });
      for (const member of ['amara', 'ben', 'leader']) {
        await guide.be(member, 'group-runs');
        await guide.press("I'm racing");
      }
    },
  },
  {
    title: 'The day after',
    words: 'Time passes until the morning after. Reminders, recaps and check-ins come, each at its time.',
    needs: 'run create',
    async act(guide) {
      await guide.be('ben', 'group-runs');
      await guide.passTo(3, 9.1);
      await guide.goToNews('recovery', 'group-runs');
    },
  },
];

/** How long a message may take to come, in ms. */
const PATIENCE_MS = 30_000;

/** How long each deed can be seen before the next, in ms. */
const PAUSE_MS = 500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const buttonsIn = (parts: readonly Part[]): readonly { readonly id: string; readonly label: string }[] =>
  parts.flatMap((part) => {
    if (part.is === 'button') return part.disabled ? [] : [part];
    return 'parts' in part ? buttonsIn(part.parts) : [];
  });

function createGuide(club: Club): Guide {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const begun = new Date(club.now());
  const dayAt = (day: number, hour: number) =>
    new Date(begun.getFullYear(), begun.getMonth(), begun.getDate() + day, 0, hour * 60);
  const me = () => club.view().here?.me ?? 'leader';

  /** The newest message of the open channel with a button, there already or still to come. */
  async function having(label: string): Promise<{ message: PageMessage; button: string } | undefined> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      for (const message of club.view().messages.toReversed()) {
        const button = buttonsIn(message.parts).find((one) => one.label === label);
        if (button && !message.ephemeral) return { message, button: button.id };
      }
      await pause(50);
    }
    return undefined;
  }

  return {
    be: (member, channel) => club.open(member, channel),
    run: (path, entered) => club.run(path, entered),
    async press(label) {
      const found = await having(label);
      if (!found) throw new Refused(`No message with the button "${label}" has come.`);
      await club.press(found.message.id, found.button);
      if (!calm) await pause(PAUSE_MS);
    },
    passTo: (day, hour) => club.passUntil(Math.max(club.now(), dayAt(day, hour).getTime())),
    async goToNews(...channels) {
      const fresh = channels.find((name) => club.view().unread.has(name));
      await club.open(me(), fresh ?? channels.at(-1) ?? 'general');
    },
    date(day) {
      const on = dayAt(day, 12);
      return [on.getFullYear(), on.getMonth() + 1, on.getDate()]
        .map((one) => String(one).padStart(2, '0'))
        .join('-');
    },
  };
}

/** A tour of the product, done by the real bot. */
export function Tour({ club, view }: { club: Club; view: View }) {
  const guide = useRef<Guide>(undefined);
  const [place, setPlace] = useState(0);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState('');
  const steps = STEPS.filter(({ needs }) => view.commands.some(({ path }) => path === needs));
  const step = steps[place];

  async function go(): Promise<void> {
    if (busy) return;
    guide.current ??= createGuide(club);
    setBusy(true);
    setWhy('');
    try {
      await step?.act(guide.current);
      setPlace(place + 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setWhy(error.message);
    }
    setBusy(false);
  }
  function leave(): void {
    focusTimeline();
    club.setTouring(false);
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
