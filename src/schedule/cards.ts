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
  const notBefore = new Map<string, number>();
  const stopping = Promise.withResolvers<void>();
  let stopped = false;

  const nameOf = ({ guildId, number }: RunKey) => `${guildId}:${number}`;

  async function edit(key: RunKey): Promise<void> {
    const name = nameOf(key);
    const pause = (notBefore.get(name) ?? 0) - now();
    if (pause > 0) await Promise.race([wait(pause), stopping.promise]);
    if (stopped) return;
    await pace();
    // Marked before it is read: a press that comes while it is being sent marks it anew.
    const card = await desk.take(key);
    if (!card) return;
    notBefore.set(name, now() + AT_MOST_EVERY_MS);
    try {
      const result = await sender.edit(card.view, card.at);
      if (result.type === 'sent') return;
      if (result.type === 'gone' || result.type === 'refused') return await desk.lost(key);
    } catch (error) {
      onTrouble(error);
    }
    notBefore.set(name, now() + AFTER_FAILURE_MS);
    await desk.again(key);
  }

  async function refresh(): Promise<void> {
    if (stopped) return;
    const fresh = (await desk.stale()).filter((key) => !busy.has(nameOf(key)));
    for (const key of fresh) {
      const work = edit(key)
        .catch(onTrouble)
        .finally(() => {
          busy.delete(nameOf(key));
          if ((notBefore.get(nameOf(key)) ?? 0) <= now()) notBefore.delete(nameOf(key));
        })
        .then(refresh);
      busy.set(nameOf(key), work);
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
