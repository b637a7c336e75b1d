import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { OLDER, olderDatabase, rowsIn } from './older-databases.ts';

/** The database of an older version, and the same brought up to date. */
async function upgraded(version: string) {
  const [before, after] = [olderDatabase(version), olderDatabase(version)];
  const db = await openDatabase(after);
  onTestFinished(() => db.destroy());
  return { before, after, db };
}

describe.each(OLDER)('a database of version %s', (version) => {
  it('has rows in every table', () => {
    const file = olderDatabase(version);
    const sqlite = new Sqlite(file, { readonly: true });
    const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    sqlite.close();
    expect(tables.map(String).filter((table) => rowsIn(file, table).length === 0)).toEqual([]);
  });

  it('is brought up to date without a row that points nowhere', async () => {
    const { after } = await upgraded(version);
    const sqlite = new Sqlite(after, { readonly: true });
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
  });
});
