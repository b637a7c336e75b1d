import { AT_END, type Progress, type SessionPlan } from '../domain/session.ts';
import { isOfMember, ofMember, readJson } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import { type Row, sessionPlan } from './schema.ts';

function withoutPlan(row: Row<'sessions'>) {
  return {
    id: row.id,
    guildId: row.guild_id,
    userId: row.user_id,
    /** The message whose button started it. */
    origin: row.origin,
    progress: {
      place: row.place,
      step: row.step,
      endsAt: row.ends_at,
      leftMs: row.left_ms,
      done: row.done,
      spentMs: row.spent_ms,
    } satisfies Progress,
    token: row.token,
    /** Until when the message can be changed by that token. */
    tokenUntil: row.token_until,
    startedAt: row.started_at,
    touchedAt: row.touched_at,
  };
}

/** What can be read of a session even if its plan can't. */
export type SessionWithoutPlan = Readonly<ReturnType<typeof withoutPlan>>;

/** A guided session that is not over. Instants in UTC ms. */
export type Session = SessionWithoutPlan & { readonly plan: SessionPlan };

function toSession(row: Row<'sessions'>): Session {
  return {
    ...withoutPlan(row),
    plan: readJson(sessionPlan, row.plan, `plan of session ${row.id} of club ${row.guild_id}`),
  };
}

const columnsOf = ({ plan, progress, token, tokenUntil, touchedAt }: Omit<Session, 'id'>) => ({
  plan: JSON.stringify(plan),
  place: progress.place,
  step: progress.step,
  ends_at: progress.endsAt,
  left_ms: progress.leftMs,
  done: progress.done,
  spent_ms: progress.spentMs,
  token,
  token_until: tokenUntil,
  touched_at: touchedAt,
});

/** The member must be known, have none running, and none from that message. */
export async function addSession(db: Database, session: Omit<Session, 'id'>): Promise<Session> {
  const { id } = await db
    .insertInto('sessions')
    .values({
      ...ofMember(session),
      origin: session.origin,
      started_at: session.startedAt,
      ...columnsOf(session),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...session, id };
}

export async function saveSession(db: Database, session: Session): Promise<void> {
  await db.updateTable('sessions').set(columnsOf(session)).where('id', '=', session.id).execute();
}

export async function findSession(db: Database, id: number): Promise<Session | undefined> {
  const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toSession(row);
}

/** What a member has going on, paused or not. */
export async function listSessions(db: Database, member: MemberKey): Promise<Session[]> {
  const rows = await db.selectFrom('sessions').selectAll().where(isOfMember(member)).orderBy('id').execute();
  return rows.map(toSession);
}

/** Sessions of which a step has ended by `now`, the longest ago first, by their numbers. */
export async function listSessionsDue(db: Database, now: number, most: number): Promise<number[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('ends_at', '<=', now)
    .orderBy('ends_at')
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}

/** One of which a step has ended waits at the end of it, even where it can't be read. */
export async function holdSession(db: Database, id: number): Promise<void> {
  await db.updateTable('sessions').set({ ends_at: null, left_ms: 0 }).where('id', '=', id).execute();
}

/** When the next step of any session ends. */
export async function findNextEnd(db: Database): Promise<number | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('ends_at')
    .where('ends_at', 'is not', null)
    .orderBy('ends_at')
    .limit(1)
    .executeTakeFirst();
  return row?.ends_at ?? undefined;
}

/** Sessions that run, or came to an end that their messages don't say yet, by their numbers. */
export async function listSessionsToShow(db: Database): Promise<number[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where((row) => row.or([row('ends_at', 'is not', null), row('place', '=', AT_END)]))
    .execute();
  return rows.map(({ id }) => id);
}

/** Paused sessions whose member has pressed nothing since. */
export async function listSessionsLeftBefore(db: Database, instant: number): Promise<SessionWithoutPlan[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('ends_at', 'is', null)
    .where('touched_at', '<', instant)
    .execute();
  return rows.map(withoutPlan);
}

export async function removeSession(db: Database, id: number): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute();
}

/** A guided session that is over and counts. */
export interface LoggedSession {
  /** UTC ms. */
  readonly endedAt: number;
  readonly seconds: number;
}

/** Counts a session, once. */
export async function logSession(
  db: Database,
  session: MemberKey & Pick<Session, 'id'>,
  { endedAt, seconds }: LoggedSession,
): Promise<void> {
  await db
    .insertInto('session_log')
    .values({ ...ofMember(session), session: session.id, ended_at: endedAt, seconds })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Those of a member that count, the oldest first. */
export async function listLoggedSessions(db: Database, member: MemberKey): Promise<LoggedSession[]> {
  return await db
    .selectFrom('session_log')
    .select(['ended_at as endedAt', 'seconds'])
    .where(isOfMember(member))
    .orderBy('ended_at')
    .execute();
}

/** One of a member that counts, by the id that it had. */
export async function findLoggedSession(
  db: Database,
  member: MemberKey,
  id: number,
): Promise<LoggedSession | undefined> {
  return await db
    .selectFrom('session_log')
    .select(['ended_at as endedAt', 'seconds'])
    .where('session', '=', id)
    .where(isOfMember(member))
    .executeTakeFirst();
}
