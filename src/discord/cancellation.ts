import { type Answer, instead, type Message, privately } from './command.ts';

/** Left for those who may press it. */
const LEAVING_IT: readonly string[] = ['not-set-up', 'not-allowed'];

/** The answer to a button that calls something off or puts it on again: in the place of the button, once it has served. */
export const answerOnce = ({ type }: { readonly type: string }, message: Message): Answer =>
  LEAVING_IT.includes(type) ? privately(message) : instead(message);
