import type { HelpLines } from '../../domain/help-lines.ts';
import type { Beside } from '../../domain/reading.ts';
import type { RedFlag } from '../../domain/red-flag.ts';
import type { Message } from '../command.ts';
import { recoveryIds } from '../ids.ts';
import { button, LONGEST_MESSAGE, text } from './components.ts';
import { callNow, numberIn } from './emergency.ts';

/** For whoever typed how they feel where something else was asked for. */
function netText(help: HelpLines): string {
  return `**Was that about how you feel?** Chest, breath, fainting, confusion, a blow to the head, or thoughts of harming yourself can't wait: ${callNow(help)}. Dark urine or one swollen leg: get help today.`;
}

/** A sign that the words hint at, and what to do about it. */
function signLine({ sign, level, see }: RedFlag, help: HelpLines): string {
  const todo = {
    emergency: `Call ${numberIn(help)} now.`,
    'at-once': 'Go to an emergency department now.',
    'same-day': 'Get medical help today.',
    'few-days': see ?? 'See a doctor within a few days.',
  }[level];
  return `**If this is about you:** ${sign}? ${todo}`;
}

/** The one line beside a routine or a plan: the most urgent sign, or else the net. */
function lineBeside({ lines, net }: Beside, help: HelpLines): string | undefined {
  const [first] = lines;
  if (first) return signLine(first, help);
  return net ? netText(help) : undefined;
}

/** For a message that has hardly any room left. */
const shortNet = (help: HelpLines) => `**About how you feel? If it can't wait, ${callNow(help)}.**`;

/** How much text there is in a message, or in a part of it. */
function lengthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'content' in part && typeof part.content === 'string' ? part.content.length : 0;
  return Object.values(part).reduce((sum: number, inner) => sum + lengthOf(inner), own);
}

/** A routine or a plan with the one line that stands beside it, if there is one. */
export function withLineBeside(message: Message, beside: Beside, help: HelpLines): Message {
  const line = lineBeside(beside, help);
  if (line === undefined) return message;
  const fits = lengthOf(message.components) + line.length <= LONGEST_MESSAGE;
  return withLines(message, [fits ? line : shortNet(help)]);
}

/** Beside an answer that isn't what was asked for: the net, and a sign. */
export function linesBeside({ lines, net }: Beside, help: HelpLines): string[] {
  return [...(net ? [netText(help)] : []), ...lines.slice(0, 1).map((flag) => signLine(flag, help))];
}

/** A message with lines under its card, above its buttons. */
export function withLines(message: Message, lines: readonly string[]): Message {
  if (lines.length === 0) return message;
  const [shown, ...below] = message.components;
  return { ...message, components: [...(shown ? [shown] : []), text(lines.join('\n')), ...below] };
}

/** Begins a check-in of one's own accord, which shows the warning signs first. */
export const checkInButton = () => button('Check in', recoveryIds.begin(), { main: true });
