import type { Clock } from '../clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { FormErrors } from '../rest/errors.ts';
import type { Faults } from '../rest/faults.ts';
import type { Traffic } from '../rest/traffic.ts';
import type { World } from '../world/world.ts';
import type { PageRequest, WireNote } from './protocol.ts';

/** What went over the bot's wire lately. */
export interface WireLog {
  /** Names this run of the sandbox; notes are numbered within it. */
  readonly run: string;
  /** Oldest first. */
  notes(): WireNote[];
  /** Calls `listener` with each note from now on. Returns how to stop that. */
  onNote(listener: (note: WireNote) => void): () => void;
  clear(): void;
  stop(): void;
}

export interface WireParts {
  readonly world: World;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly traffic: Traffic;
}

/** Something that went over the wire. It is turned into text only when somebody looks. */
interface PassedNote extends Pick<WireNote, 'number' | 'type' | 'title' | 'status' | 'at' | 'wrong'> {
  readonly sent: unknown;
  readonly received: unknown;
}

/** Older ones are forgotten. */
const MOST_NOTES = 500;

/** More of a body than anybody reads. */
const LONGEST_BODY = 12_000;

/** Whoever knows these could speak for the bot. */
const SECRETS = ['token', 'session_id'];

/** The tokens of interactions, wherever they stand. */
const INTERACTION_TOKEN = /aW50ZXJhY3Rpb246[\w-]+/g;

const hidden = (key: string, value: unknown) => (SECRETS.includes(key) ? '…' : value);

/** Each fault of a form on a line of its own, with its place: "components.0.label: Must be 80 or fewer in length." */
function faultsIn(errors: FormErrors | undefined, place: readonly string[] = []): string[] {
  return Object.entries(errors ?? {}).flatMap(([key, inner]) =>
    Array.isArray(inner)
      ? inner.map(({ message, code }) => `${[place.join('.'), message].filter(Boolean).join(': ')} (${code})`)
      : faultsIn(inner, [...place, key]),
  );
}

/** Notes what goes over the bot's wire, the last 500 of it. */
export function createWireLog({ world, clock, gateway, traffic }: WireParts): WireLog {
  const listeners = new Set<(note: WireNote) => void>();
  let passed: PassedNote[] = [];
  let last = 0;

  const safe = (text: string) => text.replaceAll(world.token, '…').replace(INTERACTION_TOKEN, '…');
  function written(body: unknown): string {
    const text = safe(body === undefined ? '' : JSON.stringify(body, hidden, 2));
    return text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}…` : text;
  }
  const noteOf = ({ sent, received, title, ...one }: PassedNote): WireNote => ({
    ...one,
    title: safe(title),
    sent: written(sent),
    received: written(received),
  });

  function pass(one: Omit<PassedNote, 'number' | 'at'>): void {
    last += 1;
    const now = { ...one, number: last, at: clock.now() };
    passed.push(now);
    if (passed.length >= 2 * MOST_NOTES) passed = passed.slice(-MOST_NOTES);
    if (listeners.size === 0) return;
    const note = noteOf(now);
    for (const listener of listeners) listener(note);
  }

  const forgetEvents = gateway.onEvent((title, sent) =>
    pass({ type: 'event', title, status: null, sent, received: undefined, wrong: '' }),
  );
  const forgetRequests = traffic.onRequest(({ method, path, status }, violation, { sent, received }) =>
    pass({
      type: 'request',
      title: `${method} ${path}`,
      status,
      sent,
      received,
      wrong: violation ? [violation.message, ...faultsIn(violation.errors)].join('\n') : '',
    }),
  );
  return {
    run: crypto.randomUUID(),
    notes: () => passed.slice(-MOST_NOTES).map(noteOf),
    onNote(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear() {
      passed = [];
    },
    stop() {
      forgetEvents();
      forgetRequests();
    },
  };
}

/** Long enough for Discord's patience to end. */
const SLOW_MS = 4_000;
const RETRY_AFTER_S = 2;

/** Makes something go wrong, and says what. */
export function makeTrouble(
  { gateway, faults }: { readonly gateway: Gateway; readonly faults: Faults },
  { trouble, times }: PageRequest<'trouble'>,
): string {
  const next = times === 1 ? 'the bot’s next request' : `the bot’s next ${times} requests`;
  switch (trouble) {
    case 'gateway':
      gateway.drop();
      return 'The gateway hung up on the bot. It should come back by itself.';
    case 'error':
      faults.add({ path: /./, times, status: 500 });
      return `Discord answers ${next} with 500.`;
    case 'limit':
      faults.add({ path: /./, times, status: 429, retryAfter: RETRY_AFTER_S });
      return `Discord answers ${next} with 429: again in two seconds.`;
    case 'slow':
      faults.add({ path: /./, times, delayMs: SLOW_MS });
      return `Discord takes four seconds for ${next}: too long for a first answer.`;
    case 'none': {
      const { pending } = faults;
      faults.clear();
      return pending === 0 ? 'Nothing was going to go wrong.' : `Called off: ${pending} that were to come.`;
    }
  }
}
