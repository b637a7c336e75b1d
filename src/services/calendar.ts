import { occurrencesAfter } from '../domain/recurrence.ts';
import { planOn, type Run, type RunPlan, type RunSeries, uidOn } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { findRun, listRunsAhead } from '../storage/runs.ts';
import { listOccurrenceDates, listSeries, listUids } from '../storage/series.ts';

/** A run for a calendar: one that there is, or one that its series will have, which has no number yet. */
export type CalendarRun = RunPlan &
  Pick<Run, 'guildId' | 'uid' | 'revision' | 'card' | 'cancelledAt' | 'cancelReason'> & {
    readonly number: number | undefined;
  };

/** How many dates of a run that repeats go into a calendar, beside the run that is announced. */
const DATES_AHEAD = 8;

/**
 * Runs repeat by single dates, not by a rule of the calendar: each can be moved or cancelled by itself, and keeps its
 * hour in every program. A date is called what its run will be called.
 */
async function datesOf(db: Database, series: RunSeries, now: number): Promise<CalendarRun[]> {
  const had = new Set(await listOccurrenceDates(db, series));
  const taken = await listUids(db, series);
  return occurrencesAfter(series.rule, now, had.size + DATES_AHEAD)
    .filter(({ date }) => !had.has(date))
    .slice(0, DATES_AHEAD)
    .map((occurrence) => ({
      ...planOn(series, occurrence),
      guildId: series.guildId,
      number: undefined,
      uid: uidOn(series.number, occurrence.date, taken),
      revision: series.revision,
      card: null,
      cancelledAt: null,
      cancelReason: null,
    }));
}

export function createCalendarService(db: Database, clock: () => number) {
  return {
    /** One run, be it over or cancelled; undefined where there is none of that number. */
    one: (guildId: string, number: number) => findRun(db, { guildId, number }),
    /** All runs to come, those cancelled among them, and the next dates of those that repeat, in order. */
    async toCome(guildId: string): Promise<CalendarRun[]> {
      const now = clock();
      const series = await listSeries(db, guildId);
      const dates = await Promise.all(series.map((one) => datesOf(db, one, now)));
      const all: CalendarRun[] = [...(await listRunsAhead(db, guildId, now)), ...dates.flat()];
      return all.sort((a, b) => a.startsAt - b.startsAt);
    },
  };
}
