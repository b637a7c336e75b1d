import { ApplicationCommandOptionType, ApplicationCommandType, InteractionContextType } from 'discord.js';
import { type Command, type Context, privately, type Reply } from '../src/discord/command.ts';
import { planMessage, whichDistanceMessage } from '../src/discord/messages/plan.ts';
import { redFlagMessage } from '../src/discord/messages/red-flag.ts';
import { tipMessage, unknownTopicMessage } from '../src/discord/messages/tip.ts';
import { DISTANCES } from '../src/domain/plan.ts';
import { TOPICS } from '../src/domain/tip.ts';
import type { PlanOutcome } from '../src/services/plans.ts';
import type { Services } from '../src/services/services.ts';

/** Leaves room for a distance within Discord's 100 characters of a choice. */
const LONGEST_RACE = 80;

async function tip(
  guildId: string,
  userId: string,
  topic: string | undefined,
  { services }: Context<Services>,
): Promise<Reply> {
  const outcome = await services.tips.next({ guildId, userId }, topic);
  const message =
    outcome.type === 'tip'
      ? tipMessage(outcome.tip, outcome.topic, services.content.sources)
      : unknownTopicMessage(outcome.asked, outcome.nearest, TOPICS);
  return privately(message);
}

function planAnswer(outcome: PlanOutcome, { services }: Context<Services>): Reply {
  const message =
    outcome.type === 'plan'
      ? planMessage(outcome.plan, outcome.plans, outcome.race, services.content.sources)
      : whichDistanceMessage(outcome.plans, outcome.race);
  return privately(message);
}

export const recovery: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'recovery',
    description: 'Tips and plans for recovering well',
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
    ],
  },
  examples: [
    'recovery tip',
    'recovery tip topic: sleep',
    'recovery plan distance: marathon',
    'recovery plan race: Brighton half',
  ],

  run(interaction, context) {
    const { options, guildId, user } = interaction;
    switch (options.getSubcommand()) {
      case 'tip':
        return tip(guildId ?? '', user.id, options.getString('topic') ?? undefined, context);
      case 'plan': {
        const race = options.getString('race') ?? undefined;
        const flags = context.services.redFlagsIn(race ?? '');
        if (race !== undefined && flags.length > 0) return privately(redFlagMessage(flags, race, 'race'));
        return planAnswer(
          context.services.plans.find({
            race,
            distance: DISTANCES.find((distance) => distance === options.getString('distance')),
          }),
          context,
        );
      }
      default:
        throw new Error(`No such subcommand: ${options.getSubcommand()}`);
    }
  },

  suggest(interaction, { services }) {
    return services.plans
      .suggestRaces(interaction.options.getFocused().slice(0, LONGEST_RACE))
      .map((race) => ({ name: race, value: race }));
  },

  press: {
    async 'another-tip'(interaction, [topic = ''], context) {
      const answer = await tip(interaction.guildId ?? '', interaction.user.id, topic || undefined, context);
      return { type: 'update', message: answer.message };
    },
    plan(interaction, _args, context) {
      const outcome = interaction.isStringSelectMenu()
        ? context.services.plans.byId(interaction.values[0] ?? '')
        : undefined;
      return outcome && { type: 'update', message: planAnswer(outcome, context).message };
    },
  },
};
