import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

type Before = Kysely<unknown>;

export const fewerTables: Migration = {
  async up(db: Before) {
    await countNumbersOfClubs(db);
    await keepResultsInMilliseconds(db);
    await joinChoices(db);
    await noteAttendanceOnRuns(db);
    await countErasedOnRunsAndRaces(db);
  },
};

/** The next number was one more than the greatest there was: two writers at once could have taken the same. */
async function countNumbersOfClubs(db: Before): Promise<void> {
  const tables = { last_run: 'runs', last_race: 'races', last_series: 'series' };
  for (const [column, table] of Object.entries(tables)) {
    await db.schema
      .alterTable('clubs')
      .addColumn(column, 'integer', (one) => one.notNull().defaultTo(0))
      .execute();
    await sql`
      update clubs set ${sql.ref(column)} = coalesce(
        (select max(number) from ${sql.table(table)} as one where one.guild_id = clubs.guild_id), 0)`.execute(
      db,
    );
  }
}

/** Renamed rather than added, so that the table's rule about it goes on. */
async function keepResultsInMilliseconds(db: Before): Promise<void> {
  await db.schema.alterTable('race_entries').renameColumn('result_seconds', 'result_ms').execute();
  await sql`update race_entries set result_ms = cast(round(result_ms * 1000) as integer)`.execute(db);
}

/** What a member chose was in three tables. A switch that is on is as good as one that was never touched. */
async function joinChoices(db: Before): Promise<void> {
  await sql`
    create table member_choices (
      guild_id text not null, user_id text not null,
      still_pictures integer, weekly_goal integer, under_18 integer, keep_answers integer,
      run_reminders integer, race_reminders integer, check_ins integer, congratulations integer,
      primary key (guild_id, user_id),
      foreign key (guild_id, user_id) references members (guild_id, user_id) on delete cascade
    )`.execute(db);
  const off = (what: string) =>
    sql`(select 0 from notifications_off as off
      where off.guild_id = one.guild_id and off.user_id = one.user_id and off.what = ${sql.lit(what)})`;
  await sql`
    insert into member_choices (guild_id, user_id, still_pictures, weekly_goal, under_18, keep_answers,
      run_reminders, race_reminders, check_ins, congratulations)
    select one.guild_id, one.user_id, still_pictures, weekly_goal, under_18, keep,
      ${off('run-reminders')}, ${off('race-reminders')}, ${off('check-ins')}, ${off('congratulations')}
    from (
      select guild_id, user_id from preferences
      union select guild_id, user_id from answer_wishes
      union select guild_id, user_id from notifications_off
    ) as one
    left join preferences on preferences.guild_id = one.guild_id and preferences.user_id = one.user_id
    left join answer_wishes on answer_wishes.guild_id = one.guild_id and answer_wishes.user_id = one.user_id
  `.execute(db);
  for (const table of ['preferences', 'answer_wishes', 'notifications_off'])
    await db.schema.dropTable(table).execute();
}

/** When attendance was first taken is a fact of the run. Those who came pointed to it, so their table is made anew. */
async function noteAttendanceOnRuns(db: Before): Promise<void> {
  await db.schema.alterTable('runs').addColumn('attendance_taken_at', 'bigint').execute();
  await sql`
    update runs set attendance_taken_at = (
      select taken_at from attendances as one where one.guild_id = runs.guild_id and one.number = runs.number
    )`.execute(db);
  await db.schema.alterTable('attenders').renameTo('attenders_before').execute();
  await sql`
    create table attenders (
      guild_id text not null, number integer not null, user_id text not null,
      line integer not null, present integer not null,
      primary key (guild_id, number, user_id),
      unique (guild_id, number, line),
      foreign key (guild_id, number) references runs (guild_id, number) on delete cascade,
      foreign key (guild_id, user_id) references members (guild_id, user_id) on delete cascade
    )`.execute(db);
  await sql`
    insert into attenders (guild_id, number, user_id, line, present)
    select guild_id, number, user_id, line, present from attenders_before`.execute(db);
  for (const table of ['attenders_before', 'attendances']) await db.schema.dropTable(table).execute();
  await db.schema
    .createIndex('attenders_of_member')
    .on('attenders')
    .columns(['guild_id', 'user_id'])
    .execute();
}

/** How many of those who were there had all that is kept of them erased since. */
async function countErasedOnRunsAndRaces(db: Before): Promise<void> {
  for (const [table, what] of [
    ['runs', 'run'],
    ['races', 'race'],
  ] as const) {
    await db.schema
      .alterTable(table)
      .addColumn('erased_count', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`
      update ${sql.table(table)} set erased_count = leavers.count from leavers
      where leavers.what = ${sql.lit(what)} and leavers.guild_id = ${sql.ref(`${table}.guild_id`)}
        and leavers.number = ${sql.ref(`${table}.number`)}`.execute(db);
  }
  await db.schema.dropTable('leavers').execute();
}
