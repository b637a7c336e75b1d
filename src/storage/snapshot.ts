import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { isOurs, openDatabase } from './database.ts';
import { ownDatabase } from './ownership.ts';

/** A copy that can take the place of a database, or a sentence on why it can't. */
export type Staged =
  | { readonly type: 'ready'; readonly put: () => Promise<void> }
  | { readonly type: 'refused'; readonly why: string };

/** Files that SQLite may keep beside a database. */
const BESIDE = ['-wal', '-shm', '-journal'];

function remove(file: string): void {
  for (const ending of ['', ...BESIDE]) rmSync(`${file}${ending}`, { force: true });
}

/** The database as it is at this moment, as the content of a file, whoever else uses it. */
export function takeSnapshot(file: string): Uint8Array {
  // Not opened for reading alone: closing it would then leave SQLite's log beside the file.
  const sqlite = new Sqlite(file, { fileMustExist: true });
  try {
    return sqlite.transaction(() => sqlite.serialize())();
  } finally {
    sqlite.close();
  }
}

/** A copy of the database that is there is kept under another name, so that nothing is lost by a wrong choice. */
function keepCopy(file: string): void {
  if (!existsSync(file)) return;
  // A part of it may still be in the log. Opening and closing brings that into the file.
  new Sqlite(file).close();
  remove(`${file}.before`);
  copyFileSync(file, `${file}.before`);
  for (const ending of BESIDE) rmSync(`${file}${ending}`, { force: true });
}

/** Whether a file is a database of ours; if so it is up to date then. */
async function opens(file: string): Promise<boolean> {
  if (!isOurs(file)) return false;
  try {
    await (await openDatabase(file)).destroy();
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a copy ready to take the place of `file`, brought up to date where an older version made it; without one an empty
 * database will. Nothing is changed before `put`, which waits until nobody owns `file`.
 */
export async function stageSnapshot(file: string, copy: Uint8Array | undefined): Promise<Staged> {
  const put = async (change: () => void): Promise<void> => {
    const owned = await ownDatabase(file);
    try {
      keepCopy(file);
      change();
    } finally {
      owned.release();
    }
  };
  if (!copy) return { type: 'ready', put: () => put(() => remove(file)) };
  const stage = `${file}.loading`;
  mkdirSync(dirname(file), { recursive: true });
  remove(stage);
  writeFileSync(stage, copy, { mode: 0o600 });
  if (!(await opens(stage))) {
    remove(stage);
    const why = 'The bot’s database in it is damaged, or a newer version of Cooldown wrote it.';
    return { type: 'refused', why };
  }
  // In one step: a crash leaves the old one or the new one there, each of them whole.
  return { type: 'ready', put: () => put(() => renameSync(stage, file)) };
}
