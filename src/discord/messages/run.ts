import type { APIMessageTopLevelComponent } from 'discord.js';
import { going, REPLIES, type Reply, type Rsvp, waiting } from '../../domain/roster.ts';
import type { Change, Run } from '../../domain/run.ts';
import { climbInWords, distanceInWords } from '../../domain/run-distance.ts';
import type { Over, RunView } from '../../services/runs.ts';
import type { Message } from '../command.ts';
import { runIds } from '../ids.ts';
import {
  all,
  button,
  byWhom,
  COLOURS,
  cancelledText,
  card,
  fullest,
  instant,
  line,
  linksTo,
  peopleUnder,
  plain,
  plainLines,
  row,
  say,
  select,
  smallText,
  text,
} from './components.ts';

export const REPLY_LABELS: Readonly<Record<Reply, string>> = {
  going: 'Going',
  maybe: 'Maybe',
  no: "Can't go",
};

/** How many members are named of each kind; the rest are counted. */
type MostNames = Readonly<Record<'going' | 'maybe' | 'waiting', number>>;

const MOST_NAMES: MostNames = { going: 60, maybe: 20, waiting: 20 };

export const titleOf = (run: Run) => plain(run.title);

const ids = (rsvps: readonly Rsvp[]) => rsvps.map(({ userId }) => userId);

/** Who is going, by pace group where there are several. */
function goingText(run: Run, rsvps: readonly Rsvp[], most: number): string[] {
  const seated = going(rsvps);
  const count = run.capacity === null ? String(seated.length) : `${seated.length} of ${run.capacity}`;
  const heading = `**Going (${count})**`;
  if (seated.length === 0) return [`${heading}: nobody yet`];
  if (run.paces.length < 2) return [peopleUnder(heading, ids(seated), most)];
  const groups = [...run.paces, { id: null, label: 'pace not said' }].map(({ id, label }) => ({
    label: plain(label),
    members: ids(seated.filter(({ pace }) => pace === id)),
  }));
  const share = Math.floor(most / groups.length);
  return [
    heading,
    ...groups
      .filter(({ members }) => members.length > 0)
      .map(({ label, members }) => peopleUnder(`${label} (${members.length})`, members, share)),
  ];
}

/** Who comes, may come and waits. `share`: which part of `most` is named, from 0 to 1. */
export function rosterText(run: Run, rsvps: readonly Rsvp[], most: MostNames, share: number): string[] {
  const maybe = ids(rsvps.filter(({ answer }) => answer === 'maybe'));
  const inLine = ids(waiting(rsvps));
  return [
    ...goingText(run, rsvps, most.going * share),
    ...(maybe.length > 0 ? [peopleUnder(`**Maybe (${maybe.length})**`, maybe, most.maybe * share)] : []),
    ...(inLine.length > 0
      ? [peopleUnder(`**Waitlist (${inLine.length})**`, inLine, most.waiting * share, true)]
      : []),
  ];
}

/**
 * How far and how high a route goes, where one was sent along. Metres and feet both, for guests of either habit.
 * `inWords` makes its name fit to be shown.
 */
export function routeInWords(route: Run['route'], inWords: (typed: string) => string): string[] {
  if (route === null) return [];
  const lengths = `${distanceInWords(route.metres, 'km')} (${distanceInWords(route.metres, 'mi')})`;
  const climb =
    route.climbMetres === null
      ? []
      : [`${climbInWords(route.climbMetres, 'km')} (${climbInWords(route.climbMetres, 'mi')}) of climb`];
  const name = route.name === null ? [] : [inWords(route.name)];
  return [[...name, lengths, ...climb].join(', ')];
}

/** When, where and how far, as on the card. */
export function factsOf(run: Run): string {
  return [
    `${instant(run.startsAt)} (${instant(run.startsAt, 'R')})`,
    `**Meet:** ${plain(run.meet)}`,
    ...(run.distance === null ? [] : [`**Distance:** ${plain(run.distance)}`]),
    ...(run.paces.length === 0 ? [] : [`**Pace:** ${run.paces.map(({ label }) => plain(label)).join(', ')}`]),
    ...routeInWords(run.route, plain).map((route) => `**Route:** ${route}`),
    ...(run.notes === null ? [] : [plainLines(run.notes)]),
  ].join('\n');
}

function buttons(run: Run): APIMessageTopLevelComponent[] {
  const answers = row(
    ...REPLIES.map((reply) =>
      button(REPLY_LABELS[reply], runIds[reply](run.number), { main: reply === 'going' }),
    ),
  );
  if (run.paces.length < 2) return [answers];
  const choices = run.paces.map(({ label }) => ({ label, value: label }));
  return [answers, row(select('My pace group', runIds.pace(run.number), choices))];
}

export function runCard(run: Run, rsvps: readonly Rsvp[]): Message {
  const cancelled = run.cancelledAt !== null;
  const heading = cancelled ? `## Cancelled: ${titleOf(run)}` : `## ${titleOf(run)}`;
  const reason = cancelled ? cancelledText(run) : [];
  const foot = cancelled
    ? `Run ${run.number} · ${byWhom(run.createdBy)}`
    : `Run ${run.number} · ${byWhom(run.createdBy)} · pressing another button changes your answer`;
  const rosters = [1, 0.5, 0.2, 0].map((share) => () => rosterText(run, rsvps, MOST_NAMES, share).join('\n'));
  const roster = fullest(rosters, [heading, ...reason, factsOf(run), foot]);
  return card(
    cancelled ? COLOURS.warning : COLOURS.calm,
    [
      text(heading),
      ...reason.map((one) => text(one)),
      text(factsOf(run)),
      line(),
      text(roster ?? `Going: ${going(rsvps).length}`),
      smallText(foot),
    ],
    ...(cancelled ? [] : buttons(run)),
  );
}

export function runOverMessage({ run, phase }: Omit<Over, 'type'>): Message {
  const why = phase === 'cancelled' ? 'was cancelled' : `started ${instant(run.startsAt, 'R')}`;
  return say(`**${titleOf(run)}** ${why}, so nothing can be changed any more.`);
}

const PARTS_IN_WORDS: Readonly<Record<Change['part'], string>> = {
  title: 'the name',
  when: 'the time',
  meet: 'the meeting place',
  distance: 'the distance',
  pace: 'the pace',
  capacity: 'the number of places',
  notes: 'the notes',
  route: 'the route',
};

export const partsInWords = (parts: readonly Change['part'][]) =>
  all(parts.map((part) => PARTS_IN_WORDS[part]));

export function runLine({ run, rsvps }: RunView): string {
  const count = going(rsvps).length;
  const full = run.capacity === null ? `${count} going` : `${count} of ${run.capacity} going`;
  const facts = [instant(run.startsAt), plain(run.meet), full, ...linksTo(run)];
  return `**${run.number}. ${titleOf(run)}**\n${facts.join(' · ')}`;
}
