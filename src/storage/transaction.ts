import type { Database } from './database.ts';

/**
 * Carries out what concerns one club as one transaction: all of it is written, or nothing. Everything in `work` goes
 * through `trx`; on SQLite the outer database would wait for ever. Here another dialect can lock the club or try again.
 */
export const inClub = <T>(db: Database, _guildId: string, work: (trx: Database) => Promise<T>): Promise<T> =>
  acrossClubs(db, work);

/** The same for what concerns several clubs at once, or none. */
export const acrossClubs = <T>(db: Database, work: (trx: Database) => Promise<T>): Promise<T> =>
  db.transaction().execute(work);
