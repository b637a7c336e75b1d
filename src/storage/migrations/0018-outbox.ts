import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

interface OldPost {
  id: number;
  guild_id: string;
  kind: string;
  subject: string;
  slot: string;
  due_at: number;
  state: string;
  tries: number;
  next_at: number | null;
  tried_at: number | null;
  error: string | null;
  channel_id: string | null;
  message_id: string | null;
  finished_at: number | null;
  edits_wanted: number;
  edits_shown: number;
  edit_next_at: number;
}

/** What this migration reads and writes, as it is then. */
interface SchemaThen {
  posts: OldPost;
  post_mentions: { post_id: number; guild_id: string; user_id: string };
  checkin_mentions: {
    post_id: number;
    guild_id: string;
    user_id: string;
    on_date: string;
    kind: string;
    number: number;
    day: number;
  };
  race_tips: { guild_id: string; number: number; tip_id: string; reminder: string };
  runs: { guild_id: string; number: number };
  races: { guild_id: string; number: number };
  outbox: Omit<OldPost, 'subject' | 'slot'> & {
    run: number | null;
    race: number | null;
    details: string;
    key: string;
    nonce: string;
    first_id: number | null;
  };
  mentions: { post_id: number; guild_id: string; user_id: string; kind: string; on_date: string | null };
}

type Db = Kysely<SchemaThen>;

/**
 * What a post speaks of, and which of its kind it is, were texts that were taken apart again. Now they are columns, and
 * three tables and a column have the usual names.
 */
export const outbox: Migration = {
  async up(db: Db) {
    await createTables(db);
    await movePosts(db);
    await moveMentions(db);
    for (const table of ['checkin_mentions', 'post_mentions', 'race_tips', 'posts'])
      await db.schema.dropTable(table).execute();
    for (const [table, name] of [
      ['places', 'rsvps'],
      ['attenders', 'attendance_entries'],
      ['scrubs', 'vacuum_requests'],
    ] as const)
      await db.schema.alterTable(table).renameTo(name).execute();
    await db.schema.alterTable('runs').renameColumn('slot', 'occurrence_date').execute();
  },
};

async function createTables(db: Db): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('guild_id', 'text', (column) =>
      column.notNull().references('clubs.guild_id').onDelete('cascade'),
    )
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('run', 'integer')
    .addColumn('race', 'integer')
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('first_id', 'integer', (column) => column.references('outbox.id').onDelete('set null'))
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint')
    .addColumn('tried_at', 'bigint')
    .addColumn('error', 'text')
    .addColumn('channel_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('finished_at', 'bigint')
    .addColumn('edits_wanted', 'integer', (column) => column.notNull())
    .addColumn('edits_shown', 'integer', (column) => column.notNull())
    .addColumn('edit_next_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('outbox_once', ['guild_id', 'key'])
    .addForeignKeyConstraint(
      'outbox_run',
      ['guild_id', 'run'],
      'runs',
      ['guild_id', 'number'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .addForeignKeyConstraint(
      'outbox_race',
      ['guild_id', 'race'],
      'races',
      ['guild_id', 'number'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('outbox_due').on('outbox').column('next_at').execute();
  await db.schema
    .createIndex('outbox_to_edit')
    .on('outbox')
    .column('edit_next_at')
    .where(sql<boolean>`edits_wanted > edits_shown`)
    .execute();
  await db.schema.createIndex('outbox_of_club').on('outbox').columns(['guild_id', 'kind']).execute();
  await db.schema.createIndex('outbox_about_run').on('outbox').columns(['guild_id', 'run']).execute();
  await db.schema.createIndex('outbox_about_race').on('outbox').columns(['guild_id', 'race']).execute();
  await db.schema.createIndex('outbox_pages').on('outbox').column('first_id').execute();
  await db.schema
    .createTable('mentions')
    .addColumn('post_id', 'integer', (column) => column.notNull().references('outbox.id').onDelete('cascade'))
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('on_date', 'text')
    .addPrimaryKeyConstraint('mentions_key', ['post_id', 'user_id'])
    .addUniqueConstraint('mentions_once_a_day', ['guild_id', 'user_id', 'kind', 'on_date'])
    .execute();
}

/** How the two texts of a post are read, by kind: its details, and the page, where it had one. */
interface Read {
  readonly details: Readonly<Record<string, unknown>>;
  readonly page?: number;
}

/** Until version 0014 cancellations had no ids, and could not be undone: theirs is before all others. */
const cancellationIn = ([id, page]: readonly string[]): Read => ({
  details: { cancellation: id === 'cancelled' ? 0 : Number(id) },
  page: Number(page),
});
const changeIn = ([revision, parts = '', page]: readonly string[]): Read => ({
  details: { revision: Number(revision), changed: parts.split('+') },
  page: Number(page),
});
const cardIn = ([, channel]: readonly string[]): Read => ({
  details: channel === undefined ? {} : { leftChannel: channel },
});
const raceDayIn = ([dateAndDay = '', page]: readonly string[]): Read => {
  const [date, day] = dateAndDay.split('/');
  return { details: { date, day: Number(day) }, page: Number(page) };
};

/** By kind, from the parts of the slot between colons; the last takes the parts of the subject as well. */
const READERS: Readonly<Record<string, (slot: readonly string[], subject: readonly string[]) => Read>> = {
  'run-card': cardIn,
  'run-reminder': ([minutes, startsAt, page]) => ({
    details: { minutes: Number(minutes), startsAt: Number(startsAt) },
    page: Number(page),
  }),
  'run-change': changeIn,
  'run-cancelled': cancellationIn,
  'run-on-again': cancellationIn,
  'run-promotion': ([order]) => ({ details: { order: Number(order) } }),
  'run-recap': () => ({ details: {} }),
  'race-card': cardIn,
  'race-reminder': ([days, date, page]) => ({ details: { days: Number(days), date }, page: Number(page) }),
  'race-change': changeIn,
  'race-cancelled': cancellationIn,
  'race-on-again': cancellationIn,
  'race-recap': () => ({ details: {} }),
  'race-evening': raceDayIn,
  checkin: raceDayIn,
  'tip-of-the-week': ([week]) => ({ details: { week } }),
  'leaders-told': (_slot, [, channel, why]) => ({
    details: { channelId: channel === 'events' ? null : channel, why },
  }),
  'new-rule': () => ({ details: {} }),
};

const aboutOf = (kind: string): 'run' | 'race' | undefined => {
  if (kind === 'checkin') return 'race';
  return kind.startsWith('run-') ? 'run' : kind.startsWith('race-') ? 'race' : undefined;
};

/** As the program before this one made it: a message that is under way is known by it. */
const nonceOf = ({ kind, subject, slot }: OldPost): string =>
  createHash('sha256').update(`${kind} ${subject} ${slot}`).digest('base64url').slice(0, 25);

async function movePosts(db: Db): Promise<void> {
  const numbers = {
    run: new Set((await numbersIn(db, 'runs')).map((row) => `${row.guild_id} ${row.number}`)),
    race: new Set((await numbersIn(db, 'races')).map((row) => `${row.guild_id} ${row.number}`)),
  };
  const tips = new Map<string, string>();
  for (const row of await db.selectFrom('race_tips').selectAll().execute())
    tips.set(`${row.guild_id} ${row.number} ${row.reminder}`, row.tip_id);
  /** First pages by their club and key. */
  const firsts = new Map<string, number>();
  const waiting: { post: OldPost; read: Read; number: number | null }[] = [];
  for (const post of await db.selectFrom('posts').selectAll().orderBy('id').execute()) {
    const subject = post.subject.split(':');
    const about = aboutOf(post.kind);
    const number = about ? Number(subject[1]) : null;
    // Of a run or race that isn't there nothing would be said.
    if (about && !numbers[about].has(`${post.guild_id} ${number}`)) continue;
    // A kind that nobody knows stays as it is; the program drops it when it is due.
    const read = READERS[post.kind]?.(post.slot.split(':'), subject) ?? { details: { slot: post.slot } };
    waiting.push({ post, read, number });
  }
  waiting.sort((a, b) => (a.read.page ?? 1) - (b.read.page ?? 1));
  for (const { post, read, number } of waiting) {
    const { subject, slot, ...rest } = post;
    const key = [post.kind, number ?? '', ...Object.values(read.details).flat()].join(' ');
    const name = `${post.guild_id} ${key}`;
    const first = (read.page ?? 1) > 1 ? firsts.get(name) : undefined;
    if (first === undefined) firsts.set(name, post.id);
    const tip =
      post.kind === 'race-reminder' &&
      tips.get(`${post.guild_id} ${number} ${slot.split(':').slice(0, 2).join(':')}`);
    await db
      .insertInto('outbox')
      .values({
        ...rest,
        run: aboutOf(post.kind) === 'run' ? number : null,
        race: aboutOf(post.kind) === 'race' ? number : null,
        details: JSON.stringify(tip ? { ...read.details, tip } : read.details),
        key: first === undefined ? key : `${key} page ${read.page}`,
        nonce: nonceOf(post),
        first_id: first ?? null,
      })
      .execute();
  }
  await keepIdsUnused(db);
}

const numbersIn = (db: Db, table: 'runs' | 'races') =>
  db.selectFrom(table).select(['guild_id', 'number']).execute();

/** Messages carry the ids of their posts, also of posts that are no more: none is given twice. */
async function keepIdsUnused(db: Db): Promise<void> {
  await sql`
    insert into sqlite_sequence (name, seq)
    select 'outbox', 0 where not exists (select 1 from sqlite_sequence where name = 'outbox')`.execute(db);
  await sql`
    update sqlite_sequence set seq = max(seq, coalesce((select seq from sqlite_sequence where name = 'posts'), 0))
    where name = 'outbox'`.execute(db);
}

async function moveMentions(db: Db): Promise<void> {
  await sql`
    insert into mentions (post_id, guild_id, user_id, kind, on_date)
    select post_id, post_mentions.guild_id, user_id, kind, null from post_mentions
    inner join outbox on outbox.id = post_id`.execute(db);
  await sql`
    insert into mentions (post_id, guild_id, user_id, kind, on_date)
    select post_id, checkin_mentions.guild_id, user_id, checkin_mentions.kind, on_date from checkin_mentions
    inner join outbox on outbox.id = post_id
    where true on conflict do nothing`.execute(db);
}
