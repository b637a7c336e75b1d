import type { RedFlag } from '../../domain/red-flag.ts';
import type { Message } from '../command.ts';
import { componentId } from '../ids.ts';
import { button, COLOURS, card, quoted, row, text } from './parts.ts';

const EMERGENCY_NUMBERS =
  '112 in the EU and many other places, 999 in the UK and Ireland, 911 in the US and Canada, 000 in Australia, 111 in New Zealand';

const SHOWN = 3;

function advice({ level, sign, meanwhile, escalate }: RedFlag): string {
  const urgency = {
    emergency: 'call your local emergency number now',
    'same-day': 'get medical help today',
    'few-days': 'have it checked by a doctor within a few days',
  }[level];
  const worse =
    escalate &&
    {
      emergency: ` Call the emergency number at once if ${escalate.if}.`,
      'same-day': ` Get help today if ${escalate.if}.`,
      'few-days': '',
    }[escalate.level];
  return `**${sign}**: ${urgency}. ${meanwhile}${worse ?? ''}`;
}

/** What else the words may have been meant as. */
const OTHERWISE = {
  muscle:
    'If you meant a muscle to stretch and nothing here fits, choose the muscle from the list that appears as you type.',
  race: 'If you meant the name of a race and nothing here fits, leave it out and choose the `distance`.',
  command: 'If you meant a command and nothing here fits, choose it from the list that appears as you type.',
} as const;

/** Takes the place of any answer when the member's words point to a warning sign. Nothing else stands beside it. */
export function redFlagMessage(
  flags: readonly RedFlag[],
  typed: string,
  otherwise: keyof typeof OTHERWISE,
): Message {
  const parts = [
    text(
      [
        '## Please read this first',
        `What you typed, ${quoted(typed)}, can point to something that shouldn't wait. I'm a bot and can't assess it. If any of this is so, please stop and get medical help:`,
      ].join('\n'),
    ),
    text(flags.slice(0, SHOWN).map(advice).join('\n\n')),
    text(
      `Emergency numbers: ${EMERGENCY_NUMBERS}. Do not drive yourself, and have someone stay with you. When unsure, call.`,
    ),
    text(OTHERWISE[otherwise]),
  ];
  return card(
    COLOURS.warning,
    parts,
    row(button("I've read this", componentId('stretch', 'read'), { main: true })),
  );
}

/** After `I've read this`. */
export function redFlagReadMessage(): Message {
  return card(COLOURS.warning, [
    text("Thank you for reading. If anything on that list is so for you, please don't wait: get help now."),
  ]);
}
