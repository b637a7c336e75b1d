import { backoffMs, timelinessOf } from '../domain/post.ts';
import type { Outbox, Post } from '../services/outbox.ts';
import type { Sender, SendResult } from './sender.ts';
import { AFTER_FAULT_MS, MENDED_RETRY_MS, type WorkerParts } from './worker.ts';

/** How many due posts are looked at in one go. */
const LOOKED_AT = 1_000;

/** How many clubs are sent to at the same time; more would only wait for Discord's limit. */
const MOST_CLUBS = 100;

export interface DeliveryParts extends WorkerParts {
  readonly outbox: Outbox;
  readonly sender: Sender;
}

export function createDelivery({ outbox, sender, clock, pace, wait, onTrouble }: DeliveryParts) {
  /** What is being sent, one post of a club at a time, so that a slow channel holds up nobody else. */
  const busy = new Map<string, Promise<void>>();
  let running: Promise<void> | undefined;
  let woken = Promise.withResolvers<void>();
  const stopping = Promise.withResolvers<void>();
  let asked = false;
  let stopped = false;

  /** `surely`: where the channel is at fault, the post can't have arrived. */
  async function settle(post: Post, channelId: string, result: SendResult, surely = false): Promise<void> {
    const now = clock();
    switch (result.type) {
      case 'sent':
        return outbox.sent(post, { channelId, ...result }, now);
      case 'passing':
        return outbox.postponed(post, now + backoffMs(post.tries + 1), result.why);
      case 'refused':
        return outbox.refused(post, result.why, now);
      case 'channel':
        await outbox.channelTrouble(post, channelId, result.why, now);
        return outbox.postponed(post, now + MENDED_RETRY_MS, result.why, surely);
    }
  }

  /** A post that was tried before may have arrived without an answer. Then it is found, not sent again. */
  async function send(post: Post): Promise<void> {
    const now = clock();
    const timeliness = timelinessOf(post.kind, post.dueAt, now);
    const tooLate = () => outbox.dropped(post, 'It was too late to be of use', now);
    if (timeliness === 'too-late' && post.triedAt === null) return tooLate();
    const composed = await outbox.makeReady(post, now, timeliness !== 'on-time');
    if (composed.type === 'drop') return outbox.dropped(post, composed.why, now);
    const { channelId, view } = composed;
    if (post.triedAt !== null) {
      await pace();
      // Where it was tried, not where it would go today.
      const tried = post.channelId ?? channelId;
      const found = await sender.find(tried, post.id, post.triedAt);
      // In a deleted channel it counts as not arrived; a message that was found says what was true then.
      const gone = found?.type === 'channel' && found.why === 'channel-gone';
      if (found && !gone) return settle({ ...post, editsWanted: 0 }, tried, found);
      if (timeliness === 'too-late') return tooLate();
    }
    if (!(await outbox.begin(post, channelId, clock()))) return;
    await pace();
    const result = await sender.send(view, { channelId, nonce: post.nonce, mark: post.id });
    return settle(post, channelId, result, true);
  }

  async function sendSafely(post: Post): Promise<void> {
    try {
      await send(post);
    } catch (error) {
      onTrouble(error, post);
      await outbox
        .postponed(post, clock() + backoffMs(post.tries + 1), 'A fault on our side')
        .catch(onTrouble);
      // If even that can't be written, the post stays due; its club rests, so that nothing spins.
      await Promise.race([wait(AFTER_FAULT_MS), stopping.promise]);
    }
  }

  /** Due posts in a line for each club that isn't being sent to. */
  async function linesOfDue(): Promise<Map<string, Post[]>> {
    const due = await outbox.due(clock(), LOOKED_AT);
    return Map.groupBy(
      due.filter(({ guildId }) => !busy.has(guildId)),
      ({ guildId }) => guildId,
    );
  }

  function startNext(lines: Map<string, Post[]>): void {
    for (const [guildId, line] of lines) {
      if (busy.size >= MOST_CLUBS) return;
      const [post, ...rest] = line;
      if (busy.has(guildId)) continue;
      // Taken out and put back at the end: the next round begins with the other clubs.
      lines.delete(guildId);
      if (rest.length > 0) lines.set(guildId, rest);
      if (post)
        busy.set(
          guildId,
          sendSafely(post).finally(() => busy.delete(guildId)),
        );
    }
  }

  async function untilNothingIsDue(): Promise<void> {
    let lines = new Map<string, Post[]>();
    while (!stopped) {
      if (asked || lines.size === 0) {
        asked = false;
        woken = Promise.withResolvers<void>();
        lines = await linesOfDue();
      }
      startNext(lines);
      if (busy.size > 0) await Promise.race([...busy.values(), woken.promise]);
      else if (!asked) return;
    }
    await Promise.all(busy.values());
  }

  async function run(): Promise<void> {
    try {
      await untilNothingIsDue();
    } catch (error) {
      onTrouble(error);
    }
  }

  return {
    /**
     * Sends whatever is due. Called every minute, at start and whenever something is due at once; called again while it
     * runs it looks once more when it is done. Calling it twice or late changes nothing.
     */
    run(): Promise<void> {
      asked = true;
      woken.resolve();
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
    /** Takes nothing new and waits for what is being sent. */
    async stop(): Promise<void> {
      stopped = true;
      stopping.resolve();
      woken.resolve();
      await running;
    },
  };
}
