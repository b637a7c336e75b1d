import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether a check-in counts in how the group felt; what was answered isn't told. */
export const whoWasCounted: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('checkins')
      .addColumn('counted', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    // Who of them was under 18 nobody knows now: as long as there is a sum, all may be in it.
    await sql`
      update checkins set counted = 1
      where exists (
        select 1 from checkin_tallies as tally
        where tally.guild_id = checkins.guild_id and tally.number = checkins.number and tally.day = checkins.day
      )`.execute(db);
  },
};
