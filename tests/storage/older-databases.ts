import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ownFolder } from '../folders.ts';

const folder = join(import.meta.dirname, 'databases');

/**
 * Versions whose databases are kept as SQL, by the last migration that they knew. 0011 is commit 7110487, 0016 the close
 * of issues 11 and 12, 0018 the close of issue 13. Each was filled by the services of its time, and has rows in every table: a club with two months
 * of runs and races that stops in the middle of everything, and for each state of posts a club with one of every kind.
 */
export const OLDER = readdirSync(folder).map((name) => name.replace('.sql', ''));

/** A file of the test's own with the database of an older version. */
export function olderDatabase(version: string): string {
  const file = join(ownFolder(), 'club.sqlite');
  const sqlite = new Sqlite(file);
  sqlite.exec(readFileSync(join(folder, `${version}.sql`), 'utf8'));
  sqlite.close();
  return file;
}

export type Row = Readonly<Record<string, unknown>>;

/** All rows of a table, read by SQLite itself. */
export function rowsIn(file: string, table: string): Row[] {
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    return sqlite.prepare(`select * from ${table}`).all() as Row[];
  } finally {
    sqlite.close();
  }
}
