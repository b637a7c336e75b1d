import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Migration } from 'kysely/migration';
import { describe, expect, it } from 'vitest';
import { StartError } from '../../src/start-error.ts';
import { findPreferences } from '../../src/storage/choices.ts';
import { findSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { listPostsToEdit } from '../../src/storage/outbox.ts';
import { findRun } from '../../src/storage/runs.ts';
import { addTipView, forgetTipViews, listTipViews } from '../../src/storage/tip-views.ts';
import { ownFolder } from '../folders.ts';

const maya = { guildId: '100', userId: '1' };
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Every file of the folder with a digest of its bytes. SQLite puts an empty log beside whatever it reads. */
const bytesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !name.endsWith('-shm') && statSync(join(folder, name)).size > 0)
    .map((name) => [name, digest(join(folder, name))]);

describe('openDatabase', () => {
  it('makes the file and its folder, with the promised settings', async () => {
    const file = join(ownFolder(), 'deep', 'down', 'club.sqlite');
    const db = await openDatabase(file);
    await rememberMember(db, maya, 5);
    await db.destroy();

    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(sqlite.prepare('select * from members').all()).toMatchObject([
      { guild_id: '100', user_id: '1', created_at: 5 },
    ]);
    sqlite.close();
  });

  it('keeps what it holds over a restart', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const first = await openDatabase(file);
    await rememberMember(first, maya, 5);
    await addTipView(first, maya, { tipId: 'nap', turn: 1 });
    await first.destroy();

    const second = await openDatabase(file);
    await rememberMember(second, maya, 99);
    expect(await listTipViews(second, maya)).toEqual([{ tipId: 'nap', turn: 1 }]);
    expect(await second.selectFrom('members').select('created_at').execute()).toEqual([{ created_at: 5 }]);
    await second.destroy();
  });

  it('refuses views of a member who is not known, and drops them with the club', async () => {
    const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
    await expect(addTipView(db, maya, { tipId: 'nap', turn: 1 })).rejects.toThrow(/FOREIGN KEY/);
    await rememberMember(db, maya, 5);
    await addTipView(db, maya, { tipId: 'nap', turn: 1 });
    await db.deleteFrom('clubs').where('guild_id', '=', '100').execute();
    expect(await listTipViews(db, maya)).toEqual([]);
    await db.destroy();
  });

  it('brings an older schema up to date, and leaves it whole where a migration fails', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const breaking: Record<string, Migration> = {
      ...migrations,
      '9998-fine': { up: (db) => db.schema.createTable('fine').addColumn('id', 'text').execute() },
      '9999-broken': {
        up: async () => {
          throw new Error('broken on purpose');
        },
      },
    };
    const old = await openDatabase(file);
    await rememberMember(old, maya, 5);
    await old.destroy();

    await expect(openDatabase(file, breaking)).rejects.toThrow('broken on purpose');
    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.prepare("select name from sqlite_master where name = 'fine'").get()).toBeUndefined();
    sqlite.close();

    const again = await openDatabase(file, {
      ...migrations,
      '9998-fine': breaking['9998-fine'] as Migration,
    });
    expect(await again.selectFrom('members').select('user_id').execute()).toEqual([{ user_id: '1' }]);
    await again.destroy();
  });

  it('keeps where cards are and which of them are out of date, as they were before posts could be edited', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const until = (last: string) =>
      Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= last));
    await (await openDatabase(file, until('0003-series'))).destroy();
    const sqlite = new Sqlite(file);
    sqlite.exec(`
      insert into clubs (guild_id, created_at) values ('100', 0);
      insert into runs (guild_id, number, title, wall, zone, starts_at, meet, paces, created_by, created_at, revision,
          card_wanted, card_shown, card_next_at, card_channel_id, card_message_id)
        values ('100', 1, 'Stale', '2026-12-05T07:30', 'UTC', 9, 'Here', '[]', '7', 0, 0, 3, 2, 0, '5', '51'),
          ('100', 2, 'Right', '2026-12-05T07:30', 'UTC', 9, 'Here', '[]', '7', 0, 0, 4, 4, 0, '5', '52'),
          ('100', 3, 'Deleted', '2026-12-05T07:30', 'UTC', 9, 'Here', '[]', '7', 0, 0, 2, 1, 0, null, null);
      insert into posts (guild_id, kind, subject, slot, due_at, state, tries, channel_id, message_id)
        values ('100', 'run-card', '100:1', 'card', 0, 'sent', 1, '5', '51'),
          ('100', 'run-card', '100:2', 'card', 0, 'sent', 1, '5', '52'),
          ('100', 'run-card', '100:3', 'card', 0, 'sent', 1, '5', '53'),
          ('100', 'run-reminder', '100:1', '120:9:1', 0, 'sent', 1, '5', '54');`);
    sqlite.close();
    const db = await openDatabase(file);
    const stale = await listPostsToEdit(db, 10, 10);
    expect(stale.map(({ number, messageId, editsWanted }) => [number, messageId, editsWanted])).toEqual([
      [1, '51', 3],
    ]);
    expect((await findRun(db, { guildId: '100', number: 2 }))?.card).toEqual({
      channelId: '5',
      messageId: '52',
    });
    await db.destroy();
  });

  it('names runs for calendar files that were there before, each by its series and date or by its number', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0006-events'));
    await (await openDatabase(file, older)).destroy();
    const sqlite = new Sqlite(file);
    sqlite.exec(`
      insert into clubs (guild_id, created_at) values ('100', 0);
      insert into club_settings (guild_id, zone, runs_channel_id, recovery_channel_id, units, checkin_time, region, reminders)
        values ('100', 'UTC', '5', '6', 'km', '09:00', 'eu', '[]');
      insert into runs (guild_id, number, title, wall, zone, starts_at, meet, paces, created_by, created_at, revision,
          series, slot)
        values ('100', 1, 'Alone', '2026-12-05T07:30', 'UTC', 9, 'Here', '[]', '7', 0, 0, null, null),
          ('100', 2, 'Weekly', '2026-12-05T07:30', 'UTC', 9, 'Here', '[]', '7', 0, 0, 1, '2026-12-05');`);
    sqlite.close();
    const db = await openDatabase(file);
    const uidOf = async (number: number) => (await findRun(db, { guildId: '100', number }))?.uid;
    expect([await uidOf(1), await uidOf(2)]).toEqual(['r1', 's1-2026-12-05']);
    expect((await findSettings(db, '100'))?.events).toBe(false);
    await db.destroy();
  });

  it('lets a region that nobody chose follow the zone, and keeps one that was chosen', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const older = Object.fromEntries(
      Object.entries(migrations).filter(([name]) => name < '0013-own-numbers'),
    );
    await (await openDatabase(file, older)).destroy();
    const regions = ['eu', 'uk', 'us-canada', 'australia', 'new-zealand', 'elsewhere'];
    const sqlite = new Sqlite(file);
    for (const region of regions)
      sqlite.exec(`
        insert into clubs (guild_id, created_at) values ('${region}', 0);
        insert into club_settings (guild_id, zone, runs_channel_id, recovery_channel_id, units, checkin_time, region, reminders)
          values ('${region}', 'Europe/London', '5', '6', 'km', '09:00', '${region}', '[]');`);
    sqlite.close();
    const db = await openDatabase(file);
    for (const region of regions) {
      const settings = await findSettings(db, region);
      expect(settings?.region).toBe(region === 'elsewhere' ? null : region);
      expect(settings?.ownLines).toEqual({ emergency: null, advice: null, crisis: null });
    }
    await db.destroy();
  });

  it('takes nobody to be under 18 who never said so, and keeps what they chose', async () => {
    const file = join(ownFolder(), 'club.sqlite');
    const older = Object.fromEntries(
      Object.entries(migrations).filter(([name]) => name < '0013-own-numbers'),
    );
    await (await openDatabase(file, older)).destroy();
    const sqlite = new Sqlite(file);
    sqlite.exec(`
      insert into clubs (guild_id, created_at) values ('100', 0);
      insert into members (guild_id, user_id, created_at) values ('100', '1', 0);
      insert into preferences (guild_id, user_id, still_pictures, weekly_goal) values ('100', '1', 1, 3);`);
    sqlite.close();
    const db = await openDatabase(file);
    expect(await findPreferences(db, maya)).toEqual({ stillPictures: true, weeklyGoal: 3, under18: false });
    await db.destroy();
  });

  it('refuses a database from a newer version and leaves every byte of it', async () => {
    const folder = ownFolder();
    const file = join(folder, 'club.sqlite');
    const newer = await openDatabase(file, {
      ...migrations,
      '9999-from-the-future': {
        up: (db) => db.schema.createTable('future').addColumn('id', 'text').execute(),
      },
    });
    await newer.destroy();
    const before = bytesIn(folder);

    await expect(openDatabase(file)).rejects.toThrow(/newer version of Cooldown/);
    await expect(openDatabase(file)).rejects.toBeInstanceOf(StartError);
    expect(bytesIn(folder)).toEqual(before);
  });

  it.each([
    ['tables', 'create table notes (text)'],
    [
      'migrations',
      "create table kysely_migration (name text); insert into kysely_migration values ('2024_notes')",
    ],
  ])('refuses a database of another program, by its %s, and leaves every byte of it', async (_by, sql) => {
    const folder = ownFolder();
    const file = join(folder, 'notes.sqlite');
    const sqlite = new Sqlite(file);
    sqlite.exec(sql);
    sqlite.close();
    const before = bytesIn(folder);

    const opening = openDatabase(file);
    await expect(opening).rejects.toBeInstanceOf(StartError);
    await expect(opening).rejects.toThrow(
      `${file} is another program's; it was left as it is. Name another file in DATABASE_URL`,
    );
    expect(bytesIn(folder)).toEqual(before);
  });

  it.each([
    ['no database at all', () => Buffer.from('just some notes\n'.repeat(500))],
    [
      'a damaged page',
      (whole: Buffer) => {
        const damaged = Buffer.from(whole);
        damaged.fill(0xff, 4096, 4096 * 2);
        return damaged;
      },
    ],
    ['a file cut short', (whole: Buffer) => whole.subarray(0, 4096 * 2)],
  ])('refuses %s and leaves every byte of it', async (_what, spoil) => {
    const folder = ownFolder();
    const file = join(folder, 'club.sqlite');
    const db = await openDatabase(file);
    await rememberMember(db, maya, 5);
    await db.destroy();
    writeFileSync(file, spoil(readFileSync(file)));
    const before = bytesIn(folder);

    await expect(openDatabase(file)).rejects.toThrow(/can't be read .* left as it is/);
    expect(bytesIn(folder)).toEqual(before);
  });

  it('names a path that is a folder, or below a file', async () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'club.sqlite'));
    await expect(openDatabase(join(folder, 'club.sqlite'))).rejects.toBeInstanceOf(StartError);
    writeFileSync(join(folder, 'file'), '');
    await expect(openDatabase(join(folder, 'file', 'club.sqlite'))).rejects.toBeInstanceOf(StartError);
  });
});

describe('tip views', () => {
  it('are in the order of their turns, of one member alone, and can be forgotten one by one', async () => {
    const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
    const elsewhere = { guildId: '200', userId: '1' };
    await rememberMember(db, maya, 0);
    await rememberMember(db, elsewhere, 0);
    for (const [turn, tipId] of ['c', 'a', 'b', 'c'].entries()) await addTipView(db, maya, { tipId, turn });
    await addTipView(db, elsewhere, { tipId: 'z', turn: 1 });
    expect((await listTipViews(db, maya)).map(({ tipId }) => tipId)).toEqual(['a', 'b', 'c']);
    await forgetTipViews(db, maya, ['a', 'c', 'z']);
    expect((await listTipViews(db, maya)).map(({ tipId }) => tipId)).toEqual(['b']);
    expect((await listTipViews(db, elsewhere)).map(({ tipId }) => tipId)).toEqual(['z']);
    await db.destroy();
  });
});
