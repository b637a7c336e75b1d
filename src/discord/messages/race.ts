import { type Entry, type Race, type RacePart, raced } from '../../domain/race.ts';
import { timeInWords } from '../../domain/race-result.ts';
import type { WallDate } from '../../domain/wall-time.ts';
import { instantAt } from '../../domain/wall-time.ts';
import type { Closed, RaceListed, RaceView } from '../../services/races.ts';
import type { Message } from '../command.ts';
import { raceIds } from '../ids.ts';
import {
  all,
  button,
  byWhom,
  COLOURS,
  cancelledText,
  card,
  instant,
  line,
  linksTo,
  people,
  plain,
  row,
  say,
  smallText,
  text,
} from './components.ts';

export const nameOf = (race: Race) => plain(race.name);

/** "Sunday 27 September 2026" */
export function dateInWords(date: WallDate): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return Temporal.PlainDate.from(date).toLocaleString('en-GB', options).replace(',', '');
}

/** When it is: the start as each reader's own clocks show it, or the date where it isn't known. */
export function raceWhen({ date, start, zone }: Race): string {
  if (start === null) return dateInWords(date);
  const at = instantAt(date, start, zone);
  return `${instant(at)} (${instant(at, 'R')})`;
}

/** The address leads to what it shows, and nowhere else: it was taken apart and put together when it was typed. */
function linkText(link: string): string {
  return `[Race page](<${link}>) (${plain(new URL(link).hostname)})`;
}

/** When, how far and where, as on the card. */
export function raceFacts(race: Race): string {
  return [
    raceWhen(race),
    `**Distance:** ${plain(race.distance.label)}`,
    ...(race.location === null ? [] : [`**Where:** ${plain(race.location)}`]),
    ...(race.link === null ? [] : [linkText(race.link)]),
  ].join('\n');
}

/** How many names a card holds; the rest are counted. */
const MOST_NAMES = 60;

function entriesText(entries: readonly Entry[]): string {
  const list = raced(entries);
  const named = people(
    list.map(({ userId }) => userId),
    MOST_NAMES,
  );
  const others = entries.length - list.length;
  return [
    `**Racing (${list.length})**: ${named || 'nobody yet'}`,
    ...(others > 0 ? [`**Not racing:** ${others}`] : []),
  ].join('\n');
}

export function raceCard({ race, entries, open }: RaceView): Message {
  const cancelled = race.cancelledAt !== null;
  const heading = cancelled ? `## Cancelled: ${nameOf(race)}` : `## ${nameOf(race)}`;
  const by = `Race ${race.number} · ${byWhom(race.createdBy)}`;
  const foot = {
    open: `${by} · pressing the other button changes your answer`,
    closed: `${by} · how did it go? \`/race result\``,
    cancelled: by,
  }[cancelled ? 'cancelled' : open ? 'open' : 'closed'];
  const buttons = row(
    button("I'm racing", raceIds.racing(race.number), { main: true }),
    button('Not racing', raceIds.not(race.number)),
  );
  return card(
    cancelled ? COLOURS.warning : COLOURS.calm,
    [
      text(heading),
      ...cancelledText(race).map((one) => text(one)),
      text(raceFacts(race)),
      line(),
      text(entriesText(entries)),
      smallText(foot),
    ],
    ...(open && !cancelled ? [buttons] : []),
  );
}

const CLOSED_IN_WORDS: Readonly<Record<Closed['phase'], string>> = {
  cancelled: 'was cancelled, so nothing can be changed any more',
  results: 'is over. If you raced, tell me with `/race result` and your time; that puts you on the list too',
  over: 'was over two weeks ago, so nothing can be changed any more',
};

export const raceClosedMessage = ({ race, phase }: Omit<Closed, 'type'>): Message =>
  say(`**${nameOf(race)}** ${CLOSED_IN_WORDS[phase]}. Nothing was changed.`);

const PARTS_IN_WORDS: Readonly<Record<RacePart, string>> = {
  name: 'the name',
  date: 'the date',
  start: 'the start',
  distance: 'the distance',
  location: 'the place',
  link: 'the link',
};

export const racePartsInWords = (parts: readonly RacePart[]) =>
  all(parts.map((part) => PARTS_IN_WORDS[part]));

function mineText({ result, goalSeconds }: Entry): string {
  const goal = goalSeconds === null ? '' : `, goal ${timeInWords(goalSeconds)}`;
  switch (result?.type) {
    case undefined:
      return `you're racing${goal}`;
    case 'time':
      return `your time: ${timeInWords(result.seconds)}`;
    case 'dnf':
      return "you didn't finish";
    case 'dns':
      return "you didn't start";
  }
}

/** One race in a list, on two lines; `mine` is for the member's eyes alone. */
export function raceLine({ race, racing, mine }: RaceListed): string {
  const facts = [
    raceWhen(race),
    plain(race.distance.label),
    `${racing} racing`,
    ...(mine ? [mineText(mine)] : []),
    ...linksTo(race),
  ];
  return `**${race.number}. ${nameOf(race)}**\n${facts.join(' · ')}`;
}
