import {
  type Attendance,
  type Attender,
  corrected,
  listFrom,
  MISSED,
  type PageShown,
  presentIn,
  recapDueAt,
  withCame,
} from '../domain/attendance.ts';
import { DAY } from '../domain/duration.ts';
import { leads, type NotAllowed, whyNotChange } from '../domain/leading.ts';
import { going, type Rsvp } from '../domain/roster.ts';
import { phaseOf, type Run, type RunKey } from '../domain/run.ts';
import { countTimesCame, findAttendance, listLastSeen, saveAttendance } from '../storage/attendance.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { rememberMembers } from '../storage/members.ts';
import { planPost } from '../storage/outbox.ts';
import { findRun, listRsvps, listRunsStarted } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import type { Actor } from './runs.ts';

/** All that whoever sees to a run should know of it. Users in the order they came. */
export interface Sheet {
  readonly run: Run;
  readonly rsvps: readonly Rsvp[];
  /** Of those going, or ticked once attendance was taken, whoever was at no earlier run. */
  readonly firstTimers: readonly string[];
  /** Members who used to come and haven't for five weeks; only for those who lead. */
  readonly missed: readonly string[] | undefined;
  /** Who came, where attendance was taken. */
  readonly came: readonly string[] | undefined;
  /** Its list can still be changed. */
  readonly isOpen: boolean;
}

type Refused = { readonly type: 'not-set-up' } | NotAllowed | { readonly type: 'no-such-run' };

export type SheetOutcome = Refused | { readonly type: 'sheet'; readonly sheet: Sheet };

export type AttendanceOutcome =
  | Refused
  | { readonly type: 'to-come' | 'cancelled'; readonly run: Run }
  | {
      readonly type: 'list';
      readonly run: Run;
      readonly attendance: Attendance;
      /** When the recap is due, UTC ms; undefined where none is to come any more. */
      readonly recapAt: number | undefined;
    };

/** What is done to the list: keeps it as it is, corrects a page they saw, or adds who came as well. */
export type AttendanceChange =
  | { readonly type: 'keep' }
  | { readonly type: 'page'; readonly shown: PageShown; readonly chosen: readonly string[] }
  | { readonly type: 'came'; readonly userIds: readonly string[] };

const LATELY_MS = 60 * DAY;

function listAfter(list: readonly Attender[], change: AttendanceChange): readonly Attender[] {
  switch (change.type) {
    case 'keep':
      return list;
    case 'page':
      return corrected(list, change.shown, change.chosen);
    case 'came':
      return withCame(list, change.userIds);
  }
}

/** Whoever of the users was at no run of the club before this one. */
async function firstTimersAmong(db: Database, run: Run, userIds: readonly string[], now: number) {
  // Nobody has come to a run that hasn't started.
  const before = Math.min(run.startsAt, now + 1);
  const times = await countTimesCame(db, run.guildId, userIds, before);
  return userIds.filter((userId) => !times.has(userId));
}

export function createAttendanceService(db: Database, clock: () => number) {
  /** The run, for those who may see to it; `leading`: they lead in the whole club. */
  async function ledRun(
    trx: Database,
    actor: Actor,
    key: RunKey,
  ): Promise<Refused | { type: 'led'; run: Run; leading: boolean }> {
    const settings = await findSettings(trx, key.guildId);
    if (!settings) return { type: 'not-set-up' };
    const run = await findRun(trx, key);
    if (!run) return { type: 'no-such-run' };
    return whyNotChange(settings, run, actor) ?? { type: 'led', run, leading: leads(settings, actor) };
  }

  /** The list as it was saved, or as it is before anybody has. */
  async function listOf(trx: Database, run: Run): Promise<{ saved: readonly Attender[]; now: Attendance }> {
    const taken = await findAttendance(trx, run);
    if (taken) return { saved: taken.list, now: taken };
    return { saved: [], now: { list: listFrom(await listRsvps(trx, run)), takenAt: null } };
  }

  /** Saves the list, and plans the recap when it is saved for the first time. Returns when it was. */
  async function save(
    trx: Database,
    run: Run,
    saved: readonly Attender[],
    after: readonly Attender[],
    takenAt: number | null,
  ): Promise<number> {
    const now = clock();
    const known = new Set(saved.map(({ userId }) => userId));
    const fresh = after.map(({ userId }) => userId).filter((userId) => !known.has(userId));
    await rememberMembers(trx, run.guildId, fresh, now);
    await saveAttendance(trx, run, saved, after, now);
    if (takenAt !== null) return takenAt;
    const dueAt = recapDueAt(run.startsAt, now);
    if (dueAt !== undefined) await planPost(trx, { kind: 'run-recap', about: run, details: {} }, dueAt);
    return now;
  }

  /** The list as it is, or after a change, which is saved at once. */
  const listOfRun = (actor: Actor, number: number, change?: AttendanceChange) =>
    inClub(db, actor.guildId, async (trx): Promise<AttendanceOutcome> => {
      const found = await ledRun(trx, actor, { guildId: actor.guildId, number });
      if (found.type !== 'led') return found;
      const { run } = found;
      const phase = phaseOf(run, clock());
      if (phase !== 'started') return { type: phase === 'open' ? 'to-come' : 'cancelled', run };
      const { saved, now } = await listOf(trx, run);
      const list = change ? listAfter(now.list, change) : now.list;
      const takenAt = change ? await save(trx, run, saved, list, now.takenAt) : now.takenAt;
      const recapAt = takenAt === null ? undefined : recapDueAt(run.startsAt, takenAt);
      const ahead = recapAt !== undefined && recapAt > clock();
      return { type: 'list', run, attendance: { list, takenAt }, recapAt: ahead ? recapAt : undefined };
    });

  return {
    sheet: (actor: Actor, number: number) =>
      inClub(db, actor.guildId, async (trx): Promise<SheetOutcome> => {
        const found = await ledRun(trx, actor, { guildId: actor.guildId, number });
        if (found.type !== 'led') return found;
        const { run, leading } = found;
        const now = clock();
        const rsvps = await listRsvps(trx, run);
        const attendance = await findAttendance(trx, run);
        const came = attendance && presentIn(attendance.list).map(({ userId }) => userId);
        const there = came ?? going(rsvps).map(({ userId }) => userId);
        const firstTimers = await firstTimersAmong(trx, run, there, now);
        const span = { from: now - MISSED.seenWithinMs, to: now - MISSED.notWithinMs, now };
        const missed = leading ? await listLastSeen(trx, run.guildId, span) : undefined;
        const isOpen = phaseOf(run, now) === 'open';
        return { type: 'sheet', sheet: { run, rsvps, firstTimers, missed, came, isOpen } };
      }),

    /** The list of who came, as it is. */
    look: (actor: Actor, number: number) => listOfRun(actor, number),

    /** The list of who came, after a change to it that is saved at once. */
    correct: (actor: Actor, number: number, change: AttendanceChange) => listOfRun(actor, number, change),

    /** Runs that somebody may still want to look back at: those of the last weeks, the latest first. */
    lately: (guildId: string) => listRunsStarted(db, guildId, clock() - LATELY_MS, clock()),
  };
}
