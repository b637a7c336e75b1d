import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

/** Numbers that a club typed itself, and whether it chose its region. */
export const ownNumbers: Migration = {
  async up(db: Kysely<Schema>) {
    for (const column of ['emergency_number', 'advice_line', 'crisis_line'])
      await db.schema.alterTable('club_settings').addColumn(column, 'text').execute();
    await db.schema
      .alterTable('club_settings')
      .addColumn('region_chosen', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    // Whoever said nothing had `elsewhere`; from now on their zone tells.
    await db
      .updateTable('club_settings')
      .set({ region_chosen: 1 })
      .where('region', '<>', 'elsewhere')
      .execute();
  },
};
