import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const settingsRunsPosts: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema.alterTable('clubs').addColumn('left_at', 'bigint').execute();
    await db.schema
      .createTable('club_settings')
      .addColumn('guild_id', 'text', (column) =>
        column.primaryKey().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('zone', 'text', (column) => column.notNull())
      .addColumn('runs_channel_id', 'text', (column) => column.notNull())
      .addColumn('recovery_channel_id', 'text', (column) => column.notNull())
      .addColumn('leader_role_id', 'text')
      .addColumn('units', 'text', (column) => column.notNull())
      .addColumn('checkin_time', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('reminders', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('runs')
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('wall', 'text', (column) => column.notNull())
      .addColumn('zone', 'text', (column) => column.notNull())
      .addColumn('starts_at', 'bigint', (column) => column.notNull())
      .addColumn('meet', 'text', (column) => column.notNull())
      .addColumn('distance', 'text')
      .addColumn('paces', 'text', (column) => column.notNull())
      .addColumn('capacity', 'integer')
      .addColumn('notes', 'text')
      .addColumn('route', 'text')
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('cancelled_at', 'bigint')
      .addColumn('cancel_reason', 'text')
      .addColumn('card_channel_id', 'text')
      .addColumn('card_message_id', 'text')
      .addColumn('card_wanted', 'integer', (column) => column.notNull())
      .addColumn('card_shown', 'integer', (column) => column.notNull())
      .addColumn('card_next_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('runs_key', ['guild_id', 'number'])
      .execute();
    await db.schema.createIndex('runs_by_start').on('runs').columns(['guild_id', 'starts_at']).execute();
    await db.schema
      .createIndex('runs_with_stale_card')
      .on('runs')
      .column('card_next_at')
      .where(sql<boolean>`card_wanted > card_shown`)
      .execute();
    await db.schema
      .createTable('places')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('answer', 'text', (column) => column.notNull())
      .addColumn('seat', 'integer')
      .addColumn('place_order', 'bigint', (column) => column.notNull())
      .addColumn('pace', 'text')
      .addPrimaryKeyConstraint('places_key', ['guild_id', 'number', 'user_id'])
      .addUniqueConstraint('places_seat', ['guild_id', 'number', 'seat'])
      .addCheckConstraint('places_seated', sql`(answer = 'going') = (seat is not null)`)
      .addForeignKeyConstraint(
        'places_run',
        ['guild_id', 'number'],
        'runs',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createTable('posts')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('slot', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'bigint')
      .addColumn('tried_at', 'bigint')
      .addColumn('error', 'text')
      .addColumn('channel_id', 'text')
      .addColumn('message_id', 'text')
      .addColumn('finished_at', 'bigint')
      .addUniqueConstraint('posts_once', ['kind', 'subject', 'slot'])
      .execute();
    await db.schema.createIndex('posts_due').on('posts').column('next_at').execute();
    await db.schema.createIndex('posts_of_club').on('posts').columns(['guild_id', 'due_at']).execute();
  },
};
