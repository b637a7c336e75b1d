import { ButtonStyle } from 'discord.js';
import type { Called, UndoRefusal } from '../../domain/cancellation.ts';
import type { NoSuchCancellation } from '../../services/cancellations.ts';
import type {
  RaceAskOutcome,
  RaceCalledOff,
  RaceCancelOutcome,
  RaceUndoOutcome,
} from '../../services/race-cancellations.ts';
import type {
  RunAskOutcome,
  RunCalledOff,
  RunCancelOutcome,
  RunUndoOutcome,
} from '../../services/run-cancellations.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { raceIds, runIds } from '../ids.ts';
import {
  button,
  calmCard,
  counted,
  instant,
  NOTHING_CHANGED,
  type Of,
  plain,
  row,
  say,
  smallText,
  text,
  warningCard,
} from './components.ts';
import { nameOf, raceClosedMessage, raceWhen } from './race.ts';
import { refusedMessage, type SharedRefusal } from './refusal.ts';
import { runOverMessage, titleOf } from './run.ts';

const ids = { run: runIds, race: raceIds };

/** What is asked before something is called off by the cancellation `id`, and who hears of it. */
function question(
  what: Called,
  name: string,
  parts: readonly string[],
  { id, reason }: Pick<RunCalledOff, 'id' | 'reason'>,
): Message {
  const why = reason === null ? '' : `, and why: ${plain(reason)}`;
  const hint = reason === null ? ` \`/${what} cancel\` also takes a \`reason\`.` : '';
  return warningCard(
    text(`## Cancel ${name}?`, ...parts, `Everybody sees that you cancelled it${why}.${hint}`),
    smallText('Only you see this. The buttons work for ten minutes.'),
    row(
      { ...button(`Cancel the ${what}`, ids[what].cancel(id)), style: ButtonStyle.Danger },
      button('Keep it', ids[what].keep()),
    ),
  );
}

const willBeTold = (told: number) => `${counted(told, 'member')} will be told.`;

function runQuestion(asked: RunCalledOff): Message {
  const { run, told, wholeSeries } = asked;
  const scope = wholeSeries
    ? ['This run and all that follow in its series.']
    : run.series
      ? ['Only this run. The others of its series stay as they are.']
      : [];
  const parts = [
    `${instant(run.startsAt)} (${instant(run.startsAt, 'R')})`,
    ...scope,
    told === 0 ? 'Nobody has signed up yet.' : willBeTold(told),
  ];
  return question('run', titleOf(run), parts, asked);
}

function raceQuestion(asked: RaceCalledOff): Message {
  const { race, told } = asked;
  const parts = [raceWhen(race), told === 0 ? 'Nobody has to be told.' : willBeTold(told)];
  return question('race', nameOf(race), parts, asked);
}

/** Done, and for ten minutes it can be undone. */
function cancelled(what: Called, sentence: string, id: number): Message {
  return calmCard(
    text(sentence),
    smallText('`Undo` works for ten minutes.'),
    row(button('Undo', ids[what].undo(id))),
  );
}

const runners = (told: number) => (told === 1 ? 'the one member' : `the ${told} members`);
export const racers = (told: number) => `the ${told} who ${told === 1 ? 'races' : 'race'}`;

function runCancelledMessage({ run, id, told, wholeSeries }: RunCalledOff): Message {
  const rest = wholeSeries ? ', and all that would have followed' : '';
  const who = told === 0 ? 'Nobody had signed up yet.' : `I'm telling ${runners(told)} who had signed up.`;
  const others = run.series && !wholeSeries ? ' The other runs of its series stay as they are.' : '';
  return cancelled(
    'run',
    `**${titleOf(run)}** is cancelled${rest}. ${who} Its reminders are dropped.${others}`,
    id,
  );
}

function raceCancelledMessage({ race, id, told }: RaceCalledOff): Message {
  const who = told === 0 ? 'Nobody has to be told.' : `I'm telling ${racers(told)}.`;
  return cancelled(
    'race',
    `**${nameOf(race)}** is cancelled. ${who} All that was planned for it is dropped.`,
    id,
  );
}

export const keptMessage = (): Message => say(`All right, it stays on. ${NOTHING_CHANGED}`);

const noSuchCancellationMessage = () => say(`I don't know of that cancellation any more. ${NOTHING_CHANGED}`);

type RunOnAgain = Of<RunUndoOutcome, 'on-again'>;

const NOBODY_HAD_HEARD = 'Nobody had heard of the cancellation yet, so nobody is told.';

/** Of a whole series the run that was asked about would have started; the rest of it is on again. */
function seriesOnAgainMessage({ run, told }: RunOnAgain): Message {
  const who = told === 0 ? '' : ` I'm telling ${runners(told)} who had signed up.`;
  return say(
    `**${titleOf(run)}** of ${instant(run.startsAt)} stays cancelled, because it would have started by now. Its series goes on.${who}`,
  );
}

function runOnAgainMessage(onAgain: RunOnAgain): Message {
  const { run, told, wholeSeries, next } = onAgain;
  if (run.cancelledAt !== null) return seriesOnAgainMessage(onAgain);
  const who = told === 0 ? NOBODY_HAD_HEARD : `I'm telling ${runners(told)} who had signed up.`;
  const series = wholeSeries ? ' Its series goes on too.' : '';
  const other = next
    ? ` The next run of its series, ${instant(next.startsAt)}, is up already and stays.`
    : '';
  return say(
    `**${titleOf(run)}** is on again, with the same answers and the same waitlist. ${who}${series}${other}`,
  );
}

function raceOnAgainMessage({ race, told }: Of<RaceUndoOutcome, 'on-again'>): Message {
  const who = told === 0 ? NOBODY_HAD_HEARD : `I'm telling ${racers(told)}.`;
  return say(`**${nameOf(race)}** is on again, with the same answers and results. ${who}`);
}

function whyNotInWords(why: Exclude<UndoRefusal, 'never-cancelled'>, what: Called): string {
  switch (why) {
    case 'on-already':
      return 'is on already';
    case 'too-late':
      return `was cancelled more than ten minutes ago, so that can't be undone any more. ${what === 'run' ? '`/run create`' : '`/race add`'} makes a new one`;
    case 'changed-since':
      return "was changed or cancelled again since, so that cancellation can't be undone";
    case 'over':
      return what === 'run'
        ? "would have started by now, so its cancellation can't be undone"
        : "was over two weeks ago, so its cancellation can't be undone";
  }
}

function notUndone(why: UndoRefusal, what: Called, name: string): Message {
  if (why === 'never-cancelled') return noSuchCancellationMessage();
  return say(`**${name}** ${whyNotInWords(why, what)}. ${NOTHING_CHANGED}`);
}

function refused(
  outcome: SharedRefusal | NoSuchCancellation | { readonly type: 'answered' | 'too-old' },
  what: Called,
  typed: string | number | undefined,
  catalogue: CommandCatalogue,
): Message {
  const again = () => `${NOTHING_CHANGED} ${catalogue.mention(`${what} cancel`)} asks again.`;
  switch (outcome.type) {
    case 'no-such-cancellation':
      return noSuchCancellationMessage();
    case 'answered':
      return say(`That question was answered before. ${again()}`);
    case 'too-old':
      return say(`That question is more than ten minutes old. ${again()}`);
    default:
      return refusedMessage(outcome, { deed: 'cancel', what, typed }, catalogue);
  }
}

/** What came of calling a run off, or of putting it on again. `number`: of that run, where it was named. */
export function runCancellationAnswer(
  outcome: RunAskOutcome | RunCancelOutcome | RunUndoOutcome,
  catalogue: CommandCatalogue,
  number?: number,
): Message {
  switch (outcome.type) {
    case 'over':
      return runOverMessage(outcome);
    case 'asked':
      return runQuestion(outcome);
    case 'cancelled':
      return runCancelledMessage(outcome);
    case 'not-undone':
      return notUndone(outcome.why, 'run', titleOf(outcome.run));
    case 'on-again':
      return runOnAgainMessage(outcome);
    default:
      return refused(outcome, 'run', number, catalogue);
  }
}

/** The same for a race. `typed`: how it was named, where it was. */
export function raceCancellationAnswer(
  outcome: RaceAskOutcome | RaceCancelOutcome | RaceUndoOutcome,
  catalogue: CommandCatalogue,
  typed?: string,
): Message {
  switch (outcome.type) {
    case 'closed':
      return raceClosedMessage(outcome);
    case 'asked':
      return raceQuestion(outcome);
    case 'cancelled':
      return raceCancelledMessage(outcome);
    case 'not-undone':
      return notUndone(outcome.why, 'race', nameOf(outcome.race));
    case 'on-again':
      return raceOnAgainMessage(outcome);
    default:
      return refused(outcome, 'race', typed, catalogue);
  }
}
