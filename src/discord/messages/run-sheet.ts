import { going } from '../../domain/roster.ts';
import type { Run } from '../../domain/run.ts';
import type { Sheet } from '../../services/attendance.ts';
import type { Message } from '../command.ts';
import { calmCard, fullest, instant, line, people, peopleUnder, plain, small, text } from './components.ts';
import { rosterText, titleOf } from './run.ts';
import { listButtons } from './run-list.ts';

/** How many names of each kind a sheet holds at most; the rest are counted. */
const MOST_NAMES = { going: 120, maybe: 40, waiting: 40, firstTimers: 40, came: 40 };

/** Members who haven't been seen: few enough to write to each. */
const MOST_MISSED = 10;

function headText(run: Run): string {
  const heading = run.cancelledAt === null ? 'Sheet' : 'Sheet of a cancelled run';
  return `## ${heading}: ${titleOf(run)}\n${instant(run.startsAt)} (${instant(run.startsAt, 'R')})\n**Meet:** ${plain(run.meet)}`;
}

/** `share`: which part of the usual number of names is shown, from 0 to 1. */
function listsText({ run, rsvps, firstTimers, came }: Sheet, share: number): string {
  const away = rsvps.filter(({ answer }) => answer === 'no').length;
  const whoCame = came?.length === 0 ? ': nobody' : '';
  return [
    ...rosterText(run, rsvps, MOST_NAMES, share),
    ...(away > 0 ? [`**Can't go:** ${away}`] : []),
    ...(came === undefined
      ? []
      : [peopleUnder(`**Came (${came.length})**${whoCame}`, came, MOST_NAMES.came * share)]),
    ...(firstTimers.length > 0
      ? [peopleUnder(`**First time (${firstTimers.length})**`, firstTimers, MOST_NAMES.firstTimers * share)]
      : []),
  ].join('\n');
}

function missedText(missed: Sheet['missed']): string[] {
  if (missed === undefined) return [];
  if (missed.length === 0) return ['Nobody has been away for five weeks or more.'];
  return [
    `**Not seen for five weeks (${missed.length})**: ${people(missed, MOST_MISSED)}\nThere may be a good reason. A friendly word is often welcome.`,
  ];
}

/** The sheet of a run. However many there are, it fits one message: names are cut and counted. */
export function sheetMessage(sheet: Sheet): Message {
  const { run, missed } = sheet;
  const head = headText(run);
  const foot = small(
    `Run ${run.number} · only you can see this · where no attendance was taken, those who said Going count as there`,
  );
  const away = missedText(missed);
  const shorter = [1, 0.75, 0.5, 0.25, 0].map((share) => () => listsText(sheet, share));
  const lists = fullest(shorter, [head, ...away, foot]);
  return calmCard(
    text(head),
    line(),
    text(lists ?? `**Going:** ${going(sheet.rsvps).length}`),
    ...away.flatMap((one) => [line(), text(one)]),
    ...(sheet.isOpen ? [listButtons(sheet, missed !== undefined)] : []),
    text(foot),
  );
}
