import { DAY } from '../domain/duration.ts';
import type { Series } from '../domain/recurrence.ts';
import type { RunKey, RunSeries, RunTemplate } from '../domain/run.ts';
import { dateAt } from '../domain/wall-time.ts';
import { takeNumber } from './clubs.ts';
import { isOf, isOfSeries, readJson } from './columns.ts';
import type { Database } from './database.ts';
import { type Row, template } from './schema.ts';

function toSeries(row: Row<'series'>): RunSeries {
  return {
    guildId: row.guild_id,
    number: row.number,
    rule: {
      repeat: row.repeats,
      first: row.first_wall,
      zone: row.zone,
      ...(row.until === null ? {} : { until: row.until }),
    },
    template: readJson(template, row.template, `template of series ${row.number} of club ${row.guild_id}`),
    createdBy: row.created_by,
    revision: row.revision,
  };
}

const columnsOf = ({ repeat, first, zone, until }: Series, made: RunTemplate) => ({
  repeats: repeat,
  first_wall: first,
  zone,
  until: until ?? null,
  template: JSON.stringify(made),
});

/** Adds a series under the club's next number of those. */
export async function insertSeries(
  db: Database,
  guildId: string,
  rule: Series,
  made: RunTemplate,
  createdBy: string,
): Promise<RunSeries> {
  const row = await db
    .insertInto('series')
    .values({
      guild_id: guildId,
      number: await takeNumber(db, guildId, 'last_series'),
      ...columnsOf(rule, made),
      created_by: createdBy,
      revision: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSeries(row);
}

export async function findSeries(db: Database, series: RunKey): Promise<RunSeries | undefined> {
  const row = await db
    .selectFrom('series')
    .selectAll()
    .where(isOf(series))
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row && toSeries(row);
}

export async function changeSeries(
  db: Database,
  series: RunSeries,
  rule: Series,
  made: RunTemplate,
): Promise<void> {
  await db
    .updateTable('series')
    .set({ ...columnsOf(rule, made), revision: series.revision + 1 })
    .where(isOf(series))
    .execute();
}

/** No more runs come of it. `now` in UTC ms. */
export async function endSeries(db: Database, series: RunKey, now: number): Promise<void> {
  await db.updateTable('series').set({ ended_at: now }).where(isOf(series)).execute();
}

/** When a series was ended (UTC ms); null where it goes on. */
export async function findSeriesEnd(db: Database, series: RunKey): Promise<number | null> {
  const row = await db.selectFrom('series').select('ended_at').where(isOf(series)).executeTakeFirst();
  return row?.ended_at ?? null;
}

/** Runs come of it again. */
export async function reopenSeries(db: Database, series: RunKey): Promise<void> {
  await db.updateTable('series').set({ ended_at: null }).where(isOf(series)).execute();
}

/**
 * Dates before this one are over everywhere at `now` (UTC ms). A run that was put off beyond its own date doesn't keep
 * the next one waiting.
 */
function datesSince(now: number): string {
  return dateAt(now - DAY, 'UTC');
}

/**
 * Series that go on and have no run to come after `now` (UTC ms), by their numbers: one that can't be read keeps none of
 * the others back.
 */
export async function listSeriesWithoutRun(db: Database, now: number, most: number): Promise<RunKey[]> {
  const rows = await db
    .selectFrom('series')
    .innerJoin('clubs', 'clubs.guild_id', 'series.guild_id')
    .select(['series.guild_id', 'series.number'])
    .where('ended_at', 'is', null)
    .where('clubs.left_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('runs')
            .select('runs.number')
            .whereRef('runs.guild_id', '=', 'series.guild_id')
            .whereRef('runs.series', '=', 'series.number')
            .where('runs.occurrence_date', '>=', datesSince(now))
            .where('runs.starts_at', '>', now)
            .where('runs.cancelled_at', 'is', null),
        ),
      ),
    )
    .limit(most)
    .execute();
  return rows.map(({ guild_id, number }) => ({ guildId: guild_id, number }));
}

/** Dates of the series for which there has been a run, also one that was cancelled. */
export async function listOccurrenceDates(db: Database, series: RunKey): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('occurrence_date').where(isOfSeries(series)).execute();
  return rows.flatMap(({ occurrence_date }) => occurrence_date ?? []);
}

/** Whether a run of the series is to come after `now` (UTC ms), other than one put off from a date that is over. */
export async function hasRunToCome(db: Database, series: RunKey, now: number): Promise<boolean> {
  const found = await db
    .selectFrom('runs')
    .select('number')
    .where(isOfSeries(series))
    .where('occurrence_date', '>=', datesSince(now))
    .where('starts_at', '>', now)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  return found !== undefined;
}

/** Series of the club that go on. */
export async function listSeries(db: Database, guildId: string): Promise<RunSeries[]> {
  const rows = await db
    .selectFrom('series')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('ended_at', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map(toSeries);
}

/** What calendar files call the runs that there have been of a series. */
export async function listUids(db: Database, series: RunKey): Promise<Set<string>> {
  const rows = await db.selectFrom('runs').select('uid').where(isOfSeries(series)).execute();
  return new Set(rows.map(({ uid }) => uid));
}
