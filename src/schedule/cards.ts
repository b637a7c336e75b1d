import type { RunKey } from '../domain/run.ts';
import type { CardDesk } from '../services/cards.ts';
import type { Sender } from './sender.ts';

export interface Cards {
  /** Brings every card up to date that says something no longer so: each at most once a second. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

const AT_MOST_EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 15_000;
/** A channel that can't be written in is tried again this often. */
const CHANNEL_RETRY_MS = 30 * 60_000;

export interface CardParts {
  readonly desk: CardDesk;
  readonly sender: Sender;
  /** Ms, of a clock that only flows: a card isn't edited more often because somebody moved the time. */
  readonly now: () => number;
  readonly pace: () => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Edits cards in place. What has to be edited is in the database; here is only when each may be edited again. However
 * many members press at once, the card is edited at once and then a second later, and ends up right.
 */
export function createCards({ desk, sender, now, pace, wait, onTrouble }: CardParts): Cards {
  const busy = new Map<string, Promise<void>>();
  const stopping = Promise.withResolvers<void>();
  let stopped = false;

  const nameOf = ({ guildId, number }: RunKey) => `${guildId}:${number}`;

  async function edit(key: RunKey): Promise<void> {
    await pace();
    const card = stopped ? undefined : await desk.take(key);
    if (!card) return;
    const result = await sender.edit(card.view, card.at);
    switch (result.type) {
      case 'sent':
        return desk.shown(key, card.wanted);
      case 'gone':
      case 'refused':
        return desk.lost(key);
      case 'channel':
        return desk.postponed(key, CHANNEL_RETRY_MS);
      case 'passing':
        return desk.postponed(key, AFTER_FAILURE_MS);
    }
  }

  /** One edit, and a rest after it in which the card isn't touched again. */
  async function editAndRest(key: RunKey): Promise<void> {
    const began = now();
    try {
      await edit(key);
    } catch (error) {
      onTrouble(error);
      await desk.postponed(key, AFTER_FAILURE_MS).catch(onTrouble);
    }
    await Promise.race([wait(began + AT_MOST_EVERY_MS - now()), stopping.promise]);
  }

  async function refresh(): Promise<void> {
    if (stopped) return;
    for (const key of await desk.stale()) {
      const name = nameOf(key);
      if (busy.has(name)) continue;
      const work = editAndRest(key).finally(() => {
        busy.delete(name);
        // Whatever was pressed during the rest.
        void refresh().catch(onTrouble);
      });
      busy.set(name, work);
    }
  }

  return {
    refresh: () => refresh().catch(onTrouble),
    async stop() {
      stopped = true;
      stopping.resolve();
      await Promise.all(busy.values());
    },
  };
}
