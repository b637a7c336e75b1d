import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const events: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .alterTable('club_settings')
      .addColumn('events', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('series')
      .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('runs').addColumn('uid', 'text').execute();
    await sql`
      update runs
      set uid = case when series is null then 'r' || number else 's' || series || '-' || slot end
    `.execute(db);
    await db.schema.createIndex('runs_uid').unique().on('runs').columns(['guild_id', 'uid']).execute();
    await db.schema
      .createTable('events')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('wanted', 'integer', (column) => column.notNull())
      .addColumn('event_id', 'text')
      .addColumn('tried_at', 'bigint')
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'bigint')
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('events_key', ['guild_id', 'number'])
      .addForeignKeyConstraint(
        'events_run',
        ['guild_id', 'number'],
        'runs',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema.createIndex('events_due').on('events').column('next_at').execute();
  },
};
