import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
} from 'discord.js';
import { type Item, type Level, SCORES } from '../../domain/checkin.ts';
import {
  type CheckinContent,
  PAGES,
  pageOf,
  type Question,
  type SignPage,
} from '../../domain/checkin-content.ts';
import type { Apart, CheckinAnswered, CheckinBegun, Standing } from '../../domain/checkin-view.ts';
import type { Content } from '../../domain/content.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import type { Muscle } from '../../domain/muscle.ts';
import type { Plans } from '../../domain/plan.ts';
import type { Race } from '../../domain/race.ts';
import type { KeepOutcome } from '../../services/answers.ts';
import type { SoreOutcome } from '../../services/checkins.ts';
import type { Picture } from '../../services/pictures.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { recoveryIds } from '../ids.ts';
import {
  button,
  calmCard,
  instant,
  line,
  type Of,
  plain,
  row,
  select,
  smallText,
  text,
  warningCard,
} from './components.ts';
import { callNow, crisisLine, numberIn, otherNumbers } from './emergency.ts';
import { GENERAL_SAFETY, sourceLine } from './evidence.ts';
import { daysInWords } from './plan.ts';
import { signSelect } from './red-flag.ts';
import { routineMessage } from './stretch.ts';

const nameOf = ({ name }: Race) => `**${plain(name)}**`;

/** No race has this number: whoever names one that isn't there has a check-in without. */
export const NO_SUCH_RACE = 0;

/** The number of the race that a check-in is about; null for the member's last. */
function raceIn(standing: Standing): number | null {
  if (standing.race) return standing.race.number;
  return standing.type === 'apart' && standing.why === 'no-such-race' ? NO_SUCH_RACE : null;
}

/** Why it counts for no race, where somebody might think that it does. */
function apartText(standing: Standing): string[] {
  if (standing.type === 'raced') return [];
  const name = standing.race ? nameOf(standing.race) : 'that race';
  const why: Readonly<Record<Apart, string | undefined>> = {
    'own-accord': undefined,
    'no-such-race': 'I can find no such race of yours, so this check-in is without one.',
    'not-in-it': `You aren't on the list of ${name}, so this isn't counted for it. You get your answer all the same.`,
    'did-not-start': `You said that you didn't start at ${name}, so this isn't counted for it. You get your answer all the same.`,
    cancelled: `${name} was cancelled, so this isn't counted for it. You get your answer all the same.`,
    before: `${name} is still to come, so this check-in is without it.`,
    'long-ago': `${name} is some time ago, so this check-in is without it.`,
  };
  const said = why[standing.why];
  return said === undefined ? [] : [`-# ${said}`];
}

function headingOf(standing: Standing): string {
  if (standing.type !== 'raced') return '### How are you?';
  return `### ${standing.day === 0 ? 'Race day' : `Day ${standing.day}`}, ${nameOf(standing.race)}`;
}

const noneButton = ({ standing, evening }: CheckinBegun) =>
  button('None of these', (evening ? recoveryIds.noneTonight : recoveryIds.none)(raceIn(standing)));

function listButton(label: string, { standing, evening }: CheckinBegun, page: SignPage) {
  const list = evening ? recoveryIds.listTonight : recoveryIds.list;
  return button(label, list(raceIn(standing), page));
}

const ASKED = 'Do any of these apply to you?';

/** The signs that matter on that day, to be seen without a press, before anything else is asked. */
export function signsMessage(begun: CheckinBegun): Message {
  const { standing, watch, help } = begun;
  return calmCard(
    text(
      ...(standing.type === 'raced' ? [headingOf(standing)] : []),
      ...apartText(standing),
      standing.type === 'raced' ? `**${ASKED}**` : `### ${ASKED}`,
      ...watch.map((one) => `- ${one.text}`),
      `Emergency? Call ${numberIn(help)} now.`,
      '-# About a minute. Only you see this.',
    ),
    row(
      listButton('One of these', begun, 'now'),
      listButton('Something else', begun, 'soon'),
      noneButton(begun),
    ),
  );
}

const PAGE_IN_WORDS: Readonly<Record<SignPage, string>> = {
  now: 'Get help now',
  soon: 'Get help today or this week',
};

/** The whole list in its two pages, of which `first` comes first. */
export function listMessage(begun: CheckinBegun, first: SignPage): Message {
  const { standing, signs, help, evening } = begun;
  const ofEvening = evening ? 'evening' : undefined;
  const inOrder = [first, ...PAGES.filter((page) => page !== first)];
  return calmCard(
    text(
      headingOf(standing),
      `${ASKED} Tick every one that does, even if you're unsure.`,
      `In an emergency, call ${numberIn(help)} now.`,
    ),
    ...inOrder.map((page) =>
      signSelect(
        PAGE_IN_WORDS[page],
        recoveryIds.signs(raceIn(standing), page, ofEvening),
        signs.filter((sign) => pageOf(sign) === page),
      ),
    ),
    row(noneButton(begun)),
  );
}

/** A phone may open a form with what was once filled into one of the same ids, so the ids hold the day. */
export const fieldId = (item: Item, date: string) => `${item}-${date}`;

function questionField({ item, label, steps }: Question, date: string): APILabelComponent {
  const bestFirst = SCORES.toReversed();
  return {
    type: ComponentType.Label,
    label,
    component: {
      type: ComponentType.RadioGroup,
      custom_id: fieldId(item, date),
      options: bestFirst.map((score) => ({ value: String(score), label: steps[score - 1] ?? '' })),
    },
  };
}

/** The five questions. `race` is the race's number, or null; `date` the day on which they are asked, `YYYY-MM-DD`. */
export function checkinForm(
  race: number | null,
  date: string,
  { questions }: CheckinContent,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: recoveryIds.form(race, date),
    title: 'How are you today?',
    components: questions.map((question) => questionField(question, date)),
  };
}

/** After the list, on the evening of a race: nothing more is asked. */
export function eveningMessage(begun: CheckinBegun, content: Content): Message {
  const { standing, help } = begun;
  const { evening, painkillers } = content.checkin;
  const said = standing.type === 'raced' ? [`### The evening of ${nameOf(standing.race)}`] : [];
  return calmCard(
    text(...said, ...apartText(standing), evening.text, painkillers.text),
    text(
      `If anything on the list comes up, at any hour: call ${numberIn(help)}, or get help as the list says.`,
    ),
    smallText(otherNumbers(help), ...sourceLines([evening, painkillers], content.sources), GENERAL_SAFETY),
    row(listButton('Show the list again', begun, 'now')),
  );
}

/** What of the plan fits today. Whoever is to rest isn't shown what they would be running. */
function planText({ decision, plan }: CheckinAnswered): string[] {
  if (!plan || decision.followUps.includes('late-soreness')) return [];
  const { step, next } = plan;
  if (decision.level === 'rest' || decision.level === 'very-easy') return [];
  const today = `**${plan.plan.name}, ${daysInWords(step).toLowerCase()}:** ${step.text}`;
  const later =
    runsOn(decision.level) && next ? [`**Then, ${daysInWords(next).toLowerCase()}:** ${next.text}`] : [];
  return [today, ...later];
}

/** A low mood that lasts, or is very low today, comes with the lines that listen. */
function withLines(said: string, help: HelpLines): string {
  return `${said} Somebody to talk to: ${crisisLine(help)}. In an emergency, call ${numberIn(help)}.`;
}

function followUpTexts({ decision, standing, help }: CheckinAnswered, content: Content): string[] {
  return decision.followUps.map((followUp) => {
    const advice = content.checkin.followUps[followUp];
    const said = (standing.type === 'raced' ? undefined : advice['without-race']) ?? advice.text;
    return followUp === 'mood-help' || followUp === 'mood-now' ? withLines(said, help) : said;
  });
}

function nextText({ next }: CheckinAnswered): string {
  if (next.type === 'at') return `**Next check-in:** ${instant(next.at, 'F')} (${instant(next.at, 'R')}).`;
  const again = '`/recovery checkin` is there at any time.';
  return {
    last: `That was the last check-in for this race. ${again}`,
    'opted-out': `You've switched check-ins off, so I won't ask. ${again}`,
    silenced: `Two check-ins went unanswered, so I won't ask again for this race. ${again}`,
    'no-race': `After a race I ask by myself. ${again}`,
  }[next.why];
}

/** One of them for each text that is shown. */
function evidenceOf({ decision, plan }: CheckinAnswered, { checkin }: Content): Evidence[] {
  const level = decision.level === 'red-flag' ? [] : [checkin.levels[decision.level]];
  return [
    ...level,
    ...(decision.expected ? [checkin.expected] : []),
    ...decision.followUps.map((followUp) => checkin.followUps[followUp]),
    ...(plan ? [plan.plan] : []),
  ];
}

function sourceLines(evidence: readonly Evidence[], sources: Content['sources']): string[] {
  return [...new Set(evidence.map((one) => sourceLine(one, sources)))];
}

const gatesText = ({ gates }: Plans, heading: string, help: HelpLines) =>
  [
    `**${heading}**`,
    ...gates.map((gate) => `- ${gate.text}`),
    `If not, stay where you are a little longer. One spot on a bone, a fever or a bad cough: no running until it has been checked. Chest pain: ${callNow(help)}.`,
  ].join('\n');

function sideOptions(muscles: readonly Muscle[]) {
  return muscles.flatMap(({ id, title }) => [
    { label: `${title}: both sides`, value: `${id}/both` },
    { label: `${title}: one side or one spot`, value: `${id}/one` },
  ]);
}

function keptText(kept: KeepOutcome, catalogue: CommandCatalogue): string {
  switch (kept) {
    case 'kept':
      return `Only you see this. Your answers are kept, sealed, as you wished: ${catalogue.mention('recovery history')} shows how they go.`;
    case 'no-key':
      return "Only you see this. You wanted your answers kept, but I can't seal them just now, so they are forgotten.";
    case 'not-wished':
    case 'too-old':
    case 'under-18':
      return 'Only you see this. Your answers are forgotten. I keep that you checked in, and on day 1 how the whole group felt.';
  }
}

/** Carries what is to be kept, because nothing else remembers it. */
function keepButton({ standing, scores }: CheckinAnswered) {
  const [race, day] = standing.type === 'raced' ? [standing.race.number, standing.day] : [null, null];
  return button('Keep my answers', recoveryIds.keep(race, day, scores));
}

/** Under 18 there is no plan for some races, and the text for those who didn't race would be wrong. */
const isWithoutPlan = ({ standing, plan, help }: CheckinAnswered) =>
  standing.type === 'raced' && plan === null && help.under18 !== undefined;

const runsOn = (level: Level) => level === 'on-track' || level === 'as-usual';

/** What today is for, how long it holds, and what comes next. */
export function answeredMessage(
  view: CheckinAnswered,
  content: Content,
  kept: KeepOutcome,
  catalogue: CommandCatalogue,
): Message {
  const { decision, standing, plan, help } = view;
  const { checkin, plans, muscles, sources } = content;
  if (decision.level === 'red-flag') throw new Error('A red flag has a message of its own');
  const young = isWithoutPlan(view);
  // Nobody is on the track of a plan that there isn't.
  const words = checkin.levels[young && runsOn(decision.level) ? 'recovering' : decision.level];
  const place =
    standing.type === 'raced' && standing.day > 0
      ? `-# Day ${standing.day} after ${nameOf(standing.race)}`
      : undefined;
  const gates = plan
    ? `Before ${plan.next ? `the next step, ${daysInWords(plan.next).toLowerCase()}` : 'you do more'}, all of these should be true`
    : 'Before you do more, all of these should be true';
  return calmCard(
    text(
      `### ${words.line}`,
      ...(place === undefined ? [] : [place]),
      ...apartText(standing),
      ...(decision.expected ? [checkin.expected.text] : []),
      young ? checkin.young.text : plan ? words.today : words['without-plan'],
      ...planText(view),
    ),
    ...followUpTexts(view, content).map((one) => text(one)),
    line(),
    text(gatesText(plans, gates, help)),
    text(nextText(view)),
    line(),
    smallText(
      checkin.note,
      ...sourceLines(evidenceOf(view, content), sources),
      GENERAL_SAFETY,
      keptText(kept, catalogue),
    ),
    row(
      select(
        'Where is it sorest?',
        recoveryIds.sore(raceIn(standing), view.scores.soreness),
        sideOptions(muscles),
      ),
    ),
    ...(kept === 'not-wished' ? [row(keepButton(view))] : []),
  );
}

/** Where an ache is on one side: what to do with it, and signs that it may go with. No routine. */
export function oneSidedMessage(
  { muscle, signs, help }: Of<SoreOutcome, 'one-sided'>,
  race: number | null,
  { checkin, sources }: Content,
): Message {
  const advice = checkin.followUps['one-sided'];
  // A clot is what nobody should wait with, so it doesn't stand in the list alone.
  const leg = signs.some(({ flag }) => flag.id === 'swollen-leg')
    ? [
        `**Is that leg swollen, warm or throbbing? Get medical advice today. Breathless or chest pain too: ${callNow(help)}.**`,
      ]
    : [];
  return warningCard(
    text(
      `### ${muscle.title}, on one side or in one spot`,
      ...leg,
      advice.text,
      checkin.protect.text,
      checkin.walking,
      'So no routine for it now. Do any of these apply as well?',
    ),
    smallText(...sourceLines([advice, checkin.protect], sources), GENERAL_SAFETY),
    signSelect('Tick every one that applies', recoveryIds.signs(race), signs),
  );
}

/** Very sore for longer than a race explains: somebody should look at it, and there is no routine. */
function lateSorenessMessage(muscle: Muscle, { checkin, sources }: Content): Message {
  const advice = checkin.followUps['late-soreness'];
  return warningCard(
    text(`### ${muscle.title}, still very sore`, advice.text),
    smallText(...sourceLines([advice], sources), GENERAL_SAFETY),
  );
}

/** What there is for a sore muscle. `race`: the one of the check-in; `pictures`: of the routine, if it is one. */
export function soreAnswer(
  outcome: SoreOutcome,
  race: number | null,
  content: Content,
  pictures: readonly Picture[],
): Message {
  switch (outcome.type) {
    case 'routine':
      return routineMessage(outcome.routine, { sources: content.sources, pictures, shown: 'private' });
    case 'late-soreness':
      return lateSorenessMessage(outcome.muscle, content);
    case 'one-sided':
      return oneSidedMessage(outcome, race, content);
  }
}
