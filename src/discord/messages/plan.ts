import type { Content } from '../../domain/content.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import { shortDate } from '../../domain/history.ts';
import { type Plan, type PlanStep, type Plans, stepsAround } from '../../domain/plan.ts';
import type { PlanOutcome } from '../../services/plans.ts';
import type { Message } from '../command.ts';
import { recoveryIds } from '../ids.ts';
import { calmCard, line, type Of, quoted, row, select, smallText, text } from './components.ts';
import { numberIn } from './emergency.ts';
import { GENERAL_SAFETY, sourceLine } from './evidence.ts';

/** "Race day", "Day 1", "Days 2–3", "Week 2", "From day 22 on". */
export function daysInWords({ from, to }: Pick<PlanStep, 'from' | 'to'>): string {
  if (to === null) return from === 0 ? 'From race day on' : `From day ${from} on`;
  if (from === to) return from === 0 ? 'Race day' : `Day ${from}`;
  const weeks = from % 7 === 1 && to === from + 6 ? ` (week ${(from + 6) / 7})` : '';
  return `Days ${from}–${to}${weeks}`;
}

function chooser(plans: Plans, shown?: Plan): ReturnType<typeof row> {
  const options = plans.plans.map(({ id, name }) => ({ label: name, value: id, default: id === shown?.id }));
  return row(select(shown ? 'Another distance' : 'Choose the distance', recoveryIds.plan(), options));
}

/** What outranks every step of a plan, after the evidence sheet's sections 6.4 and 7. */
const watchFor = (help: HelpLines) =>
  `**Call ${numberIn(help)} at once** for chest pain, fainting, trouble breathing, confusion, a severe headache or repeated vomiting, also in the evening and the day after. **Go to an emergency department now:** urine the colour of tea or cola. **Get medical advice today:** one calf swollen, warm and tender.`;

function whenText({ known, plan }: Of<PlanOutcome, 'plan'>): string[] {
  if (!known) return [];
  const { on, day } = known;
  if (day === null) return [`Race day: ${shortDate(on)}.`];
  if (day === 0) return ['**Today is race day.**'];
  const step = stepsAround(plan, day)?.step;
  const days = step ? `, in *${daysInWords(step).toLowerCase()}*` : '';
  return [`Race day was ${shortDate(on)}. **Today is day ${day}**${days}.`];
}

export function planMessage(
  shown: Of<PlanOutcome, 'plan'>,
  sources: Content['sources'],
  help: HelpLines,
): Message {
  const { plan, plans, race } = shown;
  const easy = plan.easyDays
    ? `About ${plan.easyDays[0]} to ${plan.easyDays[1]} easy days. ${plans.easyDays}`
    : plans.easyDays;
  const parts = [
    text(
      `## After ${race === undefined ? `the race: ${plan.name}` : `${quoted(race)}: ${plan.name}`}`,
      ...whenText(shown),
      watchFor(help),
      easy,
    ),
    text(plan.steps.map((step) => `**${daysInWords(step)}**\n${step.text}`).join('\n')),
    line(),
    text(
      '**Before each next step, all of these should be true**',
      ...plans.gates.map((gate) => `- ${gate.text}`),
      "If not, stay on this step a little longer. A fever, a bad cough or one spot on a bone: don't run or train until it has been checked.",
    ),
    text(
      `**If something aches on the run:** ${plans.pain}`,
      `**How far:** ${plans.spike}`,
      `**Take more time:** ${plans.slower}`,
    ),
    line(),
    smallText(plans.note, sourceLine(plan, sources), GENERAL_SAFETY),
  ];
  return calmCard(...parts, chooser(plans, plan));
}

/** Somebody under 18 asked for a marathon or longer. */
function underAgePlanMessage(plans: Plans): Message {
  return calmCard(
    text(
      'You told me that you are under 18. I have no plan for a marathon or longer for you. Please ask your coach what fits you now.',
    ),
    smallText(GENERAL_SAFETY),
    chooser(plans),
  );
}

function whichDistanceMessage(plans: Plans, race: string | undefined): Message {
  const why =
    race === undefined
      ? "How far is your race? Choose, and I'll show you the days after it."
      : `I can't tell from ${quoted(race)} how far that race is. Choose the distance, and I'll show you the days after it.`;
  return calmCard(text(why), chooser(plans));
}

export function planAnswer(outcome: PlanOutcome, sources: Content['sources'], help: HelpLines): Message {
  switch (outcome.type) {
    case 'plan':
      return planMessage(outcome, sources, help);
    case 'which-distance':
      return whichDistanceMessage(outcome.plans, outcome.race);
    case 'under-18':
      return underAgePlanMessage(outcome.plans);
  }
}
