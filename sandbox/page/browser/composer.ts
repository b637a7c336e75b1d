import { h } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Command, CommandOption, Here } from '../protocol.ts';
import type { Club, View } from './club.ts';
import { packed, whyNot } from './files.ts';
import { Refused } from './line.ts';
import {
  commandsLike,
  type Draft,
  drafted,
  enteredIn,
  enteredSoFar,
  firstFault,
  grown,
  isClosed,
  left,
  type Offer,
  offersFor,
  optionOf,
  pickedInto,
  typedInto,
  withField,
  withMentions,
  withoutField,
} from './saying.ts';

/** How long typing has to rest before the bot is asked for suggestions, in ms. */
const SUGGEST_AFTER_MS = 120;

interface Fault {
  readonly name: string;
  readonly fault: string;
}

interface Offered {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly note: string;
  pick(): void;
}

/** The list above the composer: commands, or what can be entered. */
function Offers({
  id,
  title,
  hint,
  offered,
  active,
}: {
  id: string;
  title: string;
  hint: string;
  offered: readonly Offered[];
  active: number;
}) {
  const current = useRef<HTMLDivElement>(null);
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest' }), [active]);
  return h(
    'div',
    { class: 'offers' },
    h('div', { class: 'offers-title' }, h('strong', null, title), hint && h('span', null, hint)),
    offered.length > 0 &&
      h(
        'div',
        { id, role: 'listbox', 'aria-label': title, class: 'options', tabIndex: 0 },
        offered.map(({ key, label, description, note, pick }, place) =>
          h(
            'div',
            {
              key,
              id: `${id}-${place}`,
              ref: place === active ? current : undefined,
              role: 'option',
              'aria-selected': place === active,
              class: place === active ? 'option active' : 'option',
              // Before the field loses what is being typed.
              onPointerDown: (event: PointerEvent) => event.preventDefault(),
              onClick: pick,
            },
            h(
              'span',
              { class: 'option-text' },
              h('span', { class: 'option-label' }, label),
              description && h('span', { class: 'option-description' }, description),
            ),
            note && h('span', { class: 'option-note' }, note),
          ),
        ),
      ),
  );
}

/** What the bot suggests for the field that is being typed in; undefined while it is asked. */
function useSuggestions(club: Club, draft: Draft | undefined, here: Here): readonly Offer[] {
  const [found, setFound] = useState<{ readonly key: string; readonly offers: readonly Offer[] }>({
    key: '',
    offers: [],
  });
  const option = draft && optionOf(draft, draft.focused);
  const asks = draft && option?.suggests;
  const key = asks
    ? JSON.stringify([draft.command.path, option.name, enteredSoFar(draft, option.name, here)])
    : '';
  useEffect(() => {
    if (!asks || !option) return;
    let over = false;
    const timer = setTimeout(async () => {
      const entered = { [option.name]: '', ...enteredSoFar(draft, option.name, here) };
      const offers = await club.suggest(draft.command.path, entered, option.name).catch(() => []);
      if (!over)
        setFound({
          key: option.name,
          offers: offers.map(({ name, value }) => ({ label: name, value, description: '' })),
        });
    }, SUGGEST_AFTER_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  return asks && found.key === option.name ? found.offers : [];
}

function hintOf({ kind, least, most }: CommandOption): string {
  if (kind === 'whole' || kind === 'number')
    return least !== null && most !== null ? `${least} to ${most}` : '';
  return kind === 'file' ? 'a file' : '';
}

function fileField(
  option: CommandOption,
  draft: Draft,
  setDraft: (draft: Draft) => void,
  complain: (fault: Fault | undefined) => void,
  ref: (field: HTMLElement | null) => void,
) {
  return h('input', {
    ref,
    type: 'file',
    class: 'file-field',
    'aria-label': option.name,
    onFocus: () => setDraft({ ...draft, focused: option.name }),
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      const file = currentTarget.files?.[0];
      const why = file && whyNot(file);
      if (why) {
        currentTarget.value = '';
        return complain({ name: option.name, fault: why });
      }
      complain(undefined);
      const { [option.name]: _old, ...entries } = draft.entries;
      setDraft({
        ...draft,
        entries: file ? { ...entries, [option.name]: { text: file.name, file } } : entries,
      });
    },
  });
}

export interface ComposerProps {
  readonly club: Club;
  readonly view: View;
  readonly here: Here;
  readonly text: string;
  readonly draft: Draft | undefined;
  setText(text: string): void;
  setDraft(draft: Draft | undefined): void;
}

/** Where one says something: a text, or a command with its options. */
export function Composer({ club, view, here, text, draft, setText, setDraft }: ComposerProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const fields = useRef(new Map<string, HTMLElement>());
  const [active, setActive] = useState<number>(-1);
  const [closed, setClosed] = useState(false);
  const [fault, setFault] = useState<Fault | undefined>(undefined);
  const [more, setMore] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const upload = useRef<HTMLInputElement>(null);
  const suggestions = useSuggestions(club, draft, here);
  const { writable = true } = here.channels.find(({ name }) => name === here.channel) ?? {};

  const path = draft?.command.path;
  const refocus = useRef(false);
  // Where the reader goes on typing after the composer has changed its shape: at once, or letters would be lost.
  useLayoutEffect(() => {
    if (draft) fields.current.get(draft.focused ?? '')?.focus();
    else if (refocus.current) area.current?.focus();
    refocus.current = false;
    setActive(-1);
    setClosed(false);
  }, [path, draft?.focused]);

  function edit(next: Draft | undefined): void {
    setDraft(next);
    setFault(undefined);
    setClosed(false);
    setActive(-1);
  }
  function backToText(now: string): void {
    edit(undefined);
    setText(now);
    setMore('');
    refocus.current = true;
  }

  async function attempt(deed: Promise<void>, undo: () => void): Promise<void> {
    try {
      await deed;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      undo();
      const [, name = ''] = /^"([^"]+)"/.exec(error.message) ?? [];
      setFault({ name, fault: error.message });
    }
  }

  async function sayText(): Promise<void> {
    const said = text.trim();
    if (said.startsWith('/')) {
      // It may have been typed before the commands were known.
      await club.loadCommands();
      const late = grown(`${said} `, club.view().commands);
      if (late) return runDraft(late);
      return setFault({ name: '', fault: `There is no command ${said.split(' ')[0]}.` });
    }
    if (said === '' && files.length === 0) return;
    setText('');
    setFiles([]);
    const sent = await Promise.all(files.map(packed));
    return attempt(club.say(withMentions(said, here), sent), () => setText(text));
  }

  async function runDraft(full: Draft): Promise<void> {
    const wrong = firstFault(full, here);
    if (wrong) {
      const shown = full.shown.includes(wrong.name) ? full : withField(full, wrong.name);
      setText('');
      setDraft({ ...shown, focused: wrong.name });
      fields.current.get(wrong.name)?.focus();
      return setFault(wrong);
    }
    const entered = await enteredIn(full, here);
    backToText('');
    return attempt(club.run(full.command.path, entered), () => setDraft(full));
  }

  const send = () => (draft ? runDraft(draft) : sayText());

  function start(command: Command): void {
    setText('');
    edit(drafted(command));
  }

  const option = draft && optionOf(draft, draft.focused);
  function offered(): { title: string; hint: string; list: readonly Offered[]; first: boolean } | undefined {
    if (!draft) {
      const commands = commandsLike(text, view.commands);
      const list = commands.map((command) => ({
        key: command.path,
        label: `/${command.path}`,
        description: command.description,
        note: '',
        pick: () => start(command),
      }));
      return list.length > 0 ? { title: 'Cooldown', hint: '', list, first: true } : undefined;
    }
    if (!option) {
      const typed = more.trim().toLowerCase().replace(/:$/, '');
      const list = left(draft)
        .filter(({ name }) => name.startsWith(typed))
        .map(({ name, description, required }) => ({
          key: name,
          label: name,
          description,
          note: required ? 'required' : '',
          pick: () => {
            setMore('');
            edit(withField(draft, name));
          },
        }));
      return list.length > 0
        ? { title: `/${draft.command.path}`, hint: 'More options', list, first: typed !== '' }
        : { title: `/${draft.command.path}`, hint: draft.command.description, list: [], first: false };
    }
    const entry = draft.entries[option.name] ?? { text: '' };
    const offers = option.suggests ? suggestions : offersFor(option, entry, here);
    const list = offers.map((one) => ({
      key: one.value,
      label: one.label,
      description: one.description,
      note: '',
      pick: () => edit(pickedInto(draft, option.name, one)),
    }));
    const hint = [option.description, hintOf(option)].filter(Boolean).join(' · ');
    return {
      title: option.name,
      hint,
      list,
      first: isClosed(option) && entry.value === undefined && list.length > 0,
    };
  }
  const open = closed ? undefined : offered();
  const list = open?.list ?? [];
  // What one can only pick is marked at once; where words are free, Enter must send them as they are.
  const marked = active >= 0 ? Math.min(active, list.length - 1) : open?.first ? 0 : -1;
  const listId = `${id}-offers`;

  function leave(): void {
    if (open && list.length > 0) setClosed(true);
    else if (draft) backToText('');
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    const move = (step: number) => {
      event.preventDefault();
      setActive((marked + step + list.length) % list.length);
    };
    if (key === 'ArrowDown' && list.length > 0) move(1);
    else if (key === 'ArrowUp' && list.length > 0) move(marked < 0 ? 0 : -1);
    else if (key === 'Escape') leave();
    else if (key === 'Tab' && !shiftKey && list.length > 0 && (marked >= 0 || tabPicks())) {
      event.preventDefault();
      list[Math.max(0, marked)]?.pick();
    } else if (key === 'Enter' && !shiftKey) {
      event.preventDefault();
      if (marked >= 0) list[marked]?.pick();
      else void send();
    } else if (key === 'Backspace') goBack(event);
  }
  /** Tab completes what was begun; in an empty field it goes on to the next. */
  function tabPicks(): boolean {
    const entry = option && draft?.entries[option.name];
    return Boolean(entry?.text) && entry?.value === undefined;
  }

  function goBack(event: KeyboardEvent): void {
    if (!draft) return;
    const name = draft.focused;
    const empty = name === undefined ? more === '' : !draft.entries[name]?.text;
    if (!empty) return;
    event.preventDefault();
    if (name === undefined && draft.shown.length > 0) edit({ ...draft, focused: draft.shown.at(-1) });
    else if (name !== undefined && !optionOf(draft, name)?.required) edit(withoutField(draft, name));
    else if (draft.shown.indexOf(name ?? '') <= 0) backToText(`/${draft.command.path}`);
    else edit({ ...draft, focused: draft.shown[draft.shown.indexOf(name ?? '') - 1] });
  }

  const typing = {
    autocomplete: 'off',
    'aria-autocomplete': 'list' as const,
    'aria-controls': open ? listId : undefined,
    'aria-activedescendant': marked >= 0 ? `${listId}-${marked}` : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    onKeyDown,
  };
  const combobox = { ...typing, role: 'combobox' as const, 'aria-expanded': list.length > 0 };

  const keep = (name: string) => (field: HTMLElement | null) => {
    if (field) fields.current.set(name, field);
    else fields.current.delete(name);
  };

  function field(current: Draft, name: string) {
    const one = optionOf(current, name);
    if (!one) return null;
    const wrong = fault?.name === name;
    const entry = current.entries[name];
    return h(
      'div',
      { key: name, class: wrong ? 'field wrong' : 'field' },
      h('label', { for: `${id}-${name}` }, name),
      one.kind === 'file'
        ? fileField(one, current, edit, setFault, keep(name))
        : h('input', {
            ...combobox,
            ref: keep(name),
            id: `${id}-${name}`,
            class: 'entry',
            spellcheck: false,
            'aria-required': one.required,
            'aria-invalid': wrong ? true : undefined,
            value: entry?.text ?? '',
            size: Math.max(4, Math.min(40, (entry?.text ?? '').length + 1)),
            onFocus: () => current.focused !== name && setDraft({ ...current, focused: name }),
            onInput: ({ currentTarget }) => edit(typedInto(current, name, currentTarget.value)),
          }),
      !one.required &&
        h(
          'button',
          {
            type: 'button',
            class: 'remove',
            'aria-label': `Remove ${name}`,
            onClick: () => edit(withoutField(current, name)),
          },
          '×',
        ),
    );
  }

  const rest = draft ? left(draft).length : 0;
  return h(
    'form',
    {
      class: 'composer',
      'aria-label': 'Say something',
      onSubmit: (event: Event) => {
        event.preventDefault();
        void send();
      },
    },
    open && h(Offers, { id: listId, title: open.title, hint: open.hint, offered: list, active: marked }),
    fault &&
      h(
        'p',
        { id: `${id}-fault`, class: 'fault', role: 'alert' },
        fault.name && !fault.fault.startsWith('"') ? `${fault.name}: ${fault.fault}` : fault.fault,
      ),
    files.length > 0 &&
      h(
        'ul',
        { class: 'chosen-files' },
        files.map((file) =>
          h(
            'li',
            { key: file.name },
            file.name,
            h(
              'button',
              {
                type: 'button',
                class: 'remove',
                'aria-label': `Remove ${file.name}`,
                onClick: () => setFiles(files.filter((one) => one !== file)),
              },
              '×',
            ),
          ),
        ),
      ),
    h(
      'div',
      { class: draft ? 'box command' : 'box' },
      draft
        ? [
            h('span', { class: 'command-name', key: 'name' }, `/${draft.command.path}`),
            draft.shown.map((name) => field(draft, name)),
            h('input', {
              ...combobox,
              key: 'more',
              ref: keep(''),
              class: 'more',
              'aria-label': rest > 0 ? 'More options' : 'Press Enter to send',
              placeholder: rest > 0 ? `+${rest} optional` : '',
              value: more,
              size: 12,
              onFocus: () => draft.focused !== undefined && setDraft({ ...draft, focused: undefined }),
              onInput: ({ currentTarget }) => {
                const name = /^\s*([^\s:]+):/.exec(currentTarget.value)?.[1]?.toLowerCase();
                const named = left(draft).find((one) => one.name === name);
                setMore(named ? '' : currentTarget.value);
                edit(named ? withField(draft, named.name) : draft);
              },
            }),
            h(
              'button',
              {
                type: 'button',
                key: 'leave',
                class: 'remove',
                'aria-label': 'Leave the command',
                onClick: () => backToText(''),
              },
              '×',
            ),
          ]
        : [
            h(
              'button',
              {
                type: 'button',
                key: 'upload',
                class: 'upload',
                'aria-label': 'Add a file',
                disabled: !writable,
                onClick: () => upload.current?.click(),
              },
              '+',
            ),
            h('input', {
              ref: upload,
              key: 'files',
              type: 'file',
              multiple: true,
              hidden: true,
              tabIndex: -1,
              onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
                const picked = [...(currentTarget.files ?? [])];
                const why = picked.map(whyNot).find(Boolean);
                setFault(why ? { name: '', fault: why } : undefined);
                setFiles([...files, ...picked.filter((file) => !whyNot(file))].slice(0, 10));
                currentTarget.value = '';
              },
            }),
            h('textarea', {
              ...typing,
              'aria-haspopup': 'listbox',
              ref: area,
              key: 'text',
              rows: 1,
              maxLength: 2_000,
              'aria-label': `Message #${here.channel}`,
              placeholder: writable
                ? `Message #${here.channel}`
                : `You can't write here; / opens the commands`,
              value: text,
              onInput: ({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => {
                const now = currentTarget.value;
                const next = grown(now, view.commands);
                setText(next ? '' : now);
                edit(next);
              },
            }),
          ],
      h(
        'button',
        { type: 'submit', class: 'send', 'aria-label': 'Send' },
        h('span', { 'aria-hidden': true }, '➤'),
      ),
    ),
  );
}
