import type { Race } from '../../domain/race.ts';
import type { RaceRead } from '../../domain/race-request.ts';
import { type PersonalBest, timeInWords } from '../../domain/race-result.ts';
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
import { dateInWords, nameOf, raceFacts, raceLine, racePartsInWords } from './race.ts';

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

/** Why what was typed can't become a race, and what could. */
export function raceUnreadableMessage(why: RaceReadFailure): Message {
  return say(`${unreadableSentence(why)} ${NOTHING_CHANGED}`);
}

export function tooManyRacesMessage(which: 'too-many-open' | 'too-many-today', most: number): Message {
  return which === 'too-many-open'
    ? say(`The club has ${most} races to come already, which is as many as I keep. ${NOTHING_CHANGED}`)
    : say(
        `You have added ${most} races within a day, which is as many as I take. Try again tomorrow. ${NOTHING_CHANGED}`,
      );
}

/** The race that was added, read back before anybody relies on it. */
export function raceAddedMessage(
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

export function raceChangedMessage({ race, changed, told }: Of<RaceChangeOutcome, 'changed'>): Message {
  return say(
    `## Changed: ${nameOf(race)}`,
    `What is new: ${racePartsInWords(changed)}.`,
    raceFacts(race),
    `${toldText(told)} Reminders move with it.`,
  );
}

export function raceUnchangedMessage(race: Race): Message {
  return say(`**${nameOf(race)}** says that already. ${NOTHING_CHANGED}`);
}

export function raceHasResultsMessage(race: Race): Message {
  return say(
    `Results of **${nameOf(race)}** are in, so it can't be moved to a day to come. Add another race instead. ${NOTHING_CHANGED}`,
  );
}

export function noSuchRaceMessage(typed: string, { mention }: CommandCatalogue): Message {
  return say(
    `I can't tell which race ${quoted(typed)} is. Choose it from the list that appears as you type; ${mention('race list')} shows what there is. ${NOTHING_CHANGED}`,
  );
}

export function raceJoinedMessage({ race, goalSeconds, already }: Of<RaceReplyOutcome, 'joined'>): Message {
  const goal =
    goalSeconds === null ? '' : ` Your goal is ${timeInWords(goalSeconds)}; nobody but you sees it.`;
  const said = already ? "You're down for" : "You're racing";
  return say(`${said} **${nameOf(race)}**.${goal} \`/race leave\` takes you off again.`);
}

export function raceLeftMessage(race: Race, hadResult: boolean): Message {
  return say(
    `You're off the list of **${nameOf(race)}**${hadResult ? ', and your result with you' : ''}. You won't be mentioned for it any more.`,
  );
}

export function notInRaceMessage(race: Race): Message {
  return say(`You weren't down for **${nameOf(race)}**. ${NOTHING_CHANGED}`);
}

export function tooEarlyMessage(race: Race, opensAt: number): Message {
  return say(
    `**${nameOf(race)}** hasn't started yet; I take results ${instant(opensAt, 'R')}. Good luck until then. ${NOTHING_CHANGED}`,
  );
}

/** "can't be a marathon in 58:12" and what would be right. */
export function unreadableTimeMessage({ race, what, why }: Of<RaceReplyOutcome, 'unreadable-time'>): Message {
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

export function resultNotedMessage({
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

/** What is on and what was lately, the earliest first. */
export const raceListMessage = (races: readonly RaceListed[], { mention }: CommandCatalogue): Message =>
  races.length === 0
    ? say(`No race is planned. ${mention('race add')} adds one.`)
    : listCard('Races', races, raceLine);

/** A race's name in a list of choices. */
export function raceChoice(race: Race): string {
  return `${race.number}. ${plain(race.name)} (${race.date})`.slice(0, 100);
}
