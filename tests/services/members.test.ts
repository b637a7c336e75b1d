import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createMemberService } from '../../src/services/members.ts';
import { GUILD, openClubFile } from './club-with-race.ts';

it('writes notifications and preferences that were chosen together, or neither', async () => {
  const db = await openClubFile();
  const member = { guildId: GUILD, userId: 'a' };
  const me = createMemberService(db, () => 0);
  const chosen = [{ congratulations: false }, { stillPictures: true }] as const;
  await sql`create trigger ended before insert on member_choices when new.still_pictures begin
    select raise(abort, 'The program ended here'); end`.execute(db);
  await expect(me.notify(member, ...chosen)).rejects.toThrow('ended here');
  expect((await me.notifications(member)).congratulations).toBe(true);
  await sql`drop trigger ended`.execute(db);
  await me.notify(member, ...chosen);
  expect((await me.notifications(member)).congratulations).toBe(false);
  expect((await me.preferences(member)).stillPictures).toBe(true);
});
