import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const cancellations: Migration = {
  async up(db: Kysely<Schema>) {
    for (const table of ['runs', 'races']) {
      await db.schema.alterTable(table).addColumn('cancelled_by', 'text').execute();
      await db.schema.alterTable(table).addColumn('cancellation', 'integer').execute();
    }
    await db.schema
      .createTable('cancellations')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addColumn('done_at', 'bigint')
      .execute();
    // Clubs in which everybody could change everything hear once that this is over. What the time is now, nobody here
    // knows: it is due since the club was first known, and is sent at the next look at what is due.
    await sql`
      insert into posts (guild_id, kind, subject, slot, due_at, state, tries, next_at, edits_wanted, edits_shown, edit_next_at)
      select clubs.guild_id, 'new-rule', clubs.guild_id, 'who-may-change', clubs.created_at, 'waiting', 0, clubs.created_at,
        0, 0, 0
      from club_settings inner join clubs on clubs.guild_id = club_settings.guild_id
      where club_settings.leader_role_id is null`.execute(db);
  },
};
