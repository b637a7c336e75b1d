import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

/** Who is under 18, and who looks after them in a club. */
export const under18: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .alterTable('preferences')
      .addColumn('under_18', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('welfare_officers')
      .addColumn('guild_id', 'text', (column) =>
        column.primaryKey().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('user_id', 'text', (column) => column.notNull())
      .execute();
  },
};
