import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { listRacesCountedIn } from '../../src/storage/group-mood.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { ownFolder } from '../folders.ts';

it('takes those for counted who checked in on a day of which there is a sum', async () => {
  const file = join(ownFolder(), 'club.sqlite');
  const older = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => name < '0016-who-was-counted'),
  );
  await (await openDatabase(file, older)).destroy();
  const sqlite = new Sqlite(file);
  sqlite.exec(`
    insert into clubs (guild_id, created_at) values ('1', 0);
    insert into races (guild_id, number, name, date, zone, distance_kind, metres, distance_label, created_by, created_at, revision)
      values ('1', 1, 'With', '2026-11-26', 'UTC', '10k', 10000, '10k', '7', 0, 0),
        ('1', 2, 'Without', '2026-11-26', 'UTC', '10k', 10000, '10k', '7', 0, 0);
    insert into checkin_tallies (guild_id, number, day, key_id, nonce, sealed) values ('1', 1, 1, 'k', x'00', x'00');
    insert into checkins (guild_id, number, day, user_id)
      values ('1', 1, 1, 'a'), ('1', 1, 3, 'b'), ('1', 2, 1, 'a');`);
  sqlite.close();
  const db = await openDatabase(file);
  onTestFinished(() => db.destroy());
  const countedIn = async (userId: string) =>
    (await listRacesCountedIn(db, { guildId: '1', userId })).map(({ number }) => number);
  expect(await countedIn('a')).toEqual([1]);
  expect(await countedIn('b')).toEqual([]);
});
