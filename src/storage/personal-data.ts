import { type RawBuilder, sql } from 'kysely';
import type { RunKey } from '../domain/run.ts';
import { RUN_TEXT_NAMES } from '../domain/run.ts';
import { isOf } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import type { Schema } from './schema.ts';
import { requestVacuum } from './secure-erase.ts';

/** Where something about a member is kept, and what becomes of it when they have it erased. */
interface PersonalData {
  readonly table: keyof Schema;
  /** The column that holds the member's id, and nothing else. */
  readonly column: 'user_id' | 'created_by' | 'cancelled_by';
  /** `delete`: the row goes. `anonymise`: it is the club's, and stays without them. */
  readonly erase: 'delete' | 'anonymise';
  /** What the number in its rows is the number of. */
  readonly about?: 'runs' | 'races';
}

/**
 * All that is kept of a member, by the name that `/me export` gives it. A test holds this list against the tables, and
 * another against a database that a member left every kind of trace in. In the order in which it may be erased.
 */
export const PERSONAL_DATA = {
  runAnswers: { table: 'rsvps', column: 'user_id', erase: 'delete', about: 'runs' },
  attendance: { table: 'attendance_entries', column: 'user_id', erase: 'delete', about: 'runs' },
  milestones: { table: 'milestones', column: 'user_id', erase: 'delete', about: 'runs' },
  runsCreated: { table: 'runs', column: 'created_by', erase: 'anonymise' },
  runsCancelled: { table: 'runs', column: 'cancelled_by', erase: 'anonymise' },
  seriesCreated: { table: 'series', column: 'created_by', erase: 'anonymise' },
  races: { table: 'race_entries', column: 'user_id', erase: 'delete', about: 'races' },
  racesAdded: { table: 'races', column: 'created_by', erase: 'anonymise' },
  racesCancelled: { table: 'races', column: 'cancelled_by', erase: 'anonymise' },
  checkIns: { table: 'checkins', column: 'user_id', erase: 'delete', about: 'races' },
  keptAnswers: { table: 'kept_answers', column: 'user_id', erase: 'delete' },
  tipsSeen: { table: 'tip_views', column: 'user_id', erase: 'delete' },
  guidedSession: { table: 'sessions', column: 'user_id', erase: 'delete' },
  sessionsDone: { table: 'session_log', column: 'user_id', erase: 'delete' },
  choices: { table: 'member_choices', column: 'user_id', erase: 'delete' },
  mentions: { table: 'mentions', column: 'user_id', erase: 'delete' },
  welfareOfficer: { table: 'welfare_officers', column: 'user_id', erase: 'delete' },
  membership: { table: 'members', column: 'user_id', erase: 'delete' },
} as const satisfies Readonly<Record<string, PersonalData>>;

export type PersonalDataName = keyof typeof PERSONAL_DATA;

/** Texts that somebody typed, which may name a member. */
export const TYPED = {
  club_settings: ['emergency_number', 'advice_line', 'crisis_line'],
  runs: [...RUN_TEXT_NAMES, 'distance', 'paces', 'route', 'cancel_reason'],
  series: ['template'],
  races: ['name', 'location', 'link', 'cancel_reason'],
  cancellations: ['reason'],
  outbox: ['error'],
  events: ['error'],
} as const satisfies { readonly [Table in keyof Schema]?: readonly (keyof Schema[Table])[] };

const typedColumns = Object.entries(TYPED).flatMap(([table, columns]) =>
  columns.map((column) => ({ table, column })),
);

/** Who made or cancelled something that is still there, once they had everything about them erased. */
const NOBODY = '';

const ofMember = ({ column }: PersonalData, { guildId, userId }: MemberKey): RawBuilder<boolean> =>
  sql`guild_id = ${guildId} and ${sql.ref(column)} = ${userId}`;

export type PersonalDataRow = Readonly<Record<string, unknown>>;

/** One kind of what is kept of a member, as it stands in its table; what is sealed stays sealed. */
export async function listRows(
  db: Database,
  name: PersonalDataName,
  member: MemberKey,
): Promise<PersonalDataRow[]> {
  const trace: PersonalData = PERSONAL_DATA[name];
  const { rows } = await sql<PersonalDataRow>`
    select * from ${sql.table(trace.table)} where ${ofMember(trace, member)}`.execute(db);
  return rows;
}

/** Names of the club's runs or races by their number. */
export async function listNames(
  db: Database,
  guildId: string,
  about: 'runs' | 'races',
): Promise<ReadonlyMap<number, string>> {
  const name = sql<string>`${sql.ref(about === 'runs' ? 'title' : 'name')}`.as('name');
  const rows = await db.selectFrom(about).select(['number', name]).where('guild_id', '=', guildId).execute();
  return new Map(rows.map(({ number, name }) => [number, name]));
}

/** Where others typed the member's id, by table and column. */
export async function listTextsNaming(db: Database, member: MemberKey): Promise<PersonalDataRow[]> {
  const found: PersonalDataRow[] = [];
  for (const { table, column } of typedColumns) {
    const { rows } = await sql<{ text: string }>`
      select ${sql.ref(column)} as text from ${sql.table(table)}
      where guild_id = ${member.guildId} and ${sql.ref(column)} like ${`%${member.userId}%`}`.execute(db);
    found.push(...rows.map(({ text }) => ({ table: table === 'outbox' ? 'posts' : table, column, text })));
  }
  return found;
}

export async function hasPersonalData(db: Database, member: MemberKey): Promise<boolean> {
  for (const name of Object.keys(PERSONAL_DATA) as PersonalDataName[])
    if ((await listRows(db, name, member)).length > 0) return true;
  return (await listTextsNaming(db, member)).length > 0;
}

/** Numbers of the runs or races that a trace of the member speaks of. */
export async function listNumbers(db: Database, name: PersonalDataName, member: MemberKey) {
  return (await listRows(db, name, member)).map(({ number }) => Number(number));
}

/** Counts a member among those who were there and are no longer known. */
export async function countErased(trx: Database, table: 'runs' | 'races', key: RunKey): Promise<void> {
  await trx
    .updateTable(table)
    .set((row) => ({ erased_count: row('erased_count', '+', 1) }))
    .where(isOf(key))
    .execute();
}

/** How many of those who were there are no longer known. */
export async function findErasedCount(db: Database, table: 'runs' | 'races', key: RunKey): Promise<number> {
  const row = await db.selectFrom(table).select('erased_count').where(isOf(key)).executeTakeFirst();
  return row?.erased_count ?? 0;
}

/** Erases all that is kept of a member in one club, and has its bytes leave the file. `now` in UTC ms. */
export async function erasePersonalData(trx: Database, member: MemberKey, now: number): Promise<void> {
  for (const trace of Object.values<PersonalData>(PERSONAL_DATA))
    await (trace.erase === 'delete'
      ? sql`delete from ${sql.table(trace.table)} where ${ofMember(trace, member)}`
      : sql`update ${sql.table(trace.table)} set ${sql.ref(trace.column)} = ${NOBODY} where ${ofMember(trace, member)}`
    ).execute(trx);
  for (const { table, column } of typedColumns)
    await sql`
      update ${sql.table(table)}
      set ${sql.ref(column)} = replace(replace(replace(${sql.ref(column)},
        ${`<@${member.userId}>`}, 'somebody'), ${`<@!${member.userId}>`}, 'somebody'), ${member.userId}, 'somebody')
      where guild_id = ${member.guildId} and ${sql.ref(column)} like ${`%${member.userId}%`}`.execute(trx);
  await requestVacuum(trx, now);
}
