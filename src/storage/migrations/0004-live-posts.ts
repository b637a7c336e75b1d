import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

export const livePosts: Migration = {
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
};
