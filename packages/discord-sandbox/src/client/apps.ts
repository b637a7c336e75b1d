import type { Messages } from '../messages.ts';
import type { Message, World } from '../world/world.ts';
import type { Device } from './devices.ts';
import type { Contents } from './fields.ts';
import { type Met, metIn } from './names.ts';

/** Discord's app where it runs. It holds some things only until it restarts. */
export interface App {
  device: Device;
  /** Whether it shows a message to a member: an ephemeral one only until it restarts (discord-api-docs#3023). */
  shows(message: Message, userId: string): boolean;
  /** When it drew a message as that is now (UTC ms). */
  drewAt(message: Message): number;
  /** Whom it has met for a member, when it has loaded these messages. A phone looks nobody up (discord-api-docs#2126). */
  met(loaded: readonly Message[], userId: string): Met;
  /** What stands in a form when a member opens it; `sent` is what the bot sent. */
  openForm(userId: string, formId: string, sent: Contents): Contents;
  /** Notes what a member has typed into a form. */
  keepForm(userId: string, formId: string, typed: Contents): void;
  /** Starts it anew. */
  restart(): void;
}

export interface Apps {
  /** The app on a device of a member's own. */
  of(userId: string, device: Device): App;
  /** An app that starts now. */
  start(device: Device): App;
}

export function createApps(world: World, messages: Messages, now: () => number): Apps {
  const own = new Map<string, App>();
  const changedAt = new WeakMap<Message, number>();
  const note = (message: Message) => void changedAt.set(message, now());
  messages.on('created', note).on('updated', note);

  function create(device: Device): App {
    const forms = new Map<string, Contents>();
    let startedAt = -Infinity;
    /** Messages have greater ids than this since it started. */
    let startId = 0n;
    const keyOf = (userId: string, formId: string) => `${userId} ${formId}`;
    return {
      device,
      shows: ({ id, ephemeralFor }, userId) =>
        ephemeralFor === undefined || (ephemeralFor === userId && BigInt(id) > startId),
      drewAt: (message) =>
        Math.max(startedAt, changedAt.get(message) ?? message.editedAt ?? message.createdAt),
      met(loaded, userId) {
        return new Set(this.device === 'phone' ? [userId] : [userId, ...metIn(loaded)]);
      },
      openForm(userId, formId, sent) {
        if (this.device !== 'phone') return sent;
        const key = keyOf(userId, formId);
        const contents = forms.get(key) ?? sent;
        forms.set(key, contents);
        return contents;
      },
      keepForm: (userId, formId, typed) => void forms.set(keyOf(userId, formId), typed),
      restart() {
        forms.clear();
        startedAt = now();
        startId = BigInt(world.newId());
      },
    };
  }

  return {
    of(userId, device) {
      const key = `${userId} ${device}`;
      const app = own.get(key) ?? create(device);
      own.set(key, app);
      return app;
    },
    start(device) {
      const app = create(device);
      app.restart();
      return app;
    },
  };
}
