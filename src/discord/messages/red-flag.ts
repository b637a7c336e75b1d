import { type APIMessageTopLevelComponent, ComponentType, type Message as Posted } from 'discord.js';
import type { Sign } from '../../domain/checkin-content.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import { type RedFlag, URGENCIES, type Urgency } from '../../domain/red-flag.ts';
import type { Message } from '../command.ts';
import { recoveryIds, stretchIds } from '../ids.ts';
import { button, line, quoted, row, select, text, warningCard } from './components.ts';
import {
  adviceLine,
  callNow,
  crisisLine,
  numberIn,
  otherNumbers,
  someoneWithYou,
  staySafe,
} from './emergency.ts';

/** The sign that isn't about running, and whose words must be others. */
const DARK_THOUGHTS = 'dark-thoughts';

/** So many signs stand there in full; of the others only what they are. */
const IN_FULL = 3;
/** A text can't point to more at once than fit a message. */
const MOST_NAMED = 10;

/** A sign, and what it is called where it doesn't stand in full. */
interface Shown {
  readonly flag: RedFlag;
  readonly name: string;
}

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
function signText({ flag }: Shown, most: Urgency | undefined, help: HelpLines): string {
  const own = flag.see ?? (flag.level === most ? undefined : whatToDo(flag.level, help));
  return [
    `**${flag.sign}**`,
    [...(own === undefined ? [] : [own]), flag.meanwhile, ...worseText(flag, help)].join(' '),
  ].join('\n');
}

const mostUrgent = (signs: readonly Shown[]): Urgency =>
  URGENCIES.find((level) => signs.some(({ flag }) => flag.level === level)) ?? 'emergency';

/** The urgency for which is said once what to do; undefined where some signs ask for something else of their own. */
function saidOnce(signs: readonly Shown[]): Urgency | undefined {
  const most = mostUrgent(signs);
  return most === 'few-days' && signs.some(({ flag }) => flag.see) ? undefined : most;
}

/** The first ones in full, then by name those of whom somebody has to be told as well. */
function signTexts(signs: readonly Shown[], most: Urgency | undefined, help: HelpLines): string {
  const inFull = signs.slice(0, IN_FULL).map((one) => signText(one, most, help));
  const rest = signs.slice(IN_FULL).map(({ name }) => `- ${name}`);
  const named =
    rest.length === 0 ? [] : [['**Tell whoever helps you about these too:**', ...rest].join('\n')];
  return [...inFull, ...named].join('\n\n');
}

/** Said once, below all signs. */
function lastTexts(signs: readonly Shown[], help: HelpLines): string[] {
  const most = mostUrgent(signs);
  if (most === 'few-days') return ["If it gets worse, don't wait: get help the same day."];
  const said = signs.some(({ flag }) => flag.escalate);
  const worse = most === 'emergency' || said ? '' : ` If it gets worse, call ${numberIn(help)}.`;
  const safe = `${staySafe(help)}${worse} I'm a bot: when in doubt, call.`;
  return most === 'same-day' ? [safe] : [safe, `-# ${otherNumbers(help)}`];
}

/**
 * What a card says of its signs. Dark thoughts come before all others, whatever else there is, and what to do about the
 * others then stands with each. `above`: the heading, and what to do, where there are no dark thoughts.
 */
function signParts(signs: readonly Shown[], above: string, below: string, help: HelpLines) {
  const dark = signs.find(({ flag }) => flag.id === DARK_THOUGHTS);
  const others = signs.filter((one) => one !== dark);
  if (!dark)
    return [
      text(above),
      text(signTexts(others, saidOnce(others), help)),
      text(...lastTexts(others, help), below),
    ];
  if (others.length === 0) return [...crisisParts(dark.flag, help), text(below)];
  return [
    ...crisisParts(dark.flag, help),
    line(),
    text(signTexts(others, undefined, help)),
    text(...lastTexts(others, help), below),
  ];
}

const readButton = (id: string) => row(button("I've read this", id, { main: true }));

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
  const signs = flags.slice(0, MOST_NAMED).map((flag) => ({ flag, name: flag.sign }));
  const above = `## Please read this first\nIs this true for you, or for somebody with you? ${whatToDo(mostUrgent(signs), help)}`;
  const below = `-# You typed ${quoted(typed)}. ${OTHERWISE[otherwise]}`;
  return warningCard(...signParts(signs, above, below, help), readButton(stretchIds.read()));
}

/** How urgent it is, and what to do, where no sign says it better itself. */
function urgencyText(signs: readonly Shown[], help: HelpLines): string {
  const most = mostUrgent(signs);
  const [only] = signs.length === 1 ? signs : [];
  if (only?.flag.see === undefined) {
    const said = most === 'at-once' || saidOnce(signs) === undefined;
    return said ? HEADINGS[most] : `${HEADINGS[most]}\n${whatToDo(most, help)}`;
  }
  return most === 'few-days' ? HEADINGS[most] : '## Please get medical help now';
}

/**
 * What somebody reads who ticked a warning sign: how urgent it is, whom to call, and what to do meanwhile. No plan, no
 * tip, no routine stands beside it.
 */
export function urgentMessage(ticked: readonly Sign[], help: HelpLines): Message {
  const signs = ticked.map(({ flag, choice }) => ({ flag, name: choice.label }));
  const below = "-# Only you see this. It isn't kept.";
  return warningCard(
    ...signParts(signs, urgencyText(signs, help), below, help),
    readButton(recoveryIds.read()),
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

export function signSelect(placeholder: string, id: string, signs: readonly Sign[]) {
  const options = signs.map(({ choice }) => ({
    label: choice.label,
    value: choice.id,
    ...(choice.more === undefined ? {} : { description: choice.more }),
  }));
  return row(select(placeholder, id, options, 1));
}
