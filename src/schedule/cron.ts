import cron from 'node-cron';

/** Calls `beat` at the beginning of every minute, until it is stopped. What node-cron complains of goes to `onTrouble`. */
export function everyMinute(
  beat: () => void,
  onTrouble: (error: unknown) => void,
): { stop(): Promise<void> } {
  let task: ReturnType<typeof cron.schedule> | undefined;
  // It takes longer to begin than all the rest of the schedule, and nobody needs to wait for that.
  const begin = setImmediate(() => {
    // It would write to the terminal by itself, a line for each minute that the machine slept.
    const logger = { info() {}, debug() {}, warn: onTrouble, error: onTrouble };
    task = cron.schedule('* * * * *', beat, { timezone: 'UTC', suppressMissedWarning: true, logger });
  });
  return {
    async stop() {
      clearImmediate(begin);
      await task?.destroy();
    },
  };
}
