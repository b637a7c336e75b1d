import type { ModalSubmitInteraction } from 'discord.js';
import { type Invocation, instead, type Message } from '../src/discord/command.ts';
import {
  command,
  IN_PLACE,
  onPress,
  onSubmit,
  PRIVATELY,
  spoken,
  subcommands,
} from '../src/discord/define.ts';
import { recoveryIds } from '../src/discord/ids.ts';
import {
  answeredMessage,
  checkinForm,
  eveningMessage,
  fieldId,
  listMessage,
  NO_SUCH_RACE,
  signsMessage,
  soreAnswer,
} from '../src/discord/messages/checkin.ts';
import {
  forgottenMessage,
  historyMessage,
  keptMessage,
  stoppedMessage,
} from '../src/discord/messages/history.ts';
import { planAnswer } from '../src/discord/messages/plan.ts';
import { readMessage, redFlagMessage, urgentMessage } from '../src/discord/messages/red-flag.ts';
import { linesBeside, withLineBeside, withLines } from '../src/discord/messages/safety-net.ts';
import { tipAnswer } from '../src/discord/messages/tip.ts';
import { oneOf, suggestedText } from '../src/discord/options.ts';
import { ITEMS, SCORES, type Scores, scoresIn } from '../src/domain/checkin.ts';
import type { CheckinFrom } from '../src/domain/checkin-view.ts';
import { DISTANCES } from '../src/domain/plan.ts';
import { readAsRace } from '../src/domain/reading.ts';
import { exercisesIn } from '../src/domain/routine.ts';
import { plainWords } from '../src/domain/search.ts';
import { TOPICS } from '../src/domain/tip.ts';
import { dateAt } from '../src/domain/wall-time.ts';
import type { PlanOutcome } from '../src/services/plans.ts';

/** Leaves room for a distance within Discord's 100 characters of a choice. */
const LONGEST_RACE = 80;

async function findTip({ services, member }: Invocation, topic: string | undefined) {
  const outcome = await services.tips.next(member, topic);
  const message = tipAnswer(outcome, services.content.sources);
  return { message, ...(outcome.type === 'tip' ? { afterwards: outcome.noteSeen } : {}) };
}

function howKnown(outcome: PlanOutcome): 'own' | 'length' | 'no' {
  if (outcome.type === 'which-distance') return 'no';
  return outcome.type === 'plan' && outcome.known ? 'own' : 'length';
}

/** The number of the race that was typed or chosen; without one, the member's last. */
async function raceTyped(
  typed: string | undefined,
  { services, member }: Invocation,
): Promise<number | null> {
  if (typed === undefined || plainWords(typed) === '') return null;
  const number = typed.trim().replace('#', '');
  if (/^\d{1,9}$/.test(number)) return Number(number);
  const own = await services.checkins.suggest(member, typed);
  return own.find(({ name }) => plainWords(name) === plainWords(typed))?.number ?? NO_SUCH_RACE;
}

/** Begins a check-in: the warning signs come first. `race`: its number; null for the member's last. */
async function begin(
  { services, member }: Invocation,
  race: number | null,
  from: CheckinFrom,
): Promise<Message> {
  return signsMessage(await services.checkins.begin(member, race, from));
}

const onList = (id: typeof recoveryIds.list, from: CheckinFrom) =>
  onPress(id, async ([race, first], { services, member }) =>
    instead(listMessage(await services.checkins.begin(member, race, from), first)),
  );

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

const subcommandsOfRecovery = subcommands('Tips, plans and check-ins for recovering well', {
  tip: spoken({
    description: 'One recovery tip you have not seen yet, with its source',
    options: { topic: oneOf('What about; leave it out for any tip', TOPICS) },
    examples: ['recovery tip', 'recovery tip topic: sleep'],
    run: async (asked, { topic }) => ({ type: 'reply', to: 'member', ...(await findTip(asked, topic)) }),
  }),

  plan: spoken({
    description: 'What to do on which day after a race',
    options: {
      race: suggestedText('The name of your race, such as Berlin Marathon', (typed, { services, member }) =>
        services.plans.suggestRaces(member, typed.slice(0, LONGEST_RACE)),
      ),
      distance: oneOf('How far it is', DISTANCES),
    },
    examples: ['recovery plan distance: marathon', 'recovery plan race: Brighton half'],
    async run({ services, member }, { race, distance }) {
      const outcome = await services.plans.find(member, { race, distance });
      const help = await services.helpFor(member);
      const message = planAnswer(outcome, services.content.sources, help);
      if (race === undefined) return message;
      // Its words may speak of something that comes first.
      const read = readAsRace(services.read(race), howKnown(outcome));
      if (read.type === 'red-flags') return redFlagMessage(read.flags, race, 'race', help);
      return outcome.type === 'which-distance'
        ? withLines(message, linesBeside(read.beside, help))
        : withLineBeside(message, read.beside, help);
    },
  }),

  checkin: spoken({
    description: 'How are you? Warning signs first, then five questions; for your eyes only',
    options: {
      race: suggestedText(
        'Which of your races; leave it out for the last',
        async (typed, { services, member }) => {
          const races = await services.checkins.suggest(member, typed.slice(0, LONGEST_RACE));
          return races.map(({ name, date, number }) => ({ name: `${name}, ${date}`, value: String(number) }));
        },
        100,
      ),
    },
    examples: ['recovery checkin'],
    async run(asked, { race: typed }) {
      const { services, member } = asked;
      const race = await raceTyped(typed, asked);
      const message = await begin(asked, race, 'own-accord');
      if (typed === undefined) return message;
      const help = await services.helpFor(member);
      const read = readAsRace(services.read(typed), race === NO_SUCH_RACE ? 'no' : 'own');
      if (read.type === 'red-flags') return redFlagMessage(read.flags, typed, 'own-race', help);
      return withLines(message, linesBeside(read.beside, help));
    },
  }),

  history: spoken({
    description: 'How your check-ins went, if you chose to keep them; only you see it',
    options: {},
    examples: ['recovery history'],
    async run({ services, member, catalogue }) {
      const trend = await services.answers.trendOf(member);
      const picture = trend.answers.length > 0 ? await services.drawHistory(trend) : undefined;
      return historyMessage(trend, picture, catalogue);
    },
  }),
});

export const recovery = command('recovery', subcommandsOfRecovery, {
  press: [
    onPress(recoveryIds.anotherTip, async ([topic], asked) => ({
      type: 'update',
      ...(await findTip(asked, topic || undefined)),
    })),
    onPress(recoveryIds.plan, async (_parts, { interaction, services, member }) => {
      const [id = ''] = interaction.isStringSelectMenu() ? interaction.values : [];
      const outcome = await services.plans.byId(member, id);
      const help = await services.helpFor(member);
      return outcome && instead(planAnswer(outcome, services.content.sources, help));
    }),
    onPress(recoveryIds.checkIn, ([race, evening], asked) => begin(asked, race, evening ?? 'post')),
    onPress(recoveryIds.begin, (_parts, asked) => begin(asked, null, 'own-accord')),
    onPress(
      recoveryIds.signs,
      async ([race, _page, evening], { interaction, services, member }) => {
        if (!interaction.isStringSelectMenu()) return undefined;
        const ticked = await services.checkins.reportSigns(
          member,
          race,
          interaction.values,
          evening ?? 'own-accord',
        );
        return ticked && instead(urgentMessage(ticked.signs, ticked.help));
      },
      IN_PLACE,
    ),
    onList(recoveryIds.list, 'own-accord'),
    onList(recoveryIds.listTonight, 'evening'),
    onPress(recoveryIds.none, ([race], { services }) => {
      const date = dateAt(services.clock(), 'UTC');
      return { type: 'form', form: checkinForm(race, date, services.content.checkin) };
    }),
    onPress(
      recoveryIds.noneTonight,
      async ([race], { services, member }) => {
        const begun = await services.checkins.endEvening(member, race);
        return instead(begun.evening ? eveningMessage(begun, services.content) : signsMessage(begun));
      },
      IN_PLACE,
    ),
    onPress(recoveryIds.sore, async ([race, digit], { interaction, services, member }) => {
      const [chosen = ''] = interaction.isStringSelectMenu() ? interaction.values : [];
      const [muscle = '', side] = chosen.split('/');
      if (side !== 'one' && side !== 'both') return undefined;
      const soreness = SCORES.find((score) => score === digit);
      const outcome = await services.checkins.sore(member, race, { muscle, side, soreness });
      if (!outcome) return undefined;
      const exercises = outcome.type === 'routine' ? exercisesIn(outcome.routine.routine) : [];
      return soreAnswer(outcome, race, services.content, await services.picturesFor(exercises, member));
    }),
    onPress(
      recoveryIds.keep,
      async ([race, day, scores], { interaction, services, member, catalogue }) => {
        // The reply came with the check-in; the button may be pressed days later.
        const at = interaction.message.createdTimestamp;
        const outcome = await services.answers.keep(member, { race, day, scores, at });
        return outcome === 'not-wished' ? undefined : keptMessage(outcome, catalogue);
      },
      PRIVATELY,
    ),
    onPress(
      recoveryIds.stopKeeping,
      async (_parts, { services, member, catalogue }) => {
        await services.answers.stopKeeping(member, false);
        return stoppedMessage(catalogue);
      },
      PRIVATELY,
    ),
    onPress(
      recoveryIds.forgetAnswers,
      async (_parts, { services, member }) =>
        forgottenMessage(await services.answers.stopKeeping(member, true)),
      PRIVATELY,
    ),
    onPress(recoveryIds.read, (_parts, { interaction }) => instead(readMessage(interaction.message))),
  ],

  submit: [
    onSubmit(
      recoveryIds.form,
      async ([race, date = ''], { interaction, services, member, catalogue }) => {
        const scores = scoresOf(interaction, date);
        if (!scores) return undefined;
        const answered = await services.checkins.submit(member, race, scores);
        const message = answeredMessage(answered, services.content, answered.kept, catalogue);
        // In place of the list of signs, where it is still there.
        return interaction.isFromMessage() ? instead(message) : message;
      },
      IN_PLACE,
    ),
  ],
});
