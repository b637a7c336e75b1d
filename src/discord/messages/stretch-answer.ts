import type { Content } from '../../domain/content.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import type { Picture } from '../../services/pictures.ts';
import type { StretchOutcome, StretchRequest } from '../../services/stretch.ts';
import type { Message } from '../command.ts';
import { redFlagMessage } from './red-flag.ts';
import { withLineBeside } from './safety-net.ts';
import { areaMessage, routineMessage, symptomMessage, unknownMuscleMessage } from './stretch.ts';

interface StretchShown {
  readonly request: StretchRequest;
  readonly content: Content;
  /** Of the routine, if it is one. */
  readonly pictures: readonly Picture[];
  /** Asked for where it is needed. */
  readonly help: () => Promise<HelpLines>;
  /** It could not be shared, though they wished it. */
  readonly kept: boolean;
}

/** What came of a request for a routine, for the eyes of the member alone. */
export async function stretchAnswer(
  outcome: StretchOutcome,
  { request, content: { sources, muscles }, pictures, help, kept }: StretchShown,
): Promise<Message> {
  switch (outcome.type) {
    case 'routine': {
      const alone = isForAll(outcome);
      const message = routineMessage(outcome, { sources, pictures, shown: 'private', kept: kept && alone });
      return alone ? message : withLineBeside(message, outcome.beside, await help());
    }
    case 'area':
      return areaMessage(outcome, request, await help());
    case 'unknown-muscle':
      return unknownMuscleMessage(outcome, muscles, request, await help());
    case 'symptom':
      return symptomMessage(outcome.asked, outcome.lines, await help());
    case 'red-flags':
      return redFlagMessage(outcome.flags, outcome.asked, 'muscle', await help());
  }
}

/** Nothing stands beside it: what may be about somebody's health is for their eyes alone. */
export const isForAll = ({ beside: { lines, net } }: Extract<StretchOutcome, { type: 'routine' }>) =>
  lines.length === 0 && !net;
