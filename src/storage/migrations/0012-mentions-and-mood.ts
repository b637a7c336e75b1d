import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What this migration reads and writes, as it was then. */
interface SchemaThen {
  posts: {
    id: number;
    guild_id: string;
    kind: string;
    subject: string;
    slot: string;
    next_at: number | null;
  };
  post_mentions: { post_id: number; guild_id: string; user_id: string };
  places: { guild_id: string; number: number; user_id: string };
  race_entries: { guild_id: string; number: number; user_id: string };
  scrubs: { id: number; wanted_at: number };
}

type Page = SchemaThen['posts'];

export const mentionsAndMood: Migration = {
  async up(db: Kysely<SchemaThen>) {
    await addMentions(db);
    const hadIds = [await numberPages(db), await renamePromotions(db)].includes(true);
    // The old names still lie about in the file.
    if (hadIds)
      await db
        .insertInto('scrubs')
        .values({ id: 1, wanted_at: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    await addGroupMood(db);
  },
};

/** Whom the pages of a post mention was told by ids in their names. Now it is a table. */
async function addMentions(db: Kysely<SchemaThen>): Promise<void> {
  await db.schema
    .createTable('post_mentions')
    .addColumn('post_id', 'integer', (column) => column.notNull().references('posts.id').onDelete('cascade'))
    .addColumn('guild_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('post_mentions_key', ['post_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('post_mentions_of_member')
    .on('post_mentions')
    .columns(['guild_id', 'user_id'])
    .execute();
}

const PAGED = [
  'run-reminder',
  'run-change',
  'run-cancelled',
  'race-reminder',
  'race-change',
  'race-cancelled',
];

/** The first page of a post was named 1, each other by the id of the last member whom the page before it mentioned. */
const nameOf = ({ slot }: Page): bigint => BigInt(/\d+$/.exec(slot)?.[0] ?? 0);

/** Ids of Discord's have 17 digits and more; no instant and no number of a page has. */
const hasId = (page: Page): boolean => nameOf(page) >= 10n ** 16n;

/** Gives pages numbers in place of ids. Tells whether there were any ids. */
async function numberPages(db: Kysely<SchemaThen>): Promise<boolean> {
  const all = await db.selectFrom('posts').selectAll().where('kind', 'in', PAGED).execute();
  const posts = Map.groupBy(all, ({ kind, subject, slot }) =>
    [kind, subject, slot.replace(/\d+$/, '')].join(' '),
  );
  const inParts = [...posts.values()].filter((pages) => pages.some(hasId));
  for (const pages of inParts) {
    pages.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    if (pages.some(({ next_at }) => next_at !== null)) await noteMentioned(db, pages);
    for (const [place, { id, slot }] of pages.entries())
      await db
        .updateTable('posts')
        .set({ slot: slot.replace(/\d+$/, String(place + 1)) })
        .where('id', '=', id)
        .execute();
  }
  return inParts.length > 0;
}

/** Notes whom the parts of a half-sent post mentioned: those with ids after a page's own name and up to the next one's. */
async function noteMentioned(db: Kysely<SchemaThen>, pages: readonly Page[]): Promise<void> {
  for (const [place, page] of pages.entries()) {
    const next = pages[place + 1];
    if (!next) return;
    for (const userId of await usersOf(db, page))
      if (BigInt(userId) > nameOf(page) && BigInt(userId) <= nameOf(next))
        await db
          .insertInto('post_mentions')
          .values({ post_id: page.id, guild_id: page.guild_id, user_id: userId })
          .execute();
  }
}

/** All who answered to the run or race that a post speaks of. */
async function usersOf(db: Kysely<SchemaThen>, { guild_id, kind, subject }: Page): Promise<string[]> {
  const rows = await db
    .selectFrom(kind.startsWith('run') ? 'places' : 'race_entries')
    .select('user_id')
    .where('guild_id', '=', guild_id)
    .where('number', '=', Number(subject.split(':')[1]))
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/** News of a place was named by its member and its order. The order alone will do. Tells whether there was any. */
async function renamePromotions(db: Kysely<SchemaThen>): Promise<boolean> {
  const promotions = await db.selectFrom('posts').selectAll().where('kind', '=', 'run-promotion').execute();
  const taken = new Set<string>();
  for (const { id, subject, slot } of promotions) {
    const order = slot.replace(/^.*:/, '');
    const name = `${subject} ${order}`;
    // No two places of a run have the same order, so there is nothing to lose.
    if (taken.has(name)) await db.deleteFrom('posts').where('id', '=', id).execute();
    else await db.updateTable('posts').set({ slot: order }).where('id', '=', id).execute();
    taken.add(name);
  }
  return promotions.length > 0;
}

/**
 * How a group felt is told once, in words, and of the day after the race alone. A recap that is out may show a figure
 * that followed each answer: it is taken out of the message, and nothing is told of that race any more.
 */
async function addGroupMood(db: Kysely<SchemaThen>): Promise<void> {
  await db.schema.alterTable('races').addColumn('group_mood', 'text').execute();
  await sql`delete from checkin_tallies where day <> 1`.execute(db);
  await sql`
    update races set group_mood = 'untold'
    where exists (
      select 1 from checkin_tallies as tally where tally.guild_id = races.guild_id and tally.number = races.number
    ) and exists (
      select 1 from posts where kind = 'race-recap' and state in ('sending', 'sent')
        and subject = races.guild_id || ':' || races.number
    )`.execute(db);
  await sql`
    update posts set edits_wanted = edits_wanted + 1
    where kind = 'race-recap' and exists (
      select 1 from races where group_mood = 'untold' and posts.subject = races.guild_id || ':' || races.number
    )`.execute(db);
  await sql`
    delete from checkin_tallies where exists (
      select 1 from races where group_mood = 'untold'
        and races.guild_id = checkin_tallies.guild_id and races.number = checkin_tallies.number
    )`.execute(db);
}
