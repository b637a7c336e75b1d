import type { Sign } from '../../domain/checkin-content.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import { type RedFlag, URGENCIES, type Urgency } from '../../domain/red-flag.ts';
import type { Message } from '../command.ts';
import { componentId } from '../ids.ts';
import { adviceLine, callNow, numberIn, otherNumbers, staySafe } from './emergency.ts';
import { button, COLOURS, card, quoted, row, select, text } from './parts.ts';

const SHOWN = 3;

/** When it gets worse: "Call **999** at once if …". */
function worseText({ escalate }: RedFlag, help: HelpLines): string {
  if (!escalate) return '';
  return {
    emergency: ` Call ${help.emergency === null ? 'the emergency number' : numberIn(help)} at once if ${escalate.if}.`,
    'same-day': ` Get help today if ${escalate.if}.`,
    'few-days': '',
  }[escalate.level];
}

function advice(flag: RedFlag, help: HelpLines): string {
  const urgency = {
    emergency: callNow(help),
    'same-day': 'get medical help today',
    'few-days': 'have it checked by a doctor within a few days',
  }[flag.level];
  return `**${flag.sign}**: ${urgency}. ${flag.meanwhile}${worseText(flag, help)}`;
}

/** What else the words may have been meant as. */
const OTHERWISE = {
  muscle:
    'If you meant a muscle to stretch and nothing here fits, choose the muscle from the list that appears as you type.',
  race: 'If you meant the name of a race and nothing here fits, leave it out and choose the `distance`.',
  'own-race': 'If you meant the name of a race and nothing here fits, leave it out.',
  command: 'If you meant a command and nothing here fits, choose it from the list that appears as you type.',
} as const;

/** Takes the place of any answer when the member's words point to a warning sign. Nothing else stands beside it. */
export function redFlagMessage(
  flags: readonly RedFlag[],
  typed: string,
  otherwise: keyof typeof OTHERWISE,
  help: HelpLines,
): Message {
  const parts = [
    text(
      [
        '## Please read this first',
        `What you typed, ${quoted(typed)}, can point to something that shouldn't wait. I'm a bot and can't assess it. If any of this is so, please stop and get medical help:`,
      ].join('\n'),
    ),
    text(
      flags
        .slice(0, SHOWN)
        .map((flag) => advice(flag, help))
        .join('\n\n'),
    ),
    text(`${otherNumbers(help)} ${staySafe(help)} When unsure, call.`),
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

/** The sign that isn't about running, and whose words must be others. */
const DARK_THOUGHTS = 'dark-thoughts';

const HEADINGS: Readonly<Record<Urgency, string>> = {
  emergency: '## Please stop and get medical help now',
  'same-day': '## Please stop and get medical help today',
  'few-days': '## Please stop and have this checked',
};

/** What to do, once for the whole message: as urgent as the most urgent sign. */
function whatToDo(level: Urgency, help: HelpLines, see: string | undefined): string {
  return {
    emergency: `Call ${numberIn(help)} now.`,
    'same-day': `Go to an emergency department or an urgent care clinic, or call ${adviceLine(help)}, today. Don't wait for the club physio.`,
    'few-days': see ?? "See a doctor or physiotherapist within a few days, and don't run until then.",
  }[level];
}

/** One sign that was ticked, and what to do until there is help. */
function tickedText({ flag, choice }: Sign, most: Urgency, help: HelpLines): string {
  const serious =
    flag.id === DARK_THOUGHTS || flag.level === 'few-days' ? '' : ': after a run this can be serious';
  // Where another sign is more urgent, this one keeps what it asks for itself.
  const own = flag.level === most ? '' : ` ${whatToDo(flag.level, help, choice.see)}`;
  return `**${flag.sign}**${serious}.${own} ${flag.meanwhile}${worseText(flag, help)}`;
}

const TICKED_SHOWN = 4;

/**
 * What somebody reads who ticked a warning sign: how urgent it is, whom to call, and what to do meanwhile. No plan, no
 * tip, no routine stands beside it.
 */
export function urgentMessage(ticked: readonly Sign[], help: HelpLines): Message {
  const most = URGENCIES.find((level) => ticked.some(({ flag }) => flag.level === level)) ?? 'emergency';
  const [first] = ticked;
  const left = ticked.length - TICKED_SHOWN;
  const onlyThoughts = ticked.every(({ flag }) => flag.id === DARK_THOUGHTS);
  const seeOnly = ticked.length === 1 ? first?.choice.see : undefined;
  const heading = onlyThoughts
    ? "## You don't have to be alone with this"
    : seeOnly
      ? '## Please talk to somebody about this'
      : HEADINGS[most];
  return card(
    COLOURS.warning,
    [
      text(
        `${heading}\n${onlyThoughts ? `Please ${callNow(help)}, or a crisis line.` : whatToDo(most, help, seeOnly)} I'm a bot and can't assess this.`,
      ),
      text(
        ticked
          .slice(0, TICKED_SHOWN)
          .map((sign) => tickedText(sign, most, help))
          .join('\n\n'),
      ),
      text(
        [
          ...(left > 0 ? [`You ticked ${left} more. Tell whoever helps you about all of them.`] : []),
          most === 'few-days'
            ? `If it gets worse, don't wait: get help the same day, and in an emergency call ${numberIn(help)}. ${staySafe(help)}`
            : `${staySafe(help)} If it gets worse, or you aren't sure, ${callNow(help)}.`,
          `-# ${otherNumbers(help)}`,
          '-# Only you see this. What you ticked is not kept, and nobody else is told.',
        ].join('\n'),
      ),
    ],
    row(button("I've read this", componentId('recovery', 'read'), { main: true })),
  );
}

/** Warning signs to tick, any number of them. */
export function signSelect(placeholder: string, id: string, signs: readonly Sign[]) {
  const options = signs.map(({ choice }) => ({
    label: choice.label,
    value: choice.id,
    ...(choice.more === undefined ? {} : { description: choice.more }),
  }));
  return row(select(placeholder, id, options, { several: true }));
}
