import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const answers: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('answer_wishes')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('keep', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('answer_wishes_key', ['guild_id', 'user_id'])
      .addForeignKeyConstraint(
        'answer_wishes_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createTable('kept_answers')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('race', 'integer', (column) => column.notNull())
      .addColumn('answered_on', 'text', (column) => column.notNull())
      .addColumn('day', 'integer')
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('nonce', 'bytea', (column) => column.notNull())
      .addColumn('sealed', 'bytea', (column) => column.notNull())
      .addPrimaryKeyConstraint('kept_answers_key', ['guild_id', 'user_id', 'race', 'answered_on'])
      .addForeignKeyConstraint(
        'kept_answers_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema.createIndex('kept_answers_by_date').on('kept_answers').column('answered_on').execute();
    await db.schema
      .createTable('scrubs')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('wanted_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('leavers')
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('leavers_key', ['guild_id', 'what', 'number'])
      .execute();
  },
};
