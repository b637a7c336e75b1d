import { h } from 'preact';
import type { CommandOption } from '../protocol.ts';
import { type Draft, optionOf, typedInto, withoutField } from './command-draft.ts';
import { whyNot } from './files.ts';
import type { Typing } from './typing.ts';

interface OptionFieldProps {
  readonly id: string;
  readonly draft: Draft;
  readonly name: string;
  /** Whether it has a fault. */
  readonly wrong: boolean;
  readonly typing: Typing;
  keep(field: HTMLElement | null): void;
  /** Goes on with another draft, for what was typed into this one. */
  onEdit(draft: Draft): void;
  onFocus(): void;
  /** What is wrong with a file that was chosen; undefined where nothing is. */
  onFault(fault: string | undefined): void;
}

function FileField({
  option,
  props: { draft, keep, onEdit, onFault },
}: {
  option: CommandOption;
  props: OptionFieldProps;
}) {
  return h('input', {
    ref: keep,
    type: 'file',
    class: 'file-field',
    'aria-label': option.name,
    onFocus: () => onEdit({ ...draft, focused: option.name }),
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      const file = currentTarget.files?.[0];
      const why = file && whyNot(file);
      if (why) {
        currentTarget.value = '';
        return onFault(why);
      }
      onFault(undefined);
      const { [option.name]: _old, ...entries } = draft.entries;
      onEdit({
        ...draft,
        entries: file ? { ...entries, [option.name]: { text: file.name, file } } : entries,
      });
    },
  });
}

function WordField({ option, props }: { option: CommandOption; props: OptionFieldProps }) {
  const { id, draft, wrong, typing, keep, onEdit, onFocus } = props;
  const { name } = option;
  const { text } = draft.entries[name] ?? { text: '' };
  return h('input', {
    ...typing,
    ref: keep,
    id,
    class: 'entry',
    spellcheck: false,
    'aria-required': option.required,
    'aria-invalid': wrong ? true : undefined,
    value: text,
    size: Math.max(4, Math.min(40, text.length + 1)),
    onFocus,
    onInput: ({ currentTarget }) => onEdit(typedInto(draft, name, currentTarget.value)),
  });
}

/** The field of one option of a command. */
export function OptionField(props: OptionFieldProps) {
  const { id, draft, name, wrong, onEdit } = props;
  const option = optionOf(draft, name);
  if (!option) return null;
  return h(
    'div',
    { class: wrong ? 'field wrong' : 'field' },
    h('label', { for: id }, name),
    h(option.type === 'file' ? FileField : WordField, { option, props }),
    !option.required &&
      h(
        'button',
        {
          type: 'button',
          class: 'remove',
          'aria-label': `Remove ${name}`,
          onClick: () => onEdit(withoutField(draft, name)),
        },
        '×',
      ),
  );
}
