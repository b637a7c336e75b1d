import Sqlite from 'better-sqlite3';
import type { Answer, Member } from 'discord-sandbox';
import { buttonsOf, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SECTIONS } from '../../src/services/privacy.ts';
import { PERSONAL_DATA, TYPED } from '../../src/storage/personal-data.ts';
import { openClub } from './club.ts';
import { bytesWith, columnsWith } from './on-disk.ts';
import {
  callOff,
  cardSaying,
  clubWithRun,
  DAY,
  inDays,
  instantIn,
  isCard,
  MINUTE,
  setUp,
} from './run-club.ts';
import { said, shown } from './said.ts';
import { playThrough, startSession } from './session-club.ts';

const NO_LEADERS = { timezone: setUp.timezone, 'runs-channel': 'group-runs', 'recovery-channel': 'recovery' };

const entry = z.record(z.string(), z.unknown());
const section = z.strictObject({ about: z.string().min(20), entries: z.array(entry) });

/** The shape of an export, version 1. */
const exported = z.strictObject({
  format: z.literal('cooldown-export'),
  version: z.literal(1),
  about: z.string(),
  exportedAt: z.iso.datetime(),
  server: z.string().regex(/^\d+$/),
  member: z.string().regex(/^\d+$/),
  sections: z.strictObject(Object.fromEntries(SECTIONS.map((name) => [name, section]))),
});

async function exportOf(member: Member) {
  const answer = await member.run('me export');
  expect(shown(answer).ephemeral).toBe(true);
  const [file] = shown(answer).attachments;
  if (!file) throw new Error('No file came');
  expect([file.filename, file.contentType]).toEqual(['cooldown-export.json', 'application/json']);
  const read = exported.parse(await (await fetch(file.url)).json());
  const entries = (name: string) => read.sections[name]?.entries ?? [];
  return { ...read, entries, empty: SECTIONS.every((name) => entries(name).length === 0) };
}

async function checkIn(member: Member): Promise<Answer> {
  const { modal } = await member.press(shown(await member.run('recovery checkin')), 'None of these');
  if (!modal) throw new Error('No form came');
  const values = modal.fields.map(({ customId, choices }) => [customId, choices[3]?.label ?? '']);
  return member.submit(modal, Object.fromEntries(values));
}

/** What only shows after ten runs, or depends on the day: put in as the bot would write it. */
function writeRest(databaseFile: string, guildId: string, userId: string): void {
  const sqlite = new Sqlite(databaseFile);
  sqlite
    .prepare('insert into milestones (guild_id, user_id, runs, number) values (?, ?, 10, 1)')
    .run(guildId, userId);
  sqlite
    .prepare(
      `insert into mentions (post_id, guild_id, user_id, kind, on_date)
       select id, guild_id, ?, kind, '2000-01-01' from outbox
       where guild_id = ? and kind = 'checkin' and state = 'waiting' limit 1`,
    )
    .run(userId, guildId);
  sqlite
    .prepare(
      `insert into mentions (post_id, guild_id, user_id, kind)
       select id, guild_id, ?, kind from outbox where guild_id = ? and kind = 'run-reminder' limit 1`,
    )
    .run(userId, guildId);
  sqlite.close();
}

/** How many messages are still to be brought up to date. */
function countStale(databaseFile: string): unknown {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const stale = sqlite
    .prepare('select count(*) from outbox where message_id is not null and edits_wanted > edits_shown')
    .pluck()
    .get();
  sqlite.close();
  return stale;
}

/** A club in which Ben left every kind of trace there is, and Grace some. */
async function clubOfBen() {
  const club = await openClub({ servers: 2 });
  const { sandbox } = club;
  const [here, there] = sandbox.world.servers;
  if (!here || !there) throw new Error('There are not two clubs');
  const as = (name: string, guild = here) => sandbox.as(name, guild).in('group-runs');
  for (const guild of [here, there]) await as('admin', guild).run('club setup', NO_LEADERS);
  const [ben, grace, amara] = [as('ben'), as('grace'), as('amara')];
  const toAll = { meet: 'The boathouse', notes: `Ask <@${ben.id}> or ${ben.id}` };
  await ben.run('run create', { title: 'First', when: inDays(sandbox, 1), meet: 'Here', repeat: 'weekly' });
  await grace.run('run create', { title: 'Second', when: inDays(sandbox, 9), capacity: 1, ...toAll });
  await grace.run('run create', { title: 'Third', when: inDays(sandbox, 10), capacity: 1, ...toAll });
  await ben.run('run create', { title: 'Fourth', when: inDays(sandbox, 11), meet: 'Here' });
  const cardOf = (title: string) => ben.sees((message) => isCard(message) && textOf(message).includes(title));
  await ben.press(await cardOf('First'), 'Going');
  await grace.press(await cardOf('First'), 'Going');
  // A place comes free for Ben, and later one of his for Amara.
  await grace.press(await cardOf('Second'), 'Going');
  await ben.press(await cardOf('Second'), 'Going');
  await grace.press(await cardOf('Second'), 'Going');
  await amara.press(await cardOf('Second'), 'Going');
  await amara.press(await cardOf('Third'), 'Going');
  await ben.press(await cardOf('Third'), 'Going');
  const race = { name: 'Lakes 10k', distance: '10k', date: inDays(sandbox, 1).slice(0, 10) };
  await ben.run('race add', race);
  await ben.run('race add', { ...race, name: 'Lakes 5k', distance: '5k' });
  for (const [what, number] of [
    ['run', '4'],
    ['race', '2'],
  ] as const)
    await callOff(ben, what, { [what]: number, reason: `Ask ${ben.id}` });
  await ben.run('race join', { race: '1', goal: '45:00' });
  await grace.run('race join', { race: '1' });
  await ben.run('me notifications', { 'race-reminders': false, 'still-pictures': true });
  await ben.run('recovery tip');
  await as('admin').run('club settings', { 'welfare-officer': 'ben' });
  await club.beat();
  sandbox.clock.set(instantIn(sandbox, 2, '00:30'));
  await club.beat();
  const admin = as('admin');
  await admin.press(shown(await admin.run('run attendance', { run: '1' })), 'Save as it is');
  await ben.run('race result', { race: '1', time: '44:12' });
  await grace.run('race result', { race: '1', time: '50:00' });
  await ben.press(shown(await checkIn(ben)), 'Keep my answers');
  await playThrough(club, ben, await startSession(ben));
  await as('ben', there).run('recovery tip');
  await sandbox.clock.advance(DAY);
  await club.beat();
  await startSession(ben);
  // A recap that is brought up to date takes note of milestones once more.
  await expect.poll(() => countStale(club.databaseFile)).toBe(0);
  writeRest(club.databaseFile, here.id, ben.id);
  return { ...club, as, there, ben, grace };
}

const erase = async (member: Member) => member.press(shown(await member.run('me erase')), 'Erase everything');

/** Texts that the program writes itself, or takes only in a form that holds no id of a member. */
const NOT_TYPED = [
  'kysely_migration.name',
  'kysely_migration.timestamp',
  'kysely_migration_lock.id',
  'tip_views.tip_id',
  'rsvps.place_order',
  'club_settings.zone',
  'club_settings.runs_channel_id',
  'club_settings.recovery_channel_id',
  'club_settings.leader_role_id',
  'club_settings.units',
  'club_settings.checkin_time',
  'club_settings.region',
  'club_settings.reminders',
  'club_settings.tip_channel_id',
  'club_settings.tip_time',
  'runs.wall',
  'runs.zone',
  'runs.card_channel_id',
  'runs.card_message_id',
  'runs.occurrence_date',
  'runs.uid',
  'rsvps.answer',
  'rsvps.pace',
  'outbox.kind',
  'outbox.details',
  'outbox.key',
  'outbox.nonce',
  'outbox.state',
  'outbox.channel_id',
  'outbox.message_id',
  'outbox.looked_until',
  'mentions.kind',
  'mentions.on_date',
  'series.repeats',
  'series.first_wall',
  'series.zone',
  'series.until',
  'events.event_id',
  'races.date',
  'races.start',
  'races.zone',
  'races.distance_kind',
  'races.distance_label',
  'races.card_channel_id',
  'races.card_message_id',
  'races.group_mood',
  'race_entries.result',
  'checkin_tallies.key_id',
  'kept_answers.answered_on',
  'kept_answers.key_id',
  'weekly_tips.week',
  'weekly_tips.tip_id',
  'sessions.origin',
  'sessions.plan',
  'sessions.token',
  'cancellations.what',
  'cancellations.scope',
];

describe('what is kept of a member', () => {
  it('covers every column that could hold a member’s id', async () => {
    const { databaseFile } = await openClub();
    const sqlite = new Sqlite(databaseFile, { readonly: true });
    const columns = sqlite
      .prepare(
        `select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c
         where m.type = 'table' and (c.name like '%user%' or c.name like '%_by' or c.name like '%member%')`,
      )
      .pluck()
      .all();
    sqlite.close();
    const traced = Object.values(PERSONAL_DATA).map(({ table, column }) => `${table}.${column}`);
    expect(columns.sort()).toEqual(traced.sort());
  });

  it('covers every column of text that somebody types', async () => {
    const { databaseFile } = await openClub();
    const sqlite = new Sqlite(databaseFile, { readonly: true });
    const columns = sqlite
      .prepare(
        `select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c
         where m.type = 'table' and lower(c.type) in ('text', 'varchar(255)') and c.name <> 'guild_id'`,
      )
      .pluck()
      .all();
    sqlite.close();
    const traced = Object.values(PERSONAL_DATA).map(({ table, column }) => `${table}.${column}`);
    const typed = Object.entries(TYPED).flatMap(([table, names]) => names.map((one) => `${table}.${one}`));
    expect(columns.toSorted()).toEqual([...traced, ...typed, ...NOT_TYPED].toSorted());
  });
});

describe('/me export', () => {
  it('is a file of all there is, each part explained, for that member and that club alone', async () => {
    const { as, there, ben, grace, databaseFile } = await clubOfBen();
    const traced = Object.values(PERSONAL_DATA).map(({ table, column }) => `${table}.${column}`);
    const typed = Object.entries(TYPED).flatMap(([table, columns]) =>
      columns.map((one) => `${table}.${one}`),
    );
    const found = columnsWith(databaseFile, ben.id);
    expect(found.filter((one) => !traced.includes(one) && !typed.includes(one))).toEqual([]);
    // Whatever this journey doesn't reach, the tests would not see.
    expect(traced.filter((one) => !found.includes(one))).toEqual([]);

    const mine = await exportOf(ben);
    expect(mine.member).toBe(ben.id);
    for (const name of SECTIONS) expect(mine.entries(name).length, name).toBeGreaterThan(0);
    expect(mine.entries('races')).toEqual([
      expect.objectContaining({
        name: 'Lakes 10k',
        goal_seconds: 2_700,
        result: 'time',
        result_seconds: 2_652,
      }),
    ]);
    expect(mine.entries('keptAnswers')).toEqual([
      expect.objectContaining({ scores: { fatigue: 2, sleep: 2, soreness: 2, stress: 2, mood: 2 } }),
    ]);
    expect(mine.entries('notificationsOff')).toEqual([{ what: 'race-reminders' }]);
    expect(mine.entries('choices')).toEqual([{ still_pictures: 1, weekly_goal: null, under_18: 0 }]);
    expect(mine.entries('sessionsDone')).toEqual([
      { ended_at: expect.any(String), seconds: expect.any(Number) },
    ]);
    // The key to its message is nobody's business.
    expect(Object.keys(mine.entries('guidedSession')[0] ?? {}).sort()).toEqual(
      [
        'done',
        'ends_at',
        'id',
        'left_ms',
        'place',
        'plan',
        'spent_ms',
        'started_at',
        'step',
        'touched_at',
      ].sort(),
    );
    expect(mine.entries('runsCreated').map(({ title }) => title)).toContain('First');
    // Whoever reads the file by a program relies on its shape.
    const columns = (name: string) => Object.keys(mine.entries(name)[0] ?? {}).sort();
    expect(columns('runsCreated')).toContain('slot');
    expect(columns('mentions')).toEqual(['post_id']);
    const asked = ['day', 'kind', 'name', 'number', 'on_date', 'post_id'];
    expect(columns('checkInMentions')).toEqual(asked);
    expect(JSON.stringify(mine)).not.toContain(grace.id);

    const elsewhere = await exportOf(as('ben', there));
    expect(elsewhere.server).not.toBe(mine.server);
    expect(SECTIONS.filter((name) => elsewhere.entries(name).length > 0)).toEqual(['tipsSeen', 'membership']);
  });

  it('says so where nothing is kept', async () => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('ben').run('me export'))).toContain('I keep nothing about you');
    expect((await exportOf(sandbox.as('ben'))).empty).toBe(true);
  });
});

describe('/me erase', () => {
  it('leaves no byte of a member in the database, and of what is over only counts', async () => {
    const { ben, grace, as, there, beat, databaseFile, sandbox } = await clubOfBen();
    // Elsewhere Ben is known too, and stays so: there his id would be found again.
    await erase(as('ben', there));
    const sqlite = new Sqlite(databaseFile, { readonly: true });
    const [sealed] = sqlite.prepare('select sealed from kept_answers where user_id = ?').pluck().all(ben.id);
    sqlite.close();
    expect(bytesWith(databaseFile, sealed as Buffer)).toBeGreaterThan(0);

    expect(said(await erase(ben))).toContain('Everything about you in this club is erased');
    await beat();
    expect(columnsWith(databaseFile, ben.id)).toEqual([]);
    expect(bytesWith(databaseFile, ben.id)).toBe(0);
    expect(bytesWith(databaseFile, sealed as Buffer)).toBe(0);
    const counts = new Sqlite(databaseFile, { readonly: true });
    const counted = (table: string) =>
      counts.prepare(`select number, erased_count as count from ${table} where erased_count > 0`).all();
    for (const table of ['races', 'runs']) expect(counted(table)).toEqual([{ number: 1, count: 1 }]);
    counts.close();
    expect((await exportOf(ben)).empty).toBe(true);
    expect((await exportOf(grace)).entries('races')).toHaveLength(1);

    // What he made stays, without him; the texts that named him say "somebody".
    const runs = said(await grace.run('run show', { run: '2' }));
    expect(runs).toContain('Ask somebody or somebody');
    const race = said(await grace.run('race list'));
    expect(race).toContain('Lakes 10k');
    await sandbox.clock.advance(DAY);
    await beat();
    expect(bytesWith(databaseFile, ben.id)).toBe(0);

    expect(said(await erase(ben))).toContain('There was nothing about you');
    await ben.run('recovery tip');
    // It is noted once it has been shown.
    await expect.poll(async () => (await exportOf(ben)).entries('tipsSeen')).toHaveLength(1);
    await erase(ben);
    await beat();
    expect(bytesWith(databaseFile, ben.id)).toBe(0);
  });

  it('gives a place to whoever waits, once, and brings the cards up to date', async () => {
    const { sandbox, card, beat } = await clubWithRun({ capacity: 1 });
    const [ben, amara] = ['ben', 'amara'].map((name) => sandbox.as(name).in('group-runs'));
    if (!ben || !amara) throw new Error('Nobody is there');
    await ben.press(card, 'Going');
    await amara.press(card, 'Going');
    await cardSaying(amara, new RegExp(`Going \\(1 of 1\\)\\*\\*: <@${ben.id}>[^]*<@${amara.id}>`));
    await erase(ben);
    await beat();
    const after = await cardSaying(amara, new RegExp(`Going \\(1 of 1\\)\\*\\*: <@${amara.id}>`));
    expect(textOf(after)).not.toContain(ben.id);
    const told = await amara.sees(
      (message) => /a place is free/.test(textOf(message)) && message.pinged.includes('amara'),
    );
    expect(told.pinged).toEqual(['amara']);
  });

  it('holds for whoever asked, for ten minutes, and for this club', async () => {
    const { ben, as, there, sandbox } = await clubOfBen();
    const question = shown(await ben.run('me erase'));
    expect(question.ephemeral).toBe(true);
    expect(buttonsOf(question).map(({ label }) => label)).toEqual(['Erase everything', 'Keep it']);
    await sandbox.clock.advance(11 * MINUTE);
    expect(said(await ben.press(question, 'Erase everything'))).toMatch(
      /more than ten minutes old. Nothing was changed/,
    );
    expect(said(await ben.press(shown(await ben.run('me erase')), 'Keep it'))).toContain(
      'Nothing was changed',
    );
    expect((await exportOf(ben)).empty).toBe(false);
    await erase(ben);
    expect((await exportOf(ben)).empty).toBe(true);
    expect((await exportOf(as('ben', there))).entries('tipsSeen')).toHaveLength(1);
  });
});

it('answers that have expired leave no byte either', async () => {
  const { databaseFile, sandbox, beat } = await openClub();
  const member = sandbox.as('ben');
  await member.press(shown(await checkIn(member)), 'Keep my answers');
  expect(selectsOf(shown(await member.run('recovery history')))).toEqual([]);
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const sealed = sqlite.prepare('select sealed from kept_answers').pluck().get() as Buffer;
  sqlite.close();
  expect(bytesWith(databaseFile, sealed)).toBeGreaterThan(0);
  await sandbox.clock.advance(91 * DAY);
  await beat();
  expect(bytesWith(databaseFile, sealed)).toBe(0);
});
