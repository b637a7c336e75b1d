import { h } from 'preact';
import { type Draft, left, withField } from './command-draft.ts';
import { OptionField } from './option-field.ts';
import type { Typing } from './typing.ts';

interface CommandBoxProps {
  readonly id: string;
  readonly draft: Draft;
  /** The option whose field has a fault. */
  readonly wrong: string | undefined;
  readonly typing: Typing;
  /** Remembers a field by its option's name; the field after the last has no name. */
  keep(name: string): (field: HTMLElement | null) => void;
  onEdit(draft: Draft): void;
  /** Goes to another field, and changes nothing. */
  onFocus(name: string | undefined): void;
  onFault(name: string, fault: string | undefined): void;
  onLeave(): void;
}

/** A command with its options as fields, and a place behind them for more. */
export function CommandBox(props: CommandBoxProps) {
  const { id, draft, wrong, typing, keep, onEdit, onFocus, onFault, onLeave } = props;
  const rest = left(draft).length;
  return [
    h('span', { class: 'command-name', key: 'name' }, `/${draft.command.path}`),
    draft.shown.map((name) =>
      h(OptionField, {
        key: name,
        id: `${id}-${name}`,
        draft,
        name,
        wrong: wrong === name,
        typing,
        keep: keep(name),
        onEdit,
        onFocus: () => draft.focused !== name && onFocus(name),
        onFault: (fault: string | undefined) => onFault(name, fault),
      }),
    ),
    h('input', {
      ...typing,
      key: 'more',
      ref: keep(''),
      class: 'more',
      'aria-label': rest > 0 ? 'More options' : 'Press Enter to send',
      placeholder: rest > 0 ? `+${rest} optional` : '',
      value: draft.more,
      'aria-invalid': wrong === '' ? true : undefined,
      size: 12,
      onFocus: () => draft.focused !== undefined && onFocus(undefined),
      onInput: ({ currentTarget }) => {
        const name = /^\s*([^\s:]+):/.exec(currentTarget.value)?.[1]?.toLowerCase();
        const named = left(draft).find((one) => one.name === name);
        onEdit(named ? withField(draft, named.name) : { ...draft, more: currentTarget.value });
      },
    }),
    h(
      'button',
      { type: 'button', key: 'leave', class: 'remove', 'aria-label': 'Leave the command', onClick: onLeave },
      '×',
    ),
  ];
}
