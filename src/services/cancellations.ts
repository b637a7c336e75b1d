import type { Called, Cancellation } from '../domain/cancellation.ts';
import type { ClubSettings } from '../domain/club.ts';
import { DAY } from '../domain/duration.ts';
import { findCancellation, forgetCancellationsBefore } from '../storage/cancellations.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { forgetMentions } from '../storage/mentions.ts';
import type { NotSetUp } from './runs.ts';

/** There was no such question, or it is forgotten. */
export type NoSuchCancellation = { readonly type: 'no-such-cancellation' };

/** What was asked, of what it was asked and what the club has chosen. */
interface Found<Thing> {
  readonly type: 'found';
  readonly settings: ClubSettings;
  readonly asked: Cancellation;
  readonly thing: Thing;
}

/** Finds what was asked in a club before something was called off; `find` finds the run or the race itself. */
export async function findAsked<Thing>(
  trx: Database,
  key: { readonly guildId: string; readonly what: Called; readonly id: number },
  find: (trx: Database, key: { guildId: string; number: number }) => Promise<Thing | undefined>,
): Promise<NotSetUp | NoSuchCancellation | Found<Thing>> {
  const settings = await findSettings(trx, key.guildId);
  if (!settings) return { type: 'not-set-up' };
  const asked = await findCancellation(trx, key);
  const thing = asked && (await find(trx, asked));
  return asked && thing ? { type: 'found', settings, asked, thing } : { type: 'no-such-cancellation' };
}

/** Long after the last cancellation can be undone. */
const KEPT_MS = DAY;

/** Forgets what was asked before something was called off, reasons and all. `now` in UTC ms. */
export async function forgetOldCancellations(db: Database, now: number): Promise<void> {
  await forgetCancellationsBefore(db, now - KEPT_MS);
}

/** Forgets whom posts mentioned of which nothing more can come, even where something is on again. `now` in UTC ms. */
export async function forgetOldMentions(db: Database, now: number): Promise<void> {
  await forgetMentions(db, now - KEPT_MS);
}
