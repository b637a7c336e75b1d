import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const series: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('series')
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('repeats', 'text', (column) => column.notNull())
      .addColumn('first_wall', 'text', (column) => column.notNull())
      .addColumn('zone', 'text', (column) => column.notNull())
      .addColumn('until', 'text')
      .addColumn('template', 'text', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('series_key', ['guild_id', 'number'])
      .execute();
    await db.schema.alterTable('runs').addColumn('series', 'integer').execute();
    await db.schema.alterTable('runs').addColumn('slot', 'text').execute();
    await db.schema
      .createIndex('runs_once_in_series')
      .unique()
      .on('runs')
      .columns(['guild_id', 'series', 'slot'])
      .execute();
  },
};
