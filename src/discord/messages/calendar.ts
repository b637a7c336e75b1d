import { ComponentType } from 'discord.js';
import { type CalendarEntry, calendarFile } from '../../domain/calendar.ts';
import { aboutHowLong } from '../../domain/run-distance.ts';
import { oneLine } from '../../domain/sanitize.ts';
import type { CalendarRun } from '../../services/calendar.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { calmCard, counted, linkButton, linksTo, plain, row, say, smallText, text } from './components.ts';
import { aboutRun } from './event.ts';

const asTyped = (typed: string) => typed;

function descriptionOf(run: CalendarRun): string {
  return [
    ...(run.cancelledAt === null ? [] : [`Cancelled. ${run.cancelReason ?? ''}`]),
    ...aboutRun(run, asTyped),
    ...(run.notes === null ? [] : [run.notes]),
    ...linksTo(run),
  ].join('\n');
}

function entryOf(run: CalendarRun): CalendarEntry {
  return {
    uid: `${run.uid}.${run.guildId}@cooldown`,
    revision: run.revision,
    title: run.title,
    place: run.meet,
    description: descriptionOf(run),
    startsAt: run.startsAt,
    endsAt: run.startsAt + aboutHowLong(run),
    cancelled: run.cancelledAt !== null,
  };
}

/** Discord's limit on the address of a button, in characters. */
const LONGEST_ADDRESS = 512;
/** However it is written in an address, a title cut to this fits into one. */
const SHORT_TITLE = 40;

/** "20261128T073000Z" */
const compact = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');

/** Where Google's calendar takes one entry from an address: as much of it as fits. */
function googleAddress(run: CalendarRun): string {
  const { title, place, startsAt, endsAt } = entryOf(run);
  const address = (more: Readonly<Record<string, string>>) => {
    const dates = `${compact(startsAt)}/${compact(endsAt)}`;
    return `https://calendar.google.com/calendar/render?${new URLSearchParams({ action: 'TEMPLATE', dates, ...more })}`;
  };
  const [text, location, details] = [oneLine(title), oneLine(place), linksTo(run).join()];
  const fullestFirst = [{ text, location, details }, { text, location }, { text }].map(address);
  return (
    fullestFirst.find((one) => one.length <= LONGEST_ADDRESS) ??
    address({ text: oneLine(title, SHORT_TITLE) })
  );
}

/** A calendar file of one run or of several. `now` in UTC ms. */
export function calendarMessage(runs: readonly [CalendarRun, ...CalendarRun[]], now: number): Message {
  const [first, ...others] = runs;
  const name = others.length === 0 && first.number !== undefined ? `run-${first.number}.ics` : 'runs.ics';
  const file = calendarFile(runs.map(entryOf), others.length === 0 ? first.title : 'Club runs', now);
  const dates = runs.filter(({ number }) => number === undefined).length;
  const kept = runs.length - dates;
  const what =
    others.length === 0
      ? `**${plain(first.title)}** for your calendar.`
      : `${counted(kept, 'run')} for your calendar${dates > 0 ? `, and ${dates} further dates of those that repeat` : ''}.`;
  return {
    ...calmCard(
      text(`${what} Open the file with Apple Calendar, Outlook, or Google Calendar on a computer.`),
      { type: ComponentType.File, file: { url: `attachment://${name}` } },
      smallText(
        'It holds what is planned now. After a change get it again: most calendars then change the same entries.',
        'Nobody says how long a run takes, so each ends at a guess: its distance at 7 min/km, or an hour.',
      ),
      ...(others.length === 0 && first.cancelledAt === null
        ? [row(linkButton('Add to Google Calendar, also on a phone', googleAddress(first)))]
        : []),
    ),
    files: [{ name, bytes: new TextEncoder().encode(file) }],
  };
}

export const nothingForCalendarMessage = ({ mention }: CommandCatalogue): Message =>
  say(`No run is planned, so there is nothing for a calendar yet. ${mention('run create')} makes one.`);
