import type { ClubSettings } from '../domain/club.ts';
import { type Race, REMINDER_DAYS, recapDueAt, reminderDueAt } from '../domain/race.ts';
import { addDays, dateAt } from '../domain/wall-time.ts';
import type { Database } from '../storage/database.ts';
import { dropPlanned, planPost, wantUpToDate } from '../storage/outbox.ts';
import { findResults, listRaces } from '../storage/races.ts';
import { planCheckins } from './checkin-posts.ts';

/** What the posts of a race keep to. */
type Hours = Pick<ClubSettings, 'checkinTime'>;

/** Kinds of post that keep to the date of the race, and move with it. */
export const MOVING = ['race-reminder', 'race-evening', 'checkin', 'race-recap'] as const;

/** Plans all that is posted about a race by the calendar, as far as it lies ahead of `now` (UTC ms). */
export async function planRacePosts(trx: Database, race: Race, settings: Hours, now: number): Promise<void> {
  await planReminders(trx, race, settings, now);
  await planCheckins(trx, race, settings, now);
  await planRecap(trx, race, settings, now);
}

/** The race, or the hour at which the club posts, is another: what is planned by the calendar follows. */
export async function moveRacePosts(trx: Database, race: Race, settings: Hours, now: number): Promise<void> {
  await dropPlanned(trx, MOVING, race, { dueAfter: now });
  await planRacePosts(trx, race, settings, now);
}

async function planReminders(trx: Database, race: Race, { checkinTime }: Hours, now: number): Promise<void> {
  for (const days of REMINDER_DAYS) {
    const dueAt = reminderDueAt(race, days, checkinTime);
    const details = { days, date: race.date };
    if (dueAt > now) await planPost(trx, { kind: 'race-reminder', about: race, details }, dueAt);
  }
}

/** Plans the recap for when it is due by the results that are in; one that is due already stays where it is. */
async function planRecap(trx: Database, race: Race, { checkinTime }: Hours, now: number): Promise<void> {
  const dueAt = recapDueAt(race, await findResults(trx, race), checkinTime);
  await dropPlanned(trx, 'race-recap', race, { dueAfter: now });
  if (dueAt > now) await planPost(trx, { kind: 'race-recap', about: race, details: {} }, dueAt);
}

/** Somebody's result came in, or was taken away: the recap comes sooner or later, or says something else. */
export async function followResults(trx: Database, race: Race, settings: Hours, now: number): Promise<void> {
  await planRecap(trx, race, settings, now);
  await wantUpToDate(trx, 'race-recap', race);
}

/** How long ago a race may be of which something is still to be posted, in days. */
const LONGEST_CARED_FOR = 60;

/** The club posts at another hour: what is planned for its races follows. `now` in UTC ms. */
export async function movePostsOfClub(trx: Database, guildId: string, settings: ClubSettings, now: number) {
  const from = addDays(dateAt(now, settings.zone), -LONGEST_CARED_FOR);
  for (const race of await listRaces(trx, guildId, { from })) await moveRacePosts(trx, race, settings, now);
}
