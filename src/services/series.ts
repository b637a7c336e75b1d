import { type Occurrence, occurrencesAfter } from '../domain/recurrence.ts';
import { planOn, type RunSeries } from '../domain/run.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { addRun } from '../storage/runs.ts';
import { endSeries, hasRunToCome, seriesWithoutRun, slotsOf } from '../storage/series.ts';
import { inClub } from '../storage/transaction.ts';
import { announce } from './announce.ts';

const AT_ONCE = 100;

/** The next date of a series for which there has been no run, also none that was cancelled. */
async function nextOf(trx: Database, series: RunSeries, now: number): Promise<Occurrence | undefined> {
  const had = new Set(await slotsOf(trx, series));
  let after = now;
  for (;;) {
    const [next] = occurrencesAfter(series.rule, after, 1);
    if (!next || !had.has(next.slot)) return next;
    after = next.at;
  }
}

/**
 * Makes the next run of every series whose last one is over or was cancelled, with its card and reminders, and ends
 * those that have come to their last date. Called with every beat; what it did once it doesn't do again. A series that
 * fails is told to `onTrouble` and keeps none of the others from going on.
 */
export async function keepSeriesGoing(
  db: Database,
  now: number,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for (const series of await seriesWithoutRun(db, now, AT_ONCE))
    await inClub(db, series.guildId, (trx) => goOn(trx, series, now)).catch(onTrouble);
}

async function goOn(trx: Database, series: RunSeries, now: number): Promise<void> {
  // Looked at again inside the transaction: two beats may have met.
  if (await hasRunToCome(trx, series, now)) return;
  const next = await nextOf(trx, series, now);
  const settings = await settingsOf(trx, series.guildId);
  if (!settings) return;
  if (!next) return endSeries(trx, series, now);
  const by = { userId: series.createdBy, now };
  const place = { number: series.number, slot: next.slot };
  await announce(trx, await addRun(trx, series.guildId, planOn(series, next), by, place), settings, now);
}
