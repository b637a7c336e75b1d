import { type ComponentChildren, h } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Choice, Field, Here, ListContent, PageForm, SentValues } from '../protocol.ts';
import { packed, whyNot } from './files.ts';
import { focusOn, focusTimeline } from './focus.ts';
import { List } from './list.ts';
import type { Store } from './store.ts';
import { Text } from './text.ts';

/** What the reader has entered into a field. */
type Value = string | boolean | readonly string[] | readonly File[];

const chosenIn = (choices: readonly Choice[]) =>
  choices.filter(({ chosen }) => chosen).map(({ value }) => value);

function firstValue({ type, value, ticked, choices }: Field): Value {
  switch (type) {
    case 'text':
      return value;
    case 'tick':
      return ticked;
    case 'file':
      return [] as readonly File[];
    default:
      return chosenIn(choices);
  }
}

/** What is wrong with a field, as Discord says it; undefined where nothing is. */
function faultOf({ type, required, least, most }: Field, value: Value): string | undefined {
  if (type === 'tick') return undefined;
  const count = typeof value === 'string' ? value.length : Array.isArray(value) ? value.length : 0;
  if (count === 0) return required ? 'This field is required.' : undefined;
  const many = type === 'text' ? 'characters' : 'choices';
  if (type === 'one') return undefined;
  if (count < least) return `At least ${least} ${many}.`;
  return count > most ? `At most ${most} ${many}.` : undefined;
}

interface FieldProps {
  readonly id: string;
  readonly here: Here;
  readonly field: Field;
  readonly value: Value;
  readonly fault: string | undefined;
  onValue(value: Value): void;
}

const described = ({ id, field, fault }: FieldProps) =>
  [field.description && `${id}-about`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;

function TextField(props: FieldProps) {
  const { id, field, value, fault, onValue } = props;
  const shared = {
    id,
    value: String(value),
    placeholder: field.placeholder,
    maxLength: field.most,
    'aria-required': field.required,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': described(props),
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      onValue(currentTarget.value),
  };
  return field.long
    ? h('textarea', { ...shared, rows: 4 })
    : h('input', { ...shared, type: 'text', autocomplete: 'off' });
}

/** Radio buttons or boxes, one under the other. */
function Choices(props: FieldProps) {
  const { id, field, value, onValue } = props;
  const chosen = value as readonly string[];
  const one = field.type === 'one';
  const toggled = (picked: string) =>
    one ? [picked] : chosen.includes(picked) ? chosen.filter((each) => each !== picked) : [...chosen, picked];
  return h(
    'div',
    { class: 'choices' },
    field.choices.map(({ label, value: own, description }) =>
      h(
        'label',
        { class: chosen.includes(own) ? 'choice chosen' : 'choice' },
        h('input', {
          type: one ? 'radio' : 'checkbox',
          name: id,
          value: own,
          checked: chosen.includes(own),
          disabled: !one && !chosen.includes(own) && chosen.length >= field.most,
          onChange: () => onValue(toggled(own)),
        }),
        h(
          'span',
          null,
          h('span', { class: 'choice-label' }, label),
          description && h('span', { class: 'choice-description' }, description),
        ),
      ),
    ),
    one &&
      !field.required &&
      chosen.length > 0 &&
      h('button', { type: 'button', class: 'plain', onClick: () => onValue([]) }, 'Clear'),
  );
}

function FileField(props: FieldProps & { onFault(fault: string): void }) {
  const { id, field, fault, onValue, onFault } = props;
  return h('input', {
    id,
    type: 'file',
    multiple: field.most > 1,
    'aria-required': field.required,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': described(props),
    onChange: ({ currentTarget }) => {
      const files = [...(currentTarget.files ?? [])];
      const why = files.map(whyNot).find(Boolean);
      if (why) currentTarget.value = '';
      onValue(why ? [] : files);
      if (why) onFault(why);
    },
  });
}

const LISTS: Readonly<Partial<Record<Field['type'], ListContent>>> = {
  list: 'choices',
  user: 'user',
  role: 'role',
  channel: 'channel',
  mentionable: 'mentionable',
};

function Control(props: FieldProps & { onFault(fault: string): void }): ComponentChildren {
  const { id, here, field, value, fault, onValue } = props;
  const of = LISTS[field.type];
  if (of)
    return h(List, {
      here,
      of,
      label: field.label,
      placeholder: field.placeholder || 'Make a selection',
      choices: field.choices,
      chosen: value as readonly string[],
      least: field.required ? Math.max(1, field.least) : 0,
      most: field.most,
      invalid: fault !== undefined,
      required: field.required,
      id,
      describedBy: described(props),
      onChosen: onValue,
    });
  switch (field.type) {
    case 'text':
      return h(TextField, props);
    case 'file':
      return h(FileField, props);
    case 'tick':
      return h('input', {
        id,
        type: 'checkbox',
        checked: value === true,
        'aria-describedby': described(props),
        onChange: ({ currentTarget }) => onValue(currentTarget.checked),
      });
    default:
      return h(Choices, props);
  }
}

function FieldView(props: FieldProps & { onFault(fault: string): void }) {
  const { id, field, fault } = props;
  const group = field.type === 'one' || field.type === 'many';
  const name = [field.label, field.required && h('span', { class: 'star', 'aria-hidden': true }, ' *')];
  const below = [
    field.description && h('p', { id: `${id}-about`, class: 'about' }, field.description),
    h(Control, props),
    fault && h('p', { id: `${id}-fault`, class: 'fault', role: 'alert' }, fault),
  ];
  return group
    ? h(
        'fieldset',
        { class: 'form-field', 'aria-describedby': described(props), 'aria-required': undefined },
        h('legend', null, name, field.required && h('span', { class: 'unseen' }, ' (required)')),
        below,
      )
    : h('div', { class: `form-field ${field.type}` }, h('label', { for: id }, name), below);
}

/** A form that the bot has opened, above everything else. */
export function Form({
  store,
  here,
  form,
  trouble,
}: {
  store: Store;
  here: Here;
  form: PageForm;
  trouble: string;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const fields = form.parts.flatMap((part) => (part.type === 'field' ? [part.field] : []));
  const [values, setValues] = useState<Readonly<Record<string, Value>>>(() =>
    Object.fromEntries(fields.map((field) => [field.id, firstValue(field)])),
  );
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [sending, setSending] = useState(false);
  useLayoutEffect(() => {
    const { current } = dialog;
    const message = document.activeElement?.closest('article');
    current?.showModal();
    focusField(0);
    return () => {
      // Closing it by its own method gives the focus back to what opened it, if that is still there.
      current?.close();
      const back = document.activeElement;
      if (back instanceof HTMLTextAreaElement) {
        // Chromium gives the focus back to what one was typing in, but lets nobody type there until it is focused anew.
        back.blur();
        back.focus();
      }
      if (back !== document.body) return;
      if (message?.isConnected) focusOn(message);
      else focusTimeline();
    };
  }, []);

  function focusField(place: number): void {
    const control = `[id="${id}-${place}"], [data-field="${place}"] :is(input, button)`;
    dialog.current?.querySelector<HTMLElement>(control)?.focus();
  }

  function setValue(field: Field, value: Value): void {
    setValues((now) => ({ ...now, [field.id]: value }));
    setFaults(({ [field.id]: _mended, ...others }) => others);
  }

  /** Files aren't kept. */
  const close = () =>
    store.closeForm(
      Object.fromEntries(
        fields.flatMap(({ id: field, type }) =>
          type === 'file' ? [] : [[field, values[field] as SentValues[string]]],
        ),
      ),
    );

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const wrong = fields.flatMap((field) => {
      const fault = faultOf(field, values[field.id] ?? '');
      return fault ? [[field.id, fault] as const] : [];
    });
    setFaults(Object.fromEntries(wrong));
    const [first] = wrong;
    if (first) return focusField(fields.findIndex((field) => field.id === first[0]));
    setSending(true);
    await store.submit(await sentValues(fields, values)).finally(() => setSending(false));
  }

  return h(
    'dialog',
    {
      ref: dialog,
      class: 'form',
      'aria-labelledby': `${id}-title`,
      onCancel: (event: Event) => {
        event.preventDefault();
        close();
      },
    },
    h(
      'form',
      { onSubmit: submit, noValidate: true },
      h(
        'header',
        null,
        h('h2', { id: `${id}-title` }, form.title),
        h('button', { type: 'button', class: 'remove', 'aria-label': 'Close', onClick: close }, '×'),
      ),
      h(
        'div',
        { class: 'form-body' },
        h(
          'p',
          { class: 'form-note' },
          `This form goes to ${here.application}. Don’t share passwords or other secrets.`,
        ),
        form.parts.map((part) => {
          if (part.type === 'text') return h('div', { class: 'text' }, h(Text, { text: part.text }));
          const { field } = part;
          const place = fields.indexOf(field);
          return h(
            'div',
            { key: field.id, 'data-field': place },
            h(FieldView, {
              id: `${id}-${place}`,
              here,
              field,
              value: values[field.id] ?? '',
              fault: faults[field.id],
              onValue: (value: Value) => setValue(field, value),
              onFault: (fault: string) => setFaults((now) => ({ ...now, [field.id]: fault })),
            }),
          );
        }),
      ),
      trouble && h('p', { class: 'fault', role: 'alert' }, trouble),
      h(
        'footer',
        null,
        h('button', { type: 'button', class: 'button secondary', onClick: close }, 'Cancel'),
        h(
          'button',
          { type: 'submit', class: 'button primary', disabled: sending },
          sending ? 'Sending…' : 'Submit',
        ),
      ),
    ),
  );
}

/** What goes over the line: single choices as one word, files packed. */
async function sentValues(
  fields: readonly Field[],
  values: Readonly<Record<string, Value>>,
): Promise<SentValues> {
  const sent = await Promise.all(
    fields.map(async ({ id, type }) => {
      const value = values[id] ?? '';
      if (type === 'file') return [id, await Promise.all((value as readonly File[]).map(packed))] as const;
      return [id, value as string | boolean | readonly string[]] as const;
    }),
  );
  return Object.fromEntries(sent);
}
