import { ButtonStyle } from 'discord.js';
import type { Called, UndoRefusal } from '../../domain/cancellation.ts';
import type { WhoMay } from '../../domain/leading.ts';
import type { Race } from '../../domain/race.ts';
import type { Run } from '../../domain/run.ts';
import type { RaceCalledOff } from '../../services/race-cancellations.ts';
import type { RunCalledOff, RunUndoOutcome } from '../../services/run-cancellations.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { raceIds, runIds } from '../ids.ts';
import {
  all,
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
import { nameOf, raceWhen } from './race.ts';
import { titleOf } from './run.ts';

/** What can be refused to who isn't entitled to it. */
const DEEDS = {
  edit: (what: Called) => `change this ${what}`,
  cancel: (what: Called) => `cancel this ${what} or put it on again`,
  sheet: (what: Called) => `see the sheet of this ${what}`,
  attendance: (what: Called) => `take attendance of this ${what}`,
} as const;
export type Deed = keyof typeof DEEDS;

/** Who can do what somebody was refused: named, and not notified. */
export function notAllowedMessage({ createdBy, leaderRoleId }: WhoMay, deed: Deed, what: Called): Message {
  const who = [
    ...(createdBy === '' ? [] : [`its creator <@${createdBy}>`]),
    ...(leaderRoleId === null ? [] : [`members with the role <@&${leaderRoleId}>`]),
    'people who may manage the server',
  ];
  return say(`Only ${all(who)} can ${DEEDS[deed](what)}. ${NOTHING_CHANGED}`);
}

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

const willBeTold = (told: number) => `${counted(told, 'member', 'members')} will be told.`;

export function cancelRunQuestion(asked: RunCalledOff): Message {
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

export function cancelRaceQuestion(asked: RaceCalledOff): Message {
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

export function runCancelledMessage({ run, id, told, wholeSeries }: RunCalledOff): Message {
  const rest = wholeSeries ? ', and all that would have followed' : '';
  const who = told === 0 ? 'Nobody had signed up yet.' : `I'm telling ${runners(told)} who had signed up.`;
  const others = run.series && !wholeSeries ? ' The other runs of its series stay as they are.' : '';
  return cancelled(
    'run',
    `**${titleOf(run)}** is cancelled${rest}. ${who} Its reminders are dropped.${others}`,
    id,
  );
}

export function raceCancelledMessage({ race, id, told }: RaceCalledOff): Message {
  const who = told === 0 ? 'Nobody has to be told.' : `I'm telling ${racers(told)}.`;
  return cancelled(
    'race',
    `**${nameOf(race)}** is cancelled. ${who} All that was planned for it is dropped.`,
    id,
  );
}

export function keptMessage(): Message {
  return say(`All right, it stays on. ${NOTHING_CHANGED}`);
}

/** The question was answered before, or something else may be meant by now. */
export function questionOverMessage(
  why: 'answered' | 'too-old',
  what: Called,
  { mention }: CommandCatalogue,
): Message {
  const said =
    why === 'answered' ? 'That question was answered before.' : 'That question is more than ten minutes old.';
  return say(`${said} ${NOTHING_CHANGED} ${mention(`${what} cancel`)} asks again.`);
}

export function noSuchCancellationMessage(): Message {
  return say(`I don't know of that cancellation any more. ${NOTHING_CHANGED}`);
}

type RunOnAgain = Of<RunUndoOutcome, 'on-again'>;

const NOBODY_HAD_HEARD = 'Nobody had heard of the cancellation yet, so nobody is told.';

/** Of a whole series the run that was asked about would have started; the rest of it is on again. */
function seriesOnAgainMessage({ run, told }: RunOnAgain): Message {
  const who = told === 0 ? '' : ` I'm telling ${runners(told)} who had signed up.`;
  return say(
    `**${titleOf(run)}** of ${instant(run.startsAt)} stays cancelled, because it would have started by now. Its series goes on.${who}`,
  );
}

export function runOnAgainMessage(onAgain: RunOnAgain): Message {
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

export function raceOnAgainMessage({ race, told }: { readonly race: Race; readonly told: number }): Message {
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

export const runNotUndoneMessage = (run: Run, why: UndoRefusal) => notUndone(why, 'run', titleOf(run));
export const raceNotUndoneMessage = (race: Race, why: UndoRefusal) => notUndone(why, 'race', nameOf(race));
