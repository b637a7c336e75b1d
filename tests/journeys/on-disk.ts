import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** Every value of every table as text, with its table and column. */
export function textsIn(databaseFile: string): { readonly column: string; readonly text: string }[] {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const tables = sqlite
    .prepare("select name from sqlite_master where type = 'table'")
    .pluck()
    .all()
    .map(String);
  const texts = tables.flatMap((table) => {
    const rows = sqlite.prepare(`select * from "${table}"`).all() as Record<string, unknown>[];
    return rows.flatMap((row) =>
      Object.entries(row).map(([column, value]) => ({ column: `${table}.${column}`, text: String(value) })),
    );
  });
  sqlite.close();
  return texts;
}

/** Columns of any table in which the text stands somewhere. */
export function columnsWith(databaseFile: string, wanted: string): string[] {
  const found = textsIn(databaseFile).filter(({ text }) => text.includes(wanted));
  return [...new Set(found.map(({ column }) => column))].sort();
}

/** In how many of the files of a database some bytes stand. */
export function bytesWith(databaseFile: string, wanted: string | Uint8Array): number {
  return ['', '-wal', '-shm'].filter((end) => readFileSync(`${databaseFile}${end}`).includes(wanted)).length;
}
