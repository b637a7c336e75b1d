import { h } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Choice, Here, ListContent } from '../protocol.ts';
import { Picker } from './picker.ts';

interface ListProps {
  readonly here: Here;
  readonly of: ListContent;
  readonly label: string;
  readonly placeholder: string;
  /** What the bot gave to choose from; of people, roles and channels only what is chosen at first. */
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly invalid?: boolean;
  readonly required?: boolean;
  /** Ids of the button that opens it, and of what is said about it. */
  readonly id?: string;
  readonly describedBy?: string | undefined;
  readonly onChosen: (chosen: readonly string[]) => void;
}

const plainChoice = (value: string, label: string, description = ''): Choice => ({
  label,
  value,
  description,
  emoji: '',
  chosen: false,
});

/** What a list of people, roles or channels offers. */
export function entities(of: Exclude<ListContent, 'choices'>, { members, roles, channels }: Here): Choice[] {
  const people = members.map(({ id, name, username }) => plainChoice(id, name, username));
  const titles = roles.map(({ id, name }) => plainChoice(id, `@${name}`));
  switch (of) {
    case 'user':
      return people;
    case 'role':
      return titles;
    case 'channel':
      return channels.map(({ id, name }) => plainChoice(id, `#${name}`));
    case 'mentionable':
      return [...people, ...titles];
  }
}

const same = (one: readonly string[], other: readonly string[]) =>
  [...one].sort().join() === [...other].sort().join();

/** A select, closed until it is pressed. */
export function List(props: ListProps) {
  const { here, of, label, placeholder, chosen, least, most, disabled, busy, invalid, onChosen } = props;
  const { id, required, describedBy } = props;
  const [open, setOpen] = useState(false);
  const listId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const choices = of === 'choices' ? props.choices : entities(of, here);
  const names = choices.filter(({ value }) => chosen.includes(value)).map((one) => one.label);
  const close = (now: readonly string[]) => {
    setOpen(false);
    button.current?.focus();
    const enough = now.length >= least && now.length <= most;
    if (enough && !same(now, chosen)) onChosen(now);
  };
  const shown = names.length > 0 ? names.join(', ') : placeholder;
  return h(
    'div',
    { class: 'list' },
    h(
      'button',
      {
        ref: button,
        id,
        type: 'button',
        class: names.length > 0 ? 'list-button' : 'list-button empty',
        role: 'combobox',
        'aria-haspopup': 'listbox',
        'aria-expanded': open,
        'aria-controls': open ? listId : undefined,
        'aria-label': names.length > 0 ? `${label}: ${shown}` : label,
        'aria-invalid': invalid ? true : undefined,
        'aria-required': required ? true : undefined,
        'aria-describedby': describedBy,
        'aria-busy': busy ? true : undefined,
        disabled,
        onClick: () => setOpen(!open && !busy),
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setOpen(!busy);
        },
      },
      h('span', { class: 'list-value' }, shown),
      busy
        ? h('span', { class: 'dots', 'aria-hidden': true })
        : h('span', { class: 'arrow', 'aria-hidden': true }),
    ),
    open &&
      h(Picker, {
        anchor: button,
        label,
        listId,
        choices,
        chosen,
        least,
        most: Math.min(most, Math.max(1, choices.length)),
        searched: of !== 'choices' || choices.length > 10,
        onDone: close,
      }),
  );
}
