import cron from 'node-cron';

/** Calls `beat` at the beginning of every minute, until it is stopped. */
export function everyMinute(beat: () => void): { stop(): Promise<void> } {
  const task = cron.schedule('* * * * *', beat, { timezone: 'UTC' });
  return { stop: async () => void (await task.destroy()) };
}
