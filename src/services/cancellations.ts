import type { Called, Cancellation } from '../domain/cancellation.ts';
import type { ClubSettings } from '../domain/club.ts';
import { DAY } from '../domain/duration.ts';
import type { RunKey } from '../domain/run.ts';
import { findCancellation, forgetCancellationsBefore } from '../storage/cancellations.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { forgetMentions, listWhoHeard } from '../storage/mentions.ts';
import { dropForNow, dropPlanned, planPost, takeUpAgain, wantUpToDate } from '../storage/outbox.ts';
import { MOVING } from './race-schedule.ts';
import type { NotSetUp } from './runs.ts';

/** There was no such question, or it has been forgotten. */
export type NoSuchCancellation = { readonly type: 'no-such-cancellation' };
/** It was answered before, or is too old: something else may be meant by now. */
export type AnsweredOrTooOld = { readonly type: 'answered' | 'too-old' };

/** What is to be called off, or was. */
export interface AskedAbout {
  /** The id of the cancellation. */
  readonly id: number;
  readonly reason: string | null;
  /** How many hear of it. */
  readonly told: number;
}

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
  find: (trx: Database, key: RunKey) => Promise<Thing | undefined>,
): Promise<NotSetUp | NoSuchCancellation | Found<Thing>> {
  const settings = await findSettings(trx, key.guildId);
  if (!settings) return { type: 'not-set-up' };
  const asked = await findCancellation(trx, key);
  const thing = asked && (await find(trx, asked));
  return asked && thing ? { type: 'found', settings, asked, thing } : { type: 'no-such-cancellation' };
}

/** What is planned about one that is on. */
const PLANNED = {
  run: ['run-card', 'run-reminder', 'run-change', 'run-promotion', 'run-on-again'],
  race: [...MOVING, 'race-card', 'race-change', 'race-on-again'],
} as const;

/** News that it is cancelled, and that it is on again. */
export const NEWS = {
  run: ['run-cancelled', 'run-on-again'],
  race: ['race-cancelled', 'race-on-again'],
} as const;

/** Whom to tell of which cancellation, and when (UTC ms). */
interface Word {
  readonly id: number;
  readonly concerned: readonly string[];
  readonly now: number;
}

/** It was called off: nothing else that is planned is sent, and those concerned are told. */
export async function postCancelled(
  trx: Database,
  what: Called,
  about: RunKey,
  { id, concerned, now }: Word,
): Promise<void> {
  await wantUpToDate(trx, `${what}-card`, about);
  await dropForNow(trx, PLANNED[what], about, `The ${what} was cancelled`, now);
  const [kind] = NEWS[what];
  if (concerned.length > 0) await planPost(trx, { kind, about, details: { cancellation: id } }, now);
}

/** It is on again: what was planned when it was cancelled is planned once more. `now` in UTC ms. */
export async function takeUpPosts(
  trx: Database,
  what: Called,
  about: RunKey & { readonly cancelledAt: number | null },
  now: number,
): Promise<void> {
  await wantUpToDate(trx, `${what}-card`, about);
  await takeUpAgain(trx, PLANNED[what], about, about.cancelledAt ?? now);
}

/** Has those of `concerned` told that it is on again who had heard that it wasn't; returns them. */
export async function postOnAgain(trx: Database, what: Called, about: RunKey, { id, concerned, now }: Word) {
  const [cancelled, kind] = NEWS[what];
  await dropForNow(trx, cancelled, about, `The ${what} is on again`, now);
  const heard = await listWhoHeard(trx, NEWS[what], about, id, concerned);
  if (heard.length === 0) return [];
  // This news says all that an earlier one would.
  await dropPlanned(trx, kind, about);
  await planPost(trx, { kind, about, details: { cancellation: id } }, now);
  return heard;
}

/** Long after the last cancellation can be undone. */
const KEPT_MS = DAY;

/** Forgets questions with their reasons, and whom posts mentioned, once nobody needs it any more. `now` in UTC ms. */
export async function forgetOldCancellations(db: Database, now: number): Promise<void> {
  await forgetCancellationsBefore(db, now - KEPT_MS);
  await forgetMentions(db, now - KEPT_MS);
}
