import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const attendance: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('notifications_off')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('notifications_off_key', ['guild_id', 'user_id', 'what'])
      .addForeignKeyConstraint(
        'notifications_off_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createTable('attendances')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('taken_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('attendances_key', ['guild_id', 'number'])
      .addForeignKeyConstraint(
        'attendances_run',
        ['guild_id', 'number'],
        'runs',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createTable('attenders')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('line', 'integer', (column) => column.notNull())
      .addColumn('present', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('attenders_key', ['guild_id', 'number', 'user_id'])
      .addUniqueConstraint('attenders_line', ['guild_id', 'number', 'line'])
      .addForeignKeyConstraint(
        'attenders_attendance',
        ['guild_id', 'number'],
        'attendances',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'attenders_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createIndex('attenders_of_member')
      .on('attenders')
      .columns(['guild_id', 'user_id'])
      .execute();
    await db.schema.createIndex('places_of_member').on('places').columns(['guild_id', 'user_id']).execute();
    await db.schema
      .createTable('milestones')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('runs', 'integer', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('milestones_key', ['guild_id', 'user_id', 'runs'])
      .addForeignKeyConstraint(
        'milestones_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'milestones_run',
        ['guild_id', 'number'],
        'runs',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
  },
};
