import { nextMilestone } from '../domain/milestone.ts';
import type { Notifications } from '../domain/notifications.ts';
import { streakInWeeks } from '../domain/streak.ts';
import { countKept, forgetAnswers } from '../storage/answers.ts';
import { listStartsCameTo } from '../storage/attendance.ts';
import {
  findKeepingWish,
  findNotifications,
  findPreferences,
  type Preferences,
  saveKeepingWish,
  saveNotifications,
  savePreferences,
} from '../storage/choices.ts';
import { findZone } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { findKnownSince, listAnswersToCome } from '../storage/overview.ts';
import { countCreated } from '../storage/runs.ts';
import { requestVacuum } from '../storage/secure-erase.ts';
import { listTipViews } from '../storage/tip-views.ts';
import { inClub } from '../storage/transaction.ts';
import { withdrawAnswers } from './group-mood.ts';
import { countSessionTotals } from './session-view.ts';

/** Forgets whatever is kept of how a member felt, even within a count. `now` in UTC ms. */
async function forgetFeelings(trx: Database, member: MemberKey, now: number): Promise<void> {
  if (await findKeepingWish(trx, member)) await saveKeepingWish(trx, member, false);
  await forgetAnswers(trx, member, now);
  if (await withdrawAnswers(trx, member)) await requestVacuum(trx, now);
}

/** What the bot knows of a member in one club. Instants in UTC ms. */
async function findOverview(trx: Database, member: MemberKey, now: number) {
  const startsCameTo = await listStartsCameTo(trx, member, now);
  const zone = await findZone(trx, member.guildId);
  return {
    toCome: await listAnswersToCome(trx, member, now),
    /** To how many runs they came. */
    came: startsCameTo.length,
    lastCame: startsCameTo.at(-1),
    nextMilestone: nextMilestone(startsCameTo.length),
    streakWeeks: streakInWeeks(startsCameTo, zone, now),
    sessions: await countSessionTotals(trx, member, now),
    runsCreated: await countCreated(trx, member.guildId, member.userId, 0),
    tipsSeen: (await listTipViews(trx, member)).length,
    notifications: await findNotifications(trx, member),
    /** They asked that what they answer to check-ins be kept. */
    keepsAnswers: (await findKeepingWish(trx, member)) ?? false,
    under18: (await findPreferences(trx, member)).under18,
    knownSince: await findKnownSince(trx, member),
  };
}
export type Overview = Awaited<ReturnType<typeof findOverview>>;

/** What goes when a member says that they are under 18: check-ins whose answers they had kept, and a weekly goal. */
async function findLostUnder18(trx: Database, member: MemberKey) {
  const { weeklyGoal } = await findPreferences(trx, member);
  return { answers: await countKept(trx, member), goal: weeklyGoal !== null };
}
export type LostUnder18 = Awaited<ReturnType<typeof findLostUnder18>>;

async function prefer(trx: Database, member: MemberKey, given: Partial<Preferences>, now: number) {
  const before = await findPreferences(trx, member);
  const chosen = { ...before, ...given };
  const wanted = chosen.under18 ? { ...chosen, weeklyGoal: null } : chosen;
  await rememberMember(trx, member, now);
  await savePreferences(trx, member, wanted);
  if (wanted.under18 && !before.under18) await forgetFeelings(trx, member, now);
  return wanted;
}

export function createMemberService(db: Database, clock: () => number) {
  return {
    overview: (member: MemberKey) => inClub(db, member.guildId, (trx) => findOverview(trx, member, clock())),

    notifications: (member: MemberKey) => findNotifications(db, member),

    preferences: (member: MemberKey) => findPreferences(db, member),

    lostUnder18: (member: MemberKey) => inClub(db, member.guildId, (trx) => findLostUnder18(trx, member)),

    /** Chooses what is given and leaves the rest. Under 18 there is no weekly goal, and kept answers are forgotten. */
    prefer: (member: MemberKey, given: Partial<Preferences>) =>
      inClub(db, member.guildId, (trx) => prefer(trx, member, given, clock())),

    /** Switches on or off what is given and leaves the rest; the same for `preferences`, chosen together with them. */
    notify: (member: MemberKey, given: Partial<Notifications>, preferences: Partial<Preferences> = {}) =>
      inClub(db, member.guildId, async (trx) => {
        await rememberMember(trx, member, clock());
        await saveNotifications(trx, member, { ...(await findNotifications(trx, member)), ...given });
        if (Object.keys(preferences).length > 0) await prefer(trx, member, preferences, clock());
      }),
  };
}
