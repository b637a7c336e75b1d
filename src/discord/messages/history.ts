import { ITEMS } from '../../domain/checkin.ts';
import {
  type History,
  ITEM_NAMES,
  type ItemSummary,
  KEPT_DAYS,
  type KeptAnswer,
  shortDate,
  summaryOf,
} from '../../domain/history.ts';
import type { KeepOutcome, Trend } from '../../services/answers.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { recoveryIds } from '../ids.ts';
import { button, calmCard, counted, line, picture, plain, row, smallText, text } from './components.ts';

const PICTURE = 'history.png';
const MOST_IN_WORDS = 8;
const MOST_RACES = 6;

const ONLY_YOU = 'Only you see this.';
const STOP = () => button('Stop keeping', recoveryIds.stopKeeping());
const FORGET = () => button('Forget them now', recoveryIds.forgetAnswers());

function itemText({ item, first, latest, lowest, highest }: ItemSummary): string {
  const range = lowest === highest ? `always ${lowest}` : `between ${lowest} and ${highest}`;
  return `**${ITEM_NAMES[item]}:** ${latest} at the last, ${first} at the first, ${range}`;
}

function answerText({ on, day, scores }: KeptAnswer): string {
  const when = day === null ? shortDate(on) : `${shortDate(on)}, day ${day}`;
  return `**${when}:** ${ITEMS.map((item) => `${ITEM_NAMES[item].toLowerCase()} ${scores[item]}`).join(', ')}`;
}

function racesText({ races }: History): string[] {
  if (races.length === 0) return [];
  const latest = races.slice(-MOST_RACES).map(({ on, name }) => `${plain(name)} on ${shortDate(on)}`);
  return [`**Races:** ${latest.join('; ')}`];
}

const lockedText = (count: number) =>
  count > 0
    ? [
        `I can't open ${count === 1 ? 'one more answer' : `${count} more answers`} just now: the key to them isn't here. Nothing was deleted. Whoever runs the bot has been told.`,
      ]
    : [];

/** The same in a sentence, for those who can't see the picture; Discord takes at most 1,024 characters of it. */
function described(view: Trend): string {
  const figures = summaryOf(view.answers).map(
    ({ item, first, latest }) => `${ITEM_NAMES[item].toLowerCase()} from ${first} to ${latest}`,
  );
  return `Five lines over ${KEPT_DAYS} days, 5 being best: ${figures.join(', ')}. The message says the same in words.`;
}

/** Kept answers are for adults. */
function underAgeMessage(catalogue: CommandCatalogue): Message {
  return calmCard(
    text(
      `You told me that you are under 18, so I keep none of your answers. ${catalogue.mention('recovery checkin')} works all the same: I answer, and forget what you said.`,
    ),
    smallText(ONLY_YOU),
  );
}

function emptyMessage({ locked, wish }: Trend, catalogue: CommandCatalogue): Message {
  const begin =
    wish === true
      ? 'Your next check-in will be the first in it.'
      : `To begin, check in with ${catalogue.mention('recovery checkin')} and press \`Keep my answers\` under what I say.`;
  return calmCard(
    text(
      '## How you have been',
      `Here you can see how freshness, sleep, muscles, calm and mood went over ${KEPT_DAYS} days, with your races. I keep answers only for those who ask me to, and nothing is kept of yours yet.`,
      begin,
      ...lockedText(locked),
    ),
    smallText(ONLY_YOU),
    ...(wish === true ? [row(STOP())] : []),
  );
}

/** A member's last 90 days, as a picture, where it could be drawn, and in words. */
export function historyMessage(
  view: Trend,
  bytes: Uint8Array | undefined,
  catalogue: CommandCatalogue,
): Message {
  const { answers } = view;
  if (view.under18) return underAgeMessage(catalogue);
  if (answers.length === 0) return emptyMessage(view, catalogue);
  const latest = answers.slice(-MOST_IN_WORDS).toReversed();
  const older = answers.length - latest.length;
  const message = calmCard(
    text(
      `## How you have been\n${counted(answers.length, 'check-in')} from ${shortDate(view.from)} to ${shortDate(view.to)}. 5 is best, for all five.`,
    ),
    ...(bytes ? [picture({ name: PICTURE, description: described(view) })] : []),
    text(...summaryOf(answers).map(itemText), ...racesText(view)),
    line(),
    text(
      '**The latest first**',
      ...latest.map(answerText),
      ...(older > 0 ? [`${older} more; ${catalogue.mention('me export')} holds all of them.`] : []),
      ...lockedText(view.locked),
    ),
    smallText(
      `${ONLY_YOU} Each answer is kept, sealed, for ${KEPT_DAYS} days.`,
      'Compare yourself with your own usual and with nobody else. These figures are no diagnosis.',
    ),
    row(...(view.wish === true ? [STOP()] : []), FORGET()),
  );
  return bytes ? { ...message, files: [{ name: PICTURE, bytes, description: described(view) }] } : message;
}

/** What became of `Keep my answers`. */
export function keptMessage(
  outcome: Exclude<KeepOutcome, 'not-wished'>,
  catalogue: CommandCatalogue,
): Message {
  if (outcome === 'under-18') return underAgeMessage(catalogue);
  const history = catalogue.mention('recovery history');
  const said = {
    kept: `Kept. From now on I keep what you answer, sealed, each for ${KEPT_DAYS} days, until you say otherwise. ${history} shows you how it goes.`,
    'no-key':
      "I can't keep answers just now: the key to seal them with isn't there, and I won't write them down without. I've noted that you would like it, and whoever runs the bot has been told.",
    'too-old': `That check-in is over ${KEPT_DAYS} days old, so there is nothing left to keep. From now on I keep what you answer, each for ${KEPT_DAYS} days. ${history} shows you how it goes.`,
  }[outcome];
  return calmCard(text(said), smallText(ONLY_YOU), row(STOP()));
}

/** Answers are not kept from now on; those that have been still are. */
export function stoppedMessage(catalogue: CommandCatalogue): Message {
  return calmCard(
    text(
      `From now on I forget what you answer at once. What I've kept so far goes after its ${KEPT_DAYS} days; until then ${catalogue.mention('recovery history')} shows it.`,
    ),
    smallText(ONLY_YOU),
    row(FORGET()),
  );
}

export function forgottenMessage(count: number): Message {
  const what =
    count === 0 ? 'There was nothing to forget.' : `Forgotten: ${counted(count, 'check-in')}, for good.`;
  return calmCard(text(`${what} From now on I forget what you answer at once.`), smallText(ONLY_YOU));
}
