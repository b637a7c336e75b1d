import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts';
import { channelNamed } from '../src/world/world.ts';
import { START } from './start.ts';

/** What Discord said to a request. */
interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The body's `id`, where it has one. */
  readonly id: string;
}

/** An interaction as it came over the gateway. */
interface Heard {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly data: Record<string, unknown>;
  readonly [key: string]: unknown;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Files by the name of their part, such as `files[0]`. */
  readonly files?: Readonly<Record<string, File>>;
}

/** A bot without a library: `fetch`, a WebSocket and nothing that hides what Discord says. */
export interface BareBot {
  ask(method: string, path: string, json?: unknown, sent?: Sent): Promise<Told>;
  /** Sends a message into a channel of the server, by the channel's name. */
  say(channel: string, json: unknown, sent?: Sent): Promise<Told>;
  /** Registers these commands for all servers, in the place of those before. */
  register(...commands: readonly object[]): Promise<Told>;
  /** The next interaction, in the order in which they came. */
  hears(): Promise<Heard>;
  /** All other events that were sent before now, READY left out. */
  told(): Promise<readonly Event[]>;
  /** What came with the last event of a kind. */
  tells(type: string): Promise<Record<string, unknown> | undefined>;
  /** Interactions that came before now and that nobody has heard. */
  unheard(): Promise<readonly Heard[]>;
  /** The first answer to an interaction. */
  answer(heard: Heard, json: unknown, sent?: Sent): Promise<Told>;
  followUp(heard: Heard, json: unknown, sent?: Sent): Promise<Told>;
  /** A message of the interaction: `@original`, or a follow-up's id. */
  message(heard: Heard, method: string, id: string, json?: unknown, sent?: Sent): Promise<Told>;
}

export interface Place {
  readonly sandbox: Sandbox;
  readonly bot: BareBot;
  /** The id of one of the server's channels. */
  channel(name: string): string;
}

/** Wire parts of Discord's, by their numbers. */
export const EPHEMERAL = 64;
export const COMPONENTS_V2 = 1 << 15;

export const row = (...components: readonly object[]) => ({ type: 1, components });
export const button = (label: string, id: string, more: object = {}) => ({
  type: 2,
  style: 1,
  label,
  custom_id: id,
  ...more,
});
export const words = (content: string) => ({ type: 10, content });
export const labelled = (label: string, component: object) => ({ type: 18, label, component });

/** An event as it came over the gateway. */
interface Event {
  readonly t: string;
  readonly d: Record<string, unknown>;
}

/** A line to the gateway that is ready. Resolves with how to learn that everything sent before now has come. */
async function listen(
  sandbox: Sandbox,
  intents: number,
  onEvent: (event: Event) => void,
): Promise<() => Promise<void>> {
  const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/gateway/?v=10&encoding=json`);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const acknowledged: (() => void)[] = [];
  socket.on('message', (text) => {
    const { op, t, d } = JSON.parse(String(text));
    if (op === 10)
      socket.send(JSON.stringify({ op: 2, d: { token: sandbox.token, intents, properties: {} } }));
    if (op === 11) acknowledged.shift()?.();
    if (t === 'READY') resolve();
    else if (op === 0) onEvent({ t, d });
  });
  onTestFinished(() => socket.terminate());
  await Promise.race([ready, once(socket, 'close').then(() => Promise.reject(new Error('Shut out.')))]);
  return () => {
    const { promise, resolve: come } = Promise.withResolvers<void>();
    acknowledged.push(come);
    socket.send(JSON.stringify({ op: 1, d: null }));
    return promise;
  };
}

function formOf(json: unknown, files: Readonly<Record<string, File>>): FormData {
  const form = new FormData();
  if (json !== undefined) form.append('payload_json', JSON.stringify(json));
  for (const [field, file] of Object.entries(files)) form.append(field, file);
  return form;
}

/** JSON as what it says, and anything else as the text that it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A sandbox of the test's own with a bare bot in it, both gone when the test is over. */
export async function openPlace({
  intents = 0,
  ...options
}: SandboxOptions & { readonly intents?: number } = {}): Promise<Place> {
  const sandbox = await startSandbox({ begins: START, still: true, visitor: 'leader', ...options });
  onTestFinished(() => sandbox.stop());
  const { applicationId } = sandbox.world;
  const heard: Heard[] = [];
  const waiting: ((one: Heard) => void)[] = [];
  const events: Event[] = [];
  const untilNow = await listen(sandbox, intents, ({ t, d }) => {
    if (t !== 'INTERACTION_CREATE') {
      events.push({ t, d });
      return;
    }
    const next = waiting.shift();
    if (next) next(d as Heard);
    else heard.push(d as Heard);
  });

  const channel = (name: string) => channelNamed(sandbox.world, name)?.id ?? '';

  async function ask(method: string, path: string, json?: unknown, { headers, files }: Sent = {}) {
    const body = files ? formOf(json, files) : json === undefined ? null : JSON.stringify(json);
    const answer = await fetch(`${sandbox.url}/v10${path}`, {
      method,
      body,
      headers: {
        authorization: `Bot ${sandbox.token}`,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
    });
    const text = await answer.text();
    const said: unknown = text === '' ? undefined : parsed(text);
    const id = typeof said === 'object' && said !== null && 'id' in said ? String(said.id) : '';
    return { status: answer.status, headers: answer.headers, body: said, id };
  }

  const webhook = ({ token }: Heard) => `/webhooks/${applicationId}/${token}`;
  const bot: BareBot = {
    ask,
    say: (name, json, sent) => ask('POST', `/channels/${channel(name)}/messages`, json, sent),
    register: (...commands) => ask('PUT', `/applications/${applicationId}/commands`, commands),
    hears() {
      const one = heard.shift();
      if (one) return Promise.resolve(one);
      const { promise, resolve } = Promise.withResolvers<Heard>();
      waiting.push(resolve);
      return promise;
    },
    async told() {
      await untilNow();
      return events;
    },
    tells: async (type) => (await bot.told()).findLast(({ t }) => t === type)?.d,
    async unheard() {
      await untilNow();
      return heard;
    },
    // As libraries do: the token in the path stands for the bot's own.
    answer: ({ id, token }, json, sent) => ask('POST', `/interactions/${id}/${token}/callback`, json, sent),
    followUp: (one, json, sent) => ask('POST', webhook(one), json, sent),
    message: (one, method, id, json, sent) =>
      ask(method, `${webhook(one)}/messages/${encodeURIComponent(id)}`, json, sent),
  };
  return { sandbox, bot, channel };
}

/** What a refusal looks like on the wire. */
export const refusal = (status: number, code: number) => ({ status, body: { code } });

/** A bad form with a fault at `path`, such as `data.components.0.label`. */
export function badAt(path: string, code?: string) {
  const errors = path
    .split('.')
    .filter((part) => part !== '')
    .reduceRight<object>((inner, part) => ({ [part]: inner }), {
      _errors: [code === undefined ? {} : { code }],
    });
  return { status: 400, body: { code: 50035, message: 'Invalid Form Body', errors } };
}

/** What has to be there. @throws {Error} where it isn't. */
export function given<Thing>(thing: Thing | undefined | null): Thing {
  if (thing === undefined || thing === null) throw new Error('There is nothing here.');
  return thing;
}
