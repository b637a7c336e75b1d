import type { Departures, MemberKey } from '../services/departures.ts';
import { coalesced } from './coalesced.ts';
import { createThrottle } from './throttle.ts';
import type { WorkerParts } from './worker.ts';

/** Asks Discord whether a member is in the server. `unknown`: it didn't say. */
export type FindMember = (member: MemberKey) => Promise<Found>;
type Found = 'there' | 'missing' | 'unknown';

interface DepartureParts extends Omit<WorkerParts, 'clock'> {
  readonly departures: Departures;
  readonly findMember: FindMember;
}

/** At most five a second. */
const ONE_EVERY_MS = 200;
/** As many as fit into a minute at that pace. */
const MOST_AT_ONCE = 300;

/** Looks up who may have left the server, a few at a time, beside everything else. */
export function createDepartureWatch({ departures, findMember, pace, wait, onTrouble }: DepartureParts) {
  const ownPace = createThrottle(ONE_EVERY_MS, () => performance.now(), wait);
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function lookUp(member: MemberKey): Promise<Found> {
    await ownPace();
    await pace();
    const found = stopped ? 'unknown' : await findMember(member);
    if (stopped) return found;
    if (found === 'there') await departures.there(member);
    else if (found === 'missing') await departures.missing(member);
    else await departures.unanswered(member);
    return found;
  }

  const lookUpAll = coalesced(async () => {
    /** Servers of which Discord tells nothing now. */
    const silent = new Set<string>();
    for (const member of await departures.due(MOST_AT_ONCE).catch(onNone)) {
      if (stopped) return;
      if (silent.has(member.guildId)) continue;
      const found = await lookUp(member).catch(onTrouble);
      if (found === 'unknown') silent.add(member.guildId);
    }
  });
  function onNone(error: unknown): readonly MemberKey[] {
    onTrouble(error);
    return [];
  }

  return {
    /** Looks up those who are due; nobody waits for it. */
    run(): void {
      running = lookUpAll();
    },
    /** Waits for the look-up in hand. */
    async stop(): Promise<void> {
      stopped = true;
      await running;
    },
  };
}
