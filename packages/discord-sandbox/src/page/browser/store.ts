import type { Device } from '../../client/devices.ts';
import type { ConditionState } from '../../conditions.ts';
import type {
  Command,
  Here,
  Outcome,
  PageForm,
  PageMessage,
  Presence,
  Replies,
  Right,
  RightName,
  SentFile,
  SentOptions,
  SentValues,
  ServerMessage,
  Trouble,
  WireNote,
} from '../protocol.ts';
import { openSocket, Refused } from './socket.ts';

/** Something that only this page says to the reader, below the messages. */
interface Notice {
  readonly id: number;
  readonly text: string;
}

/** A note, and in which run of the sandbox it was made. */
export interface KeptNote extends WireNote {
  readonly run: string;
}

/** Everything that the page draws. It is never changed in place; each change makes a new one. */
export interface View {
  /** Undefined until the sandbox has been reached for the first time. */
  readonly here: Here | undefined;
  readonly connected: boolean;
  readonly messages: readonly PageMessage[];
  readonly older: boolean;
  /** Of other channels: how much is new there, and whether it notified the reader. */
  readonly unread: ReadonlyMap<string, { readonly count: number; readonly pings: number }>;
  /** Ids of ephemeral messages that the reader put away. */
  readonly dismissed: ReadonlySet<string>;
  /** Custom ids of the components that wait for the bot, by message. */
  readonly pending: ReadonlyMap<string, string>;
  /** What went wrong with a message's component. */
  readonly troubles: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
  readonly form: PageForm | undefined;
  readonly formTrouble: string;
  readonly commands: readonly Command[];
  /** Whether time is being let pass. */
  readonly passing: boolean;
  readonly theme: 'dark' | 'light';
  /** What this page behaves like. */
  readonly device: Device;
  /** Whether the guided tour is open. */
  readonly touring: boolean;
  /** Whether another state takes the place of this one just now. */
  readonly loading: boolean;
  /** Whether the contributors' panel is open, and what went over the bot's wire lately, newest first. */
  readonly panel: boolean;
  readonly wire: readonly KeptNote[];
}

export interface Store {
  view(): View;
  /** Calls `listener` after each change. Returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** UTC ms by the sandbox's clock. */
  now(): number;
  open(member: string, channel: string): Promise<void>;
  loadOlder(): Promise<void>;
  loadCommands(): Promise<void>;
  suggest(path: string, entered: SentOptions, focused: string): Promise<Replies['suggest']>;
  /** @throws {Refused} */
  say(text: string, files: readonly SentFile[]): Promise<void>;
  /** @throws {Refused} */
  run(path: string, entered: SentOptions): Promise<void>;
  press(message: string, button: string): Promise<void>;
  choose(message: string, list: string, chosen: readonly string[]): Promise<void>;
  submit(values: SentValues): Promise<void>;
  /** Puts the form away with what was typed into it. */
  closeForm(typed: SentValues): void;
  dismiss(message: string): void;
  dismissNotice(id: number): void;
  /** @throws {Refused} */
  passUntil(instant: number): Promise<void>;
  setTheme(theme: View['theme']): void;
  setDevice(device: Device): Promise<void>;
  /** Loads the page anew, as an app that restarts: ephemeral messages and what was typed into forms are gone. */
  restart(): void;
  setTouring(touring: boolean): void;
  setPanel(open: boolean): void;
  watch(on: boolean): Promise<void>;
  clearWire(): Promise<void>;
  /** Makes something go wrong, as often as told; says what. @throws {Refused} */
  makeTrouble(trouble: Trouble, times: number): Promise<string>;
  conditions(): Promise<readonly ConditionState[]>;
  /** Switches one of the ways in which Discord is unkind, or all of them. @throws {Refused} */
  switchCondition(condition: ConditionState['name'] | null, on: boolean): Promise<readonly ConditionState[]>;
  /** Who is in the server. @throws {Refused} */
  presences(): Promise<readonly Presence[]>;
  /** Lets somebody leave or come back; a reader who has left is somebody else then. @throws {Refused} */
  setPresence(username: string, here: boolean): Promise<readonly Presence[]>;
  /** What the bot may do in a channel, or for an empty name in the whole server. @throws {Refused} */
  rights(where: string): Promise<readonly Right[]>;
  /** @throws {Refused} */
  permit(where: string, right: RightName, has: boolean): Promise<readonly Right[]>;
  /** Goes on from a file that was saved; resolves when the page is back with it. @throws {Refused} */
  loadState(file: File): Promise<void>;
}

/** Older notes of the wire are forgotten. */
const MOST_NOTES = 500;

const LARGEST_STATE = 100 * 1024 * 1024;

const DID_NOT_RESPOND = 'The application did not respond';

function remembered(key: string): string | undefined {
  return sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? undefined;
}

/** What this tab remembers, and new tabs begin with. */
function remember(key: string, value: string): void {
  sessionStorage.setItem(key, value);
  localStorage.setItem(key, value);
}

function firstTheme(): View['theme'] {
  const kept = remembered('theme');
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** A narrow page is a phone unless it was told otherwise. */
function firstDevice(): Device {
  const kept = remembered('device');
  if (kept === 'computer' || kept === 'stuck' || kept === 'phone') return kept;
  return matchMedia('(max-width: 640px)').matches ? 'phone' : 'computer';
}

const without = <T>(map: ReadonlyMap<string, T>, key: string) =>
  new Map([...map].filter(([one]) => one !== key));

/** Messages after one was deleted: those that answer it say so. */
const withoutMessage = (messages: readonly PageMessage[], gone: string): readonly PageMessage[] =>
  messages
    .filter(({ id }) => id !== gone)
    .map((one) =>
      one.answers?.type === 'message' && one.answers.id === gone
        ? { ...one, answers: { type: 'gone' } }
        : one,
    );

export function openStore(): Store {
  const listeners = new Set<() => void>();
  /** Names this page until it is loaded again. */
  const app = crypto.getRandomValues(new Uint32Array(4)).join('-');
  let said = 0;
  let run = '';
  let back = Promise.withResolvers<void>();
  let ahead = 0;
  let drawn = false;
  let view: View = {
    here: undefined,
    connected: false,
    messages: [],
    older: false,
    unread: new Map(),
    dismissed: new Set(),
    pending: new Map(),
    troubles: new Map(),
    notices: [],
    form: undefined,
    formTrouble: '',
    commands: [],
    passing: false,
    loading: false,
    theme: firstTheme(),
    device: firstDevice(),
    // Offered on the first visit.
    touring: localStorage.getItem('tour') === null,
    panel: remembered('panel') === 'open',
    wire: [],
  };

  /** Draws at most once a frame, however much happens in it. */
  function change(next: Partial<View>): void {
    view = { ...view, ...next };
    if (drawn) return;
    drawn = true;
    const draw = () => {
      drawn = false;
      for (const listener of listeners) listener();
    };
    if (document.visibilityState === 'visible') requestAnimationFrame(draw);
    else setTimeout(draw, 0);
  }

  function setClock(now: number): void {
    ahead = now - performance.now();
  }

  function take(message: PageMessage, fresh: boolean): void {
    const { here, messages, unread } = view;
    if (!here) return;
    if (message.channel === here.channel) {
      const known = messages.some(({ id }) => id === message.id);
      const troubles = without(view.troubles, message.id);
      if (known)
        change({ messages: messages.map((one) => (one.id === message.id ? message : one)), troubles });
      else if (fresh) change({ messages: [...messages, message] });
    } else if (fresh || (message.pingsMe && !message.edited)) {
      // An edit is nothing new, unless it replaces "is thinking"; only then may it notify somebody.
      const { count = 0, pings = 0 } = unread.get(message.channel) ?? {};
      const now = { count: count + (fresh ? 1 : 0), pings: pings + (message.pingsMe ? 1 : 0) };
      change({ unread: new Map(unread).set(message.channel, now) });
    }
  }

  function hear(news: ServerMessage): void {
    switch (news.type) {
      case 'message':
        take(news.message, news.fresh);
        break;
      case 'gone':
        change({ messages: withoutMessage(view.messages, news.id) });
        break;
      case 'events':
        if (view.here) change({ here: { ...view.here, events: news.events } });
        break;
      case 'bot':
        if (view.here) change({ here: { ...view.here, bot: news.running } });
        if (news.running) void store.loadCommands();
        break;
      case 'wire':
        change({ wire: [{ ...news.note, run }, ...view.wire].slice(0, MOST_NOTES) });
        break;
      case 'loading':
        change({ loading: true });
        break;
      case 'clock':
        setClock(news.now);
        change({});
    }
  }

  function notify(text: string): void {
    said += 1;
    change({ notices: [...view.notices, { id: said, text }] });
  }

  /** Waits for the answer when a component was used. */
  async function use(message: string, component: string, answer: Promise<Outcome>): Promise<void> {
    change({
      pending: new Map(view.pending).set(message, component),
      troubles: without(view.troubles, message),
    });
    const trouble = await answer.then(
      ({ type, form }) => {
        if (form) change({ form, formTrouble: '' });
        return type === 'failed' ? 'This interaction failed' : undefined;
      },
      (error: unknown) => (error instanceof Refused ? error.message : String(error)),
    );
    change({
      ...(view.pending.get(message) === component ? { pending: without(view.pending, message) } : {}),
      ...(trouble === undefined ? {} : { troubles: new Map(view.troubles).set(message, trouble) }),
    });
  }

  /** What the page forgets when another state was loaded. */
  const afresh = (): Partial<View> => ({
    loading: false,
    dismissed: new Set(),
    troubles: new Map(),
    unread: new Map(),
    form: undefined,
    formTrouble: '',
  });

  const { ask } = openSocket({
    async onOpen() {
      change({ connected: true, ...(view.loading ? afresh() : {}) });
      await store.open(remembered('member') ?? '', remembered('channel') ?? '');
      back.resolve();
    },
    onLost: () => change({ connected: false, pending: new Map(), passing: false }),
    onMessage: hear,
  });

  const store: Store = {
    view: () => view,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: () => performance.now() + ahead,
    async open(member, channel) {
      const answer = await ask('open', { member, channel, app, device: view.device }).catch(() => undefined);
      // A remembered name may belong to an earlier server.
      if (!answer) return member === '' ? undefined : store.open('', '');
      // The page's own code may have changed with the program.
      if (view.here && view.here.code !== answer.code) location.reload();
      const samePerson = view.here?.me === answer.me;
      setClock(answer.now);
      document.title = `${answer.server} · ${answer.application} sandbox`;
      remember('member', answer.me);
      remember('channel', answer.channel);
      change({
        here: answer,
        messages: answer.messages,
        older: answer.older,
        unread: samePerson ? without(view.unread, answer.channel) : new Map(),
        notices: [],
        form: samePerson ? view.form : undefined,
      });
      await store.loadCommands();
    },
    async loadOlder() {
      const [first] = view.messages;
      if (!first || !view.older) return;
      const channel = view.here?.channel;
      change({ older: false });
      const { messages, older } = await ask('older', { before: first.id });
      if (view.here?.channel === channel) change({ messages: [...messages, ...view.messages], older });
    },
    async loadCommands() {
      change({ commands: await ask('commands', {}).catch(() => view.commands) });
    },
    suggest: (path, entered, focused) => ask('suggest', { path, entered, focused }),
    async say(text, files) {
      await ask('say', { text, files });
    },
    async run(path, entered) {
      const { type, form } = await ask('run', { path, entered });
      if (form) change({ form, formTrouble: '' });
      if (type === 'failed') notify(DID_NOT_RESPOND);
    },
    press: (message, button) => use(message, button, ask('press', { message, button })),
    choose: (message, list, chosen) => use(message, list, ask('choose', { message, list, chosen })),
    async submit(values) {
      const { form } = view;
      if (!form) return;
      change({ formTrouble: '' });
      try {
        const { type } = await ask('submit', { token: form.token, values });
        if (type === 'failed') change({ formTrouble: 'Something went wrong. Try again.' });
        else change({ form: undefined });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        change({ formTrouble: error.message });
      }
    },
    closeForm(typed) {
      const { form } = view;
      change({ form: undefined, formTrouble: '' });
      if (form) void ask('leave', { token: form.token, values: typed }).catch(() => {});
    },
    dismiss: (message) => change({ dismissed: new Set(view.dismissed).add(message) }),
    dismissNotice: (id) => change({ notices: view.notices.filter((one) => one.id !== id) }),
    async passUntil(instant) {
      change({ passing: true });
      await ask('pass', { to: instant }).finally(() => change({ passing: false }));
    },
    setTheme(theme) {
      remember('theme', theme);
      change({ theme });
    },
    async setDevice(device) {
      remember('device', device);
      change({ device });
      await store.open(view.here?.me ?? '', view.here?.channel ?? '');
    },
    restart: () => location.reload(),
    setPanel(open) {
      remember('panel', open ? 'open' : 'closed');
      change({ panel: open });
    },
    async watch(on) {
      const answer = await ask('watch', { on }).catch(() => undefined);
      if (!on || !answer) return;
      run = answer.run;
      const before = view.wire.filter((note) => note.run !== run);
      const now = answer.notes.map((note) => ({ ...note, run })).reverse();
      change({ wire: [...now, ...before].slice(0, MOST_NOTES) });
    },
    async clearWire() {
      await ask('forget', {}).catch(() => {});
      change({ wire: [] });
    },
    makeTrouble: (trouble, times) => ask('trouble', { trouble, times }),
    conditions: () => ask('conditions', {}),
    switchCondition: (condition, on) => ask('switch', { condition, on }),
    presences: () => ask('presences', {}),
    async setPresence(username, here) {
      const answer = await ask('presence', { username, here });
      await store.open(view.here?.me ?? '', view.here?.channel ?? '');
      return answer;
    },
    rights: (where) => ask('rights', { where }),
    permit: (where, right, has) => ask('permit', { where, right, has }),
    async loadState(file) {
      if (file.size > LARGEST_STATE) throw new Refused('This file is too large: 100 MiB at most.');
      back = Promise.withResolvers();
      const answer = await fetch('/page/state', { method: 'POST', body: file }).catch(() => undefined);
      if (!answer) throw new Refused('The file could not be read, or the sandbox is gone.');
      if (!answer.ok) throw new Refused(await answer.text());
      await back.promise;
    },
    setTouring(touring) {
      localStorage.setItem('tour', 'seen');
      change({ touring });
    },
  };
  return store;
}
