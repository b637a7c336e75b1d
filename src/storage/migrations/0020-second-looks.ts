import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

/** One answer of Discord's is not believed where it can't be taken back: when it was first given is written down. */
export const secondLooks: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema.alterTable('outbox').addColumn('gone_since', 'bigint').execute();
    await db.schema
      .alterTable('outbox')
      .addColumn('failed_looks', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('outbox').addColumn('looked_until', 'text').execute();
    await db.schema.alterTable('events').addColumn('gone_since', 'bigint').execute();
    await db.schema.alterTable('clubs').addColumn('missing_since', 'bigint').execute();
  },
};
