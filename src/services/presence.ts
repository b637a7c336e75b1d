import { DAY, HOUR } from '../domain/duration.ts';
import {
  eraseClubLeftBefore,
  listLeftBefore,
  listMissing,
  mayBeAway,
  noteClubLeft,
  noteClubPresent,
  noteListed,
} from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { acrossClubs, inClub } from '../storage/transaction.ts';

/** A club that comes back within this time finds everything as it was. */
const CLUB_KEPT_MS = 30 * DAY;

/** A server that is missing from Discord's list is asked for by itself after this long: an outage can shorten the list. */
const SECOND_LOOK_MS = HOUR;

/** Servers that are asked for at once. */
const MOST_AT_ONCE = 20;

/** Discord is in trouble where it can't tell of so many of them; the others are asked for a minute later. */
const MOST_FAILURES = 3;

/** Whether the bot is in a server. It fails where Discord can't tell. */
type IsIn = (guildId: string) => Promise<boolean>;

/**
 * Which clubs the bot is in. To clubs that it has left nothing is posted, and after 30 days all that is kept of them is
 * erased. `onBack` is called when it is back in one.
 */
export function createPresence(
  db: Database,
  clock: () => number,
  onBack: () => void,
  onTrouble: (error: unknown) => void,
) {
  /** What is being written down, one thing after the other. */
  let writing: Promise<void> = Promise.resolve();
  const write = (work: () => Promise<void>) => {
    writing = writing.then(work).catch(onTrouble);
  };

  /** How often in a row Discord couldn't tell of a server. Those are asked for last. */
  const failures = new Map<string, number>();
  const failuresOf = (guildId: string) => failures.get(guildId) ?? 0;

  /** Asks for servers, each by itself. Those of which Discord can't tell are left out. */
  async function* askFor(guildIds: readonly string[], isIn: IsIn) {
    const inOrder = guildIds.toSorted((one, other) => failuresOf(one) - failuresOf(other));
    let failed = 0;
    for (const guildId of inOrder.slice(0, MOST_AT_ONCE)) {
      const isPresent = await isIn(guildId).catch(() => undefined);
      if (isPresent === undefined) {
        failures.set(guildId, failuresOf(guildId) + 1);
        failed += 1;
        if (failed === MOST_FAILURES) return;
      } else {
        failures.delete(guildId);
        yield { guildId, isPresent };
      }
    }
  }

  /** A list can be cut short by an outage. */
  async function lookForMissing(isIn: IsIn): Promise<void> {
    const missing = await listMissing(db, clock() - SECOND_LOOK_MS);
    for await (const { guildId, isPresent } of askFor(missing, isIn))
      await inClub(db, guildId, (trx) =>
        isPresent ? noteClubPresent(trx, guildId) : noteClubLeft(trx, guildId, clock()),
      );
  }

  /** The bot may have been invited again without having heard of it. */
  async function eraseLeft(isIn: IsIn): Promise<void> {
    const leftBefore = clock() - CLUB_KEPT_MS;
    const left = await listLeftBefore(db, leftBefore);
    for await (const { guildId, isPresent } of askFor(left, isIn))
      await inClub(db, guildId, (trx) =>
        isPresent ? noteClubPresent(trx, guildId) : eraseClubLeftBefore(trx, guildId, leftBefore),
      );
  }

  return {
    present: (guildId: string) =>
      write(async () => {
        if (!(await mayBeAway(db, guildId))) return;
        await inClub(db, guildId, (trx) => noteClubPresent(trx, guildId));
        onBack();
      }),

    left: (guildId: string) => write(() => inClub(db, guildId, (trx) => noteClubLeft(trx, guildId, clock()))),

    /** The servers that Discord lists as those that the bot is in. */
    listed: (guildIds: readonly string[]) => acrossClubs(db, (trx) => noteListed(trx, guildIds, clock())),

    /** Asks for servers that have been missing from the list for an hour, and for those that were left 30 days ago. */
    async lookAgain(isIn: IsIn): Promise<void> {
      await lookForMissing(isIn);
      await eraseLeft(isIn);
    },

    /** Resolves when all is written down that has come. */
    written: () => writing,
  };
}
