import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Who answered a run first is told by Discord's id of the press, which is longer than the numbers of JavaScript are exact.
 * It was an instant, which is smaller than every id: all who come later still come after those that were there.
 */
export const orderOfPresses: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table rsvps rename column place_order to order_before`.execute(db);
    await sql`alter table rsvps add column place_order text not null default ''`.execute(db);
    await sql`update rsvps set place_order = printf('%020d', order_before)`.execute(db);
    await sql`alter table rsvps drop column order_before`.execute(db);
    // News of a place names it by its order. What Discord knows the message by that may be under way stays.
    await sql`
      update outbox set
        details = json_object('order', printf('%020d', json_extract(details, '$.order'))),
        key = 'run-promotion ' || run || ' ' || printf('%020d', json_extract(details, '$.order'))
      where kind = 'run-promotion' and first_id is null`.execute(db);
  },
};
