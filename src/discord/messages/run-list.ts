import { type LedOutcome, PLACE_CHANGES, type PlaceChange } from '../../domain/led-roster.ts';
import { waiting } from '../../domain/roster.ts';
import type { RunListOutcome } from '../../services/run-list.ts';
import type { RunView } from '../../services/runs.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { runIds } from '../ids.ts';
import { button, calmCard, memberSelect, type Of, people, row, text } from './components.ts';
import { refusedMessage } from './refusal.ts';
import { rosterText, runOverMessage, titleOf } from './run.ts';

const LABELS: Readonly<Record<PlaceChange, string>> = {
  add: 'Add',
  'take-off': 'Take off',
  'to-front': 'To the front',
  'to-back': 'To the waitlist',
};

const EXPLAINED: Readonly<Record<PlaceChange, string>> = {
  add: 'Whom do you add? If the run is full, they wait in line.',
  'take-off': 'Whom do you take off? The next in line gets the place.',
  'to-front': 'Who goes to the front of the waitlist?',
  'to-back': 'Who gives their place to the next in line, and waits behind all others?',
};

/** What became of some members. */
const BECAME: Readonly<Record<LedOutcome, string>> = {
  added: 'On the list now',
  'added-to-waitlist': 'On the waitlist now, as the run is full',
  'said-no': "Not added, as they said that they can't go",
  'taken-off': 'Taken off the list',
  'in-front': 'First on the waitlist now',
  'got-place': 'Got a place',
  'to-back': 'On the waitlist now',
  unchanged: 'Nothing to change',
};

/** Of these nobody is told: nothing, or no place, has changed hands. */
const UNTOLD: ReadonlySet<LedOutcome> = new Set(['unchanged', 'said-no', 'in-front']);

const MOST_NAMES = { going: 40, maybe: 10, waiting: 25 };

/**
 * What may be done with the list of a run that is still to come: the waitlist only where there is one, and adding others
 * only by who leads the club.
 */
export function listButtons({ run, rsvps }: RunView, leading: boolean) {
  const anyWaits = waiting(rsvps).length > 0;
  const changes = PLACE_CHANGES.filter((change) =>
    change === 'add' ? leading : !change.startsWith('to-') || anyWaits,
  );
  return row(...changes.map((change) => button(LABELS[change], runIds.list(run.number, change))));
}

const back = (number: number) => row(button('Back to the sheet', runIds.sheet(number)));

function whomMessage({ run, rsvps }: RunView, change: PlaceChange): Message {
  return calmCard(
    text(
      `## ${LABELS[change]}: ${titleOf(run)}`,
      ...rosterText(run, rsvps, MOST_NAMES, 1),
      EXPLAINED[change],
    ),
    row(memberSelect('Choose members', runIds.listed(run.number, change), { least: 1 })),
    back(run.number),
  );
}

function changedMessage({ run, became }: Of<RunListOutcome, 'list-changed'>): Message {
  const grouped = Map.groupBy(became, ({ outcome }) => outcome);
  const lines = [...grouped].map(
    ([outcome, some]) =>
      `${BECAME[outcome]}: ${people(
        some.map(({ userId }) => userId),
        some.length,
      )}`,
  );
  const told = became.some(({ outcome }) => !UNTOLD.has(outcome));
  return calmCard(
    text(`## ${titleOf(run)}`, ...lines, ...(told ? ['I tell them in the channel.'] : [])),
    back(run.number),
  );
}

/** What became of a change to the list of a run, or whom it is to be for. */
export function runListAnswer(
  outcome: RunListOutcome,
  catalogue: CommandCatalogue,
  { number, change }: { readonly number: number; readonly change: PlaceChange },
): Message {
  switch (outcome.type) {
    case 'list-to-change':
      return whomMessage(outcome, change);
    case 'list-changed':
      return changedMessage(outcome);
    case 'over':
      return runOverMessage(outcome);
    default:
      return refusedMessage(
        outcome,
        { deed: change === 'add' ? 'add' : 'edit', what: 'run', typed: number },
        catalogue,
      );
  }
}
