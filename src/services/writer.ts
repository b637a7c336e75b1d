import type { Database } from '../storage/database.ts';
import { inClub } from '../storage/transaction.ts';

/** What may have become due: posts and edits of messages alone, or the server's events as well. */
export type Due = 'posts' | 'everything';

/** Carries out one change of a club in one transaction; then `onDue` is called, as a post or an edit may be due at once. */
export const createWriter =
  (db: Database, onDue: () => void) =>
  async <T>(guildId: string, work: (trx: Database) => Promise<T>): Promise<T> => {
    const outcome = await inClub(db, guildId, work);
    onDue();
    return outcome;
  };
