import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StartError } from '../../src/start-error.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { watchDisk } from '../../src/storage/disk-watch.ts';
import { keyFileOf, readKeyFile } from '../../src/storage/key-file.ts';
import { openKeyRing } from '../../src/storage/key-ring.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { openOwnDatabase, ownDatabase } from '../../src/storage/ownership.ts';
import { checkpoint } from '../../src/storage/secure-erase.ts';
import { acrossClubs } from '../../src/storage/transaction.ts';
import { ownFolder } from '../folders.ts';

const newFile = () => join(ownFolder(), 'club.sqlite');
const club = (guild_id: string) => ({ guild_id, created_at: 0 });

/** Another process that writes to the file and doesn't finish until it is told to. */
async function writerOn(file: string): Promise<ChildProcess> {
  const code = `import Sqlite from 'better-sqlite3';
    const sqlite = new Sqlite(process.argv[1]);
    sqlite.exec("begin immediate; insert into clubs (guild_id, created_at) values ('7', 0)");
    process.stdout.write('writing');
    process.stdin.once('data', () => { sqlite.exec('commit'); process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, file], {
    cwd: join(import.meta.dirname, '..', '..'),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

describe('a database', () => {
  it('that another program writes to is waited for, also by a transaction that reads first', async () => {
    const file = newFile();
    const db = await openDatabase(file);
    const writer = await writerOn(file);
    writer.stdin?.write('Go on.');
    await acrossClubs(db, async (trx) => {
      await trx.selectFrom('clubs').selectAll().execute();
      await trx.insertInto('clubs').values(club('1')).execute();
    });
    expect(await db.selectFrom('clubs').select('guild_id').orderBy('guild_id').execute()).toHaveLength(2);
    await db.destroy();
  });

  it('that another program keeps for itself is named so, and nobody is told to put a backup in its place', async () => {
    const file = newFile();
    await (await openDatabase(file)).destroy();
    const other = new Sqlite(file);
    onTestFinished(() => void other.close());
    other.pragma('locking_mode = exclusive');
    other.exec('begin exclusive');
    const opening = openDatabase(file);
    await expect(opening).rejects.toBeInstanceOf(StartError);
    await expect(opening).rejects.toThrow(
      /^Another program uses the database .* just now; it was left as it is/,
    );
  });

  it('says what went wrong first, where SQLite rolled back by itself, and what is wrong with the disk', async () => {
    const file = newFile();
    const disk = watchDisk();
    const db = await openDatabase(file, undefined, undefined, disk.log);
    const {
      rows: [pages],
    } = await db.executeQuery<{ page_count: number }>(raw('pragma page_count'));
    await db.executeQuery(raw(`pragma max_page_count = ${pages?.page_count}`));
    const filling = acrossClubs(db, async (trx) => {
      for (let one = 0; one < 5_000; one++)
        await trx
          .insertInto('clubs')
          .values(club(`${one}`.padStart(200, '0')))
          .execute();
    });
    await expect(filling).rejects.toThrow('database or disk is full');
    expect(disk.trouble()).toBe('full');
    await db.executeQuery(raw('pragma max_page_count = 1000000'));
    await acrossClubs(db, (trx) => trx.insertInto('clubs').values(club('1')).execute());
    expect(disk.trouble()).toBeNull();
    await db.destroy();
  });

  it('with a second name is refused, since SQLite would keep two logs of it', async () => {
    const file = newFile();
    await (await openDatabase(file)).destroy();
    linkSync(file, `${file}.other`);
    await expect(openDatabase(file)).rejects.toThrow(/has a second name \(a hard link\)/);
    unlinkSync(`${file}.other`);
    await (await openDatabase(file)).destroy();
  });

  it.each([
    ['with a table of the same name', 'create table clubs (name text)'],
    [
      'that began as ours would',
      'create table clubs (name text); create table kysely_migration (name text, timestamp text)',
    ],
    [
      'with a gap in its migrations',
      `create table kysely_migration (name text, timestamp text); insert into kysely_migration values ('${Object.keys(migrations)[3]}', '')`,
    ],
  ])('of another program %s is refused in one sentence', async (_how, text) => {
    const file = newFile();
    const sqlite = new Sqlite(file);
    sqlite.exec(text);
    sqlite.close();
    const before = readFileSync(file);
    await expect(openDatabase(file)).rejects.toBeInstanceOf(StartError);
    expect(readFileSync(file)).toEqual(before);
  });

  it.skipIf(process.platform === 'win32').each([
    ['file', (folder: string) => chmodSync(join(folder, 'club.sqlite'), 0o444)],
    ['folder', (folder: string) => chmodSync(folder, 0o555)],
  ])('whose %s may not be written is named, with what to do', async (_what, protect) => {
    const file = newFile();
    const folder = join(file, '..');
    await (await openDatabase(file)).destroy();
    chmodSync(folder, 0o777);
    chmodSync(file, 0o666);
    protect(folder);
    onTestFinished(() => chmodSync(folder, 0o777));
    expect(await whyRefusedToNobody(file)).toMatch(
      /may not be written by this user.*Give both to the user that runs the bot/,
    );
  });

  it('comes out of its log once a day', async () => {
    const file = newFile();
    const db = await openDatabase(file);
    await db.insertInto('clubs').values(club('1234567890123')).execute();
    expect(readFileSync(file).includes('1234567890123')).toBe(false);
    await checkpoint(db);
    expect(readFileSync(file).includes('1234567890123')).toBe(true);
    await db.destroy();
  });
});

const raw = (text: string) => CompiledQuery.raw(text);

/** What somebody hears who may not write: root may write everything, so there it is another user who tries. */
async function whyRefusedToNobody(file: string): Promise<string> {
  const root = process.getuid?.() === 0;
  if (!root)
    return openDatabase(file).then(
      () => 'It was opened.',
      ({ message }: Error) => message,
    );
  const code = `const { openDatabase } = await import(process.argv[1]);
    await openDatabase(process.argv[2]).then(() => console.log('It was opened.'), ({ message }) => console.log(message));`;
  const database = join(import.meta.dirname, '..', '..', 'src', 'storage', 'database.ts');
  return execFileSync(process.execPath, ['--input-type=module', '-e', code, database, file], {
    uid: 65_534,
    gid: 65_534,
    cwd: '/',
    env: {},
  }).toString();
}

describe('the owner of a database', () => {
  it('is refused a second time, also by another name, until it is given back', async () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'data'));
    symlinkSync(join(folder, 'data', 'club.sqlite'), join(folder, 'link.sqlite'));
    const owned = await openOwnDatabase(join(folder, 'link.sqlite'));
    const again = ownDatabase(join(folder, 'data', 'club.sqlite'), { ms: 0 });
    await expect(again).rejects.toBeInstanceOf(StartError);
    await expect(again).rejects.toThrow(new RegExp(`\\(process ${process.pid} on .*, since 20\\d\\d-`));
    await owned.close();
    (await ownDatabase(join(folder, 'data', 'club.sqlite'), { ms: 0 })).release();
  });

  it('is waited for until there is no more use in it', async () => {
    const file = newFile();
    const owned = await ownDatabase(file);
    const stop = new AbortController();
    const waiting = ownDatabase(file, { until: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow(/abort/);
    const next = ownDatabase(file);
    owned.release();
    (await next).release();
  });

  it('is nobody after what is in the lock can’t be read, and the file is named', async () => {
    const file = newFile();
    writeFileSync(`${file}.lock`, 'This is no lock. '.repeat(100));
    await expect(ownDatabase(file, { ms: 0 })).rejects.toThrow(
      /club\.sqlite\.lock can't be opened.*remove it, then start again/,
    );
  });
});

describe('the key file', () => {
  it('that is a link to nowhere is left as it is', () => {
    const file = newFile();
    symlinkSync(join(ownFolder(), 'not-mounted'), keyFileOf(file));
    expect(readKeyFile(keyFileOf(file))).toEqual({
      type: 'unreadable',
      why: 'it is a link that leads nowhere',
    });
    expect(openKeyRing(file, { key: undefined, old: [] }).troubles[0]).toContain('a link that leads nowhere');
    expect(() => statSync(keyFileOf(file))).toThrow(/ENOENT/);
  });
});
