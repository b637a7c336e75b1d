import { backoffMs, isUnknownBelieved, timelinessOf } from '../domain/post.ts';
import type { ChannelTrouble } from '../domain/post-view.ts';
import type { Outbox, Post } from '../services/outbox.ts';
import type { FindResult, Sender, SendResult } from './sender.ts';
import { AFTER_FAULT_MS, isDoubtful, MENDED_RETRY_MS, SECOND_LOOK_MS, type WorkerParts } from './worker.ts';

/** How many due posts are looked at in one go. */
const LOOKED_AT = 1_000;

/** How many clubs are sent to at the same time; more would only wait for Discord's limit. */
const MOST_CLUBS = 100;

/** Discord knows a nonce for "a few minutes": within this it takes nothing twice. */
const NONCE_HOLDS_MS = 2 * 60_000;

/** A post that couldn't be looked for so often in a row is sent without having been found: better twice than never. */
const LOOKS = 3;

/** A post that doesn't get through is told of after so many tries, about two minutes. */
const TOLD_AFTER_TRIES = 4;

/** What came of looking for a post that may have arrived. `settled`: there is nothing more to be done about it now. */
type Looked = 'settled' | 'not-there' | 'unknown';

type FailedLook = Exclude<FindResult, { type: 'sent' | 'none' }>;

export interface DeliveryParts extends WorkerParts {
  readonly outbox: Outbox;
  readonly sender: Sender;
}

export function createDelivery({ outbox, sender, clock, pace, wait, onTrouble, onFailed }: DeliveryParts) {
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
        await postpone(post, result.why);
        if (post.tries + 1 === TOLD_AFTER_TRIES) onFailed(post, result.why);
        return;
      case 'unknown':
        return isUnknownBelieved(post, result.why) ? refuse(post, result.why) : postpone(post, result.why);
      case 'refused':
        return refuse(post, result.why);
      case 'channel':
        if (result.why === 'channel-gone' && !(await isSurelyGone(post, channelId, surely))) return;
        return waitForMending(post, { channelId, why: result.why }, surely);
    }
  }

  const postpone = (post: Post, why: string) =>
    outbox.postponed(post, clock() + backoffMs(post.tries + 1), why);

  async function refuse(post: Post, why: string): Promise<void> {
    await outbox.refused(post, why, clock());
    onFailed(post, why);
  }

  async function waitForMending(post: Post, trouble: ChannelTrouble, surely: boolean): Promise<void> {
    const now = clock();
    const noted = await outbox.channelTrouble(post, trouble.channelId, trouble.why, now);
    // It goes to another channel soon, and still isn't in this one.
    if (noted === 'left') return outbox.doubted(post, now + backoffMs(1), post.goneSince ?? now, surely);
    await outbox.waitsForMending(post, trouble, now + MENDED_RETRY_MS, surely);
    if (noted === 'told') onFailed(post, trouble.why);
  }

  /** Minutes after Discord first said that a channel is gone, the channel itself is asked for. */
  async function isSurelyGone(post: Post, channelId: string, surely: boolean): Promise<boolean> {
    const now = clock();
    if (isDoubtful(post.goneSince, now)) {
      const since = post.goneSince ?? now;
      await outbox.doubted(post, since + SECOND_LOOK_MS, since, surely);
      return false;
    }
    await pace();
    if (await sender.isGone(channelId)) return true;
    await postpone(post, 'Discord says now that the channel is gone and now that it is there');
    return false;
  }

  /** A post that was tried before may have arrived without an answer. Then it is found, and isn't sent again. */
  async function lookFor(post: Post, triedAt: number, channelId: string): Promise<Looked> {
    await pace();
    // Where it was tried, not where it would go today.
    const tried = post.channelId ?? channelId;
    const { guildId, id: mark, lookedUntil: until } = post;
    const found = await sender.find({ guildId, channelId: tried, mark, since: triedAt, until });
    switch (found.type) {
      case 'sent':
        // A message that was found says what was true then.
        await settle({ ...post, editsWanted: 0 }, tried, found);
        return 'settled';
      case 'none':
        await outbox.looked(post, found.until);
        return 'not-there';
      case 'channel':
        if (tried !== channelId && found.why !== 'channel-gone') return noteFailedLook(post, found);
        if (found.why === 'no-history') return goOnWithoutLook(post, found, triedAt, channelId);
        if (tried !== channelId) return (await isSurelyGone(post, tried, false)) ? 'not-there' : 'settled';
        await settle(post, tried, found);
        return 'settled';
      default:
        return goOnWithoutLook(post, found, triedAt, channelId);
    }
  }

  /** It couldn't be looked for, for which there is no need where it goes to the same channel and its nonce still holds. */
  async function goOnWithoutLook(
    post: Post,
    found: FailedLook,
    triedAt: number,
    channelId: string,
  ): Promise<Looked> {
    const isSameChannel = (post.channelId ?? channelId) === channelId;
    if (isSameChannel && clock() - triedAt < NONCE_HOLDS_MS) return 'unknown';
    if (found.type === 'channel') {
      const noted = await outbox.channelTrouble(post, channelId, found.why, clock());
      if (noted === 'told') onFailed(post, found.why);
    }
    return noteFailedLook(post, found);
  }

  /** No post waits for ever for a look. */
  async function noteFailedLook(post: Post, found: FailedLook): Promise<Looked> {
    if (post.failedLooks + 1 >= LOOKS) {
      onFailed(post, 'It may have arrived, which could not be found out; it is sent once more');
      return 'unknown';
    }
    const more = found.type === 'more';
    await outbox.failedLook(post, more ? found.until : null);
    const why = more ? 'The channel is too busy to tell at once whether it had arrived' : found.why;
    // Why it couldn't be sent says more than why it couldn't be found.
    await outbox.postponed(post, clock() + backoffMs(post.failedLooks + 1), post.error ?? why);
    return 'settled';
  }

  async function send(post: Post): Promise<void> {
    const now = clock();
    const timeliness = timelinessOf(post.kind, post.dueAt, now);
    const tooLate = () => outbox.dropped(post, 'It was too late to be of use', now);
    if (timeliness === 'too-late' && post.triedAt === null) return tooLate();
    const composed = await outbox.makeReady(post, now, timeliness !== 'on-time');
    if (composed.type === 'drop') return outbox.dropped(post, composed.why, now);
    const { channelId, view } = composed;
    const looked = post.triedAt === null ? 'not-there' : await lookFor(post, post.triedAt, channelId);
    if (looked === 'settled') return;
    if (timeliness === 'too-late') return tooLate();
    if (!(await outbox.begin(post, channelId, clock()))) return;
    await pace();
    const result = await sender.send(view, { channelId, nonce: post.nonce, mark: post.id });
    return settle(post, channelId, result, looked === 'not-there');
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
