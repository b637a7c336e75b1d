import { actorOf } from './actor.ts';
import { type Context, type Message, type Press, privately } from './command.ts';

/** What became of a press that has to do with a cancellation. */
interface Outcome {
  readonly type: string;
}

/** Left for those who may press it. */
const LEAVING_IT: readonly string[] = ['not-set-up', 'not-allowed'];

/** Handles a button whose one argument is the id of a cancellation: the answer takes the place of the button. */
export function onCancellation<Services, Became extends Outcome>(
  decide: (services: Services, actor: ReturnType<typeof actorOf>, id: number) => Promise<Became>,
  messageFor: (outcome: Became, context: Context<Services>) => Message,
): Press<Services> {
  return async (interaction, [id = ''], context) => {
    if (!/^\d{1,15}$/.test(id)) return undefined;
    const outcome = await decide(context.services, actorOf(interaction, context.origins), Number(id));
    const message = messageFor(outcome, context);
    return LEAVING_IT.includes(outcome.type) ? privately(message) : { type: 'update', message };
  };
}
