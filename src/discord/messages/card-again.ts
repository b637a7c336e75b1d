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
      return say(`Its card goes to <#${outcome.channelId}> once more.`);
    case 'there':
      return outcome.card === null
        ? say('Its card is on its way already.')
        : say(`Its card is up: ${linksTo(outcome).join('')}`);
    case 'over':
      return runOverMessage(outcome);
    case 'closed':
      return raceClosedMessage(outcome);
    default:
      return refusedMessage(outcome, { deed: 'edit', what, typed: number }, catalogue);
  }
}
