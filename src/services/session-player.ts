import type { Content } from '../domain/content.ts';
import { DAY } from '../domain/duration.ts';
import { advance, atEnd, isAtEnd, pause } from '../domain/session.ts';
import type { SessionShown } from '../domain/session-view.ts';
import { findPreferences } from '../storage/choices.ts';
import type { Database } from '../storage/database.ts';
import {
  findNextEnd,
  findSession,
  holdSession,
  listSessionsDue,
  listSessionsLeftBefore,
  listSessionsToShow,
  removeSession,
  type Session,
  saveSession,
} from '../storage/sessions.ts';
import { acrossClubs } from '../storage/transaction.ts';
import { endedOf, sessionContent } from './session-view.ts';
import { countSession, endSession } from './sessions.ts';

/** A paused session is kept for so long. */
const FORGET_AFTER_MS = DAY;

/** Moved on in one transaction. */
const MOST_AT_ONCE = 100;

export type SessionPlayer = ReturnType<typeof createSessionPlayer>;

export function createSessionPlayer(db: Database, content: Content, clock: () => number) {
  const { steps, view } = sessionContent(content);

  async function shown(trx: Database, session: Session): Promise<SessionShown> {
    const { stillPictures } = await findPreferences(trx, session);
    const { id, token } = session;
    return { id, token, answer: { type: 'on', view: view(session, stillPictures) } };
  }

  /** Undefined where nobody would see it move on: it stays at the beginning of the step, paused. */
  async function moveOn(trx: Database, id: number, now: number): Promise<SessionShown | undefined> {
    const session = await findSession(trx, id);
    if (!session) return undefined;
    const { type, progress } = advance(session.progress, steps(session.plan), now);
    const { token } = session;
    const seen = now < session.tokenUntil;
    if (type === 'over') {
      const ended = await countSession(trx, session, progress, now);
      // It stays until its message says so.
      if (seen) await saveSession(trx, { ...session, progress: atEnd(progress) });
      else await removeSession(trx, id);
      return seen ? { id, token, answer: { type, ended } } : undefined;
    }
    const moved = { ...session, progress: seen ? progress : pause(progress, now) };
    await saveSession(trx, moved);
    return seen ? shown(trx, moved) : undefined;
  }

  return {
    /**
     * Moves on sessions of which a step has ended, up to a hundred; those whose messages have to be changed. One that can't
     * be moved on is told to `onTrouble`, and waits.
     */
    moveOn: (onTrouble: (error: unknown) => void) =>
      acrossClubs(db, async (trx): Promise<SessionShown[]> => {
        const now = clock();
        const all: SessionShown[] = [];
        for (const id of await listSessionsDue(trx, now, MOST_AT_ONCE)) {
          try {
            const one = await moveOn(trx, id, now);
            if (one) all.push(one);
          } catch (error) {
            onTrouble(error);
            await holdSession(trx, id);
          }
        }
        return all;
      }),

    /** Sessions that ran when the program stopped, or had come to an end that wasn't said, by their numbers. */
    running: () => listSessionsToShow(db),

    /** One as it stands; undefined where it is no longer known, or its message can't be changed any more. */
    async current(id: number): Promise<SessionShown | undefined> {
      const session = await findSession(db, id);
      if (!session || clock() >= session.tokenUntil) return undefined;
      if (!isAtEnd(session.progress)) return shown(db, session);
      const ended = await endedOf(db, session, id, clock());
      return { id, token: session.token, answer: { type: 'over', ended } };
    },

    /** Its message says that it is over, or can't any more. */
    ended: (id: number) => removeSession(db, id),

    nextEnd: () => findNextEnd(db),

    /** Its message can't be changed by that token: if it is still the last one, it waits for the member's next press. */
    unreachable: (id: number, token: string) =>
      acrossClubs(db, async (trx) => {
        const session = await findSession(trx, id);
        if (session?.token === token)
          await saveSession(trx, { ...session, progress: pause(session.progress, clock()) });
      }),

    upkeep: (now: number) =>
      acrossClubs(db, async (trx) => {
        for (const session of await listSessionsLeftBefore(trx, now - FORGET_AFTER_MS))
          await endSession(trx, session, session.progress, session.touchedAt);
      }),
  };
}
