import type { ExpressionBuilder } from 'kysely';
import type { Attendance, Attender } from '../domain/attendance.ts';
import type { Reached } from '../domain/milestone.ts';
import type { RunKey } from '../domain/run.ts';
import { isOf, isSet, numbered, sameNumber, toFlag } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import type { Schema } from './schema.ts';

/** Who was at a run, or undefined where nobody has noted it yet. */
export async function findAttendance(db: Database, run: RunKey): Promise<Attendance | undefined> {
  const row = await db
    .selectFrom('runs')
    .select('attendance_taken_at as takenAt')
    .where(isOf(run))
    .executeTakeFirst();
  if (!row || row.takenAt === null) return undefined;
  const rows = await db
    .selectFrom('attendance_entries')
    .selectAll()
    .where(isOf(run))
    .orderBy('line')
    .execute();
  const list = rows.map(({ user_id, line, present }) => ({ userId: user_id, line, present: isSet(present) }));
  return { list, takenAt: row.takenAt };
}

/** Notes who was at a run; only lines that differ from `before` are written. All members must be known. `now` in UTC ms. */
export async function saveAttendance(
  db: Database,
  run: RunKey,
  before: readonly Attender[],
  after: readonly Attender[],
  now: number,
): Promise<void> {
  await db
    .updateTable('runs')
    .set({ attendance_taken_at: now })
    .where(isOf(run))
    .where('attendance_taken_at', 'is', null)
    .execute();
  const old = new Map(before.map(({ userId, present }) => [userId, present]));
  const changed = after.filter(({ userId, present }) => old.get(userId) !== present);
  if (changed.length === 0) return;
  await db
    .insertInto('attendance_entries')
    .values(
      changed.map(({ userId, line, present }) => ({
        ...numbered(run),
        user_id: userId,
        line,
        present: toFlag(present),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['guild_id', 'number', 'user_id'])
        .doUpdateSet((row) => ({ present: row.ref('excluded.present') })),
    )
    .execute();
}

/**
 * Who came to which run of a club, of those that had started by `until` (UTC ms): as it was ticked or, where no
 * attendance was taken, as they had said.
 */
function came(db: Database, guildId: string, until: number) {
  const ticked = db
    .selectFrom('attendance_entries')
    .innerJoin('runs', (join) => join.on(sameNumber('runs', 'attendance_entries')))
    .select(['attendance_entries.user_id', 'runs.number', 'runs.starts_at'])
    .where('attendance_entries.guild_id', '=', guildId)
    .where('attendance_entries.present', '=', toFlag(true))
    .where('runs.cancelled_at', 'is', null)
    .where('runs.starts_at', '<=', until);
  const said = db
    .selectFrom('rsvps')
    .innerJoin('runs', (join) => join.on(sameNumber('runs', 'rsvps')))
    .select(['rsvps.user_id', 'runs.number', 'runs.starts_at'])
    .where('rsvps.guild_id', '=', guildId)
    .where('rsvps.answer', '=', 'going')
    .where('runs.cancelled_at', 'is', null)
    .where('runs.starts_at', '<=', until)
    .where('runs.attendance_taken_at', 'is', null);
  return db.selectFrom(ticked.unionAll(said).as('came'));
}

/** The starts (UTC ms) of all runs a member came to, of those that had started by `until`. */
export async function listStartsCameTo(
  db: Database,
  { guildId, userId }: MemberKey,
  until: number,
): Promise<number[]> {
  const rows = await came(db, guildId, until)
    .select('starts_at')
    .where('user_id', '=', userId)
    .orderBy('starts_at')
    .execute();
  return rows.map(({ starts_at }) => starts_at);
}

/** To how many runs that started before an instant (UTC ms) each member came; a member who came to none is left out. */
export async function countTimesCame(
  db: Database,
  guildId: string,
  userIds: readonly string[],
  instant: number,
): Promise<ReadonlyMap<string, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await came(db, guildId, instant - 1)
    .select(['user_id', (row) => row.fn.countAll<number>().as('times')])
    .where('user_id', 'in', [...userIds])
    .groupBy('user_id')
    .execute();
  return new Map(rows.map(({ user_id, times }) => [user_id, Number(times)]));
}

/** A member who has left the server. */
const whoLeft = (row: ExpressionBuilder<Schema & { came: { user_id: string } }, 'came'>, guildId: string) =>
  row
    .selectFrom('members')
    .select('members.user_id')
    .where('members.guild_id', '=', guildId)
    .whereRef('members.user_id', '=', 'came.user_id')
    .where('members.left_at', 'is not', null);

/** Members whose last run was at or after `from` and before `to` (UTC ms), who haven't left, the most recent first. */
export async function listLastSeen(
  db: Database,
  guildId: string,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): Promise<string[]> {
  const rows = await came(db, guildId, now)
    .select(['user_id', (row) => row.fn.max('starts_at').as('last')])
    .where('starts_at', '>=', from)
    .groupBy('user_id')
    .having((row) => row(row.fn.max('starts_at'), '<', to))
    .where((row) => row.not(row.exists(whoLeft(row, guildId))))
    .orderBy('last', 'desc')
    .orderBy('user_id')
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/**
 * Those of these milestones on which the recap of a run may congratulate: no other recap does. Those of a recap that was
 * never sent, and never will be, are free.
 */
export async function listFreeMilestones(
  db: Database,
  { guildId, number }: RunKey,
  reached: readonly Reached[],
): Promise<Reached[]> {
  const rows = await db
    .selectFrom('milestones')
    .select(['user_id', 'runs'])
    .where('guild_id', '=', guildId)
    .where('number', '!=', number)
    .where((row) => row.not(row.exists(recapGivenUp(row))))
    .execute();
  const taken = new Set(rows.map(({ user_id, runs }) => `${user_id} ${runs}`));
  return reached.filter(({ userId, runs }) => !taken.has(`${userId} ${runs}`));
}

/**
 * Makes the recap of a run the one that congratulates on these milestones, which are free. Whatever it had before is
 * given up, since its list may have been corrected; so is what belongs to a recap that won't be sent.
 */
export async function claimMilestones(
  trx: Database,
  { guildId, number }: RunKey,
  free: readonly Reached[],
): Promise<void> {
  await trx
    .deleteFrom('milestones')
    .where('guild_id', '=', guildId)
    .where((row) => row.or([row('number', '=', number), row.exists(recapGivenUp(row))]))
    .execute();
  if (free.length === 0) return;
  await trx
    .insertInto('milestones')
    .values(free.map(({ userId, runs }) => ({ guild_id: guildId, user_id: userId, runs, number })))
    .execute();
}

/** Frees the milestones on which a recap was to congratulate that won't be sent. */
export async function forgetGivenUpMilestones(db: Database): Promise<void> {
  await db
    .deleteFrom('milestones')
    .where((row) => row.exists(recapGivenUp(row)))
    .execute();
}

const recapGivenUp = (row: ExpressionBuilder<Schema, 'milestones'>) =>
  row
    .selectFrom('outbox')
    .select('outbox.id')
    .where('outbox.kind', '=', 'run-recap')
    .whereRef('outbox.guild_id', '=', 'milestones.guild_id')
    .whereRef('outbox.run', '=', 'milestones.number')
    .where('outbox.state', 'in', ['dropped', 'failed']);
