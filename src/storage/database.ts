import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, type LogEvent, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import { Dialect } from './dialect.ts';
import { migrations as ours } from './migrations.ts';
import { isBusy, mayNotWrite, whyNotOpened } from './open-error.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/** How long to wait for another program that uses the file, while members wait as well. */
const BUSY_TIMEOUT_MS = 2_000;

/** Migrations that a file has been through, read without writing a byte to it; undefined in another program's. */
function migrationsDone(file: string): string[] | undefined {
  const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const check = sqlite.pragma('quick_check', { simple: true });
    if (check !== 'ok') throw new Error(String(check).replaceAll('\n', ' '));
    const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    const others = tables.filter((name) => !String(name).startsWith('kysely_migration'));
    if (!tables.includes('kysely_migration')) return others.length > 0 ? undefined : [];
    const done = sqlite.prepare('select name from kysely_migration').pluck().all().map(String);
    return done.length === 0 && others.length > 0 ? undefined : done;
  } finally {
    sqlite.close();
  }
}

/** Whether a file is a database that this program made. */
export function isOurs(file: string): boolean {
  try {
    return (migrationsDone(file) ?? []).length > 0;
  } catch {
    return false;
  }
}

/** The same, of a file that can be used. @throws {StartError} */
function migrationsOfUsable(file: string, migrations: Readonly<Record<string, Migration>>): string[] {
  let done: string[] | undefined;
  try {
    done = migrationsDone(file);
  } catch (error) {
    if (isBusy(error) || mayNotWrite(error)) throw new StartError(whyNotOpened(file, error));
    throw new StartError(
      `The database ${file} can't be read (${(error as Error).message}); it was left as it is. Put a backup in its place, or move it away to start with an empty one.`,
    );
  }
  if (!done || (done.length > 0 && !done.some((name) => migrations[name])))
    throw new StartError(
      `The database ${file} is another program's; it was left as it is. Name another file in DATABASE_URL, or move it away to start with an empty one.`,
    );
  if (done.some((name) => !migrations[name]))
    throw new StartError(
      `The database ${file} was written by a newer version of Cooldown; it was left as it is. Start that version, or put back the backup from before the upgrade.`,
    );
  const missing = Object.keys(migrations)
    .sort()
    .find((name, place) => place < done.length && !done.includes(name));
  if (missing)
    throw new StartError(
      `The database ${file} lacks the step ${missing} of its way to this version, though later ones are in it; it was left as it is. Put a backup in its place, and report this.`,
    );
  return done;
}

/** @throws {StartError} where SQLite could open the file, but not use it as the one database of ours. */
function refuseUnfit(file: string): void {
  const about = statSync(file);
  if (!about.isFile())
    throw new StartError(
      `DATABASE_URL names ${file}, which is not a file; name a file in it, such as ${file}/cooldown.sqlite.`,
    );
  if (about.nlink > 1)
    throw new StartError(
      `The database ${file} has a second name (a hard link), and SQLite loses what is written by one of two names; it was left as it is. Remove the other name, or make a copy and use that.`,
    );
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new StartError(whyNotOpened(file, error));
  }
}

/** The open file, as it is used from then on and proved to be writable. @throws {StartError} */
function openSqlite(file: string, onStatement?: (sql: unknown) => void): Sqlite.Database {
  let sqlite: Sqlite.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS, ...(onStatement ? { verbose: onStatement } : {}) });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // What is deleted is overwritten; `secure-erase.ts` sees to what that leaves.
    sqlite.pragma('secure_delete = ON');
    // SQLite opens a file that may only be read without a word, and refuses the first that is written.
    sqlite.exec('begin immediate; rollback');
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw new StartError(whyNotOpened(file, error));
  }
}

/**
 * Opens the SQLite file, making it and its folder where they are missing, and brings its schema up to date in one
 * transaction. `migrations` are the program's own, except in tests; `onStatement` is told of each statement that is run,
 * and `log` of how it went.
 * @throws {StartError} where the file is corrupt, another program's, newer than this one, or can't be opened or brought
 * up to date; it is left as it is then.
 */
export async function openDatabase(
  file: string,
  migrations: Readonly<Record<string, Migration>> = ours,
  onStatement?: (sql: unknown) => void,
  log: (event: LogEvent) => void = () => {},
): Promise<Database> {
  const there = existsSync(file);
  if (there) refuseUnfit(file);
  const done = there ? migrationsOfUsable(file, migrations) : [];
  const sqlite = openSqlite(file, onStatement);
  const db = new Kysely<Schema>({ dialect: new Dialect(sqlite), log });
  if (Object.keys(migrations).every((name) => done.includes(name))) return db;
  try {
    const provider = { getMigrations: async () => ({ ...migrations }) };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error) throw error;
    return db;
  } catch (error) {
    await db.destroy();
    if (isBusy(error)) throw new StartError(whyNotOpened(file, error));
    throw new StartError(
      `The database ${file} can't be brought up to date (${(error as Error).message}); it was left as it is. Start the version that you had before, and report this.`,
      { cause: error },
    );
  }
}

/**
 * Keeps every other program out of the file until the database is closed. False where one has it open, also one that
 * does nothing with it just now.
 */
export async function holdAlone(db: Database): Promise<boolean> {
  await sql`pragma locking_mode = exclusive`.execute(db);
  try {
    await sql`begin exclusive`.execute(db);
    await sql`commit`.execute(db);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
