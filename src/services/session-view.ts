import type { Content } from '../domain/content.ts';
import { type SessionPlan, type Steps, stepsOf, warmingUp } from '../domain/session.ts';
import type { SessionTotals, SessionView } from '../domain/session-view.ts';
import { streakInWeeks, weekOf } from '../domain/streak.ts';
import { findPreferences } from '../storage/choices.ts';
import { findZone } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';
import { findLoggedSession, listLoggedSessions, type Session } from '../storage/sessions.ts';

/** Sessions as the content has them. A plan may name an exercise that the content no longer has; it is passed over. */
export function sessionContent(content: Content) {
  const exercises = new Map(content.exercises.map((exercise) => [exercise.id, exercise]));
  const exercise = (id: string) => exercises.get(id);

  function steps(plan: SessionPlan): Steps {
    return plan.items.map((item) => {
      const known = exercise(item.exercise);
      return known ? stepsOf(known, known.dose[item.dose]) : [];
    });
  }

  return {
    exercise,
    steps,
    /** The content has changed, and the step that it stands at is no longer there. */
    lost: ({ plan, progress }: Session) => !steps(plan)[progress.place]?.[progress.step],

    view(
      { id, plan, progress }: Pick<Session, 'id' | 'plan' | 'progress'>,
      stillPictures: boolean,
    ): SessionView {
      const all = steps(plan);
      const item = plan.items[progress.place];
      const current = item && exercise(item.exercise);
      const step = all[progress.place]?.[progress.step];
      const muscle = content.muscles.find((one) => one.id === plan.muscle);
      if (!item || !current || !step || !muscle) throw new Error(`Session ${id} is at no step of its plan`);
      const next = plan.items.slice(progress.place + 1).flatMap((one) => exercise(one.exercise) ?? []);
      const waiting = warmingUp(plan, all, progress)
        ? ({ type: 'warm-up', seconds: plan.warmUpSeconds } as const)
        : ({ type: 'paused' } as const);
      return {
        id,
        muscle,
        exercise: current,
        dose: current.dose[item.dose],
        easier: item.easier,
        step,
        following: all[progress.place]?.[progress.step + 1],
        next: next[0],
        place: progress.place,
        count: plan.items.length,
        state: progress.endsAt === null ? waiting : { type: 'running', endsAt: progress.endsAt },
        stillPictures,
      };
    },
  };
}

/** `now` in UTC ms. */
export async function countSessionTotals(
  db: Database,
  member: MemberKey,
  now: number,
): Promise<SessionTotals> {
  const zone = await findZone(db, member.guildId);
  const logged = await listLoggedSessions(db, member);
  const ends = logged.map(({ endedAt }) => endedAt);
  return {
    sessions: logged.length,
    seconds: logged.reduce((sum, { seconds }) => sum + seconds, 0),
    thisWeek: ends.filter((at) => weekOf(at, zone) === weekOf(now, zone)).length,
    streakWeeks: streakInWeeks(ends, zone, now),
    goal: (await findPreferences(db, member)).weeklyGoal,
  };
}

/** How a session ended. `now` in UTC ms. */
export async function endedOf(db: Database, member: MemberKey, id: number, now: number) {
  const logged = await findLoggedSession(db, member, id);
  return { seconds: logged?.seconds, totals: await countSessionTotals(db, member, now) };
}
