import { type Sign, signsByUrgency } from '../domain/checkin-content.ts';
import type { SignsTicked } from '../domain/checkin-view.ts';
import type { Content } from '../domain/content.ts';
import type { Exercise } from '../domain/exercise.ts';
import {
  again,
  begin,
  beginNow,
  goOn,
  isAtEnd,
  type Next,
  type PlanItem,
  type Progress,
  pause,
  planOf,
  type SessionPlan,
  type Steps,
  skip,
} from '../domain/session.ts';
import type { Hurt, SessionAnswer, SessionEnded, SessionPress } from '../domain/session-view.ts';
import { findPreferences } from '../storage/choices.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import {
  addSession,
  findSession,
  listSessions,
  logSession,
  removeSession,
  type Session,
  type SessionWithoutPlan,
  saveSession,
} from '../storage/sessions.ts';
import { inClub } from '../storage/transaction.ts';
import { findHelpFor } from './help-lines.ts';
import { endedOf, sessionContent } from './session-view.ts';
import type { StretchOutcome } from './stretch.ts';

/** A press by Discord's token: for some minutes from then on the message can be changed by it. */
interface SessionPressed {
  readonly member: MemberKey;
  readonly token: string;
}

interface SessionStarted extends SessionPressed {
  /** The message and button that it was started from. */
  readonly origin: string;
  /** The session is shown in that very message. */
  readonly inPlace: boolean;
}

/** Discord's tokens hold 15 minutes from the press; the last seconds are left for what is on its way. */
export const TOKEN_MS = 15 * 60_000 - 10_000;

/** What is done although the session has moved on to another exercise by itself in that very moment. */
const MEANT_ANYWAY: readonly SessionPress[] = ['pause', 'go', 'stop'];

/** After these presses no session is running. */
const STOPS: readonly SessionPress[] = ['pause', 'hurts', 'stop'];

/** Two presses within this time were meant as one. */
const DOUBLE_PRESS_MS = 3_000;

/** How many sessions a member may have in a club that are not over; the one left alone for longest ends for another. */
const MOST_OPEN = 5;

/** Signs that outrank any exercise, wherever it hurts. */
const ALWAYS = ['chest-pain', 'breathless-at-rest', 'collapse', 'sudden-headache-or-face-droop'];

export interface SessionParts {
  readonly db: Database;
  readonly content: Content;
  /** UTC ms. */
  readonly clock: () => number;
  /** Waits until what is on its way to a session's message has arrived, so that an answer comes after it. */
  readonly settled: (id: number) => Promise<void>;
  /** Steps end at other times than before, and the messages of these sessions say something that is no longer so. */
  readonly onChange: (stale: readonly number[]) => void;
}

/** Counts a session that is over, once, if any exercise was done to its end. `at` in UTC ms. */
export async function countSession(
  trx: Database,
  session: SessionWithoutPlan,
  { done, spentMs }: Progress,
  at: number,
): Promise<SessionEnded> {
  if (done > 0) await logSession(trx, session, { endedAt: at, seconds: Math.round(spentMs / 1000) });
  return endedOf(trx, session, session.id, at);
}

/** Counts it, and forgets the rest of it. */
export async function endSession(trx: Database, session: SessionWithoutPlan, progress: Progress, at: number) {
  const ended = await countSession(trx, session, progress, at);
  await removeSession(trx, session.id);
  return ended;
}

export function createSessionService({ db, content, clock, settled, onChange }: SessionParts) {
  const { exercise, steps: stepsFor, lost, view } = sessionContent(content);
  const signs = signsByUrgency(content.checkin.signs, content.redFlags);

  const viewIn = async (trx: Database, session: Session): Promise<SessionAnswer> => ({
    type: 'on',
    view: view(session, (await findPreferences(trx, session)).stillPictures),
  });

  /** Nobody does two at once. Returns those whose messages have to be told. */
  async function pauseOthers(trx: Database, member: MemberKey, but?: number): Promise<number[]> {
    const others = (await listSessions(trx, member)).filter(
      ({ id, progress }) => id !== but && progress.endsAt !== null,
    );
    for (const other of others)
      await saveSession(trx, { ...other, progress: pause(other.progress, clock()) });
    return others.map(({ id }) => id);
  }

  /** There is room for one more. */
  async function makeRoom(trx: Database, member: MemberKey): Promise<void> {
    const open = (await listSessions(trx, member)).filter(({ progress }) => !isAtEnd(progress));
    const longestLeft = open.toSorted((a, b) => a.touchedAt - b.touchedAt || a.id - b.id);
    for (const one of longestLeft.slice(0, Math.max(0, open.length - MOST_OPEN + 1)))
      await endSession(trx, one, one.progress, clock());
  }

  async function to(trx: Database, session: Session, { type, progress }: Next): Promise<SessionAnswer> {
    if (type === 'over') return { type, ended: await endSession(trx, session, progress, clock()) };
    const moved = { ...session, progress };
    await saveSession(trx, moved);
    return viewIn(trx, moved);
  }

  /** The session has it already, or had it replaced. */
  const isTaken = ({ items, replaced = [] }: SessionPlan, id: string) =>
    replaced.includes(id) || items.some((item) => item.exercise === id);

  /** Another exercise for the same muscle: of the same kind, or else of a kind that the session has anyway. */
  function otherThan(plan: SessionPlan, hurting: Exercise): Exercise | undefined {
    const kinds = plan.items.flatMap((item) => exercise(item.exercise)?.kind ?? []);
    const free = content.exercises.filter((one) => one.muscle === plan.muscle && !isTaken(plan, one.id));
    return free.find(({ kind }) => kind === hurting.kind) ?? free.find(({ kind }) => kinds.includes(kind));
  }

  /** The easier variant may be an exercise of its own; in either case with the short dose. */
  function easierThan(plan: SessionPlan, { exercise: id, easier }: PlanItem): PlanItem | undefined {
    const variant = exercise(id)?.easier.exercise;
    if (variant !== undefined && exercise(variant) && !isTaken(plan, variant))
      return { exercise: variant, dose: 'short', easier: false };
    return easier ? undefined : { exercise: id, dose: 'short', easier: true };
  }

  const signsAt = (places: readonly string[]): Sign[] => {
    const fitting = [...ALWAYS, ...places.flatMap((muscle) => content.checkin.places[muscle] ?? [])];
    return signs.filter(({ choice }) => fitting.includes(choice.id));
  };

  async function hurtIn(trx: Database, session: Session, place: number): Promise<Hurt> {
    const { id, plan, progress } = session;
    const item = plan.items[place];
    const hurting = item && exercise(item.exercise);
    if (!item || !hurting) throw new Error(`Session ${id} has no exercise ${place}`);
    const current = place === progress.place;
    return {
      id,
      place,
      exercise: hurting,
      easier: current && easierThan(plan, item) !== undefined,
      other: current ? otherThan(plan, hurting) : undefined,
      next: plan.items.slice(place + 1).flatMap((one) => exercise(one.exercise) ?? [])[0],
      signs: signsAt([plan.muscle]),
      help: await findHelpFor(trx, content, session),
    };
  }

  function replaced(session: Session, place: number, item: PlanItem): Session {
    const { items, replaced: before = [] } = session.plan;
    const gone = items.flatMap((one, index) =>
      index === place && one.exercise !== item.exercise ? [one.exercise] : [],
    );
    const plan = { ...session.plan, items: items.with(place, item), replaced: [...before, ...gone] };
    return { ...session, plan };
  }

  /** What a press on the exercise that is on does. */
  async function carryOut(trx: Database, session: Session, press: SessionPress): Promise<SessionAnswer> {
    const { plan, progress } = session;
    const { place } = progress;
    const steps: Steps = stepsFor(plan);
    const now = clock();
    const on = (next: Progress): Next => ({ type: 'on', progress: next });
    const instead = (item: PlanItem | undefined) => {
      // Where the session runs, an earlier press has already replaced it.
      if (!item || progress.endsAt !== null) return to(trx, session, on(progress));
      const changed = replaced(session, place, item);
      return to(trx, changed, again(progress, stepsFor(changed.plan), now));
    };
    switch (press) {
      case 'now':
        return to(trx, session, on(beginNow(progress, steps, now)));
      case 'pause':
        return to(trx, session, on(pause(progress, now)));
      case 'go':
        return to(trx, session, on(goOn(progress, steps, now)));
      case 'skip':
        return to(trx, session, skip(progress, steps, now));
      case 'stop':
        return to(trx, session, { type: 'over', progress });
      case 'hurts': {
        const waiting = { ...session, progress: pause(progress, now) };
        await saveSession(trx, waiting);
        return { type: 'hurts', hurt: await hurtIn(trx, waiting, place) };
      }
      case 'easier': {
        const item = plan.items[place];
        return instead(item && easierThan(plan, item));
      }
      case 'other': {
        const current = exercise(plan.items[place]?.exercise ?? '');
        const other = current && otherThan(plan, current);
        return instead(other && { exercise: other.id, dose: 'short', easier: false });
      }
    }
  }

  const taken = (session: Session, token: string): Session => ({
    ...session,
    token,
    tokenUntil: clock() + TOKEN_MS,
    touchedAt: clock(),
  });

  /** An upgrade took away the step that it stood at: it goes on with what there is, unless that was to end. */
  async function findAgain(trx: Database, session: Session, press: SessionPress): Promise<SessionAnswer> {
    const { plan, progress } = session;
    if (press === 'stop') return to(trx, session, { type: 'over', progress });
    if (press !== 'hurts') return to(trx, session, again(progress, stepsFor(plan), clock()));
    await endSession(trx, session, progress, clock());
    return hurtAfter(trx, session, session.id);
  }

  async function pressIn(
    trx: Database,
    session: Session,
    press: SessionPress,
    place: number,
  ): Promise<SessionAnswer> {
    if (lost(session)) return findAgain(trx, session, press);
    if (place === session.progress.place || MEANT_ANYWAY.includes(press))
      return carryOut(trx, session, press);
    if (press !== 'hurts') {
      await saveSession(trx, session);
      return viewIn(trx, session);
    }
    // It moved on in the very moment; what hurts is what they saw.
    const waiting = { ...session, progress: pause(session.progress, clock()) };
    await saveSession(trx, waiting);
    const shown = session.plan.items[place] ? place : session.progress.place;
    return { type: 'hurts', hurt: await hurtIn(trx, waiting, shown) };
  }

  /** What it was that hurt is forgotten with the session, so the signs are those of any place. */
  async function hurtAfter(trx: Database, member: MemberKey, id: number): Promise<SessionAnswer> {
    const anywhere = signsAt(Object.keys(content.checkin.places));
    return {
      type: 'hurts-after',
      hurt: { id, signs: anywhere, help: await findHelpFor(trx, content, member) },
    };
  }

  /** A session that is gone ended before; it counted if any exercise was done. */
  async function overBefore(
    trx: Database,
    member: MemberKey,
    id: number,
    press: SessionPress,
  ): Promise<SessionAnswer> {
    if (press === 'hurts') return hurtAfter(trx, member, id);
    return { type: 'over', ended: await endedOf(trx, member, id, clock()) };
  }

  async function ownSession(trx: Database, { guildId, userId }: MemberKey, id: number) {
    const session = await findSession(trx, id);
    if (!session || isAtEnd(session.progress)) return undefined;
    return session.guildId === guildId && session.userId === userId ? session : undefined;
  }

  return {
    /**
     * Starts one from a message, once: a second press finds the first one's. Whatever else the member has running is
     * paused. Undefined where it was started from there moments ago and is shown elsewhere: a double press.
     */
    async start(
      { member, token, origin, inPlace }: SessionStarted,
      { muscle, request, routine }: Extract<StretchOutcome, { readonly type: 'routine' }>,
    ): Promise<SessionAnswer | undefined> {
      const stale: number[] = [];
      const answer = await inClub(db, member.guildId, async (trx) => {
        const now = clock();
        await rememberMember(trx, member, now);
        const before = (await listSessions(trx, member)).find((one) => one.origin === origin);
        if (before && inPlace && !isAtEnd(before.progress)) {
          const shown = taken(before, token);
          await saveSession(trx, shown);
          return viewIn(trx, shown);
        }
        if (before && now - before.startedAt < DOUBLE_PRESS_MS) return undefined;
        if (before) await endSession(trx, before, before.progress, now);
        stale.push(...(await pauseOthers(trx, member)));
        await makeRoom(trx, member);
        const plan = planOf(routine, muscle.id, request.moment);
        const { progress } = begin(plan, stepsFor(plan), now);
        const times = { tokenUntil: now + TOKEN_MS, startedAt: now, touchedAt: now };
        return viewIn(trx, await addSession(trx, { ...member, origin, plan, progress, token, ...times }));
      });
      onChange(stale);
      return answer;
    },

    /** `place`: the exercise that the button was shown with. A press that comes too late for it changes nothing. */
    async press(
      { member, token }: SessionPressed,
      id: number,
      press: SessionPress,
      place: number,
    ): Promise<SessionAnswer> {
      const stale: number[] = [];
      const answer = await inClub(db, member.guildId, async (trx) => {
        const session = await ownSession(trx, member, id);
        if (!session) return overBefore(trx, member, id, press);
        if (!STOPS.includes(press)) stale.push(...(await pauseOthers(trx, member, id)));
        return pressIn(trx, taken(session, token), press, place);
      });
      onChange(stale);
      await settled(id);
      return answer;
    },

    /** A warning sign was ticked: the session is over. */
    reportSigns: (member: MemberKey, id: number, ids: readonly string[]) =>
      inClub(db, member.guildId, async (trx): Promise<SignsTicked | undefined> => {
        const ticked = signs.filter(({ choice }) => ids.includes(choice.id));
        if (ticked.length === 0) return undefined;
        const session = await ownSession(trx, member, id);
        if (session) await endSession(trx, session, session.progress, clock());
        return { signs: ticked, help: await findHelpFor(trx, content, member) };
      }),
  };
}
