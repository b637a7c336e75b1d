import { type Occurrence, occurrencesAfter } from '../domain/recurrence.ts';
import { planOn, type RunKey, type RunSeries } from '../domain/run.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { insertRun } from '../storage/runs.ts';
import {
  endSeries,
  findSeries,
  hasRunToCome,
  listOccurrenceDates,
  listSeriesWithoutRun,
} from '../storage/series.ts';
import { inClub } from '../storage/transaction.ts';
import { announce } from './run-schedule.ts';

const AT_ONCE = 100;

/** The next date of a series for which there has been no run, also none that was cancelled. */
async function nextOf(trx: Database, series: RunSeries, now: number): Promise<Occurrence | undefined> {
  const had = new Set(await listOccurrenceDates(trx, series));
  let next: Occurrence | undefined;
  do [next] = occurrencesAfter(series.rule, next?.at ?? now, 1);
  while (next && had.has(next.date));
  return next;
}

/**
 * Makes the next run of every series whose last one is over or was cancelled, with its card and reminders, and ends
 * those that have come to their last date. Called with every beat; what it did once it doesn't do again. A series that
 * fails is told to `onTrouble` and keeps none of the others from going on.
 */
export async function keepSeriesGoing(db: Database, now: number, onTrouble: (error: unknown) => void) {
  for (const key of await listSeriesWithoutRun(db, now, AT_ONCE))
    await inClub(db, key.guildId, (trx) => goOn(trx, key, now)).catch(onTrouble);
}

async function goOn(trx: Database, key: RunKey, now: number): Promise<void> {
  // Looked at again inside the transaction: two beats may have met.
  if (await hasRunToCome(trx, key, now)) return;
  const series = await findSeries(trx, key);
  if (!series) return;
  const next = await nextOf(trx, series, now);
  const settings = await findSettings(trx, series.guildId);
  if (!settings) return;
  if (!next) return endSeries(trx, series, now);
  const by = { userId: series.createdBy, now };
  const place = { number: series.number, date: next.date };
  await announce(trx, await insertRun(trx, series.guildId, planOn(series, next), by, place), settings, now);
}
