import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether members are still in the server, as far as Discord was asked. */
export const departures: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of ['looked_up_at', 'missed_at', 'left_at'])
      await db.schema.alterTable('members').addColumn(column, 'bigint').execute();
    await db.schema.createIndex('members_missed').on('members').columns(['missed_at']).execute();
    await db.schema
      .createIndex('members_looked_up')
      .on('members')
      .columns(['looked_up_at', 'created_at'])
      .execute();
  },
};
