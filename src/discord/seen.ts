import { SnowflakeUtil } from 'discord.js';

/** How long Discord takes answers to an interaction; one that comes again later than that does no harm. */
const REMEMBERED_MS = 15 * 60_000;

/** No more than this are remembered; each takes about a hundred bytes. */
const MOST_REMEMBERED = 20_000;

/**
 * Tells of each interaction whether it comes for the first time: after a break in the line Discord may deliver one again.
 * How old one is, is read from its id, which holds Discord's own time.
 */
export function createSeen(): (id: string) => boolean {
  const seen = new Set<string>();
  let newest = 0;
  return (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    newest = Math.max(newest, SnowflakeUtil.timestampFrom(id));
    for (const oldest of seen) {
      const forgotten = SnowflakeUtil.timestampFrom(oldest) < newest - REMEMBERED_MS;
      if (!forgotten && seen.size <= MOST_REMEMBERED) break;
      seen.delete(oldest);
    }
    return true;
  };
}
