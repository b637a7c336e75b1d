import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Migration } from 'kysely/migration';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digitsOf } from '../../src/domain/checkin.ts';
import { NOTIFICATIONS } from '../../src/domain/notifications.ts';
import { orderOf } from '../../src/domain/roster.ts';
import { templateOf } from '../../src/domain/run.ts';
import { StartError } from '../../src/start-error.ts';
import { listAnswers } from '../../src/storage/answers.ts';
import { findAttendance } from '../../src/storage/attendance.ts';
import { findTally } from '../../src/storage/checkin-tallies.ts';
import { listCheckedIn } from '../../src/storage/checkins.ts';
import { findKeepingWish, findNotifications, findPreferences } from '../../src/storage/choices.ts';
import { findSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createEncryption, keyOf } from '../../src/storage/encryption.ts';
import { findEvent } from '../../src/storage/events.ts';
import { findGroupMood } from '../../src/storage/group-mood.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { detailsOf, planPost, toPost } from '../../src/storage/outbox.ts';
import { findErasedCount } from '../../src/storage/personal-data.ts';
import { findRace, insertRace, listEntries, saveEntry } from '../../src/storage/races.ts';
import { findRun, insertRun, listRsvps } from '../../src/storage/runs.ts';
import { findSeries, findSeriesEnd, insertSeries } from '../../src/storage/series.ts';
import { findSession, listLoggedSessions } from '../../src/storage/sessions.ts';
import { listTipViews } from '../../src/storage/tip-views.ts';
import { aRacePlan, aRunPlan } from '../fixtures.ts';

import { OLDER, olderDatabase, type Row, rowsIn } from './older-databases.ts';

/** All databases were sealed by the same key. */
const encryption = createEncryption({ seals: keyOf(Buffer.alloc(32, 7)), opens: [] });

/** The database of an older version, its rows read by SQLite itself, and the same brought up to date. */
async function upgraded(version: string) {
  const [before, after] = [olderDatabase(version), olderDatabase(version)];
  const db = await openDatabase(after);
  onTestFinished(() => db.destroy());
  const known = new Map<string, Row[]>();
  function rows(table: string): Row[] {
    const read = known.get(table) ?? rowsIn(before, table);
    known.set(table, read);
    return read;
  }
  return { db, after, rows };
}

const listAllPosts = async (db: Database) =>
  (await db.selectFrom('outbox').selectAll().where('first_id', 'is', null).execute()).map(toPost);

const camel = (column: string) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Those columns of a row, as storage names them. */
const factsOf = (row: Row, columns: string) =>
  Object.fromEntries(columns.split(' ').map((column) => [camel(column), row[column]]));

const keyIn = (row: Row) => ({ guildId: String(row['guild_id']), number: Number(row['number']) });
const memberIn = (row: Row) => ({ guildId: String(row['guild_id']), userId: String(row['user_id']) });
const sameKey = (one: Row) => (other: Row) =>
  ['guild_id', 'number', 'user_id'].every((column) => other[column] === one[column]);
const json = (text: unknown) => (text === null ? null : JSON.parse(String(text)));

/** Since this version tables have the shape that they have now. */
const SAME_SHAPE = '0018';

describe.each(OLDER)('a database of version %s', (version) => {
  it('has rows in every table', () => {
    const file = olderDatabase(version);
    const tables = rowsIn(file, "sqlite_master where type = 'table'").map(({ name }) => String(name));
    expect(tables.filter((table) => rowsIn(file, table).length === 0)).toEqual([]);
  });

  it('is brought up to date without a row that points nowhere', async () => {
    const { after } = await upgraded(version);
    const sqlite = new Sqlite(after, { readonly: true });
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
  });

  it('goes on with the number after the last one, and gives none twice', async () => {
    const { db, rows } = await upgraded(version);
    for (const { guild_id } of rows('clubs')) {
      const guildId = String(guild_id);
      const last = (table: string) =>
        Math.max(0, ...rows(`${table} where guild_id = '${guildId}'`).map(({ number }) => Number(number)));
      const by = { userId: '1', now: 0 };
      const plan = aRunPlan({ startsAt: 9 });
      const race = aRacePlan({ date: '2027-01-01' });
      const rule = { repeat: 'weekly', first: '2027-01-01T07:30', zone: 'UTC' } as const;
      expect((await insertRun(db, guildId, plan, by)).number).toBe(last('runs') + 1);
      await db
        .deleteFrom('runs')
        .where('number', '=', last('runs') + 1)
        .execute();
      expect((await insertRun(db, guildId, plan, by)).number).toBe(last('runs') + 2);
      expect((await insertRace(db, guildId, race, by)).number).toBe(last('races') + 1);
      expect((await insertSeries(db, guildId, rule, templateOf(plan), '1')).number).toBe(last('series') + 1);
    }
  });

  it('is left untouched, with a sentence that says what to do, where the upgrade fails half-way', async () => {
    const file = olderDatabase(version);
    const sqlite = new Sqlite(file);
    sqlite.pragma('journal_mode = wal');
    sqlite.close();
    const before = readFileSync(file);
    const breaking: Readonly<Record<string, Migration>> = {
      ...migrations,
      '9999-broken': {
        up: async (db) => {
          await db.schema.dropTable('race_entries').execute();
          throw new Error('broken on purpose');
        },
      },
    };
    const opening = openDatabase(file, breaking);
    await expect(opening).rejects.toBeInstanceOf(StartError);
    await expect(opening).rejects.toThrow(
      `${file} can't be brought up to date (broken on purpose); it was left as it is. Start the version that you had before`,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    await (await openDatabase(file)).destroy();
  });
});

/** The same row since orders are ids, as texts of 20 digits. */
function withOrders(table: string, row: Row): Row {
  if (table === 'rsvps') return { ...row, place_order: orderOf(String(row['place_order'])) };
  if (row['kind'] !== 'run-promotion') return row;
  const order = orderOf(String(json(row['details']).order));
  return { ...row, details: JSON.stringify({ order }), key: `run-promotion ${row['run']} ${order}` };
}

describe.each(OLDER.filter((version) => version >= SAME_SHAPE))('a database of version %s', (version) => {
  it('has every row of every table, with all that it held', async () => {
    const { after, rows } = await upgraded(version);
    for (const { name } of rows(
      "sqlite_master where type = 'table' and name not like 'kysely_%' and name not like 'sqlite_%'",
    )) {
      const table = String(name);
      const now = rowsIn(after, table);
      expect(now, table).toHaveLength(rows(table).length);
      for (const row of rows(table))
        expect(now, table).toContainEqual(expect.objectContaining(withOrders(table, row)));
    }
  });
});

/** Tables of these versions had another shape, so that each is compared by what storage makes of it. */
describe.each(OLDER.filter((version) => version < SAME_SHAPE))('a database of version %s', (version) => {
  it('has its runs, who goes, who came and who was erased since', async () => {
    const { db, rows } = await upgraded(version);
    for (const row of rows('runs')) {
      const key = keyIn(row);
      expect(await findRun(db, key)).toMatchObject({
        ...factsOf(row, 'guild_id number title wall zone starts_at meet distance capacity notes'),
        ...factsOf(row, 'created_by created_at revision cancelled_at cancel_reason uid'),
        paces: json(row['paces']),
        route: json(row['route']),
        series: row['series'] === null ? null : { number: row['series'], date: row['slot'] },
        card: row['card_message_id'] && {
          channelId: row['card_channel_id'],
          messageId: row['card_message_id'],
        },
      });
      const ofRun = ({ guild_id, number }: Row) => guild_id === key.guildId && number === key.number;
      expect(await listRsvps(db, key)).toEqual(
        rows('places order by place_order')
          .filter(ofRun)
          .map((one) => ({
            ...factsOf(one, 'user_id answer seat pace'),
            order: orderOf(String(one['place_order'])),
          })),
      );
      const taken = rows('attendances').find(ofRun);
      const came = rows('attenders').filter(ofRun);
      const list = came.map((one) => ({ ...factsOf(one, 'user_id line'), present: one['present'] === 1 }));
      expect(await findAttendance(db, key)).toEqual(taken && { list, takenAt: taken['taken_at'] });
      const left = rows("leavers where what = 'run'").find(ofRun);
      expect(await findErasedCount(db, 'runs', key)).toBe(left?.['count'] ?? 0);
    }
  });

  it('has its series, with nothing where their templates knew nothing of a part', async () => {
    const { db, rows } = await upgraded(version);
    const unknown = { distance: null, paces: [], capacity: null, notes: null, route: null };
    for (const row of rows('series')) {
      const series = await findSeries(db, keyIn(row));
      expect(await findSeriesEnd(db, keyIn(row))).toBe(row['ended_at']);
      if (row['ended_at'] === null)
        expect(series).toMatchObject({
          ...factsOf(row, 'guild_id number created_by revision'),
          rule: { repeat: row['repeats'], first: row['first_wall'], zone: row['zone'] },
          template: { ...unknown, ...json(row['template']) },
        });
      else expect(series).toBeUndefined();
    }
  });

  it('has its races, results to the second, check-ins and sums', async () => {
    const { db, rows } = await upgraded(version);
    for (const row of rows('races')) {
      const key = keyIn(row);
      expect(await findRace(db, key)).toMatchObject({
        ...factsOf(row, 'guild_id number name date start zone location link created_by created_at'),
        ...factsOf(row, 'revision cancelled_at cancel_reason'),
        distance: { kind: row['distance_kind'], metres: row['metres'], label: row['distance_label'] },
      });
      const ofRace = ({ guild_id, number }: Row) => guild_id === key.guildId && number === key.number;
      const entries = await listEntries(db, key);
      for (const one of rows('race_entries').filter(ofRace))
        expect(entries.find(({ userId }) => userId === one['user_id'])).toEqual({
          ...factsOf(one, 'user_id goal_seconds result_at'),
          racing: one['racing'] === 1,
          result: one['result'] && {
            type: one['result'],
            ...(one['result'] === 'time' ? { seconds: one['result_seconds'] } : {}),
          },
          order: one['entry_order'],
        });
      const left = rows("leavers where what = 'race'").find(ofRace);
      expect(await findErasedCount(db, 'races', key)).toBe(left?.['count'] ?? 0);
      const came = rows('checkins where day = 1').filter(ofRace);
      expect((await listCheckedIn(db, key, 1)).toSorted()).toEqual(
        came.map((one) => one['user_id']).toSorted(),
      );
      if (version >= '0012') expect(await findGroupMood(db, key)).toBe(row['group_mood']);
      // What becomes of sums and moods of before is told in mentions-and-mood.test.ts.
      const isCounted = rows('checkin_tallies').some(ofRace) && (await findGroupMood(db, key)) === null;
      expect((await findTally(db, encryption, key, 1)).answered).toBe(isCounted ? came.length : 0);
    }
  });

  it('keeps fractions of a second, should there be any', async () => {
    const file = olderDatabase(version);
    const sqlite = new Sqlite(file);
    const [one] = rowsIn(file, "race_entries where result = 'time'");
    const { guildId, number } = keyIn(one ?? {});
    sqlite
      .prepare(
        'update race_entries set result_seconds = 2671.25 where guild_id = ? and number = ? and user_id = ?',
      )
      .run(guildId, number, one?.['user_id']);
    sqlite.close();
    const db = await openDatabase(file);
    onTestFinished(() => db.destroy());
    const result = async () =>
      (await listEntries(db, { guildId, number })).find(({ userId }) => userId === one?.['user_id']);
    const read = await result();
    expect(read?.result).toEqual({ type: 'time', seconds: 2671.25 });
    if (read) await saveEntry(db, { guildId, number }, read);
    expect(await result()).toEqual(read);
  });

  it('has what clubs chose', async () => {
    const { db, rows } = await upgraded(version);
    for (const row of rows('club_settings'))
      expect(await findSettings(db, String(row['guild_id']))).toMatchObject({
        ...factsOf(row, 'zone runs_channel_id recovery_channel_id leader_role_id units checkin_time'),
        region: row['region'] === 'elsewhere' ? null : row['region'],
        reminders: json(row['reminders']),
        events: row['events'] === 1,
        tipTime: row['tip_day'] === null ? null : { day: row['tip_day'], time: row['tip_time'] },
        tipChannelId: row['tip_channel_id'],
        welfareOfficerId:
          version < '0015'
            ? null
            : (rows('welfare_officers').find(({ guild_id }) => guild_id === row['guild_id'])?.['user_id'] ??
              null),
      });
  });

  it('has what members chose and had kept, and no row of those who chose nothing', async () => {
    const { db, rows } = await upgraded(version);
    const [preferences, wishes, off] = ['preferences', 'answer_wishes', 'notifications_off'].map(rows);
    for (const row of rows('members')) {
      const member = memberIn(row);
      const chosen = preferences?.find(sameKey(row));
      expect(await findPreferences(db, member)).toEqual({
        stillPictures: chosen?.['still_pictures'] === 1,
        weeklyGoal: chosen?.['weekly_goal'] ?? null,
        under18: chosen?.['under_18'] === 1,
      });
      const wish = wishes?.find(sameKey(row));
      expect(await findKeepingWish(db, member)).toBe(wish && wish['keep'] === 1);
      const notifications = await findNotifications(db, member);
      expect(NOTIFICATIONS.filter((what) => !notifications[what])).toEqual(
        off?.filter(sameKey(row)).map(({ what }) => what),
      );
      const kept = rows('kept_answers').filter(sameKey(row));
      const { answers, locked } = await listAnswers(db, encryption, member, '2000-01-01');
      expect(locked).toBe(0);
      expect(answers.map(({ on, race, day }) => [on, race ?? 0, day])).toEqual(
        kept.map((one) => [one['answered_on'], one['race'], one['day']]),
      );
      for (const { scores } of answers) expect(digitsOf(scores)).toMatch(/^[1-5]{5}$/);
      expect(await listTipViews(db, member)).toEqual(
        rows('tip_views')
          .filter(sameKey(row))
          .map((one) => factsOf(one, 'tip_id turn')),
      );
    }
    const whoChose = [preferences, wishes, off].flatMap((some = []) => some.map(({ user_id }) => user_id));
    const known = await db.selectFrom('member_choices').select('user_id').execute();
    expect(known.map(({ user_id }) => user_id).sort()).toEqual([...new Set(whoChose)].sort());
  });

  it('has sessions that run, wait or are to say that they are over, and those that count', async () => {
    const { db, rows } = await upgraded(version);
    for (const row of rows('sessions'))
      expect(await findSession(db, Number(row['id']))).toEqual({
        ...factsOf(row, 'id guild_id user_id origin token token_until started_at touched_at'),
        plan: json(row['plan']),
        progress: factsOf(row, 'place step ends_at left_ms done spent_ms'),
      });
    for (const row of rows('session_log'))
      expect(await listLoggedSessions(db, memberIn(row))).toContainEqual(factsOf(row, 'ended_at seconds'));
  });

  it('has its events, milestones and cancellations', async () => {
    const { db, after, rows } = await upgraded(version);
    for (const row of rows('events'))
      expect(await findEvent(db, keyIn(row))).toEqual({
        ...factsOf(row, 'wanted event_id tried_at tries error next_at'),
        goneSince: row['gone_since'] ?? null,
      });
    const unchanged = ['milestones', ...(version < '0014' ? [] : ['cancellations'])];
    for (const table of unchanged) expect(rowsIn(after, table)).toEqual(rows(table));
  });

  it('has every post as it stood, also one that is being sent, and plans none of them twice', async () => {
    const { db, after, rows } = await upgraded(version);
    const outbox = new Map(rowsIn(after, 'outbox').map((row) => [row['id'], row]));
    const columns =
      'guild_id kind due_at state tries next_at tried_at error channel_id message_id finished_at';
    // Clubs of the older version are told of a rule that came later.
    const old = rows('posts').map(({ id }) => id);
    const added = [...outbox.values()].filter(({ id }) => !old.includes(id));
    expect(new Set(added.map(({ kind }) => kind))).toEqual(new Set(version < '0012' ? ['new-rule'] : []));
    for (const row of rows('posts')) {
      const now = outbox.get(row['id']) ?? {};
      expect(factsOf(now, columns), `post ${row['id']}`).toEqual(factsOf(row, columns));
      expect(Number(now['edits_wanted']) - Number(now['edits_shown'])).toBeGreaterThanOrEqual(
        Number(row['edits_wanted']) - Number(row['edits_shown']),
      );
      // What the message is known by that may be under way. Version 0012 gave pages other names.
      const name = `${row['kind']} ${row['subject']} ${row['slot']}`;
      const nonce = createHash('sha256').update(name).digest('base64url').slice(0, 25);
      if (version > '0012') expect(now['nonce']).toBe(nonce);
    }
    for (const [id, { details }] of outbox) {
      const before = rows('posts').find((row) => row['id'] === id);
      if (before?.['kind'] !== 'run-promotion') continue;
      const [order = ''] = /\d+$/.exec(String(before['slot'])) ?? [];
      expect(json(details)).toEqual({ order: orderOf(order) });
    }
    for (const post of await listAllPosts(db)) {
      const about = { guildId: post.guildId, ...(post.number === null ? {} : { number: post.number }) };
      const { tip, ...details } = json(post.details);
      expect(detailsOf(post.kind, post)).toEqual({ ...details, ...(tip ? { tip } : {}) });
      await planPost(db, { kind: post.kind, about, details }, 0);
    }
    expect(rowsIn(after, 'outbox')).toHaveLength(outbox.size);
  });

  it('has whom posts mention, and the tips of reminders', async () => {
    const { after, rows } = await upgraded(version);
    const mentions = rowsIn(after, 'mentions');
    const mentioned = (row: Row) => ({ post_id: row['post_id'], user_id: row['user_id'] });
    for (const row of rows('checkin_mentions'))
      expect(mentions).toContainEqual(
        expect.objectContaining({ ...mentioned(row), on_date: row['on_date'] }),
      );
    if (version > '0012')
      for (const row of rows('post_mentions'))
        expect(mentions).toContainEqual(expect.objectContaining({ ...mentioned(row), on_date: null }));
    const tips = rowsIn(after, "outbox where kind = 'race-reminder'").flatMap((row) => {
      const { tip } = json(row['details']);
      return tip === undefined ? [] : [`${row['guild_id']} ${row['race']} ${tip}`];
    });
    // One whose reminder was taken back goes with it.
    const reminders = rows("posts where kind = 'race-reminder'").map(
      ({ subject, slot }) => `${subject} ${slot}`,
    );
    const had = rows('race_tips').filter((row) =>
      reminders.some((one) => one.startsWith(`${row['guild_id']}:${row['number']} ${row['reminder']}:`)),
    );
    expect(new Set(tips)).toEqual(
      new Set(had.map((row) => `${row['guild_id']} ${row['number']} ${row['tip_id']}`)),
    );
  });
});
