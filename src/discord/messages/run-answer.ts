import { inWords } from '../../domain/recurrence.ts';
import type { Run, RunSeries } from '../../domain/run.ts';
import type { RunRead } from '../../domain/run-request.ts';
import { oneLine } from '../../domain/sanitize.ts';
import type { ChangeOutcome, CreateOutcome, ReplyOutcome, RunView } from '../../services/runs.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { minutesBefore } from './club.ts';
import { either, instant, listCard, NOTHING_CHANGED, type Of, plain, quoted, say } from './components.ts';
import { refusedMessage } from './refusal.ts';
import { factsOf, partsInWords, runLine, runOverMessage, titleOf } from './run.ts';

const WHEN_EXAMPLES = 'Try `Saturday 7:30am`, `tomorrow 18:30` or `2026-12-05 07:30`.';

type RunReadFailure = Exclude<RunRead, { type: 'plan' }>;

function whenSentence(outcome: Extract<RunReadFailure, { type: 'when' }>['outcome']): string {
  const day = (date: string) => date.slice(0, 10);
  const at = (wall: string) => wall.replace('T', ' ');
  switch (outcome.type) {
    case 'no-time':
      return `I can't read ${quoted(outcome.typed)} as a time. ${WHEN_EXAMPLES}`;
    case 'unread':
      return `I understood part of ${quoted(outcome.typed)}, but not ${quoted(outcome.words)}, and I'd rather not guess. ${WHEN_EXAMPLES}`;
    case 'no-hour':
      return `I see the day, ${day(outcome.date)}, but no hour. ${WHEN_EXAMPLES}`;
    case 'other-weekday':
      return `${day(outcome.date)} is another day of the week than the one you typed. Which one is it? ${WHEN_EXAMPLES}`;
    case 'other-zone':
      return `That names a time zone the club doesn't keep then. Say it on the club's own clocks, such as \`${at(outcome.wall)}\`.`;
    case 'past':
      return `${at(outcome.wall)} is over (${instant(outcome.at, 'R')}). ${WHEN_EXAMPLES}`;
    case 'too-far':
      return `${at(outcome.wall)} is over a year ahead; that is further than I plan. ${WHEN_EXAMPLES}`;
    case 'no-such-hour':
      return `${at(outcome.wall)} doesn't exist: the clocks go forward over it that night. Try ${at(outcome.shown)}.`;
  }
}

function untilSentence({ why, typed }: Extract<RunReadFailure, { type: 'until' }>): string {
  switch (why) {
    case 'unreadable':
      return `I can't read ${quoted(typed)} as a date. Try \`2027-03-28\` or \`28 March\`.`;
    case 'before-start':
      return `${quoted(typed)} is before the first run. Choose a later date.`;
    case 'no-repeat':
      return `\`until\` says when a run stops repeating, and this one doesn't repeat. Choose \`repeat\` too, or leave it out.`;
  }
}

function routeSentence(outcome: Extract<RunReadFailure, { type: 'route' }>['outcome']): string {
  switch (outcome.type) {
    case 'too-large':
      return `That file is larger than the ${outcome.limitBytes / 1_000_000} MB I read. Save the route with fewer points.`;
    case 'too-many-points':
      return `That route has more than the ${outcome.limit} points I read. Save it with fewer.`;
    case 'not-gpx':
      return 'That file is not a GPX file. Export the route as GPX and send that.';
    case 'unsafe':
      return "That file holds more than a route (a document type or entities), so I don't read it. Export it again as plain GPX.";
    case 'no-points':
      return 'That file holds no track and no route with at least two points.';
    case 'bad-point':
      return `Point ${outcome.number} of that route lies nowhere on Earth. Export it again.`;
  }
}

function paceSentence(outcome: Extract<RunReadFailure, { type: 'pace' }>['outcome']): string {
  switch (outcome.type) {
    case 'too-many':
      return `That is more than ${outcome.limit} pace groups. Try \`5:00, 5:30, 6:00/km\`.`;
    case 'too-long':
      return `${quoted(outcome.part)} is too long for a pace group, which takes ${outcome.limit} characters.`;
    case 'nonsense-pace':
      return `I can't read ${quoted(outcome.part)} as a pace. Try \`5:30/km\`, \`8:45/mile\` or \`easy\`.`;
  }
}

/** Why what was typed can't become a run, and what could. */
function unreadableSentence(why: RunReadFailure): string {
  switch (why.type) {
    case 'empty':
      return why.part === 'title'
        ? 'The title is empty. Type a few words, such as `Saturday long run`.'
        : 'The meeting place is empty. Type a few words, such as `The boathouse`.';
    case 'when':
      return whenSentence(why.outcome);
    case 'distance':
      return `I can't read ${quoted(why.outcome.typed)} as a distance. Try \`10 km\` or \`6 miles\`.`;
    case 'capacity':
      return `The number of places is 1 to ${why.most}. Leave it out for no limit.`;
    case 'until':
      return untilSentence(why);
    case 'route':
      return routeSentence(why.outcome);
    case 'pace':
      return paceSentence(why.outcome);
  }
}

function statedText(stated: 'first-of-two' | 'second-of-two' | undefined): string[] {
  if (stated === undefined) return [];
  const which = stated === 'first-of-two' ? 'first' : 'second';
  return [`The clocks go back that night, so this hour comes twice: I took the ${which}.`];
}

function repeatText({ rule }: RunSeries, next: readonly number[]): string {
  const until = rule.until === undefined ? '' : ` until ${rule.until}`;
  const dates = next.length > 0 ? ` After this one: ${next.map((at) => instant(at, 'F')).join(', ')}.` : '';
  return `It repeats ${inWords(rule.repeat, rule.first)}${until}.${dates} Each card goes up when the run before is over.`;
}

/** Which reminders will come; those whose time was over when the run was created won't. */
function remindersText({ startsAt, createdAt }: Run, reminders: readonly number[]): string {
  const ahead = reminders.filter((minutes) => startsAt - minutes * 60_000 > createdAt);
  if (reminders.length === 0) return 'No reminders are set.';
  if (ahead.length === 0) return 'It starts too soon for a reminder.';
  return `Who is going is reminded ${ahead.map(minutesBefore).join(' and ')} before.`;
}

/** The run that was created, read back before anybody relies on it. */
function createdMessage(
  { run, settings, stated, series, next }: Of<CreateOutcome, 'created'>,
  { mention }: CommandCatalogue,
): Message {
  const { reminders, runsChannelId } = settings;
  const told = remindersText(run, reminders);
  return say(
    `## Run ${run.number} is on: ${titleOf(run)}`,
    factsOf(run),
    ...(run.capacity === null ? [] : [`**Places:** ${run.capacity}`]),
    ...statedText(stated),
    ...(series ? [repeatText(series, next)] : []),
    `Its card goes to <#${runsChannelId}>. ${told}`,
    `Not right? ${mention('run edit')} changes it, ${mention('run cancel')} calls it off.`,
  );
}

function changedMessage({
  run,
  changed,
  promoted,
  stated,
  wholeSeries,
}: Of<ChangeOutcome, 'changed'>): Message {
  const moved =
    promoted === 0 ? [] : [`${promoted} came off the waitlist and ${promoted === 1 ? 'is' : 'are'} told.`];
  return say(
    `## Changed: ${titleOf(run)}`,
    `What is new: ${partsInWords(changed)}${wholeSeries ? ', here and for all that follow' : ''}.`,
    factsOf(run),
    ...statedText(stated),
    ...moved,
  );
}

function pressedText({ run, outcome }: Of<ReplyOutcome, 'answered'>): string {
  const title = `**${titleOf(run)}**`;
  switch (outcome.type) {
    case 'going':
      return `You're going to ${title}, ${instant(run.startsAt)}. Press \`Can't go\` if you can't make it after all.`;
    case 'waiting':
      return `${title} is full. You're number ${outcome.place} on the waitlist, and I'll tell you here when a place is free. Press \`Can't go\` to leave the list.`;
    case 'maybe':
      return `I've put you down as maybe for ${title}, ${instant(run.startsAt)}. When you know, press \`Going\` or \`Can't go\`: it helps the leader.`;
    case 'no':
      return `Thanks for saying. See you at another run.`;
  }
}

/** The group was chosen on a card from before the paces were changed. */
function paceGoneMessage({ run }: Of<ReplyOutcome, 'no-such-pace'>): Message {
  const groups = run.paces.map(({ label }) => `**${plain(label)}**`);
  const others = groups.length > 0 ? `; it has ${either(groups)}` : '';
  return say(`**${titleOf(run)}** no longer has that pace group${others}. ${NOTHING_CHANGED}`);
}

/** What came of something asked about a run. `number`: of that run, where there is one. */
export function runAnswer(
  outcome: CreateOutcome | ChangeOutcome | ReplyOutcome,
  catalogue: CommandCatalogue,
  number?: number,
): Message {
  switch (outcome.type) {
    case 'over':
      return runOverMessage(outcome);
    case 'unreadable':
      return say(`${unreadableSentence(outcome.why)} ${NOTHING_CHANGED}`);
    case 'created':
      return createdMessage(outcome, catalogue);
    case 'nothing-changed':
      return say(`**${titleOf(outcome.run)}** says that already. ${NOTHING_CHANGED}`);
    case 'changed':
      return changedMessage(outcome);
    case 'answered':
      return say(pressedText(outcome));
    case 'not-going':
      return say(
        `Press \`Going\` first, then choose your pace group for **${titleOf(outcome.run)}**. ${NOTHING_CHANGED}`,
      );
    case 'no-such-pace':
      return paceGoneMessage(outcome);
    case 'pace-chosen':
      return say(`You're in the group **${plain(outcome.label)}** for **${titleOf(outcome.run)}**.`);
    default:
      return refusedMessage(outcome, { deed: 'edit', what: 'run', typed: number }, catalogue);
  }
}

export const routeUnreachableMessage = (): Message =>
  say(`I couldn't get that file from Discord just now. ${NOTHING_CHANGED} Please try once more.`);

/** A run was named, but nothing that should be different. */
export const whatToChangeMessage = (): Message =>
  say(
    `Tell me what to change too, such as \`when: Saturday 8:00am\` or \`meet: The boathouse\`. ${NOTHING_CHANGED}`,
  );

export const runListMessage = (runs: readonly RunView[], { mention }: CommandCatalogue): Message =>
  runs.length === 0
    ? say(`No run is planned. ${mention('run create')} makes one.`)
    : listCard('Runs to come', runs, runLine);

/** Discord's limit on a choice, in characters. */
const LONGEST_CHOICE = 100;

/** A run's name in a list of choices, which Discord shows as it is. */
export function runChoice(run: Run): string {
  const wall = run.wall.replace('T', ' ');
  const title = oneLine(run.title, LONGEST_CHOICE - `${run.number}.  (${wall})`.length);
  return `${run.number}. ${title} (${wall})`;
}
