import type { Sandbox } from 'discord-sandbox';
import { sentText } from './sent-text.ts';

/**
 * What an answer to a press says is so, as a member reads it. `off`: their answer was taken back; `not-done`: that nothing
 * was noted; `open`: that it may be noted or not; `unclear`: nothing that this list knows.
 */
export type Told = 'going' | 'waiting' | 'maybe' | 'no' | 'off' | 'not-done' | 'open' | 'unclear';

const SAYINGS: readonly (readonly [RegExp, Told])[] = [
  [/may be done already/i, 'open'],
  [/didn't work|didn't do that|nothing was changed|can be changed any more|older message/i, 'not-done'],
  [/you're (?:still |already )?(?:going|on the list)/i, 'going'],
  [/you're (?:still |already )?number \d+ on the waitlist/i, 'waiting'],
  [/as maybe for|down as maybe/i, 'maybe'],
  [/Thanks for saying|not going|can't go/i, 'no'],
  [/off the waitlist|answer .*back/i, 'off'],
];

export const readTold = (text: string): Told =>
  SAYINGS.find(([saying]) => saying.test(text))?.[1] ?? 'unclear';

/** What a member read in answer to what they pressed on a message, in the order in which it came. */
export function answersTo(sandbox: Sandbox, userId: string, messageId: string): string[] {
  return [...sandbox.world.messages.values()]
    .flat()
    .filter(({ ephemeralFor, answerTo }) => ephemeralFor === userId && answerTo?.messageId === messageId)
    .map((message) => sentText(message))
    .filter((text) => text !== '');
}
