import { presentIn } from '../domain/attendance.ts';
import { greatestReached, milestonesReached } from '../domain/milestone.ts';
import type { RecapView } from '../domain/recap-view.ts';
import { type Run, runKeyOf } from '../domain/run.ts';
import { attendanceOf, claimMilestones, timesCameBefore } from '../storage/attendance.ts';
import { listWanting } from '../storage/choices.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { runOf } from '../storage/runs.ts';
import { leaversOf } from '../storage/traces.ts';
import { inClub } from '../storage/transaction.ts';
import { drop, type PostComposer } from './post-composer.ts';

/** What the recap of a run says; the milestones in it are this recap's from now on, also if it has to be tried again. */
async function recapOf(trx: Database, run: Run, came: readonly string[]): Promise<Omit<RecapView, 'late'>> {
  const { guildId, startsAt } = run;
  const times = await timesCameBefore(trx, guildId, came, startsAt);
  // Also of those who don't want to hear of it: they aren't congratulated later on what lies behind them by then.
  const reached = came.flatMap((userId) =>
    milestonesReached((times.get(userId) ?? 0) + 1).map((runs) => ({ userId, runs })),
  );
  const claimed = await claimMilestones(trx, run, reached);
  const named = await listWanting(trx, guildId, came, 'congratulations');
  return {
    type: 'run-recap',
    run,
    came: came.length + (await leaversOf(trx, 'runs', run)),
    firstTimers: named.filter((userId) => !times.has(userId)),
    milestones: greatestReached(claimed.filter(({ userId }) => named.includes(userId))),
  };
}

/** What is posted of a run once it is known who came. */
export function createRecapPosts(db: Database) {
  const recap: PostComposer = {
    compose: (post, { late }) =>
      inClub(db, post.guildId, async (trx) => {
        const key = runKeyOf(post.subject);
        const run = key && (await runOf(trx, key));
        const settings = await settingsOf(trx, post.guildId);
        if (!run || !settings) return drop('The run is gone');
        const { list = [] } = (await attendanceOf(trx, run)) ?? {};
        const view = await recapOf(
          trx,
          run,
          presentIn(list).map(({ userId }) => userId),
        );
        if (view.came === 0) return drop('Nobody came');
        const channelId = run.card?.channelId ?? settings.runsChannelId;
        return { type: 'say', channelId, view: { ...view, late } };
      }),
  };
  return { 'run-recap': recap };
}
