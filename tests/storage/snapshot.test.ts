import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { ownDatabase } from '../../src/storage/ownership.ts';
import { stageSnapshot, takeSnapshot } from '../../src/storage/snapshot.ts';
import { ownFolder } from '../folders.ts';

async function opened(file: string): Promise<Database> {
  const db = await openDatabase(file);
  onTestFinished(() => db.destroy());
  return db;
}

async function clubsIn(file: string): Promise<string[]> {
  const db = await openDatabase(file);
  const rows = await db.selectFrom('clubs').select('guild_id').execute();
  await db.destroy();
  return rows.map(({ guild_id }) => guild_id);
}

const addClub = (db: Database, guild_id: string) =>
  db.insertInto('clubs').values({ guild_id, created_at: 0 }).execute();

/** A club's database in a folder of its own, closed. */
async function closedOne(guild: string): Promise<string> {
  const file = join(ownFolder(), 'club.sqlite');
  const db = await openDatabase(file);
  await addClub(db, guild);
  await db.destroy();
  return file;
}

it('copies what is there at this moment, while somebody else is writing', async () => {
  const file = join(ownFolder(), 'club.sqlite');
  const db = await opened(file);
  await addClub(db, '1');
  // What was written last stands in the log beside the file, not in the file itself.
  expect(readFileSync(`${file}-wal`).length).toBeGreaterThan(0);
  const copy = takeSnapshot(file);
  await addClub(db, '2');
  const other = join(ownFolder(), 'copy.sqlite');
  writeFileSync(other, copy);
  expect(await clubsIn(other)).toEqual(['1']);
});

it('puts a copy in place and keeps what was there, whole', async () => {
  const copy = takeSnapshot(await closedOne('new'));
  const file = await closedOne('old');
  const staged = await stageSnapshot(file, copy);
  expect(await clubsIn(file)).toEqual(['old']);
  if (staged.type === 'refused') throw new Error(staged.why);
  await staged.put();
  expect(await clubsIn(file)).toEqual(['new']);
  expect(await clubsIn(`${file}.before`)).toEqual(['old']);
  const empty = await stageSnapshot(file, undefined);
  if (empty.type === 'ready') await empty.put();
  expect(await clubsIn(file)).toEqual([]);
  expect(await clubsIn(`${file}.before`)).toEqual(['new']);
});

it('makes its folder where there is none yet', async () => {
  const copy = takeSnapshot(await closedOne('new'));
  const file = join(ownFolder(), 'var', 'club.sqlite');
  const staged = await stageSnapshot(file, copy);
  if (staged.type === 'ready') await staged.put();
  expect(await clubsIn(file)).toEqual(['new']);
});

it('refuses what is no database of ours, damaged, or newer, and leaves nothing lying about', async () => {
  const file = await closedOne('old');
  const before = readFileSync(file);
  const foreign = new Sqlite(':memory:');
  foreign.exec('create table clubs (guild_id text)');
  const newer = new Sqlite(await closedOne('x'));
  newer.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '')");
  newer.pragma('wal_checkpoint(truncate)');
  const damaged = takeSnapshot(file);
  damaged.fill(7, 100, 3_000);
  const others = [
    new Uint8Array(),
    Buffer.from('This is no database.'),
    foreign.serialize(),
    newer.serialize(),
    damaged,
  ];
  for (const copy of others) expect((await stageSnapshot(file, copy)).type).toBe('refused');
  newer.close();
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(join(file, '..'))).toEqual(['club.sqlite']);
});

it('leaves the old one in place, whole, where it is stopped half-way', async () => {
  const copy = takeSnapshot(await closedOne('new'));
  const file = await closedOne('old');
  const staged = await stageSnapshot(file, copy);
  if (staged.type === 'refused') throw new Error(staged.why);
  // As far as a kill just before the last step lets it come.
  rmSync(`${file}.loading`);
  await expect(staged.put()).rejects.toThrow(/ENOENT/);
  expect(await clubsIn(file)).toEqual(['old']);
});

it('waits with it while somebody owns the file', async () => {
  const file = await closedOne('old');
  const owned = await ownDatabase(file);
  const staged = await stageSnapshot(file, undefined);
  if (staged.type === 'refused') throw new Error(staged.why);
  const putting = staged.put();
  expect(await clubsIn(file)).toEqual(['old']);
  owned.release();
  await putting;
  expect(await clubsIn(file)).toEqual([]);
});
