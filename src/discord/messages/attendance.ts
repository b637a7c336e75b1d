import type { APIComponentInContainer } from 'discord.js';
import {
  type Attender,
  LINES_A_PAGE,
  lastLineOf,
  pageAt,
  presentIn,
  shownAt,
} from '../../domain/attendance.ts';
import type { Run } from '../../domain/run.ts';
import type { AttendanceOutcome, SheetOutcome } from '../../services/attendance.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { runIds } from '../ids.ts';
import {
  button,
  COLOURS,
  card,
  instant,
  memberSelect,
  NOTHING_CHANGED,
  type Of,
  people,
  row,
  say,
  smallText,
  text,
} from './components.ts';
import { refusedMessage } from './refusal.ts';
import { titleOf } from './run.ts';
import { sheetMessage } from './run-sheet.ts';

/** The list of a run and what is to be said of it. */
type AttendanceShown = Of<AttendanceOutcome, 'list'>;

/** A message has room for four lists of 25 and what goes with them. */
const LINES_A_SCREEN = 4 * LINES_A_PAGE;

/** How many names a line of text holds; the rest are counted. */
const MOST_NAMES = 40;

const ids = (list: readonly Attender[]) => list.map(({ userId }) => userId);

/** The first line of the screen on which a line stands. */
export function screenOf(line: number): number {
  return Math.floor((line - 1) / LINES_A_SCREEN) * LINES_A_SCREEN + 1;
}

function pageParts(run: Run, list: readonly Attender[], first: number): APIComponentInContainer[] {
  const lines = pageAt(list, first);
  if (lines.length === 0) return [];
  const last = lastLineOf(lines);
  return [
    text(`**${first} to ${last}**`),
    row(
      memberSelect(
        `Who came, ${first} to ${last}`,
        runIds.page(run.number, first, shownAt(list, first).ticked),
        {
          least: 0,
          chosen: ids(presentIn(lines)),
        },
      ),
    ),
  ];
}

function stateText({ attendance: { list, takenAt }, recapAt }: AttendanceShown): string {
  const came = presentIn(list).length;
  if (takenAt === null)
    return list.length === 0
      ? 'Nobody had said Going. Add whoever came: each change is saved at once. If nobody did, press `Save as it is`.'
      : 'Those who said Going are ticked. Take out whoever stayed away and add whoever came: each change is saved at once. If it is right already, press `Save as it is`.';
  const recap = came > 0 && recapAt !== undefined ? ` The recap goes up ${instant(recapAt, 'R')}.` : '';
  return `Saved: ${came} came. You can go on changing it, each change is saved at once.${recap}`;
}

/** The list of who came to a run, to be ticked; `first` is the first line of the screen to show. */
function attendanceMessage(shown: AttendanceShown, first: number): Message {
  const { run, attendance } = shown;
  const { list, takenAt } = attendance;
  const last = lastLineOf(list);
  const pages = Array.from(
    { length: LINES_A_SCREEN / LINES_A_PAGE },
    (_, page) => first + page * LINES_A_PAGE,
  );
  const away = ids(list.filter(({ present }) => !present));
  const look = (label: string, to: number) => button(label, runIds.look(run.number, to));
  const buttons = [
    ...(takenAt === null ? [button('Save as it is', runIds.save(run.number, first), { main: true })] : []),
    ...(first > 1 ? [look('Earlier names', first - LINES_A_SCREEN)] : []),
    ...(last >= first + LINES_A_SCREEN ? [look('More names', first + LINES_A_SCREEN)] : []),
  ];
  const addId = runIds.came(run.number, first, presentIn(list).length);
  return card(
    COLOURS.calm,
    [
      text(`## Who came: ${titleOf(run)}\n${instant(run.startsAt)}`),
      text(stateText(shown)),
      ...pages.flatMap((page) => pageParts(run, list, page)),
      ...(away.length > 0 ? [text(`**Not ticked (${away.length})**: ${people(away, MOST_NAMES)}`)] : []),
      smallText(`Run ${run.number} · only you can see this`),
    ],
    row(memberSelect('Somebody else came', addId, { least: 1 })),
    ...(buttons.length > 0 ? [row(...buttons)] : []),
  );
}

function noAttendanceMessage({
  type,
  run,
}: Extract<AttendanceOutcome, { type: 'to-come' | 'cancelled' }>): Message {
  const reason =
    type === 'cancelled'
      ? `**${titleOf(run)}** was cancelled, so nobody is counted.`
      : `**${titleOf(run)}** starts ${instant(run.startsAt, 'R')}. Attendance is taken from then on.`;
  return say(`${reason} ${NOTHING_CHANGED}`);
}

/** Who comes to a run, or came. `line`: one of the screen of that list that is to be shown. */
export function attendanceAnswer(
  outcome: SheetOutcome | AttendanceOutcome,
  catalogue: CommandCatalogue,
  deed: 'sheet' | 'attendance',
  { number, line = 1 }: { readonly number: number; readonly line?: number },
): Message {
  switch (outcome.type) {
    case 'sheet':
      return sheetMessage(outcome.sheet);
    case 'list':
      return attendanceMessage(outcome, screenOf(line));
    case 'to-come':
    case 'cancelled':
      return noAttendanceMessage(outcome);
    default:
      return refusedMessage(outcome, { deed, what: 'run', typed: number }, catalogue);
  }
}

export const botsDontRunMessage = (): Message =>
  say("That's a bot, and bots don't run. Nothing was changed.");
