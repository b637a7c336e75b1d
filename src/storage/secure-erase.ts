import { sql } from 'kysely';
import type { Database } from './database.ts';
import { isBusy } from './open-error.ts';

/** Notes, with the transaction that erases something, that its bytes have to leave the file too. `now` in UTC ms. */
export async function requestVacuum(trx: Database, now: number): Promise<void> {
  await trx
    .insertInto('vacuum_requests')
    .values({ id: 1, wanted_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Rids the file and its log of what was erased, if anything was. `secure_delete` overwrites what is deleted, but not
 * the copies that SQLite leaves behind when it shares out rows between pages: only writing the file anew does that.
 * Not within a transaction. False where another program uses the file just now; it is then still to be done.
 */
export async function vacuumIfRequested(db: Database): Promise<boolean> {
  const wanted = await db.selectFrom('vacuum_requests').select('id').executeTakeFirst();
  if (!wanted) return true;
  return db.connection().execute(async (connection) => {
    if (!(await writeAnew(connection))) return false;
    // On the same connection, so that nothing else is erased before the wish is taken away.
    await connection.deleteFrom('vacuum_requests').execute();
    return true;
  });
}

/** Members wait meanwhile, so it waits for nobody: the next minute will do. */
async function writeAnew(connection: Database): Promise<boolean> {
  const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(connection);
  await sql`pragma busy_timeout = 0`.execute(connection);
  try {
    await sql`vacuum`.execute(connection);
    const { rows: log } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
    return log[0]?.busy === 0;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  } finally {
    await sql`pragma busy_timeout = ${sql.lit(rows[0]?.timeout ?? 0)}`.execute(connection);
  }
}

/** Brings what is in SQLite's log into the file, as far as nobody reads it, so that little is lost with the log. */
export async function checkpoint(db: Database): Promise<void> {
  await sql`pragma wal_checkpoint(passive)`.execute(db);
}
