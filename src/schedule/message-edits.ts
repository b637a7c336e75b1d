import type { MessageEdits } from '../services/message-edits.ts';
import type { Post } from '../services/outbox.ts';
import type { Sender } from './sender.ts';
import { MENDED_RETRY_MS, type WorkerParts } from './worker.ts';

const AT_MOST_EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 15_000;

interface EditWorkerParts extends Omit<WorkerParts, 'clock'> {
  readonly edits: MessageEdits;
  readonly sender: Sender;
}

/**
 * Edits messages in place. What has to be edited is in the database; here is only when each may be edited again.
 * However many members press at once, the message is edited at once and then a second later, and ends up right.
 */
export function createEditWorker({ edits, sender, pace, wait, onTrouble }: EditWorkerParts) {
  const busy = new Map<number, Promise<void>>();
  /** Messages that went out of date again while they were being edited. */
  const again = new Set<number>();
  const stopping = Promise.withResolvers<void>();
  let stopped = false;

  async function edit(post: Post): Promise<void> {
    await pace();
    const taken = stopped ? undefined : await edits.take(post);
    if (!taken) return;
    const result = await sender.edit(taken.view, taken.at);
    switch (result.type) {
      case 'sent':
        return edits.shown(post);
      case 'gone':
      case 'refused':
        return edits.lost(post);
      case 'channel':
        await edits.channelTrouble(post, { channelId: taken.at.channelId, why: result.why });
        return edits.postponed(post, MENDED_RETRY_MS);
      case 'passing':
        return edits.postponed(post, AFTER_FAILURE_MS);
    }
  }

  /** One edit, and a rest from its answer on: the time it spent in a line, or on its way, doesn't count. */
  async function editAndRest(post: Post): Promise<void> {
    try {
      await edit(post);
    } catch (error) {
      onTrouble(error, post);
      await edits.postponed(post, AFTER_FAILURE_MS).catch(onTrouble);
    }
    await Promise.race([wait(AT_MOST_EVERY_MS), stopping.promise]);
  }

  function editAll(posts: readonly Post[]): void {
    if (stopped) return;
    for (const post of posts) {
      if (busy.has(post.id)) {
        again.add(post.id);
        continue;
      }
      const work = editAndRest(post).finally(() => {
        busy.delete(post.id);
        if (again.delete(post.id)) void refresh();
      });
      busy.set(post.id, work);
    }
  }

  const refresh = async () => editAll(await edits.stale().catch(onNone));
  const onNone = (error: unknown): readonly Post[] => {
    onTrouble(error);
    return [];
  };

  return {
    /** Brings these messages up to date: each at most once a second. */
    edit: editAll,
    /** The same for all that say something no longer so. */
    refresh,
    async stop(): Promise<void> {
      stopped = true;
      stopping.resolve();
      await Promise.all(busy.values());
    },
  };
}
