import type { RunPostView } from '../../domain/run-view.ts';
import { COLOURS, cancelledText, card, instant, text } from './components.ts';
import { lateText, mentions, type PostWriters, toNobody, toUsers } from './post-writer.ts';
import { factsOf, partsInWords, runCard, titleOf } from './run.ts';

const lines = (colour: number, ...all: readonly string[]) => card(colour, [text(all.join('\n'))]);

/** What is posted about runs. */
export const runPosts: PostWriters<RunPostView> = {
  'run-card': ({ run, rsvps }) => toNobody(runCard(run, rsvps)),

  'run-reminder': ({ run, mention, late }) =>
    toUsers(
      lines(
        COLOURS.calm,
        `### ${titleOf(run)} starts ${instant(run.startsAt, 'R')}`,
        factsOf(run),
        ...lateText(late),
        mentions(mention),
      ),
      mention,
    ),

  'run-change': ({ run, changed, mention, late }) =>
    toUsers(
      lines(
        COLOURS.calm,
        `### Changed: ${titleOf(run)}`,
        `What is new: ${partsInWords(changed)}.`,
        factsOf(run),
        ...lateText(late),
        mentions(mention),
      ),
      mention,
    ),

  'run-cancelled': ({ run, mention, late }) =>
    toUsers(
      lines(
        COLOURS.warning,
        `### Cancelled: ${titleOf(run)}`,
        `The run on ${instant(run.startsAt)} will not take place.`,
        ...cancelledText(run),
        ...lateText(late),
        mentions(mention),
      ),
      mention,
    ),

  'run-on-again': ({ run, mention, late }) =>
    toUsers(
      lines(
        COLOURS.calm,
        `### It is on again: ${titleOf(run)}`,
        factsOf(run),
        ...lateText(late),
        mentions(mention),
      ),
      mention,
    ),

  'run-promotion': ({ run, userId, late }) =>
    toUsers(
      lines(
        COLOURS.calm,
        `<@${userId}>, a place is free: you're going to **${titleOf(run)}**, ${instant(run.startsAt)}.`,
        "If you can't, press `Going` on its card again, so that the next in line can.",
        ...lateText(late),
      ),
      [userId],
    ),
};
