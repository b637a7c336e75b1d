import { lstatSync, mkdirSync, readlinkSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { DiskTrouble } from '../domain/disk-trouble.ts';
import { StartError } from '../start-error.ts';
import { type Database, openDatabase } from './database.ts';
import { watchDisk } from './disk-watch.ts';
import { watchFiles } from './file-watch.ts';
import { isBusy, mayNotWrite, whyNotOpened } from './open-error.ts';

/** A database that no other process can own until it is released, or until this process ends in whatever way. */
export interface Ownership {
  /** The file that says so to others. */
  readonly lockFile: string;
  release(): void;
}

export interface Waiting {
  /** How long to wait for whoever owns it now. A bot that is being replaced stops within five seconds. */
  readonly ms?: number;
  /** Aborted where waiting is of no more use. */
  readonly until?: AbortSignal | undefined;
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** The one path of a file that may have several, also where it isn't there yet. */
function onePathOf(file: string): string {
  const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
  try {
    return link ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
  } catch (error) {
    if (!link) throw error;
    return onePathOf(resolve(dirname(file), readlinkSync(file)));
  }
}

/** Who owns a database, as its lock file says it. */
function ownerIn(lock: Sqlite.Database): string | undefined {
  return lock.prepare<[], string>('select name from owner').pluck().get();
}

/** Whether it is ours now. The name must be committed for others to read it, so it is written before the lock is kept. */
function tryToLock(lock: Sqlite.Database, me: string): boolean {
  try {
    lock.exec('begin immediate');
    lock.exec('create table if not exists owner (name text not null)');
    if (ownerIn(lock) === me) return true;
    lock.exec('delete from owner');
    lock.prepare('insert into owner values (?)').run(me);
    lock.exec('commit');
    return tryToLock(lock, me);
  } catch (error) {
    if (lock.inTransaction) lock.exec('rollback');
    if (isBusy(error)) return false;
    throw error;
  }
}

function openLock(file: string): Sqlite.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new Sqlite(`${onePathOf(file)}.lock`, { timeout: 0 });
  } catch (error) {
    throw new StartError(whyNotOpened(`${file}.lock`, error));
  }
}

const ME = `process ${process.pid} on ${hostname()}, since ${new Date(performance.timeOrigin).toISOString().slice(0, 19)}Z`;

/**
 * Takes a database for this process alone, by a transaction that stays open in the file `.lock` beside it: the system
 * ends it with the process, however that ends.
 * @throws {StartError} where another process keeps it for longer than we wait, naming that one.
 */
export async function ownDatabase(
  file: string,
  { ms = PATIENCE_MS, until }: Waiting = {},
): Promise<Ownership> {
  const lock = openLock(file);
  const last = performance.now() + ms;
  try {
    while (!tryToLock(lock, ME)) {
      if (performance.now() >= last)
        throw new StartError(
          `The bot is running on ${file} already (${ownerIn(lock) ?? 'another process'}). Two on one database would contradict each other: stop that one first. Nothing was changed.`,
        );
      await setTimeout(LOOK_EVERY_MS, undefined, { signal: until });
    }
  } catch (error) {
    lock.close();
    if (!(error instanceof Sqlite.SqliteError)) throw error;
    const remedy = mayNotWrite(error) ? '' : ' It holds nothing but a lock: remove it, then start again.';
    throw new StartError(whyNotOpened(lock.name, error) + remedy);
  }
  return { lockFile: lock.name, release: () => void lock.close() };
}

/** A database that this process has for itself. */
export interface OwnedDatabase {
  readonly db: Database;
  /** Whether one of its files is gone or replaced, so that what is written is lost or another process may own it, too. */
  readonly isReplaced: () => boolean;
  /** What is wrong with the disk just now. */
  readonly diskTrouble: () => DiskTrouble | null;
  close(): Promise<void>;
}

/** Takes the database for this process alone and opens it. @throws {StartError} as `ownDatabase` and `openDatabase`. */
export async function openOwnDatabase(file: string, waiting?: Waiting): Promise<OwnedDatabase> {
  const ownership = await ownDatabase(file, waiting);
  try {
    const disk = watchDisk();
    const db = await openDatabase(file, undefined, undefined, disk.log);
    const close = async () => {
      await db.destroy();
      ownership.release();
    };
    return {
      db,
      isReplaced: watchFiles([file, `${file}-wal`, ownership.lockFile]),
      diskTrouble: disk.trouble,
      close,
    };
  } catch (error) {
    ownership.release();
    throw error;
  }
}
