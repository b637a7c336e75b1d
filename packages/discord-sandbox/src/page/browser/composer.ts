import { h } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Command, Here } from '../protocol.ts';
import { Choices } from './choices.ts';
import { CommandBox } from './command-box.ts';
import {
  type Draft,
  drafted,
  enteredIn,
  firstFault,
  grown,
  optionOf,
  pickedInto,
  typedInto,
  withField,
  withoutField,
} from './command-draft.ts';
import { completionFor } from './completion.ts';
import { packed, whyNot } from './files.ts';
import { isForComposer } from './focus.ts';
import { completed, withMentions } from './mentions.ts';
import { Refused } from './socket.ts';
import type { Store, View } from './store.ts';
import { useSuggestions } from './suggestions.ts';
import { ChosenFiles, TextBox } from './text-box.ts';

/** What is wrong with what is being said; `name` is the option's, if it is an option. */
interface FieldFault {
  readonly name: string;
  readonly fault: string;
}

const MOST_FILES = 10;

interface ComposerProps {
  readonly store: Store;
  readonly view: View;
  readonly here: Here;
  readonly text: string;
  readonly draft: Draft | undefined;
  setText(text: string): void;
  setDraft(draft: Draft | undefined): void;
}

/** Where one says something: a text, or a command with its options. */
export function Composer({ store, view, here, text, draft, setText, setDraft }: ComposerProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const fields = useRef(new Map<string, HTMLElement>());
  const [active, setActive] = useState<number>(-1);
  const [closed, setClosed] = useState(false);
  const [fault, setFault] = useState<FieldFault | undefined>(undefined);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [caret, setCaret] = useState(0);
  const suggestions = useSuggestions(store, draft, here);
  const { writable = true } = here.channels.find(({ name }) => name === here.channel) ?? {};

  const path = draft?.command.path;
  const refocus = useRef(false);
  // Moves the focus when a text becomes a command or a command a text: at once, or letters would be lost.
  useLayoutEffect(() => {
    if (draft) fields.current.get(draft.focused ?? '')?.focus();
    else if (refocus.current) area.current?.focus();
    refocus.current = false;
    setActive(-1);
    setClosed(false);
  }, [path, draft?.focused]);

  // The focus moves before the letter is typed, so that no letter is lost.
  useEffect(() => {
    const onLetter = (event: KeyboardEvent) => {
      if (!isForComposer(event)) return;
      if (draft) fields.current.get(draft.focused ?? '')?.focus();
      else area.current?.focus();
    };
    document.addEventListener('keydown', onLetter);
    return () => document.removeEventListener('keydown', onLetter);
  }, [draft]);

  const caretGoesTo = useRef<number>(undefined);
  useLayoutEffect(() => {
    const { current: place } = caretGoesTo;
    if (place === undefined) return;
    const typedIn = draft ? fields.current.get(draft.focused ?? '') : area.current;
    (typedIn as HTMLInputElement | HTMLTextAreaElement | null | undefined)?.setSelectionRange(place, place);
    caretGoesTo.current = undefined;
  }, [text, draft]);

  /** Remembers where the caret is, in whichever field of the composer. */
  function seeCaret({ target }: Event): void {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
      setCaret(target.selectionStart ?? 0);
  }

  function edit(next: Draft | undefined): void {
    setDraft(next);
    setFault(undefined);
    setClosed(false);
    setActive(-1);
  }
  function backToText(now: string): void {
    edit(undefined);
    setText(now);
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
      // It may have been typed before the commands had been loaded.
      await store.loadCommands();
      const late = grown(`${said} `, store.view().commands);
      if (late) return runDraft(late);
      return setFault({ name: '', fault: `There is no command ${said.split(' ')[0]}.` });
    }
    if (said === '' && files.length === 0) return;
    setText('');
    setFiles([]);
    const sent = await Promise.all(files.map(packed));
    return attempt(store.say(withMentions(said, here), sent), () => {
      setText(text);
      setFiles(files);
    });
  }

  async function runDraft(full: Draft): Promise<void> {
    const wrong = firstFault(full, here);
    if (wrong) {
      const { name } = wrong;
      const shown = name === '' || full.shown.includes(name) ? full : withField(full, name);
      setText('');
      setDraft({ ...shown, focused: name || undefined });
      fields.current.get(name)?.focus();
      return setFault(wrong);
    }
    const entered = await enteredIn(full, here);
    backToText('');
    return attempt(store.run(full.command.path, entered), () => setDraft(full));
  }

  const send = () => (draft ? runDraft(draft) : sayText());

  function type(now: string): void {
    const next = grown(now, view.commands);
    setText(next ? '' : now);
    edit(next);
  }
  function addFiles(picked: readonly File[]): void {
    const why = picked.map(whyNot).find(Boolean);
    setFault(why ? { name: '', fault: why } : undefined);
    setFiles([...files, ...picked.filter((file) => !whyNot(file))].slice(0, MOST_FILES));
  }

  const completion = completionFor(
    { text, draft, caret, commands: view.commands, suggestions, here },
    {
      start(command: Command) {
        setText('');
        edit(drafted(command));
      },
      addField: (name) => draft && edit(withField(draft, name)),
      pickInto: ({ name }, offer) => draft && edit(pickedInto(draft, name, offer)),
      name(begun, named) {
        const { focused = '' } = draft ?? {};
        const typed = draft ? draft.entries[focused]?.text : text;
        const next = completed(typed ?? '', caret, begun, named);
        caretGoesTo.current = next.caret;
        setCaret(next.caret);
        if (draft) edit(typedInto(draft, focused, next.text));
        else type(next.text);
      },
    },
  );
  const open = closed ? undefined : completion;
  const list = open?.list ?? [];
  const marked = active >= 0 ? Math.min(active, list.length - 1) : open?.first ? 0 : -1;
  const listId = `${id}-offers`;

  function leave(): void {
    if (open && list.length > 0) setClosed(true);
    else if (draft) backToText('');
  }
  /** Tab completes what was begun; in an empty field it goes on to the next. */
  function tabPicks(): boolean {
    const entry = draft?.entries[draft.focused ?? ''];
    return Boolean(entry?.text) && entry?.value === undefined;
  }
  function goBack(event: KeyboardEvent): void {
    if (!draft) return;
    const name = draft.focused;
    const empty = name === undefined ? draft.more === '' : !draft.entries[name]?.text;
    if (!empty) return;
    event.preventDefault();
    if (name === undefined && draft.shown.length > 0) edit({ ...draft, focused: draft.shown.at(-1) });
    else if (name !== undefined && !optionOf(draft, name)?.required) edit(withoutField(draft, name));
    else if (draft.shown.indexOf(name ?? '') <= 0) backToText(`/${draft.command.path}`);
    else edit({ ...draft, focused: draft.shown[draft.shown.indexOf(name ?? '') - 1] });
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

  const typing = {
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-controls': open ? listId : undefined,
    'aria-activedescendant': marked >= 0 ? `${listId}-${marked}` : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    onKeyDown,
  } as const;
  const keep = (name: string) => (field: HTMLElement | null) => {
    if (field) fields.current.set(name, field);
    else fields.current.delete(name);
  };

  return h(
    'form',
    {
      class: 'composer',
      'aria-label': 'Say something',
      onInput: seeCaret,
      onFocusIn: seeCaret,
      onKeyUp: seeCaret,
      onClick: seeCaret,
      onSubmit: (event: Event) => {
        event.preventDefault();
        void send();
      },
    },
    open && h(Choices, { id: listId, title: open.title, hint: open.hint, offered: list, active: marked }),
    fault &&
      h(
        'p',
        { id: `${id}-fault`, class: 'fault', role: 'alert' },
        fault.name && !fault.fault.startsWith('"') ? `${fault.name}: ${fault.fault}` : fault.fault,
      ),
    h(ChosenFiles, { files, onRemove: (file) => setFiles(files.filter((one) => one !== file)) }),
    h(
      'div',
      { class: draft ? 'box command' : 'box' },
      draft
        ? h(CommandBox, {
            id,
            draft,
            wrong: fault?.name,
            typing: { ...typing, role: 'combobox', 'aria-expanded': list.length > 0 },
            keep,
            onEdit: edit,
            onFocus: (name) => setDraft({ ...draft, focused: name }),
            onFault: (name, why) => setFault(why === undefined ? undefined : { name, fault: why }),
            onLeave: () => backToText(''),
          })
        : h(TextBox, {
            area,
            channel: here.channel,
            writable,
            text,
            typing,
            onText: type,
            onFiles: addFiles,
          }),
      h(
        'button',
        { type: 'submit', class: 'send', 'aria-label': 'Send' },
        h('span', { 'aria-hidden': true }, '➤'),
      ),
    ),
  );
}
