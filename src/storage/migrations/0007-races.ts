import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const races: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('races')
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('date', 'text', (column) => column.notNull())
      .addColumn('start', 'text')
      .addColumn('zone', 'text', (column) => column.notNull())
      .addColumn('distance_kind', 'text', (column) => column.notNull())
      .addColumn('metres', 'integer', (column) => column.notNull())
      .addColumn('distance_label', 'text', (column) => column.notNull())
      .addColumn('location', 'text')
      .addColumn('link', 'text')
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('cancelled_at', 'bigint')
      .addColumn('cancel_reason', 'text')
      .addColumn('card_channel_id', 'text')
      .addColumn('card_message_id', 'text')
      .addColumn('closes_at', 'bigint')
      .addPrimaryKeyConstraint('races_key', ['guild_id', 'number'])
      .execute();
    await db.schema.createIndex('races_by_date').on('races').columns(['guild_id', 'date']).execute();
    await db.schema.createIndex('races_to_close').on('races').column('closes_at').execute();
    await db.schema
      .createTable('race_entries')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('racing', 'integer', (column) => column.notNull())
      .addColumn('goal_seconds', 'integer')
      .addColumn('result', 'text')
      .addColumn('result_seconds', 'integer')
      .addColumn('result_at', 'bigint')
      .addColumn('entry_order', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('race_entries_key', ['guild_id', 'number', 'user_id'])
      .addCheckConstraint(
        'race_entries_timed',
        sql`(coalesce(result, '') = 'time') = (result_seconds is not null)`,
      )
      .addCheckConstraint('race_entries_raced', sql`result is null or racing = 1`)
      .addForeignKeyConstraint(
        'race_entries_race',
        ['guild_id', 'number'],
        'races',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createIndex('race_entries_of_member')
      .on('race_entries')
      .columns(['guild_id', 'user_id'])
      .execute();
    await db.schema
      .createTable('race_tips')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('tip_id', 'text', (column) => column.notNull())
      .addColumn('reminder', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('race_tips_key', ['guild_id', 'number', 'tip_id'])
      .addUniqueConstraint('race_tips_one', ['guild_id', 'number', 'reminder'])
      .addForeignKeyConstraint(
        'race_tips_race',
        ['guild_id', 'number'],
        'races',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
  },
};
