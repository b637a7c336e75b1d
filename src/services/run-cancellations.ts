import { askedState, type UndoRefusal, whyNotUndo } from '../domain/cancellation.ts';
import type { ClubSettings } from '../domain/club.ts';
import { type NotAllowed, whyNotRestore } from '../domain/leading.ts';
import { promote } from '../domain/roster.ts';
import { LONGEST_REASON, type Run, type Scope } from '../domain/run.ts';
import { oneLine } from '../domain/sanitize.ts';
import { addCancellation, noteConfirmed } from '../storage/cancellations.ts';
import type { Database } from '../storage/database.ts';
import { touchEvent, wantEvent } from '../storage/events.ts';
import { rememberMember } from '../storage/members.ts';
import { dropPlanned } from '../storage/outbox.ts';
import {
  cancelRun,
  findRun,
  listRsvps,
  listRunsCalledOffBy,
  listRunsOfSeriesToCome,
  restoreRun,
} from '../storage/runs.ts';
import { endSeries, findSeriesEnd, reopenSeries } from '../storage/series.ts';
import { inClub } from '../storage/transaction.ts';
import {
  type AnsweredOrTooOld,
  type AskedAbout,
  findAsked,
  type NoSuchCancellation,
  postCancelled,
  postOnAgain,
  takeUpPosts,
} from './cancellations.ts';
import { concerned } from './run-posts.ts';
import { planReminders, saveRoster } from './run-schedule.ts';
import { type Actor, changeableRun, findSeriesMeant, type NotSetUp, type RunNotToChange } from './runs.ts';
import { createWriter } from './writer.ts';

export interface RunCalledOff extends AskedAbout {
  readonly run: Run;
  readonly wholeSeries: boolean;
}

export type RunAskOutcome = RunNotToChange | ({ readonly type: 'asked' } & RunCalledOff);

export type RunCancelOutcome =
  | RunNotToChange
  | NoSuchCancellation
  | AnsweredOrTooOld
  | ({ readonly type: 'cancelled' } & RunCalledOff);

export type RunUndoOutcome =
  | NotSetUp
  | NotAllowed
  | NoSuchCancellation
  | { readonly type: 'not-undone'; readonly run: Run; readonly why: UndoRefusal }
  | {
      readonly type: 'on-again';
      readonly run: Run;
      readonly told: number;
      readonly wholeSeries: boolean;
      /** The run of its series that has come in its place meanwhile. */
      readonly next: Run | undefined;
    };

const concernedBy = async (trx: Database, run: Run) => concerned(await listRsvps(trx, run));

/** How many people wait for word of any of these runs. */
async function countConcerned(trx: Database, runs: readonly Run[]): Promise<number> {
  const all = new Set<string>();
  for (const run of runs) for (const userId of await concernedBy(trx, run)) all.add(userId);
  return all.size;
}

export function createRunCancellationService(db: Database, clock: () => number, onDue: () => void) {
  const write = createWriter(db, onDue);

  /** The run, and with it all to come where the whole series is meant. */
  async function runsMeant(trx: Database, run: Run, scope: Scope) {
    const series = await findSeriesMeant(trx, run, scope);
    const others = series ? await listRunsOfSeriesToCome(trx, series, clock()) : [];
    return { series, runs: [run, ...others.filter(({ number }) => number !== run.number)] };
  }

  /** Cancels one run, drops what was planned for it, and has those concerned told. */
  async function cancelOne(trx: Database, run: Run, reason: string | null, userId: string, id: number) {
    const now = clock();
    await cancelRun(trx, run, now, reason, { userId, cancellation: id });
    await touchEvent(trx, run, now);
    await postCancelled(trx, 'run', run, { id, concerned: await concernedBy(trx, run), now });
  }

  /** Puts one run on again, with all that was planned for it; returns whom it is told to. */
  async function restoreOne(trx: Database, run: Run, settings: ClubSettings, id: number): Promise<string[]> {
    const now = clock();
    await restoreRun(trx, run);
    if (settings.events) await wantEvent(trx, run, now);
    await takeUpPosts(trx, 'run', run, now);
    // The club may have chosen other reminders meanwhile.
    await dropPlanned(trx, 'run-reminder', run, { dueAfter: now });
    await planReminders(trx, run, settings, now);
    // Somebody may have had everything about them erased meanwhile: then their place is free.
    const before = await listRsvps(trx, run);
    const after = promote(before, run.capacity);
    await saveRoster(trx, run, before, after, now);
    return postOnAgain(trx, 'run', run, { id, concerned: concerned(after.rsvps), now });
  }

  return {
    /** Asks once more. Nothing is changed yet. */
    ask: (actor: Actor, number: number, typed: string | null, scope: Scope) =>
      inClub(db, actor.guildId, async (trx): Promise<RunAskOutcome> => {
        const found = await changeableRun(trx, actor, number, clock());
        if (found.type !== 'open') return found;
        const { run } = found;
        const { series, runs } = await runsMeant(trx, run, scope);
        const asked = await addCancellation(trx, {
          guildId: actor.guildId,
          what: 'run',
          number,
          scope: series ? 'series' : 'this',
          reason: oneLine(typed ?? '', LONGEST_REASON) || null,
          askedAt: clock(),
        });
        const { id, reason } = asked;
        const told = await countConcerned(trx, runs);
        return { type: 'asked', run, id, reason, told, wholeSeries: series !== undefined };
      }),

    /** Calls off what was asked about, and has those concerned told; asked twice it does so once. */
    confirm: (actor: Actor, id: number) =>
      write(actor.guildId, async (trx): Promise<RunCancelOutcome> => {
        const found = await findAsked(trx, { guildId: actor.guildId, what: 'run', id }, findRun);
        if (found.type !== 'found') return found;
        const { asked, thing: run, settings } = found;
        const { reason, scope } = asked;
        const now = clock();
        const wholeSeries = scope === 'series';
        const cancelled = async (runs: readonly Run[]) => {
          const told = await countConcerned(trx, runs);
          const after = (await findRun(trx, run)) ?? run;
          return { type: 'cancelled', run: after, id, reason, told, wholeSeries } as const;
        };
        const state = askedState(asked, run, now);
        if (state === 'done')
          return (
            whyNotRestore(settings, run, actor) ?? cancelled(await listRunsCalledOffBy(trx, run.guildId, id))
          );
        const changeable = await changeableRun(trx, actor, run.number, now);
        if (changeable.type !== 'open') return changeable;
        if (state !== 'open') return { type: state };
        const { series, runs } = await runsMeant(trx, run, scope);
        for (const one of runs) await cancelOne(trx, one, reason, actor.userId, id);
        if (series) await endSeries(trx, series, now);
        await rememberMember(trx, actor, now);
        await noteConfirmed(trx, asked, now);
        return cancelled(runs);
      }),

    /**
     * The run is on again with the same answers; those who had heard that it was cancelled are told. One that would have
     * started stays cancelled; where the whole series was cancelled, the rest of it is on again all the same.
     */
    undo: (actor: Actor, id: number) =>
      write(actor.guildId, async (trx): Promise<RunUndoOutcome> => {
        const found = await findAsked(trx, { guildId: actor.guildId, what: 'run', id }, findRun);
        if (found.type !== 'found') return found;
        const { asked, thing: run, settings } = found;
        const { guildId } = actor;
        const now = clock();
        const series = run.series && { guildId, number: run.series.number };
        const toRestore = (await listRunsCalledOffBy(trx, guildId, id)).filter(
          ({ startsAt }) => startsAt > now,
        );
        // With the very transaction that confirmed it.
        const ended = asked.doneAt !== null && series && (await findSeriesEnd(trx, series)) === asked.doneAt;
        const openUntil = toRestore.length > 0 || ended ? Number.POSITIVE_INFINITY : run.startsAt;
        const why = whyNotUndo(asked, run, openUntil, now);
        if (why) return { type: 'not-undone', run, why };
        const refused = whyNotRestore(settings, run, actor);
        if (refused) return refused;
        const told = new Set<string>();
        for (const one of toRestore)
          for (const userId of await restoreOne(trx, one, settings, id)) told.add(userId);
        const wholeSeries = asked.scope === 'series';
        if (ended) await reopenSeries(trx, series);
        const toCome = series ? await listRunsOfSeriesToCome(trx, series, now) : [];
        const next = wholeSeries ? undefined : toCome.find(({ number }) => number !== run.number);
        const after = (await findRun(trx, run)) ?? run;
        return { type: 'on-again', run: after, told: told.size, wholeSeries, next };
      }),
  };
}
