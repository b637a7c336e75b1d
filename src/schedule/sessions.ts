import type { SessionShown } from '../domain/session-view.ts';
import type { SessionPlayer } from '../services/session-player.ts';
import type { WorkerParts } from './worker.ts';

/** Changes the message of a session. Its shape is all that the schedule knows of Discord. */
export interface SessionSender {
  /**
   * `unreachable`: it can't be changed any more by that token. `passing`: the next change may work. By `signal` it is
   * given up, so that it can't arrive after what is said then.
   */
  show(shown: SessionShown, signal: AbortSignal): Promise<'shown' | 'unreachable' | 'passing'>;
}

export interface GuidedSessionParts extends Omit<WorkerParts, 'pace' | 'onFailed'> {
  readonly player: SessionPlayer;
  readonly sender: SessionSender;
  /** By a wrong clock all steps would be over at once, or none ever. */
  readonly settleTime: () => Promise<boolean>;
}

/** The minute's beat looks after them in any case. */
const LONGEST_TIMER_MS = 60_000;
const AFTER_TROUBLE_MS = 1_000;
/** How long is waited where nobody knows what time it is. */
const AFTER_UNSURE_MS = 5_000;
/** Whoever pressed a button needs an answer within three seconds, and a picture may take more than one of them. */
const PATIENCE_MS = 1_000;
/** What did not arrive is said again so much later. */
const AGAIN_AFTER_MS = [1_000, 2_000, 4_000];

/**
 * Plays guided sessions: where each stands and when its step ends is in the database; here is only the timer for the
 * next of these moments, and which messages are being changed. A message is never changed twice at the same time, so
 * that what arrives last is what was said last.
 */
export function createGuidedSessions({
  player,
  sender,
  settleTime,
  clock,
  wait,
  onTrouble,
}: GuidedSessionParts) {
  const wanted = new Map<number, SessionShown>();
  const busy = new Map<number, Promise<void>>();
  const onTheWay = new Map<number, AbortController>();
  /** Ends the wait before something is said again. */
  const wake = new Map<number, () => void>();
  let moving: Promise<void> = Promise.resolve();
  /** Sessions that ran when the program stopped: whatever was said last may not have arrived. */
  let interrupted: readonly number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Tells whether it is worth saying again. */
  async function send(shown: SessionShown): Promise<boolean> {
    const giveUp = new AbortController();
    onTheWay.set(shown.id, giveUp);
    try {
      const result = await sender.show(shown, giveUp.signal);
      if (shown.answer.type === 'over' && result !== 'passing') await player.ended(shown.id);
      else if (result === 'unreachable') await player.unreachable(shown.id, shown.token);
      return result === 'passing' && !giveUp.signal.aborted;
    } catch (error) {
      onTrouble(error);
      return false;
    } finally {
      onTheWay.delete(shown.id);
    }
  }

  async function rest(id: number, ms: number): Promise<void> {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    wake.set(id, resolve);
    await Promise.race([wait(ms), woken]);
    wake.delete(id);
  }

  async function bringUpToDate(id: number): Promise<void> {
    let failed = 0;
    for (let next = wanted.get(id); next; next = wanted.get(id)) {
      wanted.delete(id);
      const after = (await send(next)) ? AGAIN_AFTER_MS[failed++] : undefined;
      if (after === undefined || stopped || wanted.has(id)) continue;
      // Wanted again, unless meanwhile something newer is, or a press takes it away.
      wanted.set(id, next);
      await rest(id, after);
    }
  }

  function show(shown: SessionShown): void {
    wanted.set(shown.id, shown);
    wake.get(shown.id)?.();
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
    const end = await player.nextEnd();
    if (end === undefined) clearTimeout(timer);
    else setTimer(end - clock());
  }

  const isDue = async () => ((await player.nextEnd()) ?? Number.POSITIVE_INFINITY) <= clock();

  async function moveOn(): Promise<void> {
    try {
      if (interrupted.length === 0 && (await player.nextEnd()) === undefined) return;
      // A press waits for this, and Discord may be slow.
      const known = await Promise.race([settleTime(), wait(PATIENCE_MS).then(() => false)]);
      if (!known) return setTimer(AFTER_UNSURE_MS);
      // Some at a time, so that presses get their turn in between.
      while (await isDue()) for (const shown of await player.moveOn(onTrouble)) show(shown);
      await takeUp();
      await arm();
    } catch (error) {
      onTrouble(error);
      setTimer(AFTER_TROUBLE_MS);
    }
  }

  /** A press waits for what is looked up here, so that its answer isn't followed by what was so before. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    moving = moving.then(work).catch(onTrouble);
    return moving;
  }

  async function run(): Promise<void> {
    if (!stopped) await inTurn(moveOn);
  }

  async function showAgain(id: number): Promise<void> {
    try {
      const shown = await player.current(id);
      if (shown && !stopped) show(shown);
    } catch (error) {
      onTrouble(error);
    }
  }

  async function takeUp(): Promise<void> {
    const ids = interrupted;
    interrupted = [];
    for (const id of ids) if (!busy.has(id)) await showAgain(id);
  }
  void inTurn(async () => {
    interrupted = await player.running();
    await moveOn();
  });

  return {
    /** Moves on whatever has come to the end of a step. */
    async run(): Promise<void> {
      await run();
      await Promise.all(busy.values());
    },
    /** Steps end at other times than before, and the messages of `stale` say something that is no longer so. */
    changed(stale: readonly number[] = []): void {
      void inTurn(async () => {
        await arm();
        for (const id of stale) await showAgain(id);
      });
    },
    /** Waits until what is on its way to a session's message has arrived or is given up; what was still to be sent is dropped. */
    async settled(id: number): Promise<void> {
      await moving;
      wanted.delete(id);
      wake.get(id)?.();
      await Promise.race([busy.get(id), wait(PATIENCE_MS)]);
      onTheWay.get(id)?.abort();
    },
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await moving;
      wanted.clear();
      for (const again of wake.values()) again();
      await Promise.all(busy.values());
    },
  };
}
