import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { App } from '../client/apps.ts';
import type { Device } from '../client/devices.ts';
import { type Answer, ClientRefusal, LOADED_AT_ONCE, type Member } from '../client/member.ts';
import { namesIn } from '../client/names.ts';
import type { ChosenFile } from '../client/options.ts';
import { type SeenMessage, type SeenModal, seenMessage } from '../client/views.ts';
import type { Clock } from '../clock.ts';
import type { Conditions } from '../conditions.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Messages } from '../messages.ts';
import { Refusal } from '../rest/errors.ts';
import type { Faults } from '../rest/faults.ts';
import type { Server } from '../server.ts';
import { may } from '../world/permissions.ts';
import { type Channel, channelNamed, type Message, type World } from '../world/world.ts';
import type { NameOf } from './markdown.ts';
import { presences, setPresence } from './presence.ts';
import type {
  Here,
  Outcome,
  PageChannel,
  PageEvent,
  PageMember,
  PageMessage,
  PageRequest,
  Replies,
  RequestType,
  SentFile,
  ServerMessage,
  TourStep,
} from './protocol.ts';
import { numbered } from './requests.ts';
import { rightsIn, setRight } from './rights.ts';
import { viewCommand, viewEvent, viewForm, viewMessage } from './view.ts';
import { makeTrouble, type WireLog } from './wire.ts';

export interface ReaderParts {
  readonly world: World;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly conditions: Conditions;
  readonly server: Server;
  readonly wire: WireLog;
  /** Where attachments are served. */
  readonly base: string;
  readonly tour: readonly TourStep[];
  /** The username of the member whom a page begins as. */
  readonly visitor: string;
  /** What the page says while the sandbox is gone. */
  readonly parting: string;
  /** Tells one version of the page from another. */
  readonly code: string;
  as(username: string, app: App): Member;
  /** The app that a page is, by the name that the page has from load to load. */
  appOf(name: string, device: Device): App;
  passTime(instant: number): Promise<void>;
  /** Tells when a bot comes or goes. Returns how to stop that. */
  onBot(listener: (running: boolean) => void): () => void;
}

/** What Discord takes of one file. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** How far the clock may be moved at once, in ms. */
const FURTHEST = 3 * 365 * 24 * 60 * 60_000;

/** Forms that are open longer than others are forgotten. */
const MOST_FORMS = 20;

type Handlers = {
  readonly [T in RequestType]: (request: PageRequest<T>) => Replies[T] | Promise<Replies[T]>;
};

function received({ filename, contentType, base64 }: SentFile): ChosenFile {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength > LARGEST_FILE) throw new ClientRefusal(`"${filename}" is larger than 10 MiB.`);
  return { filename, contentType: contentType || 'application/octet-stream', bytes: new Uint8Array(bytes) };
}

const isFile = (value: unknown): value is SentFile => typeof value === 'object' && !Array.isArray(value);
const isFiles = (value: unknown): value is readonly SentFile[] => Array.isArray(value) && value.some(isFile);

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Serves one open page: somebody reads in it, as one member in one channel at a time. */
export function serveReader(socket: WebSocket, parts: ReaderParts): void {
  const { world, messages, clock, gateway, conditions, base, tour, visitor, parting, code, wire } = parts;
  const { as, appOf, passTime, onBot } = parts;
  const forms = new Map<string, { readonly by: Member; readonly modal: SeenModal }>();
  let member: Member | undefined;
  let app: App | undefined;
  /** Whom the app has met for this member. */
  let met: ReadonlySet<string> = new Set();
  let formsMade = 0;
  let unwatch = () => {};

  const tell = (message: ServerMessage) => socket.send(JSON.stringify(message));
  const nameOf: NameOf = (of, id) => {
    const { home, users } = world;
    const known = {
      user: users,
      role: home.roles,
      channel: home.channels,
      guild: new Map([[home.id, home]]),
    };
    const name = known[of].get(id)?.name;
    return of === 'user' ? name : name?.replace(/^@/, '');
  };

  function me(): Member {
    if (!member) throw new ClientRefusal('Say who you are first.');
    return member;
  }

  const canSee = (channel: Channel | undefined, { id }: Member) =>
    channel !== undefined && may(world.home, channel, id, PermissionFlagsBits.ViewChannel);
  const isFor = (message: Message, { id }: Member) => app?.shows(message, id) === true;
  const meet = (loaded: readonly Message[], { id }: Member) => {
    met = met.union(app?.met(loaded, id) ?? met);
  };
  /** Names for a text that isn't in a message. */
  const namesFor = (text: string) => namesIn(world, text, (id) => met.has(id));

  function foundFor(id: string, by: Member): SeenMessage | undefined {
    for (const channel of world.home.channels.values()) {
      const found = messages.find(channel.id, id);
      if (found && isFor(found, by)) return seenMessage(world, base, found, met);
    }
    return undefined;
  }

  const shown = (message: Message, by: Member): PageMessage =>
    viewMessage(seenMessage(world, base, message, met), {
      username: by.name,
      nameOf,
      seen: (id) => foundFor(id, by),
    });

  const eventsFor = (by: Member): PageEvent[] =>
    by.events().map((event) => viewEvent(event, namesFor(event.description), nameOf));

  function pageBefore(by: Member, before?: string): { messages: PageMessage[]; older: boolean } {
    const channel = channelNamed(world, by.channel);
    const all = (world.messages.get(channel?.id ?? '') ?? []).filter((message) => isFor(message, by));
    const end = before === undefined ? all.length : all.findIndex(({ id }) => id === before);
    const start = Math.max(0, end - LOADED_AT_ONCE);
    const loaded = all.slice(start, Math.max(0, end));
    meet(loaded, by);
    return { messages: loaded.map((message) => shown(message, by)), older: start > 0 };
  }

  function channelsFor(by: Member): PageChannel[] {
    return [...world.home.channels.values()]
      .filter((channel) => canSee(channel, by))
      .sort((a, b) => a.position - b.position)
      .map((channel) => ({
        id: channel.id,
        name: channel.name,
        writable: may(world.home, channel, by.id, PermissionFlagsBits.SendMessages),
      }));
  }

  function people(): PageMember[] {
    return [...world.home.members.values()].flatMap(({ userId, roleIds }) => {
      const user = world.users.get(userId);
      if (!user) return [];
      const titles = roleIds.flatMap((id) => world.home.roles.get(id)?.name ?? []);
      const roles = userId === world.home.ownerId ? ['Owner', ...titles] : titles;
      return [{ id: user.id, username: user.username, name: user.name, bot: user.bot, roles }];
    });
  }

  function here(by: Member): Here {
    const page = pageBefore(by);
    return {
      application: world.bot.name,
      tour,
      server: world.home.name,
      me: by.name,
      channel: by.channel,
      channels: channelsFor(by),
      members: people(),
      roles: [...world.home.roles.values()].map(({ id, name }) => ({ id, name: name.replace(/^@/, '') })),
      events: eventsFor(by),
      ...page,
      bot: gateway.connections() > 0,
      now: clock.now(),
      parting,
      code,
    };
  }

  function open({ member: asked, channel, app: ofPage, device }: PageRequest<'open'>): Here {
    const names = people().flatMap(({ username, bot }) => (bot ? [] : [username]));
    const wanted = asked || (names.includes(visitor) ? visitor : (names[0] ?? visitor));
    if (!names.includes(wanted)) throw new ClientRefusal(`Nobody here is called "${wanted}".`);
    app = appOf(ofPage, device);
    const who = as(wanted, app);
    if (who.id !== member?.id || device === 'phone') met = new Set();
    member = who.channels().includes(channel) ? who.in(channel) : who;
    return here(member);
  }

  function outcomeOf({ kind, modal, failure }: Answer, by: Member): Outcome {
    if (!modal) return { type: kind, form: null, failure: failure ?? null };
    const token = String(++formsMade);
    forms.set(token, { by, modal });
    for (const old of [...forms.keys()].slice(0, -MOST_FORMS)) forms.delete(old);
    return { type: kind, form: viewForm(modal, token, namesFor(modal.texts.join()), nameOf), failure: null };
  }

  const enteredOf = (entered: PageRequest<'run'>['entered']) =>
    Object.fromEntries(
      Object.entries(entered).map(([name, value]) => [name, isFile(value) ? received(value) : value]),
    );

  const filledBy = (values: PageRequest<'submit'>['values']) =>
    Object.fromEntries(
      Object.entries(values).map(([id, value]) => [id, isFiles(value) ? value.map(received) : value]),
    );

  function sourceOf(id: string, by: Member): SeenMessage {
    const found = foundFor(id, by);
    if (!found) throw new ClientRefusal('That message is gone.');
    return found;
  }

  const handlers: Handlers = {
    open,
    older: ({ before }) => pageBefore(me(), before),
    commands: () => me().commands().map(viewCommand),
    async suggest({ path, entered, focused }) {
      const choices = await me().suggest(path, enteredOf(entered), focused);
      return choices.map(({ name, value }) => ({ name, value: String(value) }));
    },
    say({ text, files }) {
      me().say(text, files.map(received));
      return null;
    },
    async run({ path, entered }) {
      const by = me();
      return outcomeOf(await by.run(path, enteredOf(entered)), by);
    },
    async press({ message, button }) {
      const by = me();
      return outcomeOf(await by.press(sourceOf(message, by), button), by);
    },
    async choose({ message, list, chosen }) {
      const by = me();
      return outcomeOf(await by.choose(sourceOf(message, by), list, chosen), by);
    },
    async submit({ token, values }) {
      const form = forms.get(token);
      if (!form) throw new ClientRefusal('That form is no longer open.');
      const answer = await form.by.submit(form.modal, filledBy(values));
      if (answer.kind !== 'failed') forms.delete(token);
      return outcomeOf(answer, form.by);
    },
    leave({ token, values }) {
      const form = forms.get(token);
      form?.by.leave(form.modal, filledBy(values));
      forms.delete(token);
      return null;
    },
    async pass({ to }) {
      const now = clock.now();
      if (to < now) throw new ClientRefusal('That is over: the clock only moves forward.');
      if (to > now + FURTHEST) throw new ClientRefusal('That is too far away: three years at most.');
      await passTime(to);
      return null;
    },
    watch({ on }) {
      unwatch();
      unwatch = on ? wire.onNote((note) => tell({ type: 'wire', note })) : () => {};
      return { run: wire.run, notes: on ? wire.notes() : [] };
    },
    forget() {
      wire.clear();
      return null;
    },
    trouble: (request) => makeTrouble(parts, request),
    conditions: () => conditions.list(),
    switch({ condition, on }) {
      if (condition === null) conditions.setAll(on);
      else conditions.set(condition, on);
      return conditions.list();
    },
    presences: () => presences(parts),
    presence: ({ username, here: isHere }) => setPresence(parts, username, isHere),
    rights: ({ where }) => rightsIn(parts, where),
    permit: ({ where, right, has }) => setRight(parts, where, right, has),
  };

  async function answer(text: string): Promise<void> {
    const { data } = numbered.safeParse(read(text));
    if (!data) return void socket.close(1008, 'Not understood.');
    const { number: to, request } = data;
    try {
      const handle = handlers[request.type] as (asked: typeof request) => unknown;
      tell({ type: 'answer', to, answer: await handle(request) });
    } catch (error) {
      if (!(error instanceof ClientRefusal || error instanceof Refusal)) throw error;
      tell({ type: 'refused', to, why: error.message });
    }
  }

  function pass(message: Message, fresh: boolean): void {
    const channel = world.channels.get(message.channelId);
    if (!member || !isFor(message, member) || !canSee(channel, member)) return;
    if (channel?.name === member.channel) meet([message], member);
    tell({ type: 'message', message: shown(message, member), fresh });
  }
  const created = (message: Message) => pass(message, true);
  const updated = (message: Message) => pass(message, false);
  const deleted = ({ id, channelId }: Message) =>
    tell({ type: 'gone', id, channel: world.channels.get(channelId)?.name ?? channelId });

  messages.on('created', created).on('updated', updated).on('deleted', deleted);
  const forgetEvents = gateway.onEvent((title) => {
    if (member && title.startsWith('GUILD_SCHEDULED_EVENT_'))
      tell({ type: 'events', events: eventsFor(member) });
  });
  const forgetClock = clock.onMoved(() => tell({ type: 'clock', now: clock.now() }));
  const forgetBot = onBot((running) => tell({ type: 'bot', running }));

  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    messages.off('created', created).off('updated', updated).off('deleted', deleted);
    forgetClock();
    forgetBot();
    forgetEvents();
    unwatch();
  });
  socket.on('message', (bytes) => {
    answer(String(bytes)).catch((error: unknown) => {
      process.stderr.write(`The sandbox failed at what its page asked: ${String(error)}\n`);
      socket.close(1011, 'The sandbox failed.');
    });
  });
}
