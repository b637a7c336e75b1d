import type { RunPostView } from '../../domain/run-post.ts';
import { cancelledText, instant, say } from './components.ts';
import { called, lateText, type PostWriters, tell, toNobody, toUsers, warn } from './post-writer.ts';
import { factsOf, partsInWords, runCard, titleOf } from './run.ts';

/** What a member is told whose place was changed by somebody who leads the run. */
const PLACE = {
  added: (run: string) =>
    `you're on the list of ${run}: one of its leaders put you there. If you can't go, press \`Can't go\` on its card.`,
  waits: (run: string) =>
    `you're on the waitlist of ${run}: one of its leaders put you there. I'll tell you here when a place is free.`,
  'taken-off': (run: string) =>
    `you're no longer on the list of ${run}: one of its leaders took you off. If that surprises you, ask them.`,
} as const;

export const runPosts: PostWriters<RunPostView> = {
  'run-card': called('run card', ({ run, rsvps }) => toNobody(runCard(run, rsvps))),

  'run-reminder': called('reminder', ({ run, ...to }) =>
    tell(to, `### ${titleOf(run)} starts ${instant(run.startsAt, 'R')}`, factsOf(run)),
  ),

  'run-change': called('news of a change', ({ run, changed, ...to }) =>
    tell(to, `### Changed: ${titleOf(run)}`, `What is new: ${partsInWords(changed)}.`, factsOf(run)),
  ),

  'run-cancelled': called('cancellation', ({ run, ...to }) =>
    warn(
      to,
      `### Cancelled: ${titleOf(run)}`,
      `The run on ${instant(run.startsAt)} will not take place.`,
      ...cancelledText(run),
    ),
  ),

  'run-on-again': called('news that it is on again', ({ run, ...to }) =>
    tell(to, `### It is on again: ${titleOf(run)}`, factsOf(run)),
  ),

  'run-place': called('news of a place', ({ run, userId, became, late }) =>
    toUsers(
      say(
        `<@${userId}>, ${PLACE[became](`**${titleOf(run)}**, ${instant(run.startsAt)}`)}`,
        ...lateText(late),
      ),
      [userId],
    ),
  ),

  'run-promotion': called('place from the waitlist', ({ run, userId, late }) =>
    toUsers(
      say(
        `<@${userId}>, a place is free: you're going to **${titleOf(run)}**, ${instant(run.startsAt)}.`,
        "If you can't, press `Can't go` on its card, so that the next in line can.",
        ...lateText(late),
      ),
      [userId],
    ),
  ),
};
