import type { ClubSettings } from '../domain/club.ts';
import { MINUTE } from '../domain/duration.ts';
import { promote, type Rsvp } from '../domain/roster.ts';
import type { Run, RunKey } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { wantEvent } from '../storage/events.ts';
import { dropPosts, listPosts, planPost, wantUpToDate } from '../storage/outbox.ts';
import { listRsvps, listRunsToCome, saveRsvps } from '../storage/runs.ts';

/** Plans the reminders of a run, as far as they lie ahead of `now` (UTC ms). */
export async function planReminders(
  trx: Database,
  run: Run,
  { reminders }: Pick<ClubSettings, 'reminders'>,
  now: number,
): Promise<void> {
  for (const minutes of reminders) {
    const dueAt = run.startsAt - minutes * MINUTE;
    const details = { minutes, startsAt: run.startsAt };
    if (dueAt > now) await planPost(trx, { kind: 'run-reminder', about: run, details }, dueAt);
  }
}

/** The club has chosen other reminders: what it gave up is dropped for all runs to come, what is new is planned. */
export async function chooseReminders(
  trx: Database,
  guildId: string,
  before: readonly number[],
  settings: Pick<ClubSettings, 'reminders'>,
  now: number,
): Promise<void> {
  const givenUp = before.filter((minutes) => !settings.reminders.includes(minutes));
  for (const run of await listRunsToCome(trx, guildId, now)) {
    const planned = await listPosts(trx, 'run-reminder', run);
    const unwanted = planned.filter(({ details }) => givenUp.includes(details.minutes));
    await dropPosts(
      trx,
      unwanted.map(({ post }) => post),
    );
    await planReminders(trx, run, settings, now);
  }
}

/** Plans all that a new run posts: its card now, its reminders, and where the club wants that an event of the server. */
export async function announce(
  trx: Database,
  run: Run,
  settings: Pick<ClubSettings, 'reminders' | 'events'>,
  now: number,
): Promise<void> {
  if (settings.events) await wantEvent(trx, run, now);
  await planPost(trx, { kind: 'run-card', about: run, details: {} }, now);
  await planReminders(trx, run, settings, now);
}

/** Takes a member off the list of a run to come, for whatever reason; their place goes to the next in line. */
export async function takeOffList(trx: Database, run: Run, userId: string, now: number): Promise<void> {
  const before = await listRsvps(trx, run);
  const others = before.filter((place) => place.userId !== userId);
  await saveRoster(trx, run, before, promote(others, run.capacity), now);
  await wantUpToDate(trx, 'run-card', run);
}

/** Writes down the answers to a run, and plans news for those who came off the waitlist by them. `now` in UTC ms. */
export async function saveRoster(
  trx: Database,
  run: RunKey,
  before: readonly Rsvp[],
  { rsvps, promoted }: { readonly rsvps: readonly Rsvp[]; readonly promoted: readonly string[] },
  now: number,
): Promise<void> {
  await saveRsvps(trx, run, before, rsvps);
  for (const userId of promoted) {
    // Whom the news is for is told by the order of their place.
    const place = rsvps.find((one) => one.userId === userId);
    if (place)
      await planPost(trx, { kind: 'run-promotion', about: run, details: { order: place.order } }, now);
  }
}
