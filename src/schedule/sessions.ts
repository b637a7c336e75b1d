import type { SessionShown } from '../domain/session-view.ts';
import type { SessionDesk } from '../services/session-desk.ts';

/** Changes the message of a session. Its shape is all that the schedule knows of Discord. */
export interface SessionSender {
  /** `unreachable`: it can't be changed any more by that token. `passing`: the next change may work. */
  show(shown: SessionShown): Promise<'shown' | 'unreachable' | 'passing'>;
}

export interface GuidedSessions {
  /** Moves on whatever has come to the end of a step. */
  run(): Promise<void>;
  /** Steps end at other times than before, and the messages of `stale` say something that is no longer so. */
  changed(stale?: readonly number[]): void;
  /** Waits until what is on its way to a session's message has arrived; what was still to be sent is dropped. */
  settled(id: number): Promise<void>;
  stop(): Promise<void>;
}

export interface GuidedSessionParts {
  readonly desk: SessionDesk;
  readonly sender: SessionSender;
  /** UTC ms. */
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/** The minute's beat looks after them in any case. */
const LONGEST_TIMER_MS = 60_000;
const AFTER_TROUBLE_MS = 1_000;
/** Whoever pressed a button needs an answer within three seconds. */
const PATIENCE_MS = 1_500;

/**
 * Plays guided sessions: where each stands and when its step ends is in the database; here is only the timer for the
 * next of these moments, and which messages are being changed. A message is never changed twice at the same time, so
 * that what arrives last is what was said last.
 */
export function createGuidedSessions({
  desk,
  sender,
  clock,
  wait,
  onTrouble,
}: GuidedSessionParts): GuidedSessions {
  const wanted = new Map<number, SessionShown>();
  const busy = new Map<number, Promise<void>>();
  let moving: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function send(shown: SessionShown): Promise<void> {
    try {
      if ((await sender.show(shown)) === 'unreachable') await desk.unreachable(shown.id);
    } catch (error) {
      onTrouble(error);
    }
  }

  async function bringUpToDate(id: number): Promise<void> {
    for (let next = wanted.get(id); next; next = wanted.get(id)) {
      wanted.delete(id);
      await send(next);
    }
  }

  function show(shown: SessionShown): void {
    wanted.set(shown.id, shown);
    if (busy.has(shown.id)) return;
    busy.set(
      shown.id,
      bringUpToDate(shown.id).finally(() => busy.delete(shown.id)),
    );
  }

  function setTimer(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void run(), Math.max(0, Math.min(ms, LONGEST_TIMER_MS)));
  }

  async function arm(): Promise<void> {
    const end = await desk.nextEnd();
    if (end === undefined) clearTimeout(timer);
    else setTimer(end - clock());
  }

  const isDue = async () => ((await desk.nextEnd()) ?? Number.POSITIVE_INFINITY) <= clock();

  async function moveOn(): Promise<void> {
    try {
      // Some at a time, so that presses get their turn in between.
      while (await isDue()) for (const shown of await desk.moveOn(onTrouble)) show(shown);
      await arm();
    } catch (error) {
      onTrouble(error);
      setTimer(AFTER_TROUBLE_MS);
    }
  }

  async function run(): Promise<void> {
    if (stopped) return;
    moving = moving.then(moveOn);
    await moving;
  }

  async function showAgain(id: number): Promise<void> {
    const shown = await desk.current(id);
    if (shown) show(shown);
  }

  /** Whatever was said last before the program stopped may not have arrived. */
  async function takeUp(): Promise<void> {
    await run();
    for (const shown of await desk.running()) if (!busy.has(shown.id)) show(shown);
  }
  void takeUp().catch(onTrouble);

  return {
    async run() {
      await run();
      await Promise.all(busy.values());
    },
    changed(stale = []) {
      void Promise.all([arm(), ...stale.map(showAgain)]).catch(onTrouble);
    },
    async settled(id) {
      await moving;
      wanted.delete(id);
      await Promise.race([busy.get(id), wait(PATIENCE_MS)]);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await moving;
      wanted.clear();
      await Promise.all(busy.values());
    },
  };
}
