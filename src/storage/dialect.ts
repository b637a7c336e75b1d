import type Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';

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

class Driver extends SqliteDriver {
  readonly #sqlite: Sqlite.Database;

  constructor(sqlite: Sqlite.Database) {
    super({ database: compiledOnce(sqlite) });
    this.#sqlite = sqlite;
  }

  /** One that reads first and writes later would be refused at once where another program writes; this one waits for it. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk makes SQLite roll back by itself. Doing it again would fail, and that error would hide the first. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#sqlite.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite rolls back changes of the schema with the rest of a transaction; Kysely does not count on it by default. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

/** How Kysely speaks to an open SQLite database. */
export class Dialect extends SqliteDialect {
  readonly #sqlite: Sqlite.Database;

  constructor(sqlite: Sqlite.Database) {
    super({ database: sqlite });
    this.#sqlite = sqlite;
  }

  override createDriver() {
    return new Driver(this.#sqlite);
  }

  override createAdapter() {
    return new Adapter();
  }
}
