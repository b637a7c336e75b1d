import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const tipsOfTheWeek: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema.alterTable('club_settings').addColumn('tip_channel_id', 'text').execute();
    await db.schema.alterTable('club_settings').addColumn('tip_day', 'integer').execute();
    await db.schema.alterTable('club_settings').addColumn('tip_time', 'text').execute();
    await db.schema
      .createTable('weekly_tips')
      .addColumn('guild_id', 'text', (column) =>
        column.notNull().references('clubs.guild_id').onDelete('cascade'),
      )
      .addColumn('week', 'text', (column) => column.notNull())
      .addColumn('tip_id', 'text', (column) => column.notNull())
      .addColumn('round', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('weekly_tips_key', ['guild_id', 'week'])
      .addUniqueConstraint('weekly_tips_once', ['guild_id', 'round', 'tip_id'])
      .execute();
  },
};
