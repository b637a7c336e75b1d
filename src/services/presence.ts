import { DAY, HOUR } from '../domain/duration.ts';
import {
  eraseClubsLeftBefore,
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

  return {
    present: (guildId: string) =>
      write(async () => {
        if (!(await mayBeAway(db, guildId))) return;
        await inClub(db, guildId, (trx) => noteClubPresent(trx, guildId));
        onBack();
      }),

    left: (guildId: string) => write(() => inClub(db, guildId, (trx) => noteClubLeft(trx, guildId, clock()))),

    /** The servers that Discord lists as those that the bot is in. */
    listed: (guildIds: readonly string[]) =>
      acrossClubs(db, async (trx) => {
        await noteListed(trx, guildIds, clock());
        await eraseClubsLeftBefore(trx, clock() - CLUB_KEPT_MS);
      }),

    /** Asks for servers that have been missing from the list for an hour, each by itself. `isIn` fails where Discord can't tell. */
    async lookAgain(isIn: (guildId: string) => Promise<boolean>): Promise<void> {
      for (const guildId of await listMissing(db, clock() - SECOND_LOOK_MS, MOST_AT_ONCE)) {
        const present = await isIn(guildId).catch(() => undefined);
        // Then the others aren't asked for either; a minute later all are.
        if (present === undefined) return;
        await inClub(db, guildId, async (trx) => {
          await (present ? noteClubPresent(trx, guildId) : noteClubLeft(trx, guildId, clock()));
        });
      }
    },

    /** Resolves when all is written down that has come. */
    written: () => writing,
  };
}
