import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createSecureErase } from '../../src/services/secure-erase.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { requestVacuum } from '../../src/storage/secure-erase.ts';
import { ownFolder } from '../folders.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;

it('says once that bytes can’t leave the file, when another program has been reading it for an hour', async () => {
  const file = join(ownFolder(), 'club.sqlite');
  const db = await openDatabase(file);
  onTestFinished(() => db.destroy());
  let said = 0;
  const upkeep = createSecureErase(db, () => {
    said += 1;
  });
  const reader = new Sqlite(file, { readonly: true });
  const saidAfter = async (minutes: number) => {
    await upkeep(NOW + minutes * MINUTE);
    return said;
  };
  const read = () => {
    reader.exec('begin');
    reader.prepare('select count(*) from clubs').get();
  };

  read();
  // Nothing was erased, so nothing is late.
  expect(await saidAfter(-600)).toBe(0);
  await requestVacuum(db, NOW);
  expect(await saidAfter(0)).toBe(0);
  expect(await saidAfter(59)).toBe(0);
  expect(await saidAfter(60)).toBe(1);
  expect(await saidAfter(600)).toBe(1);
  reader.exec('commit');
  expect(await saidAfter(601)).toBe(1);
  expect(await db.selectFrom('vacuum_requests').selectAll().execute()).toEqual([]);

  read();
  await requestVacuum(db, NOW);
  expect(await saidAfter(602)).toBe(1);
  expect(await saidAfter(662)).toBe(2);
  reader.close();
});
