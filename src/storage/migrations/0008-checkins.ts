import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const checkins: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('checkins')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('checkins_key', ['guild_id', 'number', 'day', 'user_id'])
      .addForeignKeyConstraint(
        'checkins_race',
        ['guild_id', 'number'],
        'races',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createIndex('checkins_of_member')
      .on('checkins')
      .columns(['guild_id', 'user_id'])
      .execute();
    await db.schema
      .createTable('checkin_mentions')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('on_date', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('post_id', 'integer', (column) =>
        column.notNull().references('posts.id').onDelete('cascade'),
      )
      .addPrimaryKeyConstraint('checkin_mentions_key', ['guild_id', 'user_id', 'on_date', 'kind'])
      .execute();
    await db.schema
      .createIndex('checkin_mentions_of_race')
      .on('checkin_mentions')
      .columns(['guild_id', 'number', 'user_id'])
      .execute();
    await db.schema
      .createIndex('checkin_mentions_of_post')
      .on('checkin_mentions')
      .columns(['post_id'])
      .execute();
    await db.schema
      .createTable('checkin_tallies')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('nonce', 'blob', (column) => column.notNull())
      .addColumn('sealed', 'blob', (column) => column.notNull())
      .addPrimaryKeyConstraint('checkin_tallies_key', ['guild_id', 'number', 'day'])
      .addForeignKeyConstraint(
        'checkin_tallies_race',
        ['guild_id', 'number'],
        'races',
        ['guild_id', 'number'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
  },
};
