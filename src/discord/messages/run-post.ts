import type { RunPostView } from '../../domain/run-post.ts';
import { cancelledText, instant, say } from './components.ts';
import { called, lateText, type PostWriters, tell, toNobody, toUsers, warn } from './post-writer.ts';
import { factsOf, partsInWords, runCard, titleOf } from './run.ts';

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

  'run-promotion': called('place from the waitlist', ({ run, userId, late }) =>
    toUsers(
      say(
        `<@${userId}>, a place is free: you're going to **${titleOf(run)}**, ${instant(run.startsAt)}.`,
        "If you can't, press `Going` on its card again, so that the next in line can.",
        ...lateText(late),
      ),
      [userId],
    ),
  ),
};
