import cron from 'node-cron';

/** Calls `beat` at the beginning of every minute, until it is stopped. */
export function everyMinute(beat: () => void): { stop(): Promise<void> } {
  let task: ReturnType<typeof cron.schedule> | undefined;
  // It takes longer to begin than all the rest of the schedule, and nobody needs to wait for that.
  const begin = setImmediate(() => {
    task = cron.schedule('* * * * *', beat, { timezone: 'UTC' });
  });
  return {
    async stop() {
      clearImmediate(begin);
      await task?.destroy();
    },
  };
}
