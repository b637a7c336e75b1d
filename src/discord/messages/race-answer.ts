import type {
  RaceAskOutcome,
  RaceCancelOutcome,
  RaceUndoOutcome,
} from '../../services/race-cancellations.ts';
import type { RaceAddOutcome, RaceChangeOutcome, RaceReplyOutcome } from '../../services/races.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import {
  cancelRaceQuestion,
  noSuchCancellationMessage,
  notAllowedMessage,
  questionOverMessage,
  raceCancelledMessage,
  raceNotUndoneMessage,
  raceOnAgainMessage,
} from './cancellation.ts';
import { notSetUpMessage } from './club.ts';
import { raceClosedMessage, racePressedMessage } from './race.ts';
import {
  noSuchRaceMessage,
  notInRaceMessage,
  raceAddedMessage,
  raceChangedMessage,
  raceHasResultsMessage,
  raceJoinedMessage,
  raceLeftMessage,
  raceUnchangedMessage,
  raceUnreadableMessage,
  resultNotedMessage,
  tooEarlyMessage,
  tooManyRacesMessage,
  unreadableTimeMessage,
} from './race-outcome.ts';

/** What came of something asked about a race. `typed`: how the race was named, where it was. */
export function raceAnswer(
  outcome: RaceAddOutcome | RaceChangeOutcome | RaceReplyOutcome,
  catalogue: CommandCatalogue,
  typed = '',
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'edit', 'race');
    case 'no-such-race':
      return noSuchRaceMessage(typed, catalogue);
    case 'closed':
      return raceClosedMessage(outcome.race, outcome.phase);
    case 'unreadable':
      return raceUnreadableMessage(outcome.why);
    case 'too-many-open':
    case 'too-many-today':
      return tooManyRacesMessage(outcome.type, outcome.most);
    case 'added':
      return raceAddedMessage(outcome, catalogue);
    case 'has-results':
      return raceHasResultsMessage(outcome.race);
    case 'nothing-changed':
      return raceUnchangedMessage(outcome.race);
    case 'changed':
      return raceChangedMessage(outcome);
    case 'pressed':
      return racePressedMessage(outcome.race, outcome.outcome);
    case 'joined':
      return raceJoinedMessage(outcome);
    case 'left':
      return raceLeftMessage(outcome.race, outcome.hadResult);
    case 'not-in':
      return notInRaceMessage(outcome.race);
    case 'unreadable-time':
      return unreadableTimeMessage(outcome);
    case 'too-early':
      return tooEarlyMessage(outcome.race, outcome.opensAt);
    case 'noted':
      return resultNotedMessage(outcome);
  }
}

/** What came of calling a race off, or of putting it on again. */
export function raceCancellationAnswer(
  outcome: RaceAskOutcome | RaceCancelOutcome | RaceUndoOutcome,
  catalogue: CommandCatalogue,
  typed = '',
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'cancel', 'race');
    case 'no-such-race':
      return noSuchRaceMessage(typed, catalogue);
    case 'no-such-cancellation':
      return noSuchCancellationMessage();
    case 'closed':
      return raceClosedMessage(outcome.race, outcome.phase);
    case 'asked':
      return cancelRaceQuestion(outcome);
    case 'answered':
    case 'too-old':
      return questionOverMessage(outcome.type, 'race', catalogue);
    case 'cancelled':
      return raceCancelledMessage(outcome);
    case 'not-undone':
      return raceNotUndoneMessage(outcome.race, outcome.why);
    case 'on-again':
      return raceOnAgainMessage(outcome);
  }
}
