import type { ClubSettings } from '../domain/club.ts';
import type { Content } from '../domain/content.ts';
import { nextTip, startingPlace } from '../domain/tip.ts';
import { nextTipDue } from '../domain/weekly-tip.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { dropPlanned, listPosts, planPost } from '../storage/outbox.ts';
import { inClub } from '../storage/transaction.ts';
import { listClubsWithoutTip, listWeeklyTips } from '../storage/weekly-tips.ts';
import { drop, type PostComposer } from './post-composer.ts';

const KIND = 'tip-of-the-week';
const AT_ONCE = 100;

/** Plans the next tip of the week of a club, if it has one, in place of what was planned. `now` in UTC ms. */
export async function planTip(
  trx: Database,
  guildId: string,
  { tipTime, zone }: Pick<ClubSettings, 'tipTime' | 'zone'>,
  now: number,
): Promise<void> {
  const club = { guildId };
  await dropPlanned(trx, KIND, club, tipTime === null ? {} : { dueAfter: now });
  if (tipTime === null) return;
  const planned = new Set((await listPosts(trx, KIND, club)).map(({ details }) => details.week));
  const { week, dueAt } = nextTipDue(tipTime, zone, now, planned);
  await planPost(trx, { kind: KIND, about: club, details: { week } }, dueAt);
}

/**
 * Plans the next tip of every club that wants one, as the last has been posted or dropped. Called with every beat; what
 * it did once it doesn't do again. A club that fails is told to `onTrouble` and keeps back none of the others.
 */
export async function keepTipsComing(db: Database, now: number, onTrouble: (error: unknown) => void) {
  for (const guildId of await listClubsWithoutTip(db, AT_ONCE))
    await inClub(db, guildId, async (trx) => {
      const settings = await findSettings(trx, guildId);
      if (settings) await planTip(trx, guildId, settings, now);
    }).catch(onTrouble);
}

/** The tip of the week, in the channel of the club's choice. */
export function createWeeklyTipPosts({ tips, sources }: Content) {
  const weekly: PostComposer<typeof KIND> = {
    async compose({ trx, post: { guildId }, details: { week } }) {
      const settings = await findSettings(trx, guildId);
      if (!settings?.tipTime) return drop('The tip of the week was switched off');
      const weeklyTip = await findTipOf(trx, guildId, week, tips);
      const tip = tips.find(({ id }) => id === weeklyTip.tipId);
      if (!tip) return drop('The tip is no longer known');
      const channelId = settings.tipChannelId ?? settings.recoveryChannelId;
      return { type: 'say', channelId, view: { type: KIND, tip, sources }, notes: { weeklyTip } };
    },
  };
  return { [KIND]: weekly };
}

/** The tip of a week: one that this round hasn't had; asked again, the same one. */
async function findTipOf(trx: Database, guildId: string, week: string, tips: Content['tips']) {
  const had = await listWeeklyTips(trx, guildId);
  const mine = had.find((one) => one.week === week);
  if (mine) return mine;
  const round = had.at(-1)?.round ?? 1;
  const ofRound = had.filter((one) => one.round === round).map(({ tipId }) => tipId);
  const { tip, startOver } = nextTip(tips, ofRound, startingPlace(guildId) + had.length);
  return { week, tipId: tip.id, round: startOver ? round + 1 : round };
}
