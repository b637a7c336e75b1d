import { type APIMessageTopLevelComponent, ComponentType, type Message as Posted } from 'discord.js';
import type { Sign } from '../../domain/checkin-content.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import { type RedFlag, URGENCIES, type Urgency } from '../../domain/red-flag.ts';
import type { Message } from '../command.ts';
import { componentId } from '../ids.ts';
import {
  adviceLine,
  callNow,
  crisisLine,
  numberIn,
  otherNumbers,
  someoneWithYou,
  staySafe,
} from './emergency.ts';
import { button, COLOURS, card, quoted, row, select, text } from './parts.ts';

/** The sign that isn't about running, and whose words must be others. */
const DARK_THOUGHTS = 'dark-thoughts';

/** So many signs stand there in full; of the others only what they are. */
const IN_FULL = 3;
/** A text can't point to more at once than fit a message. */
const MOST_NAMED = 10;

/** What a card is about, as urgent as its most urgent sign. */
const HEADINGS: Readonly<Record<Urgency, string>> = {
  emergency: '## Please stop and get medical help now',
  'at-once': '## Please go to an emergency department now',
  'same-day': '## Please get medical help today',
  'few-days': '## Please have this checked',
};

/** What to do about one urgency: "Call **999** now." */
function whatToDo(level: Urgency, help: HelpLines): string {
  return {
    emergency: `Call ${numberIn(help)} now.`,
    'at-once': 'Go to an emergency department now.',
    'same-day': `Go to an emergency department or urgent care, or call ${adviceLine(help)}, today.`,
    'few-days': "See a doctor or physiotherapist within a few days, and don't run until then.",
  }[level];
}

/** When it gets worse: "Call **999** at once if …". */
function worseText({ escalate }: RedFlag, help: HelpLines): string[] {
  if (!escalate) return [];
  const call = `Call ${help.emergency === null ? 'the emergency number' : numberIn(help)} at once`;
  return [`${escalate.level === 'emergency' ? call : 'Get help today'} if ${escalate.if}.`];
}

const crisisAdvice = (flag: RedFlag, help: HelpLines) =>
  `If you might act on it, or already have: ${callNow(help)}. ${someoneWithYou(help)} ${flag.meanwhile}`;

/** People first, then whom to call; nothing else stands beside it. */
function crisisParts(flag: RedFlag, help: HelpLines) {
  return [
    text("## You don't have to be alone with this"),
    text(`## ${crisisLine(help)}\nThey listen, whatever it is.`),
    text(crisisAdvice(flag, help)),
  ];
}

/** One sign: what it is, what to do, and what until then. `most`: what is said once for all of that urgency. */
function signText(flag: RedFlag, most: Urgency, help: HelpLines): string {
  if (flag.id === DARK_THOUGHTS)
    return `**${flag.sign}**
Somebody listens: ${crisisLine(help)}. ${crisisAdvice(flag, help)}`;
  const own = flag.see ?? (flag.level === most ? undefined : whatToDo(flag.level, help));
  return [
    `**${flag.sign}**`,
    [...(own === undefined ? [] : [own]), flag.meanwhile, ...worseText(flag, help)].join(' '),
  ].join('\n');
}

const mostUrgent = (flags: readonly RedFlag[]): Urgency =>
  URGENCIES.find((level) => flags.some((flag) => flag.level === level)) ?? 'emergency';

/** The first ones in full, then by name those of whom somebody has to be told as well. */
function signTexts(
  flags: readonly RedFlag[],
  names: readonly string[],
  most: Urgency,
  help: HelpLines,
): string {
  const inFull = flags.slice(0, IN_FULL).map((flag) => signText(flag, most, help));
  const rest = names.slice(IN_FULL).map((name) => `- ${name}`);
  const named =
    rest.length === 0 ? [] : [['**Tell whoever helps you about these too:**', ...rest].join('\n')];
  return [...inFull, ...named].join('\n\n');
}

/** Said once, below all signs. `most` is the most urgent. */
function lastTexts(most: Urgency, flags: readonly RedFlag[], help: HelpLines): string[] {
  if (most === 'few-days') return ["If it gets worse, don't wait: get help the same day."];
  const said = flags.some(({ escalate }) => escalate);
  const worse = most === 'emergency' || said ? '' : ` If it gets worse, call ${numberIn(help)}.`;
  const safe = `${staySafe(help)}${worse} I'm a bot: when in doubt, call.`;
  return most === 'same-day' ? [safe] : [safe, `-# ${otherNumbers(help)}`];
}

const readButton = (command: string) =>
  row(button("I've read this", componentId(command, 'read'), { main: true }));

/** What else the words may have been meant as. */
const OTHERWISE = {
  muscle: 'Meant a muscle? Choose it from the list that appears as you type.',
  race: 'Meant the name of a race? Leave it out and choose the `distance`.',
  'own-race': 'Meant the name of a race? Leave it out.',
  command: 'Meant a command? Choose it from the list that appears as you type.',
} as const;

/** Takes the place of any answer when the member's words point to a warning sign. Nothing else stands beside it. */
export function redFlagMessage(
  flags: readonly RedFlag[],
  typed: string,
  otherwise: keyof typeof OTHERWISE,
  help: HelpLines,
): Message {
  const [first] = flags;
  const most = mostUrgent(flags);
  const names = flags.slice(0, MOST_NAMED).map(({ sign }) => sign);
  const read = `-# You typed ${quoted(typed)}. ${OTHERWISE[otherwise]}`;
  if (first?.id === DARK_THOUGHTS && flags.length === 1)
    return card(COLOURS.warning, [...crisisParts(first, help), text(read)], readButton('stretch'));
  return card(
    COLOURS.warning,
    [
      text(
        `## Please read this first\nIs this true for you, or for somebody with you? ${whatToDo(most, help)}`,
      ),
      text(signTexts(flags, names, most, help)),
      text([...lastTexts(most, flags, help), read].join('\n')),
    ],
    readButton('stretch'),
  );
}

/**
 * What somebody reads who ticked a warning sign: how urgent it is, whom to call, and what to do meanwhile. No plan, no
 * tip, no routine stands beside it.
 */
export function urgentMessage(ticked: readonly Sign[], help: HelpLines): Message {
  const flags = ticked.map(({ flag }) => flag);
  const [first] = flags;
  const kept = "-# Only you see this. It isn't kept.";
  if (first?.id === DARK_THOUGHTS && flags.length === 1)
    return card(COLOURS.warning, [...crisisParts(first, help), text(kept)], readButton('recovery'));
  const most = mostUrgent(flags);
  const names = ticked.map(({ choice }) => choice.label);
  const saidAbove = most === 'at-once' || (flags.length === 1 && first?.see !== undefined);
  return card(
    COLOURS.warning,
    [
      text(saidAbove ? HEADINGS[most] : `${HEADINGS[most]}\n${whatToDo(most, help)}`),
      text(signTexts(flags, names, most, help)),
      text([...lastTexts(most, flags, help), kept].join('\n')),
    ],
    readButton('recovery'),
  );
}

/** The same message after `I've read this`: every word of it stays, and the button says that it was pressed. */
export function readMessage({ components }: Pick<Posted, 'components'>): Message {
  return {
    components: components.map((component) => {
      const shown = component.toJSON() as APIMessageTopLevelComponent;
      return shown.type === ComponentType.ActionRow
        ? { ...shown, components: shown.components.map((one) => ({ ...one, disabled: true })) }
        : shown;
    }),
  };
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
