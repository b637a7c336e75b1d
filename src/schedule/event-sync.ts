import type { EventTrouble } from '../domain/event.ts';
import { backoffMs, isUnknownBelieved } from '../domain/post.ts';
import type { Run, RunKey } from '../domain/run.ts';
import type { EventSync, EventTask } from '../services/event-sync.ts';
import { AFTER_FAULT_MS, isDoubtful, MENDED_RETRY_MS, SECOND_LOOK_MS, type WorkerParts } from './worker.ts';

/** What became of a request about one of the server's events. */
type EventResult =
  | { readonly type: 'there'; readonly eventId: string }
  | { readonly type: 'gone' }
  | { readonly type: 'removed' }
  /** It is not among the server's events. */
  | { readonly type: 'none' }
  /** It may go well later. Whether it arrived is not known. */
  | { readonly type: 'passing'; readonly why: string }
  /** None of the server's events can be seen to until somebody mends it. */
  | { readonly type: 'trouble'; readonly why: EventTrouble }
  /** Discord will never take it. */
  | { readonly type: 'refused'; readonly why: string }
  /** Discord said no, and nobody here knows why. */
  | { readonly type: 'unknown'; readonly why: string };

type EventFailure = Exclude<EventResult, { type: 'there' | 'removed' }>;

/** How the schedule speaks to Discord of a server's events. */
interface EventSender {
  create(run: Run): Promise<EventResult>;
  /** The event of a run, if it was created since an instant (UTC ms). */
  find(run: Run, since: number): Promise<EventResult>;
  edit(run: Run, eventId: string): Promise<EventResult>;
  remove(guildId: string, eventId: string): Promise<EventResult>;
}

export interface EventWorkerParts extends Omit<WorkerParts, 'onFailed'> {
  readonly sync: EventSync;
  readonly sender: EventSender;
}

/**
 * Keeps the server's events as the runs are. What has to be done is in the database; one thing is done at a time in a
 * club, and no club waits for another.
 */
export function createEventWorker({ sync, sender, clock, pace, wait, onTrouble }: EventWorkerParts) {
  const busy = new Map<string, Promise<void>>();
  const stopping = Promise.withResolvers<void>();
  let stopped = false;

  /** `surely`: where the server's events are in trouble, this one can't have been created. */
  async function failed(task: EventTask, result: EventFailure, surely = false) {
    const { run } = task;
    switch (result.type) {
      case 'none':
      case 'gone':
        return isGone(task);
      case 'unknown':
        return isUnknownBelieved(task, result.why)
          ? sync.refused(task, result.why)
          : postpone(task, result.why);
      case 'passing':
        return postpone(task, result.why);
      case 'trouble':
        return sync.trouble(run, result.why, clock() + MENDED_RETRY_MS, surely);
      case 'refused':
        return sync.refused(task, result.why);
    }
  }

  const postpone = ({ run, tries }: EventTask, why: string) =>
    sync.postponed(run, clock() + backoffMs(tries + 1), why);

  /** It couldn't be looked for, which says nothing of whether it can be created. */
  function failedLook(task: EventTask, result: EventFailure): Promise<void> {
    if (result.type === 'trouble') return failed(task, result);
    return postpone(task, task.error ?? ('why' in result ? result.why : 'It could not be looked for'));
  }

  /** Somebody may have deleted it: then they don't want it. */
  const isGone = (task: EventTask): Promise<void> =>
    isDoubtful(task.goneSince, clock()) ? doubt(task) : sync.gone(task);

  function doubt({ run, goneSince }: EventTask): Promise<void> {
    const since = goneSince ?? clock();
    return sync.doubted(run, since + SECOND_LOOK_MS, since);
  }

  /** Discord has no nonce for events, so one that may have been created is looked for first. */
  async function whatIsThere({ run, eventId, triedAt }: EventTask): Promise<EventResult> {
    if (eventId !== null) return { type: 'there', eventId };
    if (triedAt === null) return { type: 'none' };
    await pace();
    const result = await sender.find(run, triedAt);
    if (result.type === 'there') await sync.found(run, result.eventId);
    return result;
  }

  async function create(task: EventTask): Promise<void> {
    // One that may have been created is created again only where it was looked for twice.
    if (task.triedAt !== null && isDoubtful(task.goneSince, clock())) return doubt(task);
    await sync.begin(task.run);
    await pace();
    const result = await sender.create(task.run);
    if (result.type !== 'there') return result.type === 'removed' ? undefined : failed(task, result, true);
    await sync.found(task.run, result.eventId);
    return sync.shown(task);
  }

  async function change(task: EventTask, eventId: string): Promise<void> {
    await pace();
    const result = task.wanted
      ? await sender.edit(task.run, eventId)
      : await sender.remove(task.run.guildId, eventId);
    if (result.type === 'removed') return sync.gone(task);
    return result.type === 'there' ? sync.shown(task) : failed(task, result);
  }

  async function seeTo(key: RunKey): Promise<void> {
    const task = await sync.take(key);
    if (!task) return;
    const before = await whatIsThere(task);
    if (before.type === 'there') return change(task, before.eventId);
    if (before.type !== 'none') return before.type === 'removed' ? undefined : failedLook(task, before);
    return task.wanted ? create(task) : sync.gone(task);
  }

  async function seeToAll(keys: readonly RunKey[]): Promise<void> {
    for (const key of keys) {
      if (stopped) return;
      try {
        await seeTo(key);
      } catch (error) {
        onTrouble(error);
        await sync.postponed(key, clock() + backoffMs(1), 'A fault on our side').catch(onTrouble);
        await Promise.race([wait(AFTER_FAULT_MS), stopping.promise]);
      }
    }
  }

  async function refresh(): Promise<void> {
    if (stopped) return;
    const due = Map.groupBy(await sync.due(), ({ guildId }) => guildId);
    for (const [guildId, keys] of due) {
      if (busy.has(guildId)) continue;
      const work = seeToAll(keys)
        .finally(() => busy.delete(guildId))
        // Whatever was changed meanwhile.
        .then(refresh);
      busy.set(guildId, work);
    }
    await Promise.all(busy.values());
  }

  return {
    /** Sees to whatever is due, and resolves when it has. */
    refresh: () => refresh().catch(onTrouble),
    async stop(): Promise<void> {
      stopped = true;
      stopping.resolve();
      await Promise.all(busy.values()).catch(onTrouble);
    },
  };
}
