import type { EventTrouble } from '../domain/event.ts';
import { phaseOf, type Run, type RunKey } from '../domain/run.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import {
  beginEvent,
  doubtEvent,
  findEvent,
  forgetEvent,
  forgetTry,
  listEventsDue,
  noteEvent,
  noteEventShown,
  postponeEvent,
  postponeEventsOfClub,
  touchEventsOfClub,
  wantEvent,
} from '../storage/events.ts';
import { forgetTrouble } from '../storage/outbox.ts';
import { findRun, listRunsToCome } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import { tellLeaders } from './leader-posts.ts';

/** What has to be done about the event of a run. Instants in UTC ms. */
export interface EventTask {
  readonly run: Run;
  /** Whether there should be an event at all. */
  readonly wanted: boolean;
  /** Which changes of the run it shows when this is done. */
  readonly change: number;
  readonly eventId: string | null;
  /** When it was tried, where it may exist although no answer came. */
  readonly triedAt: number | null;
  readonly tries: number;
  /** Why it isn't as it should be, where that is known. */
  readonly error: string | null;
  /** Since when Discord says that there is no such event. */
  readonly goneSince: number | null;
}

const MOST_AT_ONCE = 500;

export type EventSync = ReturnType<typeof createEventSync>;

export function createEventSync(db: Database, clock: () => number) {
  return {
    due: () => listEventsDue(db, clock(), MOST_AT_ONCE),

    /** What is to be done now; undefined where there is nothing any more. */
    take: (key: RunKey) =>
      inClub(db, key.guildId, async (trx): Promise<EventTask | undefined> => {
        const now = clock();
        const run = await findRun(trx, key);
        const event = await findEvent(trx, key);
        if (!run || event?.nextAt == null || event.nextAt > now) return undefined;
        const phase = phaseOf(run, now);
        const on = (await findSettings(trx, key.guildId))?.events ?? false;
        const { wanted: change, eventId, triedAt, tries, error, goneSince } = event;
        // A run that has begun keeps its event as it is; Discord ends it by itself.
        if (phase === 'started' && on) {
          await noteEventShown(trx, key, change);
          return undefined;
        }
        return { run, wanted: on && phase === 'open', change, eventId, triedAt, tries, error, goneSince };
      }),

    /** A request to create it is about to be made. */
    begin: (key: RunKey) => beginEvent(db, key, clock()),
    found: (key: RunKey, eventId: string) => noteEvent(db, key, eventId),
    shown: ({ run, change }: EventTask) =>
      inClub(db, run.guildId, async (trx) => {
        await noteEventShown(trx, run, change);
        await forgetTrouble(trx, run.guildId, null);
      }),
    /** It is gone, by our doing or somebody else's. */
    gone: ({ run, change }: EventTask) => inClub(db, run.guildId, (trx) => forgetEvent(trx, run, change)),
    /** Discord says that it isn't there, since `goneSince`; that is looked at again at `nextAt`. */
    doubted: (key: RunKey, nextAt: number, goneSince: number) => doubtEvent(db, key, nextAt, goneSince),
    postponed: (key: RunKey, nextAt: number, why: string) => postponeEvent(db, key, nextAt, why),
    /** Discord will never take it as it is. */
    refused: ({ run, change }: EventTask, why: string) => noteEventShown(db, run, change, why),
    /**
     * No event of the club can be seen to until somebody mends it; leaders are to be told once. `surely`: Discord wouldn't
     * create this one, so it isn't there.
     */
    trouble: ({ guildId, number }: RunKey, why: EventTrouble, nextAt: number, surely: boolean) =>
      inClub(db, guildId, async (trx) => {
        if (surely) await forgetTry(trx, { guildId, number });
        await postponeEventsOfClub(trx, guildId, nextAt, why);
        await tellLeaders(trx, guildId, { channelId: null, why }, clock());
      }),
  };
}

/** Gives every run to come an event of the server, or takes all of them away. `now` in UTC ms. */
export async function switchEvents(trx: Database, guildId: string, on: boolean, now: number): Promise<void> {
  if (!on) return touchEventsOfClub(trx, guildId, now);
  for (const run of await listRunsToCome(trx, guildId, now)) await wantEvent(trx, run, now);
}
