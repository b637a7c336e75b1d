import type { Race } from '../../domain/race.ts';
import type { RaceRead } from '../../domain/race-request.ts';
import { type PersonalBest, timeInWords } from '../../domain/race-result.ts';
import { oneLine } from '../../domain/sanitize.ts';
import type {
  RaceAddOutcome,
  RaceChangeOutcome,
  RaceListed,
  RaceReplyOutcome,
} from '../../services/races.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { racers } from './cancellation.ts';
import { instant, listCard, NOTHING_CHANGED, type Of, plain, quoted, say } from './components.ts';
import {
  dateInWords,
  nameOf,
  raceClosedMessage,
  raceFacts,
  raceLine,
  racePartsInWords,
  raceWhen,
} from './race.ts';
import { refusedMessage } from './refusal.ts';

const DATE_EXAMPLES = 'Try `27 September`, `next Sunday` or `2026-12-05`.';

type RaceReadFailure = Exclude<RaceRead, { type: 'plan' }>;

function dateSentence(outcome: Extract<RaceReadFailure, { type: 'date' }>['outcome']): string {
  switch (outcome.type) {
    case 'no-date':
      return `I can't read ${quoted(outcome.typed)} as a date. ${DATE_EXAMPLES}`;
    case 'unread':
      return `I understood part of ${quoted(outcome.typed)}, but not ${quoted(outcome.words)}, and I'd rather not guess. ${DATE_EXAMPLES}`;
    case 'other-weekday':
      return `${outcome.date} is another day of the week than the one you typed. Which one is it? ${DATE_EXAMPLES}`;
  }
}

function unreadableSentence(why: RaceReadFailure): string {
  switch (why.type) {
    case 'no-name':
      return 'The name is empty. Type a few words, such as `Berlin Marathon`.';
    case 'distance':
      return `I can't read ${quoted(why.outcome.typed)} as a distance. Try \`10k\`, \`half\`, \`50 miles\` or \`21.1 km\`; \`ultra\` where the length isn't known.`;
    case 'date':
      return dateSentence(why.outcome);
    case 'date-out-of-reach':
      return why.why === 'past'
        ? `${dateInWords(why.date)} is over two weeks ago; I take races from then on. ${DATE_EXAMPLES}`
        : `${dateInWords(why.date)} is over a year ahead; that is further than I plan. ${DATE_EXAMPLES}`;
    case 'start':
      return `I can't read ${quoted(why.typed)} as a time of day. Try \`9:15\` or \`18:30\`; leave it out where it isn't known.`;
    case 'link':
      return `I can't take ${quoted(why.typed)} as a link. It begins with https://, such as \`https://example.org/race\`.`;
  }
}

/** The race that was added, read back before anybody relies on it. */
function raceAddedMessage(
  { race, settings: { runsChannelId }, reminded }: Of<RaceAddOutcome, 'added'>,
  { mention }: CommandCatalogue,
): Message {
  const before = reminded.map((days) => (days === 1 ? 'a day' : days === 7 ? 'a week' : `${days} days`));
  const press =
    before.length === 0
      ? "Members press `I'm racing` there, and give their time with `/race result`."
      : `Who presses \`I'm racing\` is reminded ${before.join(' and ')} before.`;
  const longAndUntimed = race.start === null && race.distance.kind === 'ultra';
  return say(
    `## Race ${race.number} is on: ${nameOf(race)}`,
    raceFacts(race),
    `Its card goes to <#${runsChannelId}>. ${press}`,
    ...(longAndUntimed
      ? ['Does it go on over midnight? Say its `start`, so that I count the days from when it ends.']
      : []),
    `Not right? ${mention('race edit')} changes it, ${mention('race cancel')} calls it off.`,
  );
}

const toldText = (told: number) => (told === 0 ? 'Nobody had to be told.' : `I'm telling ${racers(told)}.`);

const raceChangedMessage = ({ race, changed, told }: Of<RaceChangeOutcome, 'changed'>): Message =>
  say(
    `## Changed: ${nameOf(race)}`,
    `What is new: ${racePartsInWords(changed)}.`,
    raceFacts(race),
    `${toldText(told)} Reminders move with it.`,
  );

function raceJoinedMessage({ race, goalSeconds, already }: Of<RaceReplyOutcome, 'joined'>): Message {
  const goal =
    goalSeconds === null ? '' : ` Your goal is ${timeInWords(goalSeconds)}; nobody but you sees it.`;
  const said = already ? "You're down for" : "You're racing";
  return say(`${said} **${nameOf(race)}**.${goal} \`/race leave\` takes you off again.`);
}

/** "can't be a marathon in 58:12" and what would be right. */
function unreadableTimeMessage({ race, what, why }: Of<RaceReplyOutcome, 'unreadable-time'>): Message {
  const kinds = what === 'goal' ? 'a time' : 'a time, `DNF` or `DNS`';
  if (why.type === 'nonsense')
    return say(`I can't read ${quoted(why.typed)} as ${kinds}. Try ${examplesFor(race)}. ${NOTHING_CHANGED}`);
  const { fastest, slowest, typed } = why;
  return say(
    `${quoted(typed)} can't be right for **${plain(race.distance.label)}**: I take ${timeInWords(fastest)} to ${timeInWords(slowest)}. Type hours, minutes and seconds, such as ${examplesFor(race)}. ${NOTHING_CHANGED}`,
  );
}

/** Times that somebody might run the distance in. */
function examplesFor({ distance: { metres } }: Race): string {
  const seconds = Math.round((metres / 1_000) * 338.5);
  const typed = timeInWords(seconds);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const short = hours > 0 ? `${hours}h${String(minutes).padStart(2, '0')}` : `${minutes}m${typed.slice(-2)}s`;
  return `\`${typed}\` or \`${short}\``;
}

function standingText(race: Race, standing: PersonalBest | null, seconds: number): string {
  const distance = plain(race.distance.label);
  switch (standing?.type) {
    case 'first':
      return ` That is your first ${distance} here: well run!`;
    case 'best':
      return ` A personal best over ${distance}, ${timeInWords(standing.before - seconds)} faster than before: congratulations!`;
    default:
      return ' Well done.';
  }
}

function goalText(goalSeconds: number | null, seconds: number): string {
  return goalSeconds !== null && seconds <= goalSeconds
    ? ` And you made your goal of ${timeInWords(goalSeconds)}.`
    : '';
}

function resultNotedMessage({
  race,
  result,
  goalSeconds,
  standing,
  joined,
  corrected,
}: Of<RaceReplyOutcome, 'noted'>): Message {
  const name = `**${nameOf(race)}**`;
  const began = corrected ? "I've corrected your result for" : 'Noted for';
  const list = joined ? " I've put you on the list of those who raced, too." : '';
  switch (result.type) {
    case 'time':
      return say(
        `${began} ${name}: **${timeInWords(result.seconds)}**.${standingText(race, standing, result.seconds)}${goalText(goalSeconds, result.seconds)}${list}`,
      );
    case 'dnf':
      return say(
        `${began} ${name}: not finished. That takes courage too; the next one is another chance.${list} Nobody else is told.`,
      );
    case 'dns':
      return say(`${began} ${name}: not started. I won't ask how you are after it. See you at another race.`);
  }
}

function racePressedMessage({ race, outcome }: Of<RaceReplyOutcome, 'pressed'>): Message {
  const name = `**${nameOf(race)}**`;
  switch (outcome.type) {
    case 'racing':
      return say(
        `You're down for ${name}, ${raceWhen(race)}. Reminders before it and check-ins after it come by themselves. Press \`Not racing\` if you aren't racing after all.`,
      );
    case 'not-racing':
      return say(`Thanks for saying. I've put you down as not racing ${name}.`);
    case 'has-result':
      return say(
        `Your result for ${name} is in, so I left everything as it is. \`/race leave\` takes you and your result off.`,
      );
  }
}

/** What came of something asked about a race. `typed`: how the race was named, where it was. */
export function raceAnswer(
  outcome: RaceAddOutcome | RaceChangeOutcome | RaceReplyOutcome,
  catalogue: CommandCatalogue,
  typed?: string | number,
): Message {
  switch (outcome.type) {
    case 'closed':
      return raceClosedMessage(outcome);
    case 'unreadable':
      return say(`${unreadableSentence(outcome.why)} ${NOTHING_CHANGED}`);
    case 'added':
      return raceAddedMessage(outcome, catalogue);
    case 'has-results':
      return say(
        `Results of **${nameOf(outcome.race)}** are in, so it can't be moved to a day to come. Add another race instead. ${NOTHING_CHANGED}`,
      );
    case 'nothing-changed':
      return say(`**${nameOf(outcome.race)}** says that already. ${NOTHING_CHANGED}`);
    case 'changed':
      return raceChangedMessage(outcome);
    case 'pressed':
      return racePressedMessage(outcome);
    case 'joined':
      return raceJoinedMessage(outcome);
    case 'left':
      return say(
        `You're off the list of **${nameOf(outcome.race)}**${outcome.hadResult ? ', and your result with you' : ''}. You won't be mentioned for it any more.`,
      );
    case 'not-in':
      return say(`You weren't down for **${nameOf(outcome.race)}**. ${NOTHING_CHANGED}`);
    case 'unreadable-time':
      return unreadableTimeMessage(outcome);
    case 'too-early':
      return say(
        `**${nameOf(outcome.race)}** hasn't started yet; I take results ${instant(outcome.opensAt, 'R')}. Good luck until then. ${NOTHING_CHANGED}`,
      );
    case 'noted':
      return resultNotedMessage(outcome);
    default:
      return refusedMessage(outcome, { deed: 'edit', what: 'race', typed }, catalogue);
  }
}

export const raceListMessage = (races: readonly RaceListed[], { mention }: CommandCatalogue): Message =>
  races.length === 0
    ? say(`No race is planned. ${mention('race add')} adds one.`)
    : listCard('Races', races, raceLine);

/** Discord's limit on a choice, in characters. */
const LONGEST_CHOICE = 100;

export function raceChoice(race: Race): string {
  const around = `${race.number}.  (${race.date})`.length;
  return `${race.number}. ${oneLine(race.name, LONGEST_CHOICE - around)} (${race.date})`;
}
