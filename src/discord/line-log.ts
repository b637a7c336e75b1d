import { type Client, Events } from 'discord.js';
import type { Logger } from 'pino';

/**
 * Says in the log when the line to Discord broke and when it is back: once each, however often it is tried meanwhile.
 * Returns how to say no more of it, since it breaks as well when the program leaves.
 */
export function logLine(client: Client, log: Logger): () => void {
  const down = new Set<number>();
  let leaving = false;
  const broke = (shard: number, error?: Error) => {
    if (leaving || down.has(shard)) return;
    down.add(shard);
    log.info({ shard, ...(error ? { err: error } : {}) }, 'The line to Discord broke; connecting again');
  };
  const isBack = (shard: number) => {
    if (down.delete(shard)) log.info({ shard }, 'The line to Discord is back');
  };
  client.on(Events.ShardReconnecting, (shard) => broke(shard));
  client.on(Events.ShardError, (error, shard) => broke(shard, error));
  client.on(Events.ShardResume, isBack);
  client.on(Events.ShardReady, isBack);
  return () => {
    leaving = true;
  };
}
