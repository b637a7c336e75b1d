import { DAY } from '../domain/duration.ts';
import type { Departures } from '../services/departures.ts';
import type { MessageEdits } from '../services/message-edits.ts';
import type { Outbox } from '../services/outbox.ts';
import type { Due } from '../services/writer.ts';
import { coalesced } from './coalesced.ts';
import { everyMinute } from './cron.ts';
import { createDelivery } from './delivery.ts';
import { createDepartureWatch, type FindMember } from './departures.ts';
import { createEventWorker, type EventWorkerParts } from './event-sync.ts';
import { createEditWorker } from './message-edits.ts';
import type { Sender } from './sender.ts';
import { createGuidedSessions, type GuidedSessionParts } from './sessions.ts';
import { createThrottle } from './throttle.ts';
import type { WorkerParts } from './worker.ts';

/**
 * Makes what has to be there before anything is due, such as the next run of a series. Called every minute; what it
 * did once it doesn't do again. `now` in UTC ms; what fails of it is told to `onTrouble` and keeps back nothing else.
 */
type Upkeep = (now: number, onTrouble: (error: unknown) => void) => Promise<void>;

/** Whether what the clock says is to be believed. */
interface TimeSource {
  isSure(): boolean;
  /** Asks Discord, where it isn't sure. False where nobody knows. */
  settle(): Promise<boolean>;
}

export interface ScheduleParts extends Pick<WorkerParts, 'clock' | 'onTrouble' | 'onFailed'> {
  readonly outbox: Outbox;
  readonly edits: MessageEdits;
  readonly sender: Sender;
  readonly events: Pick<EventWorkerParts, 'sync' | 'sender'>;
  readonly sessions: Pick<GuidedSessionParts, 'player' | 'sender'>;
  readonly time: TimeSource;
  readonly departures: Departures;
  readonly findMember: FindMember;
  /** Done at every look, also where nobody knows the time. */
  readonly watch: () => void;
  readonly upkeep: readonly Upkeep[];
  /** Done at start and once a day, before and after what is due then is sent. `now` in UTC ms. */
  readonly daily: {
    readonly before: () => Promise<void>;
    readonly after: (now: number) => Promise<void>;
  };
}

/** Discord takes 50 requests a second of a bot; this leaves room for an edge of a second that falls badly. */
const ONE_EVERY_MS = 1_000 / 48;

const flowing = () => performance.now();
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
export type Schedule = ReturnType<typeof startSchedule>;

/** Begins to send what is due: at once what came due while the program was away, then every minute and when woken. */
export function startSchedule(parts: ScheduleParts) {
  const { outbox, edits, sender, time, watch, upkeep, daily, clock, onTrouble, onFailed } = parts;
  const pace = createThrottle(ONE_EVERY_MS, flowing, wait);
  const worker = { clock, pace, wait, onTrouble, onFailed };
  const delivery = createDelivery({ outbox, sender, ...worker });
  const editing = createEditWorker({ edits, sender, flowing, ...worker });
  const events = createEventWorker({ ...parts.events, ...worker });
  const departureWatch = createDepartureWatch({ ...parts, ...worker });
  const sessions = createGuidedSessions({ ...parts.sessions, ...worker, settleTime: time.settle });
  let last: number | null = null;
  let stopped = false;
  let lastDay = Number.NEGATIVE_INFINITY;

  /** Sends what is due, and brings up to date what is out of date: each looked for once. */
  async function sendAndEdit(): Promise<void> {
    const { isDue, toEdit } = await outbox.listWork(clock());
    editing.edit(toEdit);
    if (!isDue) return;
    await delivery.run();
    // A post may have changed while it was being sent.
    await editing.refresh();
  }

  const keepUp = coalesced(async () => {
    const now = clock();
    last = now;
    for (const one of upkeep) if (!stopped) await one(now, onTrouble).catch(onTrouble);
  });

  async function look(): Promise<void> {
    // By a wrong clock posts would come early or be dropped, and what is kept would expire. The next minute asks again.
    watch();
    if (!(await time.settle()) || stopped) return;
    const now = clock();
    // Either way: the clock may have been a year ahead.
    const newDay = Math.abs(now - lastDay) >= DAY;
    if (newDay) {
      lastDay = now;
      await daily.before().catch(onTrouble);
    }
    await keepUp();
    if (stopped) return;
    // Up to a minute of look-ups, for which nothing waits.
    departureWatch.run();
    await Promise.all([sendAndEdit().catch(onTrouble), events.refresh(), sessions.run()]);
    if (newDay && !stopped) await daily.after(now).catch(onTrouble);
  }

  /** What has begun uses the database, which is closed only when it is over. */
  const looking = new Set<Promise<void>>();
  function beat(): Promise<void> {
    const one = look().finally(() => looking.delete(one));
    looking.add(one);
    return one;
  }

  function wake(what?: Due): void {
    if (!time.isSure()) return void beat();
    void sendAndEdit().catch(onTrouble);
    if (what !== 'posts') void events.refresh();
  }

  const cron = everyMinute(() => void beat(), onTrouble);
  void beat();
  return {
    /** Something may be due, or a message out of date: sends it at once, without waiting for the minute. */
    wake,
    /** What happens every minute; resolves when all that was due has been sent. */
    beat,
    /** When it last looked (UTC ms); null where it has not. */
    lastBeat: () => last,
    /** Guided sessions, which have moments of their own beside the minute's beat. */
    sessions,
    async stop(): Promise<void> {
      stopped = true;
      await cron.stop();
      await Promise.all([
        delivery.stop(),
        editing.stop(),
        events.stop(),
        sessions.stop(),
        departureWatch.stop(),
        ...looking,
      ]);
    },
  };
}
