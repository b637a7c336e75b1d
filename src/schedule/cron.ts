import cron from 'node-cron';
import { MINUTE, SECOND } from '../domain/duration.ts';

/** If node-cron hasn't called for so long, the machine's clock was set back, and it waits until that time comes again. */
const OVERDUE_MS = MINUTE + SECOND;

/**
 * Calls `beat` at the beginning of every minute, until it is stopped. Where the machine's clock is set back, a timer goes on,
 * which needs no clock. What node-cron complains of goes to `onTrouble`.
 */
export function everyMinute(
  beat: () => void,
  onTrouble: (error: unknown) => void,
): { stop(): Promise<void> } {
  let task: ReturnType<typeof cron.schedule> | undefined;
  let overdue = setTimeout(next, OVERDUE_MS).unref();
  function next(): void {
    clearTimeout(overdue);
    overdue = setTimeout(next, OVERDUE_MS).unref();
    beat();
  }
  // It takes longer to begin than all the rest of the schedule, and nobody needs to wait for that.
  const begin = setImmediate(() => {
    // It would write to the terminal by itself, a line for each minute that the machine slept.
    const logger = { info() {}, debug() {}, warn: onTrouble, error: onTrouble };
    task = cron.schedule('* * * * *', next, { timezone: 'UTC', suppressMissedWarning: true, logger });
  });
  return {
    async stop() {
      clearImmediate(begin);
      clearTimeout(overdue);
      await task?.destroy();
    },
  };
}
