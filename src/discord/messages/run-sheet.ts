import { going, waiting } from '../../domain/roster.ts';
import type { Run } from '../../domain/run.ts';
import type { Sheet } from '../../services/attendance.ts';
import type { Message } from '../command.ts';
import { COLOURS, card, fullest, instant, line, people, plain, small, text } from './components.ts';
import { goingText, names, titleOf } from './run.ts';

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
  const most = (kind: keyof typeof MOST_NAMES) => Math.floor(MOST_NAMES[kind] * share);
  const maybe = rsvps.filter(({ answer }) => answer === 'maybe');
  const inLine = waiting(rsvps);
  const away = rsvps.filter(({ answer }) => answer === 'no').length;
  return [
    ...goingText(run, rsvps, most('going')),
    ...(maybe.length > 0 ? [`**Maybe (${maybe.length})**: ${names(maybe, most('maybe'))}`] : []),
    ...(inLine.length > 0
      ? [`**Waitlist (${inLine.length})**: ${names(inLine, most('waiting'), true)}`]
      : []),
    ...(away > 0 ? [`**Can't go:** ${away}`] : []),
    ...(came === undefined ? [] : [`**Came (${came.length})**: ${people(came, most('came')) || 'nobody'}`]),
    ...(firstTimers.length > 0
      ? [`**First time (${firstTimers.length})**: ${people(firstTimers, most('firstTimers'))}`]
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
  return card(COLOURS.calm, [
    text(head),
    line(),
    text(lists ?? `**Going:** ${going(sheet.rsvps).length}`),
    ...away.flatMap((one) => [line(), text(one)]),
    text(foot),
  ]);
}
