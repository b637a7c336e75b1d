import type { Database } from '../storage/database.ts';
import { inClub } from '../storage/transaction.ts';

/** What may have become due: posts and edits of messages alone, or the server's events as well. */
export type Due = 'posts' | 'everything';

/** Carries out one change of a club in one transaction, and has whatever became due sent once it is written. */
export type Write = <T>(guildId: string, work: (trx: Database) => Promise<T>) => Promise<T>;

/** `onDue` is called after each change: a post may be due at once, or a message out of date. */
export const createWriter =
  (db: Database, onDue: () => void): Write =>
  async (guildId, work) => {
    const outcome = await inClub(db, guildId, work);
    onDue();
    return outcome;
  };
