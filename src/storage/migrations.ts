import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from './schema.ts';

/** Every change of the schema, in order and for ever: a released migration is never edited, only followed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-clubs-members-tips': {
    async up(db: Kysely<Schema>) {
      await db.schema
        .createTable('clubs')
        .addColumn('guild_id', 'text', (column) => column.primaryKey())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('members')
        .addColumn('guild_id', 'text', (column) =>
          column.notNull().references('clubs.guild_id').onDelete('cascade'),
        )
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('members_key', ['guild_id', 'user_id'])
        .execute();
      await db.schema
        .createTable('tip_views')
        .addColumn('guild_id', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('tip_id', 'text', (column) => column.notNull())
        .addColumn('turn', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('tip_views_key', ['guild_id', 'user_id', 'tip_id'])
        .addForeignKeyConstraint(
          'tip_views_member',
          ['guild_id', 'user_id'],
          'members',
          ['guild_id', 'user_id'],
          (constraint) => constraint.onDelete('cascade'),
        )
        .execute();
    },
  },
  '0002-settings-runs-posts': {
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
  },
  '0003-series': {
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
  },
  '0004-live-posts': {
    async up(db: Kysely<Schema>) {
      for (const column of ['edits_wanted', 'edits_shown'] as const)
        await db.schema
          .alterTable('posts')
          .addColumn(column, 'integer', (one) => one.notNull().defaultTo(0))
          .execute();
      await db.schema
        .alterTable('posts')
        .addColumn('edit_next_at', 'bigint', (one) => one.notNull().defaultTo(0))
        .execute();
      await sql`update posts set
          edits_wanted = coalesce((select card_wanted from runs where posts.subject = runs.guild_id || ':' || runs.number), 0),
          edits_shown = coalesce((select card_shown from runs where posts.subject = runs.guild_id || ':' || runs.number), 0)
        where kind = 'run-card'`.execute(db);
      await sql`update posts set message_id = null where kind = 'run-card' and not exists (
          select 1 from runs where runs.card_channel_id = posts.channel_id and runs.card_message_id = posts.message_id
        )`.execute(db);
      await db.schema.dropIndex('runs_with_stale_card').execute();
      for (const column of ['card_wanted', 'card_shown', 'card_next_at'] as const)
        await db.schema.alterTable('runs').dropColumn(column).execute();
      await db.schema
        .createIndex('posts_to_edit')
        .on('posts')
        .column('edit_next_at')
        .where(sql<boolean>`edits_wanted > edits_shown`)
        .execute();
    },
  },
  '0005-attendance': {
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
  },
};
