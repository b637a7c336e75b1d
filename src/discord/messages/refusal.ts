import type { Called } from '../../domain/cancellation.ts';
import type { NotAllowed, WhoMay } from '../../domain/leading.ts';
import type { NoSuchRace } from '../../services/races.ts';
import type { NoSuchRun, NotSetUp } from '../../services/runs.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { notSetUpMessage } from './club.ts';
import { all, NOTHING_CHANGED, quoted, say } from './components.ts';

/** What only some members may do. */
const DEEDS = {
  edit: (what: Called) => `change this ${what}`,
  add: (what: Called) => `add others to this ${what}`,
  cancel: (what: Called) => `cancel this ${what} or put it on again`,
  sheet: (what: Called) => `see the sheet of this ${what}`,
  attendance: (what: Called) => `take attendance of this ${what}`,
} as const;

/** What somebody wanted to do with what. `typed`: how they named it, where they did. */
interface DeedWanted {
  readonly deed: keyof typeof DEEDS;
  readonly what: Called;
  readonly typed?: string | number | undefined;
}

/** Who can do what somebody was refused: named, and not notified. */
function notAllowedMessage({ createdBy, leaderRoleId }: WhoMay, { deed, what }: DeedWanted): Message {
  const who = [
    ...(createdBy === '' ? [] : [`its creator <@${createdBy}>`]),
    ...(leaderRoleId === null ? [] : [`members with the role <@&${leaderRoleId}>`]),
    'people who may manage the server',
  ];
  return say(`Only ${all(who)} can ${DEEDS[deed](what)}. ${NOTHING_CHANGED}`);
}

export function noSuchMessage(what: Called, typed: string, { mention }: CommandCatalogue): Message {
  const shown = what === 'run' ? 'what is on' : 'what there is';
  return say(
    `I can't tell which ${what} ${quoted(typed)} is. Choose it from the list that appears as you type; ${mention(`${what} list`)} shows ${shown}. ${NOTHING_CHANGED}`,
  );
}

export type SharedRefusal =
  | NotSetUp
  | NotAllowed
  | NoSuchRun
  | NoSuchRace
  | { readonly type: 'too-many-open' | 'too-many-today'; readonly most: number };

/** Why nothing came of what was asked, where the reason is the same for runs and for races. */
export function refusedMessage(
  outcome: SharedRefusal,
  wanted: DeedWanted,
  catalogue: CommandCatalogue,
): Message {
  const { what, typed = '' } = wanted;
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(catalogue);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, wanted);
    case 'no-such-run':
    case 'no-such-race':
      return noSuchMessage(what, String(typed), catalogue);
    case 'too-many-open':
      return say(
        `The club has ${outcome.most} ${what}s to come already, which is as many as I keep. ${NOTHING_CHANGED}`,
      );
    case 'too-many-today':
      return say(
        `You have ${what === 'run' ? 'created' : 'added'} ${outcome.most} ${what}s within a day, which is as many as I take. Try again tomorrow. ${NOTHING_CHANGED}`,
      );
  }
}
