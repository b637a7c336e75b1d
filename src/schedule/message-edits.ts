import { HOUR } from '../domain/duration.ts';
import type { ChannelTrouble } from '../domain/post-view.ts';
import type { MessageEdits } from '../services/message-edits.ts';
import type { Post } from '../services/outbox.ts';
import type { Sender } from './sender.ts';
import { createChannelThrottle } from './throttle.ts';
import { isDoubtful, MENDED_RETRY_MS, SECOND_LOOK_MS, type WorkerParts } from './worker.ts';

const AT_MOST_EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 15_000;

/**
 * Of messages older than an hour Discord takes three edits in six seconds in a channel, by experience; more are answered
 * with 30046.
 */
const OLD_AFTER_MS = HOUR;
const OLD_EVERY_MS = 2_100;

/** A "no" that nobody here understands is believed after so many in a row, about three hours. */
const UNKNOWN_BELIEVED = 6;

/** When Discord made something, in UTC ms: its ids begin with that, counted from 2015. */
const madeAt = (id: string) => Number(BigInt(id) >> 22n) + Date.UTC(2015, 0);

interface EditWorkerParts extends WorkerParts {
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly edits: MessageEdits;
  readonly sender: Sender;
}

/**
 * Edits messages in place. What has to be edited is in the database; here is only when each may be edited again.
 * However many members press at once, the message is edited at once and then a second later, and ends up right.
 */
export function createEditWorker({
  edits,
  sender,
  clock,
  monotonic,
  pace,
  wait,
  onTrouble,
  onFailed,
}: EditWorkerParts) {
  const paceOld = createChannelThrottle(OLD_EVERY_MS, monotonic, wait);
  const busy = new Map<number, Promise<void>>();
  /** Messages that went out of date again while they were being edited. */
  const again = new Set<number>();
  /** Counts what is begun and refused, so that it is known which came first. */
  let order = 0;
  /** When something was last refused in a channel. */
  const refusedIn = new Map<string, number>();
  /** How often in a row Discord wouldn't have a message by a code that nobody knows. */
  const unknown = new Map<number, number>();
  const stopping = Promise.withResolvers<void>();
  let stopped = false;

  /** Each channel has a line of its own for its old messages; what one says is made up when its turn has come. */
  async function turnOf({ channelId, messageId }: Post): Promise<void> {
    const old = messageId !== null && clock() - madeAt(messageId) >= OLD_AFTER_MS;
    if (old && channelId !== null) await Promise.race([paceOld(channelId), stopping.promise]);
    await pace();
  }

  async function edit(post: Post): Promise<void> {
    const begun = ++order;
    await turnOf(post);
    // Discord shuts out whoever goes on where it refuses.
    if (begun < (refusedIn.get(post.channelId ?? '') ?? 0)) return edits.postponed(post, AFTER_FAILURE_MS);
    const taken = stopped ? undefined : await edits.take(post);
    if (!taken) return;
    const result = await sender.edit(taken.view, taken.at);
    if (result.type !== 'unknown') unknown.delete(post.id);
    switch (result.type) {
      case 'sent':
        return edits.shown(post);
      case 'gone':
        if (isDoubtful(post.goneSince, clock())) return doubt(post);
        return edits.lost(post);
      case 'refused':
        return refuse(post, result.why);
      case 'channel':
        refusedIn.set(taken.at.channelId, ++order);
        if (result.why === 'channel-gone') {
          if (isDoubtful(post.goneSince, clock())) return doubt(post);
          await pace();
          if (!(await sender.isGone(taken.at.channelId))) return edits.postponed(post, AFTER_FAILURE_MS);
        }
        return waitForMending(post, { channelId: taken.at.channelId, why: result.why });
      case 'unknown':
        return waitWithUnknown(post, result.why);
      case 'passing':
        return edits.postponed(post, AFTER_FAILURE_MS);
    }
  }

  async function refuse(post: Post, why: string): Promise<void> {
    await edits.refused(post);
    onFailed(post, why);
  }

  async function waitWithUnknown(post: Post, why: string): Promise<void> {
    const times = (unknown.get(post.id) ?? 0) + 1;
    if (times === UNKNOWN_BELIEVED) {
      unknown.delete(post.id);
      return refuse(post, why);
    }
    unknown.set(post.id, times);
    if (times === 1) onFailed(post, why);
    await edits.postponed(post, MENDED_RETRY_MS);
  }

  const doubt = (post: Post) => edits.doubted(post, SECOND_LOOK_MS, post.goneSince ?? clock());

  async function waitForMending(post: Post, trouble: ChannelTrouble): Promise<void> {
    if ((await edits.channelTrouble(post, trouble)) === 'told') onFailed(post, trouble.why);
    await edits.postponed(post, MENDED_RETRY_MS);
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
        if (busy.size === 0) refusedIn.clear();
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
