import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const guidedSessions: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('plan', 'text', (column) => column.notNull())
      .addColumn('place', 'integer', (column) => column.notNull())
      .addColumn('step', 'integer', (column) => column.notNull())
      .addColumn('ends_at', 'bigint')
      .addColumn('left_ms', 'integer')
      .addColumn('done', 'integer', (column) => column.notNull())
      .addColumn('spent_ms', 'integer', (column) => column.notNull())
      .addColumn('token', 'text', (column) => column.notNull())
      .addColumn('token_until', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('touched_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('sessions_once', ['guild_id', 'user_id', 'origin'])
      .addForeignKeyConstraint(
        'sessions_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .addCheckConstraint('sessions_run_or_wait', sql`(ends_at is null) <> (left_ms is null)`)
      .execute();
    // Nobody does two at once.
    await db.schema
      .createIndex('sessions_one_running')
      .unique()
      .on('sessions')
      .columns(['guild_id', 'user_id'])
      .where(sql.ref('ends_at'), 'is not', null)
      .execute();
    await db.schema.createIndex('sessions_by_end').on('sessions').column('ends_at').execute();
    await db.schema
      .createTable('session_log')
      .addColumn('session', 'integer', (column) => column.primaryKey())
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'bigint', (column) => column.notNull())
      .addColumn('seconds', 'integer', (column) => column.notNull())
      .addForeignKeyConstraint(
        'session_log_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createIndex('session_log_by_member')
      .on('session_log')
      .columns(['guild_id', 'user_id', 'ended_at'])
      .execute();
    await db.schema
      .createTable('preferences')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('still_pictures', 'integer', (column) => column.notNull())
      .addColumn('weekly_goal', 'integer')
      .addPrimaryKeyConstraint('preferences_key', ['guild_id', 'user_id'])
      .addForeignKeyConstraint(
        'preferences_member',
        ['guild_id', 'user_id'],
        'members',
        ['guild_id', 'user_id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
  },
};
