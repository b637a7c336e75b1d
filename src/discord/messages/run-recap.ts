import type { RecapView } from '../../domain/run-post.ts';
import { instant, people, say } from './components.ts';
import { called, lateText, type PostWriters, toNobody } from './post-writer.ts';
import { titleOf } from './run.ts';

/** How many names a line holds; the rest are counted. There is a line for each milestone, and all must fit a message. */
const MOST_NAMES = { firstTimers: 30, milestone: 15 };

function cameText({ run, came }: RecapView): string {
  const when = instant(run.startsAt, 'D');
  return came === 1
    ? `One of us came on ${when}.`
    : `${came} of us came on ${when}. Thanks to everybody who did.`;
}

/** What is posted of a run that is over. Names stand in it without notifying anybody. */
export const recapPosts: PostWriters<RecapView> = {
  'run-recap': called('recap', (view) => {
    const { run, firstTimers, milestones, late } = view;
    const welcome =
      firstTimers.length > 0
        ? [`For the first time: ${people(firstTimers, MOST_NAMES.firstTimers)}. Welcome!`]
        : [];
    const reached = milestones.map(
      ({ runs, userIds }) => `**${runs} runs:** ${people(userIds, MOST_NAMES.milestone)}. Congratulations!`,
    );
    const lines = [
      `### ${titleOf(run)}: how it went`,
      cameText(view),
      ...welcome,
      ...reached,
      ...lateText(late),
    ];
    return toNobody(say(lines.join('\n')));
  }),
};
