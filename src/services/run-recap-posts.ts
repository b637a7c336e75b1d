import { presentIn } from '../domain/attendance.ts';
import { greatestReached, milestonesReached } from '../domain/milestone.ts';
import type { RecapView } from '../domain/run-recap-view.ts';
import { countTimesCame, findAttendance, listFreeMilestones } from '../storage/attendance.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import { findErasedCount } from '../storage/personal-data.ts';
import { drop, findRunOf, type PostComposer } from './post-composer.ts';

const recap: PostComposer<'run-recap'> = {
  async compose({ trx, post, late }) {
    const run = await findRunOf(trx, post);
    const settings = await findSettings(trx, post.guildId);
    if (!run || !settings) return drop('The run is gone');
    const came = presentIn((await findAttendance(trx, run))?.list ?? []).map(({ userId }) => userId);
    const count = came.length + (await findErasedCount(trx, 'runs', run));
    if (count === 0) return drop('Nobody came');
    const times = await countTimesCame(trx, run.guildId, came, run.startsAt);
    // Also of those who don't want to hear of it: they aren't congratulated later on what lies behind them by then.
    const reached = came.flatMap((userId) =>
      milestonesReached((times.get(userId) ?? 0) + 1).map((runs) => ({ userId, runs })),
    );
    const milestones = await listFreeMilestones(trx, run, reached);
    const named = await listWanting(trx, run.guildId, came, 'congratulations');
    const view: RecapView = {
      type: 'run-recap',
      run,
      came: count,
      firstTimers: named.filter((userId) => !times.has(userId)),
      milestones: greatestReached(milestones.filter(({ userId }) => named.includes(userId))),
      late,
    };
    const channelId = run.card?.channelId ?? settings.runsChannelId;
    return { type: 'say', channelId, view, notes: { milestones } };
  },
};
/** What is posted of a run once it is known who came. */
export const recapPosts = { 'run-recap': recap };
