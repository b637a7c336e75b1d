import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import { migrations as ours } from './migrations.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

const BUSY_TIMEOUT_MS = 5_000;

/** SQLite rolls back changes of the schema with the rest of a transaction; Kysely does not count on it by default. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

class TransactionalDialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalAdapter();
  }
}

/** Lists of different lengths make different statements, so there is no end to them. */
const MOST_COMPILED = 500;

/** What can be compiled once and run often. Not a pragma, which takes effect when it is compiled. */
const REPEATABLE = /^(select|insert|update|delete|begin|commit|rollback)\b/;

/** Kysely compiles each statement whenever it is run, which takes longer than running most of them. */
function compiledOnce(sqlite: Sqlite.Database): SqliteDatabase {
  const compiled = new Map<string, SqliteStatement>();
  return {
    prepare(source) {
      if (!REPEATABLE.test(source)) return sqlite.prepare(source);
      const known = compiled.get(source);
      if (known) return known;
      if (compiled.size >= MOST_COMPILED) compiled.clear();
      const statement = sqlite.prepare(source);
      compiled.set(source, statement);
      return statement;
    },
    close: () => void sqlite.close(),
  };
}

/** Migrations that a file has been through, read without writing a byte to it; undefined in another program's. */
function migrationsDone(file: string): string[] | undefined {
  const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const check = sqlite.pragma('quick_check', { simple: true });
    if (check !== 'ok') throw new Error(String(check).replaceAll('\n', ' '));
    const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    if (tables.length === 0) return [];
    if (!tables.includes('kysely_migration')) return undefined;
    return sqlite.prepare('select name from kysely_migration').pluck().all().map(String);
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
  return done;
}

/**
 * Opens the SQLite file, making it and its folder where they are missing, and brings its schema up to date in one
 * transaction. `migrations` are the program's own, except in tests; `onStatement` is told of each statement that is run.
 * @throws {StartError} where the file is corrupt, another program's, newer than this one, or can't be opened or brought
 * up to date; it is left as it is then.
 */
export async function openDatabase(
  file: string,
  migrations: Readonly<Record<string, Migration>> = ours,
  onStatement?: (sql: unknown) => void,
): Promise<Database> {
  if (existsSync(file) && !statSync(file).isFile())
    throw new StartError(
      `DATABASE_URL names ${file}, which is not a file; name a file in it, such as ${file}/cooldown.sqlite.`,
    );
  const done = existsSync(file) ? migrationsOfUsable(file, migrations) : [];
  let sqlite: Sqlite.Database;
  try {
    mkdirSync(dirname(file), { recursive: true });
    sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS, ...(onStatement ? { verbose: onStatement } : {}) });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // What is deleted is overwritten; `secure-erase.ts` sees to what that leaves.
    sqlite.pragma('secure_delete = ON');
  } catch (error) {
    throw new StartError(`The database ${file} can't be opened: ${(error as Error).message}.`);
  }
  const db = new Kysely<Schema>({ dialect: new TransactionalDialect({ database: compiledOnce(sqlite) }) });
  if (Object.keys(migrations).every((name) => done.includes(name))) return db;
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  }).migrateToLatest();
  if (error) {
    await db.destroy();
    if (isBusy(error))
      throw new StartError(`Another program uses the database ${file} just now; stop it, then start again.`);
    throw new StartError(
      `The database ${file} can't be brought up to date (${(error as Error).message}); it was left as it is. Start the version that you had before, and report this.`,
      { cause: error },
    );
  }
  return db;
}

/** Another program uses the file just now. */
export function isBusy(error: unknown): boolean {
  return (error as { code?: string }).code === 'SQLITE_BUSY';
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
