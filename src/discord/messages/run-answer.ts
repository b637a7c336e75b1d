import type { AttendanceOutcome, SheetOutcome } from '../../services/attendance.ts';
import type { RunAskOutcome, RunCancelOutcome, RunUndoOutcome } from '../../services/run-cancellations.ts';
import type { ChangeOutcome, CreateOutcome, ReplyOutcome } from '../../services/runs.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { attendanceMessage, noAttendanceMessage, screenOf } from './attendance.ts';
import {
  cancelRunQuestion,
  noSuchCancellationMessage,
  notAllowedMessage,
  questionOverMessage,
  runCancelledMessage,
  runNotUndoneMessage,
  runOnAgainMessage,
} from './cancellation.ts';
import { notSetUpMessage } from './club.ts';
import {
  paceChosenMessage,
  paceGoneMessage,
  paceNeedsGoingMessage,
  pressedMessage,
  runOverMessage,
} from './run.ts';
import {
  changedMessage,
  createdMessage,
  noSuchRunMessage,
  nothingChangedMessage,
  tooManyRunsMessage,
  unreadableMessage,
} from './run-outcome.ts';
import { sheetMessage } from './run-sheet.ts';

/** What came of something asked about a run. `number`: of that run, where there is one. */
export function runAnswer(
  outcome: CreateOutcome | ChangeOutcome | ReplyOutcome,
  catalogue: CommandCatalogue,
  number?: number,
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'edit', 'run');
    case 'no-such-run':
      return noSuchRunMessage(String(number), catalogue);
    case 'over':
      return runOverMessage(outcome.run, outcome.phase);
    case 'unreadable':
      return unreadableMessage(outcome.why);
    case 'too-many-open':
    case 'too-many-today':
      return tooManyRunsMessage(outcome.type, outcome.most);
    case 'created':
      return createdMessage(outcome, catalogue);
    case 'nothing-changed':
      return nothingChangedMessage(outcome.run);
    case 'changed':
      return changedMessage(outcome);
    case 'answered':
      return pressedMessage(outcome.run, outcome.outcome);
    case 'not-going':
      return paceNeedsGoingMessage(outcome.run);
    case 'no-such-pace':
      return paceGoneMessage(outcome.run);
    case 'pace-chosen':
      return paceChosenMessage(outcome.run, outcome.label);
  }
}

/** What came of calling a run off, or of putting it on again. */
export function runCancellationAnswer(
  outcome: RunAskOutcome | RunCancelOutcome | RunUndoOutcome,
  catalogue: CommandCatalogue,
  number?: number,
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'cancel', 'run');
    case 'no-such-run':
      return noSuchRunMessage(number === undefined ? '' : String(number), catalogue);
    case 'no-such-cancellation':
      return noSuchCancellationMessage();
    case 'over':
      return runOverMessage(outcome.run, outcome.phase);
    case 'asked':
      return cancelRunQuestion(outcome);
    case 'answered':
    case 'too-old':
      return questionOverMessage(outcome.type, 'run', catalogue);
    case 'cancelled':
      return runCancelledMessage(outcome);
    case 'not-undone':
      return runNotUndoneMessage(outcome.run, outcome.why);
    case 'on-again':
      return runOnAgainMessage(outcome);
  }
}

/** What is shown of who comes to a run, or came. `line`: one of the screen of that list that is to be shown. */
export function attendanceAnswer(
  outcome: SheetOutcome | AttendanceOutcome,
  catalogue: CommandCatalogue,
  {
    number,
    deed,
    line = 1,
  }: { readonly number: number; readonly deed: 'sheet' | 'attendance'; readonly line?: number },
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, deed, 'run');
    case 'no-such-run':
      return noSuchRunMessage(String(number), catalogue);
    case 'sheet':
      return sheetMessage(outcome.sheet);
    case 'list':
      return attendanceMessage(outcome, screenOf(line));
    case 'to-come':
    case 'cancelled':
      return noAttendanceMessage(outcome.run, outcome.type);
  }
}
