import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type BaseInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import { memberOf } from '../src/discord/actor.ts';
import {
  type Answer,
  type Choice,
  type Command,
  type Context,
  type Message,
  privately,
  type Reply,
} from '../src/discord/command.ts';
import {
  answeredMessage,
  checkinForm,
  eveningMessage,
  fieldId,
  lateSorenessMessage,
  listMessage,
  oneSidedMessage,
  signsMessage,
} from '../src/discord/messages/checkin.ts';
import {
  forgottenMessage,
  historyMessage,
  keptMessage,
  stoppedMessage,
} from '../src/discord/messages/history.ts';
import { planMessage, underAgePlanMessage, whichDistanceMessage } from '../src/discord/messages/plan.ts';
import { readMessage, redFlagMessage, urgentMessage } from '../src/discord/messages/red-flag.ts';
import { linesBeside, withLineBeside, withLines } from '../src/discord/messages/safety-net.ts';
import { routineMessage } from '../src/discord/messages/stretch.ts';
import { tipMessage, unknownTopicMessage } from '../src/discord/messages/tip.ts';
import { ITEMS, SCORES, type Scores, scoresIn } from '../src/domain/checkin.ts';
import { PAGES } from '../src/domain/checkin-content.ts';
import type { CheckinFrom } from '../src/domain/checkin-view.ts';
import type { HelpLines } from '../src/domain/help-lines.ts';
import { DISTANCES, type Distance } from '../src/domain/plan.ts';
import { readAsRace } from '../src/domain/reading.ts';
import { TOPICS } from '../src/domain/tip.ts';
import { dateAt } from '../src/domain/wall-time.ts';
import { plainWords } from '../src/domain/words.ts';
import type { PlanOutcome } from '../src/services/plans.ts';
import type { Services } from '../src/services/services.ts';

/** Leaves room for a distance within Discord's 100 characters of a choice. */
const LONGEST_RACE = 80;

const MOST_CHOICES = 25;

async function tip(
  guildId: string,
  userId: string,
  topic: string | undefined,
  { services }: Context<Services>,
): Promise<Reply> {
  const outcome = await services.tips.next({ guildId, userId }, topic);
  if (outcome.type === 'unknown-topic')
    return privately(unknownTopicMessage(outcome.asked, outcome.nearest, TOPICS));
  const message = tipMessage(outcome.tip, outcome.topic, services.content.sources);
  return { ...privately(message), afterwards: outcome.noteSeen };
}

function planAnswer(outcome: PlanOutcome, help: HelpLines, { services }: Context<Services>): Message {
  switch (outcome.type) {
    case 'plan':
      return planMessage(outcome, services.content.sources, help);
    case 'which-distance':
      return whichDistanceMessage(outcome.plans, outcome.race);
    case 'under-18':
      return underAgePlanMessage(outcome.plans);
  }
}

function howKnown(outcome: PlanOutcome): 'own' | 'length' | 'no' {
  if (outcome.type === 'which-distance') return 'no';
  return outcome.type === 'plan' && outcome.known ? 'own' : 'length';
}

/** A plan for what was typed as a race, unless the words speak of something that comes first. */
async function plan(
  interaction: BaseInteraction,
  race: string | undefined,
  distance: Distance | undefined,
  context: Context<Services>,
): Promise<Reply> {
  const { services } = context;
  const outcome = await services.plans.find(memberOf(interaction), { race, distance });
  const help = await services.helpFor(memberOf(interaction));
  const message = planAnswer(outcome, help, context);
  if (race === undefined) return privately(message);
  const known = howKnown(outcome);
  const read = readAsRace(services.read(race), known);
  if (read.type === 'red-flags') return privately(redFlagMessage(read.flags, race, 'race', help));
  if (outcome.type === 'which-distance') return privately(withLines(message, linesBeside(read.beside, help)));
  return privately(withLineBeside(message, read.beside, help));
}

/** A check-in of one's own accord. */
const NO_RACE = { race: null, day: null } as const;

/** No race has this number: whoever names one that isn't there has a check-in without. */
const NO_SUCH_RACE = 0;

/** The race's number in a custom id: null where there is none, undefined where it can't be read. */
function raceIn(arg = ''): number | null | undefined {
  if (arg === '') return null;
  return /^\d{1,9}$/.test(arg) ? Number(arg) : undefined;
}

/** The number of the race that was typed or chosen; without one, the member's last. */
async function raceTyped(
  interaction: BaseInteraction,
  typed: string | undefined,
  { services }: Context<Services>,
): Promise<number | null> {
  if (typed === undefined || plainWords(typed) === '') return null;
  const number = raceIn(typed.trim().replace('#', ''));
  if (typeof number === 'number') return number;
  const own = await services.checkins.suggest(memberOf(interaction), typed);
  return own.find(({ name }) => plainWords(name) === plainWords(typed))?.number ?? NO_SUCH_RACE;
}

async function checkin(
  interaction: BaseInteraction,
  typed: string | undefined,
  context: Context<Services>,
): Promise<Reply> {
  const { services } = context;
  const race = await raceTyped(interaction, typed, context);
  const message = signsMessage(await services.checkins.begin(memberOf(interaction), race, 'own-accord'));
  if (typed === undefined) return privately(message);
  const help = await services.helpFor(memberOf(interaction));
  const read = readAsRace(services.read(typed), race === NO_SUCH_RACE ? 'no' : 'own');
  if (read.type === 'red-flags') return privately(redFlagMessage(read.flags, typed, 'own-race', help));
  return privately(withLines(message, linesBeside(read.beside, help)));
}

/** Opens the whole list of signs, in place of what was there. */
async function list(
  interaction: MessageComponentInteraction,
  [number, page]: readonly string[],
  { services }: Context<Services>,
  from: CheckinFrom,
): Promise<Answer | undefined> {
  const race = raceIn(number);
  const first = PAGES.find((one) => one === page);
  if (race === undefined || !first) return undefined;
  const begun = await services.checkins.begin(memberOf(interaction), race, from);
  return { type: 'update', message: listMessage(begun, first) };
}

/**
 * The five answers of the form of a day; undefined where one is missing or none of the steps. A form that was opened
 * before an upgrade has no day in its ids.
 */
function scoresOf({ fields }: ModalSubmitInteraction, date: string): Scores | undefined {
  const answers = ITEMS.map((item) => {
    const id = [fieldId(item, date), item].find((one) => fields.fields.has(one));
    return id === undefined ? '' : (fields.getRadioGroup(id) ?? '');
  });
  return scoresIn(answers.join(''));
}

async function ownRaceChoices(
  interaction: BaseInteraction,
  typed: string,
  { services }: Context<Services>,
): Promise<Choice[]> {
  const races = await services.checkins.suggest(memberOf(interaction), typed.slice(0, LONGEST_RACE));
  return races
    .slice(0, MOST_CHOICES)
    .map(({ name, date, number }) => ({ name: `${name}, ${date}`.slice(0, 100), value: String(number) }));
}

async function history(
  interaction: BaseInteraction,
  { services, directory }: Context<Services>,
): Promise<Answer> {
  const member = memberOf(interaction);
  const trend = await services.answers.trendOf(member);
  const picture = trend.answers.length > 0 ? await services.drawHistory(trend) : undefined;
  return privately(historyMessage(trend, picture, directory));
}

/** What the button `Keep my answers` carries: a race or none, the day after it or none, and the five answers. */
const toKeep = z.tuple([
  z.string().regex(/^\d{0,9}$/),
  z.string().regex(/^(-?\d{1,3})?$/),
  z
    .string()
    .transform(scoresIn)
    .pipe(z.custom<Scores>((scores) => scores !== undefined)),
]);

const numberOrNone = (figure: string) => (figure === '' ? null : Number(figure));

export const recovery: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'recovery',
    description: 'Tips, plans and check-ins for recovering well',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'tip',
        description: 'One recovery tip you have not seen yet, with its source',
        options: [
          {
            type: ApplicationCommandOptionType.String,
            name: 'topic',
            description: 'What about; leave it out for any tip',
            choices: TOPICS.map((topic) => ({ name: topic, value: topic })),
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'plan',
        description: 'What to do on which day after a race',
        options: [
          {
            type: ApplicationCommandOptionType.String,
            name: 'race',
            description: 'The name of your race, such as Berlin Marathon',
            autocomplete: true,
          },
          {
            type: ApplicationCommandOptionType.String,
            name: 'distance',
            description: 'How far it is',
            choices: DISTANCES.map((distance) => ({ name: distance, value: distance })),
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'checkin',
        description: 'How are you? Warning signs first, then five questions; for your eyes only',
        options: [
          {
            type: ApplicationCommandOptionType.String,
            name: 'race',
            description: 'Which of your races; leave it out for the last',
            autocomplete: true,
            max_length: 100,
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'history',
        description: 'How your check-ins went, if you chose to keep them; only you see it',
      },
    ],
  },
  examples: [
    'recovery checkin',
    'recovery tip',
    'recovery tip topic: sleep',
    'recovery plan distance: marathon',
    'recovery plan race: Brighton half',
    'recovery history',
  ],

  async run(interaction, context) {
    const { options, guildId, user } = interaction;
    switch (options.getSubcommand()) {
      case 'checkin':
        return checkin(interaction, options.getString('race') ?? undefined, context);
      case 'tip':
        return tip(guildId ?? '', user.id, options.getString('topic') ?? undefined, context);
      case 'plan': {
        const distance = DISTANCES.find((one) => one === options.getString('distance'));
        return plan(interaction, options.getString('race') ?? undefined, distance, context);
      }
      case 'history':
        return history(interaction, context);
      default:
        throw new Error(`No such subcommand: ${options.getSubcommand()}`);
    }
  },

  async suggest(interaction, context) {
    const typed = interaction.options.getFocused();
    if (interaction.options.getSubcommand() === 'checkin') return ownRaceChoices(interaction, typed, context);
    const races = await context.services.plans.suggestRaces(
      memberOf(interaction),
      typed.slice(0, LONGEST_RACE),
    );
    return races.slice(0, MOST_CHOICES).map(({ name, value }) => ({ name: name.slice(0, 100), value }));
  },

  press: {
    async keep(interaction, args, { services, directory }) {
      const read = toKeep.safeParse(args);
      if (!read.success) return undefined;
      const [race, day, scores] = read.data;
      const outcome = await services.answers.keep(memberOf(interaction), {
        race: numberOrNone(race),
        day: numberOrNone(day),
        scores,
        // The reply came with the check-in; the button may be pressed days later.
        at: interaction.message.createdTimestamp,
      });
      return outcome === 'not-wished' ? undefined : privately(keptMessage(outcome, directory));
    },
    async 'stop-keeping'(interaction, _args, { services, directory }) {
      await services.answers.stopKeeping(memberOf(interaction), false);
      return privately(stoppedMessage(directory));
    },
    async 'forget-answers'(interaction, _args, { services }) {
      return privately(forgottenMessage(await services.answers.stopKeeping(memberOf(interaction), true)));
    },
    async 'another-tip'(interaction, [topic = ''], context) {
      const answer = await tip(interaction.guildId ?? '', interaction.user.id, topic || undefined, context);
      return { ...answer, type: 'update' };
    },
    async plan(interaction, _args, context) {
      const outcome = interaction.isStringSelectMenu()
        ? await context.services.plans.byId(memberOf(interaction), interaction.values[0] ?? '')
        : undefined;
      const help = await context.services.helpFor(memberOf(interaction));
      return outcome && { type: 'update', message: planAnswer(outcome, help, context) };
    },
    async 'check-in'(interaction, [number, of], { services }) {
      const race = raceIn(number);
      if (typeof race !== 'number') return undefined;
      const from = of === 'evening' ? 'evening' : 'post';
      return privately(signsMessage(await services.checkins.begin(memberOf(interaction), race, from)));
    },
    /** Of one's own accord, without a post that asks. */
    async begin(interaction, _args, { services }) {
      return privately(
        signsMessage(await services.checkins.begin(memberOf(interaction), null, 'own-accord')),
      );
    },
    async signs(interaction, [number, , of], { services }) {
      const race = raceIn(number);
      if (race === undefined || !interaction.isStringSelectMenu()) return undefined;
      const from = of === 'evening' ? 'evening' : 'own-accord';
      const ticked = await services.checkins.tick(memberOf(interaction), race, interaction.values, from);
      return ticked && { type: 'update', message: urgentMessage(ticked.signs, ticked.help) };
    },
    list: (interaction, args, context) => list(interaction, args, context, 'own-accord'),
    'list-tonight': (interaction, args, context) => list(interaction, args, context, 'evening'),
    none(_interaction, [number = ''], { services }) {
      if (raceIn(number) === undefined) return undefined;
      const date = dateAt(services.clock(), 'UTC');
      return { type: 'form', form: checkinForm(number, date, services.content.checkin) };
    },
    async 'none-tonight'(interaction, [number], { services }) {
      const race = raceIn(number);
      if (race === undefined) return undefined;
      const begun = await services.checkins.endEvening(memberOf(interaction), race);
      const message = begun.evening ? eveningMessage(begun, services.content) : signsMessage(begun);
      return { type: 'update', message };
    },
    async sore(interaction, [number = '', soreness], { services }) {
      const [muscle = '', side] = interaction.isStringSelectMenu()
        ? (interaction.values[0] ?? '').split('/')
        : [];
      const race = raceIn(number);
      if (race === undefined || (side !== 'one' && side !== 'both')) return undefined;
      const outcome = await services.checkins.sore(memberOf(interaction), race, {
        muscle,
        side,
        // Buttons of an earlier version don't tell it.
        soreness: SCORES.find((score) => String(score) === soreness),
      });
      if (!outcome) return undefined;
      if (outcome.type === 'late-soreness')
        return privately(lateSorenessMessage(outcome.muscle, services.content));
      if (outcome.type === 'one-sided')
        return privately(
          oneSidedMessage(outcome.muscle, outcome.signs, number, services.content, outcome.help),
        );
      const shown = outcome.routine.routine.items.map(({ exercise }) => exercise.id);
      const pictures = await services.picturesFor(shown, memberOf(interaction));
      return privately(routineMessage(outcome.routine, services.content.sources, 'private', pictures));
    },
    read: ({ message }) => ({ type: 'update', message: readMessage(message) }),
  },

  submit: {
    async form(interaction, [number, date = ''], { services, directory }): Promise<Answer | undefined> {
      const race = raceIn(number);
      const scores = scoresOf(interaction, date);
      if (race === undefined || !scores) return undefined;
      const answered = await services.checkins.submit(memberOf(interaction), race, scores);
      const { standing } = answered;
      const about = standing.type === 'raced' ? { race: standing.race.number, day: standing.day } : NO_RACE;
      const at = interaction.createdTimestamp;
      const kept = await services.answers.keepIfWished(memberOf(interaction), { ...about, scores, at });
      const message = answeredMessage(answered, services.content, kept, directory);
      // In place of the list of signs, where it is still there.
      return interaction.isFromMessage() ? { type: 'update', message } : privately(message);
    },
  },
};
