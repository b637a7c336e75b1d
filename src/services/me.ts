import { nextMilestone } from '../domain/milestone.ts';
import type { Notifications } from '../domain/notifications.ts';
import type { SessionTotals } from '../domain/session-view.ts';
import { streakInWeeks } from '../domain/streak.ts';
import { countKept, forgetAnswers, saveWish, wishOf } from '../storage/answers.ts';
import { startsCameTo } from '../storage/attendance.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { notificationsOf, saveNotifications } from '../storage/notifications.ts';
import { type Answered, answersToCome, knownSince } from '../storage/overview.ts';
import { type Preferences, preferencesOf, savePreferences } from '../storage/preferences.ts';
import { countCreated } from '../storage/runs.ts';
import { wantScrub } from '../storage/scrub.ts';
import { tipViewsOf } from '../storage/tip-views.ts';

import { withdrawAnswers } from './group-mood.ts';
import { sessionTotals } from './session-view.ts';

export type { Answered } from '../storage/overview.ts';

import { inClub } from '../storage/transaction.ts';

/** What the bot knows of a member in one club. Instants in UTC ms. */
export interface Overview {
  readonly toCome: readonly Answered[];
  /** To how many runs they came. */
  readonly came: number;
  readonly lastCame: number | undefined;
  readonly nextMilestone: number | undefined;
  readonly streakWeeks: number;
  /** Their guided sessions. */
  readonly sessions: SessionTotals;
  readonly runsCreated: number;
  readonly tipsSeen: number;
  readonly notifications: Notifications;
  /** They asked that what they answer to check-ins be kept. */
  readonly keepsAnswers: boolean;
  /** They said that they are under 18. */
  readonly under18: boolean;
  readonly knownSince: number | undefined;
}

/** What goes when a member says that they are under 18. */
export interface LostUnder18 {
  /** Check-ins whose answers they had kept. */
  readonly answers: number;
  readonly goal: boolean;
}

export interface MemberService {
  overview(member: MemberKey): Promise<Overview>;
  notifications(member: MemberKey): Promise<Notifications>;
  preferences(member: MemberKey): Promise<Preferences>;
  lostUnder18(member: MemberKey): Promise<LostUnder18>;
  /**
   * Chooses what is given and leaves the rest. Under 18 there is no weekly goal, and answers kept before are forgotten.
   */
  prefer(member: MemberKey, given: Partial<Preferences>): Promise<Preferences>;
  /** Switches on or off what is given and leaves the rest. */
  notify(member: MemberKey, given: Partial<Notifications>): Promise<Notifications>;
}

/** Where a club has no zone yet, there are no runs either. */
const ANY_ZONE = 'UTC';

/** Forgets whatever is kept of how a member felt, even within a count. `now` in UTC ms. */
async function forgetFeelings(trx: Database, member: MemberKey, now: number): Promise<void> {
  if (await wishOf(trx, member)) await saveWish(trx, member, false);
  await forgetAnswers(trx, member, now);
  if (await withdrawAnswers(trx, member)) await wantScrub(trx, now);
}

export function createMemberService(db: Database, clock: () => number): MemberService {
  return {
    overview: (member) =>
      inClub(db, member.guildId, async (trx) => {
        const now = clock();
        const starts = await startsCameTo(trx, member, now);
        const { zone = ANY_ZONE } = (await settingsOf(trx, member.guildId)) ?? {};
        return {
          toCome: await answersToCome(trx, member, now),
          came: starts.length,
          lastCame: starts.at(-1),
          nextMilestone: nextMilestone(starts.length),
          streakWeeks: streakInWeeks(starts, zone, now),
          sessions: await sessionTotals(trx, member, now),
          runsCreated: await countCreated(trx, member.guildId, member.userId, 0),
          tipsSeen: (await tipViewsOf(trx, member)).length,
          notifications: await notificationsOf(trx, member),
          keepsAnswers: (await wishOf(trx, member)) ?? false,
          under18: (await preferencesOf(trx, member)).under18,
          knownSince: await knownSince(trx, member),
        };
      }),

    notifications: (member) => notificationsOf(db, member),

    preferences: (member) => preferencesOf(db, member),

    lostUnder18: async (member) => ({
      answers: await countKept(db, member),
      goal: (await preferencesOf(db, member)).weeklyGoal !== null,
    }),

    prefer: (member, given) =>
      inClub(db, member.guildId, async (trx) => {
        const before = await preferencesOf(trx, member);
        const chosen = { ...before, ...given };
        const wanted = chosen.under18 ? { ...chosen, weeklyGoal: null } : chosen;
        await rememberMember(trx, member, clock());
        await savePreferences(trx, member, wanted);
        if (wanted.under18 && !before.under18) await forgetFeelings(trx, member, clock());
        return wanted;
      }),

    notify: (member, given) =>
      inClub(db, member.guildId, async (trx) => {
        const wanted = { ...(await notificationsOf(trx, member)), ...given };
        await rememberMember(trx, member, clock());
        await saveNotifications(trx, member, wanted);
        return wanted;
      }),
  };
}
