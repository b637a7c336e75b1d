import type { Actor } from '../services/runs.ts';
import type { Services } from '../services/services.ts';
import { instead, type Message, privately } from './command.ts';
import type { CommandCatalogue } from './command-catalogue.ts';
import { IN_PLACE, onPress } from './define.ts';
import type { raceIds, runIds } from './ids.ts';
import { keptMessage } from './messages/cancellation.ts';

interface Cancellations<Outcome> {
  confirm(actor: Actor, id: number): Promise<Outcome>;
  undo(actor: Actor, id: number): Promise<Outcome>;
}

/** Left for those who may press it. */
const LEAVING_IT: readonly string[] = ['not-set-up', 'not-allowed'];

/** Buttons that call something off, keep it, or put it on again; the answer takes their place once they have served. */
export function cancellationButtons<Outcome extends { readonly type: string }>(
  ids: Pick<typeof runIds | typeof raceIds, 'cancel' | 'keep' | 'undo'>,
  serviceOf: (services: Services) => Cancellations<Outcome>,
  messageOf: (outcome: Outcome, catalogue: CommandCatalogue) => Message,
) {
  const on = (id: typeof ids.cancel, deed: keyof Cancellations<Outcome>) =>
    onPress(
      id,
      async ([cancellation], { services, actor, catalogue }) => {
        const outcome = await serviceOf(services)[deed](actor, cancellation);
        const message = messageOf(outcome, catalogue);
        return LEAVING_IT.includes(outcome.type) ? privately(message) : instead(message);
      },
      IN_PLACE,
    );
  return [on(ids.cancel, 'confirm'), onPress(ids.keep, () => instead(keptMessage())), on(ids.undo, 'undo')];
}
