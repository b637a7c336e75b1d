import { h, type RefObject } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from '../protocol.ts';
import { Popup } from './popup.ts';

interface PickerProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
  /** The id of the list, for what opens it. */
  readonly listId: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly least: number;
  readonly most: number;
  /** Whether one can type to find. */
  readonly searched: boolean;
  /** Called with the choice when the list closes. */
  readonly onDone: (chosen: readonly string[]) => void;
}

const fits = ({ label, description }: Choice, typed: string) =>
  `${label} ${description}`.toLowerCase().includes(typed.toLowerCase());

function Option({
  choice,
  id,
  active,
  chosen,
  onPick,
}: {
  choice: Choice;
  id: string;
  active: boolean;
  chosen: boolean;
  onPick: () => void;
}) {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) own.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return h(
    'div',
    {
      ref: own,
      id,
      role: 'option',
      class: active ? 'option active' : 'option',
      'aria-selected': chosen,
      onClick: onPick,
    },
    choice.emoji && h('span', { class: 'emoji' }, choice.emoji),
    h(
      'span',
      { class: 'option-text' },
      h('span', { class: 'option-label' }, choice.label),
      choice.description && h('span', { class: 'option-description' }, choice.description),
    ),
    h('span', { class: 'option-tick', 'aria-hidden': true }, chosen ? '✓' : ''),
  );
}

/** A list to choose from, with arrows, Enter, Escape and letters, or by pointing. */
export function Picker({
  anchor,
  label,
  listId,
  choices,
  chosen: first,
  least,
  most,
  searched,
  onDone,
}: PickerProps) {
  const id = useId();
  const focused = useRef<HTMLElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(first);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      choices.findIndex(({ value }) => first.includes(value)),
    ),
  );
  const offered = searched ? choices.filter((choice) => fits(choice, typed)) : choices;
  const current = offered[Math.min(active, offered.length - 1)];
  // At once, because the first letter typed is already meant for the list.
  useLayoutEffect(() => focused.current?.focus(), []);

  function pick({ value }: Choice): void {
    const held = chosen.includes(value);
    if (most === 1) onDone(held && least === 0 ? [] : [value]);
    else if (held) setChosen(chosen.filter((one) => one !== value));
    else if (chosen.length < most) setChosen([...chosen, value]);
  }

  function findByLetter(letter: string): void {
    const after = [...offered.slice(active + 1), ...offered.slice(0, active + 1)];
    const found = after.find((choice) => choice.label.toLowerCase().startsWith(letter.toLowerCase()));
    if (found) setActive(offered.indexOf(found));
  }

  const last = offered.length - 1;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setActive(active >= last ? 0 : active + 1),
    ArrowUp: () => setActive(active <= 0 ? last : active - 1),
    Home: () => setActive(0),
    End: () => setActive(last),
    Enter: () => current && pick(current),
    Escape: () => onDone(most === 1 ? first : chosen),
    Tab: () => onDone(most === 1 ? first : chosen),
    ...(searched ? {} : { ' ': () => current && pick(current) }),
  };
  function onKeyDown(event: KeyboardEvent): void {
    const act = keys[event.key];
    if (act) {
      // Tab leaves the list; all other keys are for the list alone.
      if (event.key !== 'Tab') event.preventDefault();
      event.stopPropagation();
      act();
    } else if (!searched && event.key.length === 1) findByLetter(event.key);
  }

  const activeId = current ? `${id}-${offered.indexOf(current)}` : undefined;
  const shared = {
    onKeyDown,
    'aria-activedescendant': activeId,
    'aria-label': label,
    ref: focused as RefObject<never>,
  };
  const options = offered.map((choice, place) =>
    h(Option, {
      key: choice.value,
      choice,
      id: `${id}-${place}`,
      active: choice === current,
      chosen: chosen.includes(choice.value),
      onPick: () => pick(choice),
    }),
  );
  const nothing = offered.length === 0 && h('p', { class: 'nothing' }, 'Nothing like that here.');
  return h(
    Popup,
    { anchor, onClose: () => onDone(most === 1 ? first : chosen) },
    searched &&
      h('input', {
        ...shared,
        class: 'search',
        role: 'combobox',
        'aria-expanded': true,
        'aria-controls': listId,
        placeholder: 'Search',
        value: typed,
        onInput: ({ currentTarget }) => {
          setTyped(currentTarget.value);
          setActive(0);
        },
      }),
    h(
      'div',
      {
        id: listId,
        role: 'listbox',
        class: 'options',
        'aria-multiselectable': most > 1,
        ...(searched ? { 'aria-label': label } : { ...shared, tabIndex: 0 }),
      },
      options,
    ),
    nothing,
    most > 1 &&
      h('p', { class: 'hint' }, `${chosen.length} of ${most} chosen. Press elsewhere or Escape when done.`),
  );
}
