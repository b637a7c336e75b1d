import type { Called } from '../../domain/cancellation.ts';
import type { CardOutcome } from '../../services/cards.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { raceIds, runIds } from '../ids.ts';
import { button, linksTo, row, say } from './components.ts';
import { raceClosedMessage } from './race.ts';
import { refusedMessage } from './refusal.ts';
import { runOverMessage } from './run.ts';

const ID = { run: runIds.postCard, race: raceIds.postCard };

/** The same message, with a button for whoever may have the card posted once more. */
export const offeringCard = (message: Message, what: Called, number: number): Message => ({
  ...message,
  components: [...message.components, row(button('Post the card again', ID[what](number)))],
});

export function cardAnswer(
  outcome: CardOutcome,
  what: Called,
  number: number,
  catalogue: CommandCatalogue,
): Message {
  switch (outcome.type) {
    case 'planned':
      return say(`I'm posting the card in <#${outcome.channelId}> again.`);
    case 'there':
      return outcome.card === null
        ? say("I'm posting the card already.")
        : say(`The card is there: ${linksTo(outcome).join('')}`);
    case 'over':
      return runOverMessage(outcome);
    case 'closed':
      return raceClosedMessage(outcome);
    default:
      return refusedMessage(outcome, { deed: 'edit', what, typed: number }, catalogue);
  }
}
