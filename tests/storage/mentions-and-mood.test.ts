import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { findGroupMood } from '../../src/storage/group-mood.ts';
import { listMentions } from '../../src/storage/mentions.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { listPostsToEdit } from '../../src/storage/outbox.ts';
import { vacuumIfRequested } from '../../src/storage/secure-erase.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const NOW = Date.UTC(2026, 10, 27, 7, 30);
const START = NOW + 24 * 60 * 60_000;

const idOf = (one: number) => String(10n ** 17n + BigInt(one));
const MEMBERS = 150;

/** A club's file as it was before, with some rows in it; returns it brought up to date. */
async function upgraded(rows: (sqlite: Sqlite.Database) => void) {
  const file = join(ownFolder(), 'club.sqlite');
  const older = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => name < '0012-mentions-and-mood'),
  );
  await (await openDatabase(file, older)).destroy();
  const sqlite = new Sqlite(file);
  sqlite.exec(`
    insert into clubs (guild_id, created_at) values ('100', 0);
    insert into club_settings (guild_id, zone, runs_channel_id, recovery_channel_id, units, checkin_time, region, reminders, events, leader_role_id)
      values ('100', 'UTC', '5', '6', 'km', '09:00', 'eu', '[1440]', 0, '9');
    insert into runs (guild_id, number, title, wall, zone, starts_at, meet, paces, created_by, created_at, revision, uid)
      values ('100', 1, 'Run', '2026-11-28T07:30', 'UTC', ${START}, 'Here', '[]', '7', 0, 0, 'r1');
    insert into races (guild_id, number, name, date, zone, distance_kind, metres, distance_label, created_by, created_at, revision)
      values ('100', 1, 'Told', '2026-11-20', 'UTC', '10k', 10000, '10k', '7', 0, 0),
        ('100', 2, 'Untold', '2026-11-26', 'UTC', '10k', 10000, '10k', '7', 0, 0);`);
  rows(sqlite);
  sqlite.close();
  const db = await openDatabase(file);
  onTestFinished(() => db.destroy());
  return { db, file };
}

const SLOT = `1440:${START}`;

function addPost(sqlite: Sqlite.Database, kind: string, slot: string, state: string, subject = '100:1') {
  sqlite
    .prepare(
      `insert into posts (guild_id, kind, subject, slot, due_at, state, tries, next_at, tried_at, message_id)
       values ('100', ?, ?, ?, ?, ?, 1, ?, ?, '1')`,
    )
    .run(kind, subject, slot, NOW, state, state === 'sent' ? null : NOW, state === 'waiting' ? null : NOW);
}

it('numbers pages that were named by ids, and leaves no byte of those ids', async () => {
  const { db, file } = await upgraded((sqlite) => {
    for (const kind of ['run-reminder', 'race-reminder'])
      for (const slot of [`${SLOT}:${idOf(140)}`, `${SLOT}:1`, `${SLOT}:${idOf(70)}`])
        addPost(sqlite, kind, slot, 'sent');
    addPost(sqlite, 'run-change', '1:meet:1', 'sent');
    // Its first page was dropped when the run was cancelled.
    addPost(sqlite, 'run-change', `2:when:${idOf(71)}`, 'sent');
    addPost(sqlite, 'run-promotion', `${idOf(3)}:1700000000000`, 'sent');
  });
  const rows = await db
    .selectFrom('outbox')
    .select(['kind', 'key', 'details', 'first_id'])
    .orderBy('key')
    .execute();
  const days = JSON.stringify({ days: 1440, date: String(START) });
  const minutes = JSON.stringify({ minutes: 1440, startsAt: START });
  expect(rows.map(({ kind, details, first_id }) => [kind, details, first_id !== null])).toEqual([
    ['race-reminder', days, false],
    ['race-reminder', days, true],
    ['race-reminder', days, true],
    ['run-change', '{"revision":1,"changed":["meet"]}', false],
    ['run-change', '{"revision":2,"changed":["when"]}', false],
    ['run-promotion', '{"order":"00000001700000000000"}', false],
    ['run-reminder', minutes, false],
    ['run-reminder', minutes, true],
    ['run-reminder', minutes, true],
  ]);
  // All of it was sent, so nobody needs to be remembered.
  expect(await db.selectFrom('mentions').selectAll().execute()).toEqual([]);
  await vacuumIfRequested(db);
  const bytes = ['', '-wal'].map((end) => readFileSync(`${file}${end}`));
  for (const one of [3, 70, 71, 140]) expect(bytes.some((part) => part.includes(idOf(one)))).toBe(false);
});

it('goes on with a post that is half sent: nobody is left out, and nobody is mentioned twice', async () => {
  const { db } = await upgraded((sqlite) => {
    const place = sqlite.prepare(
      "insert into places (guild_id, number, user_id, answer, seat, place_order) values ('100', 1, ?, 'going', ?, ?)",
    );
    for (let one = 1; one <= MEMBERS; one++) place.run(idOf(one), one, one);
    addPost(sqlite, 'run-reminder', `${SLOT}:1`, 'sent');
    // Nobody knows whether the second page arrived; the third was planned with it.
    addPost(sqlite, 'run-reminder', `${SLOT}:${idOf(70)}`, 'sending');
    addPost(sqlite, 'run-reminder', `${SLOT}:${idOf(140)}`, 'waiting');
  });
  const outbox = createOutbox(db, createComposers(content));
  const told: string[][] = [];
  for (let due = await outbox.due(NOW, 1); due[0]; due = await outbox.due(NOW, 1)) {
    const composed = await outbox.makeReady(due[0], NOW, false);
    if (composed.type !== 'say' || composed.view.type !== 'run-reminder') throw new Error('No reminder');
    told.push([...composed.view.mention]);
    await outbox.sent(due[0], { channelId: '5', messageId: '1' }, NOW);
  }
  const from = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, one) => idOf(first + one));
  expect(told).toEqual([from(71, 140), from(141, 150)]);
  const [first] = await db.selectFrom('outbox').select('id').where('first_id', 'is', null).execute();
  const mentioned = await listMentions(db, { id: first?.id ?? 0 });
  expect(mentioned.map(({ userId }) => userId).sort()).toEqual(from(1, 70));
});

it('takes figures that followed single answers out of recaps, and counts on where none was told', async () => {
  const { db } = await upgraded((sqlite) => {
    addPost(sqlite, 'race-recap', 'recap', 'sent', '100:1');
    addPost(sqlite, 'race-recap', 'recap', 'waiting', '100:2');
    const tally = sqlite.prepare(
      "insert into checkin_tallies (guild_id, number, day, key_id, nonce, sealed) values ('100', ?, ?, 'k', x'00', x'00')",
    );
    for (const [race, day] of [
      [1, 1],
      [1, 3],
      [2, 1],
    ])
      tally.run(race, day);
  });
  const moods = [1, 2].map((number) => findGroupMood(db, { guildId: '100', number }));
  expect(await Promise.all(moods)).toEqual(['untold', null]);
  expect((await listPostsToEdit(db, NOW, 10)).map(({ number }) => number)).toEqual([1]);
  const left = await db.selectFrom('checkin_tallies').select(['number', 'day']).execute();
  expect(left).toEqual([{ number: 2, day: 1 }]);
});
