import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ChatInputCommandInteraction,
  InteractionContextType,
} from 'discord.js';
import { z } from 'zod';
import { memberOf } from '../src/discord/actor.ts';
import { type Answer, type Command, type Context, type Message, privately } from '../src/discord/command.ts';
import {
  noGoalMessage,
  notificationsMessage,
  overviewMessage,
  preferencesMessage,
  under18Question,
  WEEKLY_GOALS,
} from '../src/discord/messages/me.ts';
import {
  erasedMessage,
  eraseQuestion,
  eraseTooLateMessage,
  exportMessage,
  nothingErasedMessage,
} from '../src/discord/messages/privacy.ts';
import {
  isNotification,
  NOTIFICATIONS,
  type Notification,
  type Notifications,
  notificationsFrom,
} from '../src/domain/notifications.ts';
import type { Services } from '../src/services/services.ts';

const MENTION_ME: Readonly<Record<Notification, string>> = {
  'run-reminders': "Mention me before a run I'm going to",
  'race-reminders': "Mention me before a race I'm in",
  'check-ins': 'Ask me how I am in the days after a race',
  congratulations: 'Name me when I come for the first time or reach a round number of runs',
};

async function choicesMessage(member: ReturnType<typeof memberOf>, { me }: Services): Promise<Message> {
  const { stillPictures } = await me.preferences(member);
  return notificationsMessage(await me.notifications(member), stillPictures);
}

/** Notes that a member is under 18 or isn't; asks first where something of theirs would be erased by it. */
async function under18Message(
  member: ReturnType<typeof memberOf>,
  said: 'on' | 'erase' | 'off',
  { me }: Services,
): Promise<Message> {
  const lost = await me.lostUnder18(member);
  if (said === 'on' && (lost.answers > 0 || lost.goal)) return under18Question(lost);
  return preferencesMessage(await me.prefer(member, { under18: said !== 'off' }));
}

/** Each subcommand by its name. */
const SAID: Readonly<
  Record<string, (interaction: ChatInputCommandInteraction, context: Context<Services>) => Promise<Answer>>
> = {
  async overview(interaction, { services, directory }) {
    return privately(overviewMessage(await services.me.overview(memberOf(interaction)), directory));
  },

  async notifications(interaction, { services }) {
    const given = NOTIFICATIONS.flatMap((what) => {
      const on = interaction.options.getBoolean(what);
      return on === null ? [] : [[what, on] as const];
    });
    const member = memberOf(interaction);
    if (given.length > 0)
      await services.me.notify(member, Object.fromEntries(given) as Partial<Notifications>);
    const stillPictures = interaction.options.getBoolean('still-pictures');
    if (stillPictures !== null) await services.me.prefer(member, { stillPictures });
    return privately(await choicesMessage(member, services));
  },

  async preferences(interaction, { services }) {
    const member = memberOf(interaction);
    const under18 = interaction.options.getBoolean('under-18');
    if (under18 === null) return privately(preferencesMessage(await services.me.preferences(member)));
    return privately(await under18Message(member, under18 ? 'on' : 'off', services));
  },

  async export(interaction, { services, directory }) {
    const everything = await services.privacy.everything(memberOf(interaction));
    return privately(exportMessage(everything, directory));
  },

  async erase(interaction, { services, directory }) {
    return privately(eraseQuestion(interaction.user.id, services.clock(), directory));
  },
};

/** How long the question whether to erase everything may be answered, in ms. */
const ERASE_WITHIN_MS = 10 * 60_000;

/** Who was asked and when (UTC ms). */
const asked = z.tuple([
  z.string().regex(/^\d{1,20}$/),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);

export const me: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'me',
    description: 'What I know about you here, and what I may mention you for',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'overview',
        description: 'Your runs, your guided sessions, your streaks, and what else I know about you',
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'notifications',
        description: 'What I may mention you for in this club, and whether pictures move',
        options: [
          ...NOTIFICATIONS.map((what) => ({
            type: ApplicationCommandOptionType.Boolean as const,
            name: what,
            description: MENTION_ME[what],
          })),
          {
            type: ApplicationCommandOptionType.Boolean,
            name: 'still-pictures',
            description: 'Show me exercises in still pictures instead of moving ones',
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'preferences',
        description: 'How I treat you in this club: whether you are under 18',
        options: [
          {
            type: ApplicationCommandOptionType.Boolean,
            name: 'under-18',
            description:
              'Whether you are under 18; I then keep less, and advise you with a parent or coach in mind',
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'export',
        description: 'Everything that I keep about you in this club, as a file for you alone',
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'erase',
        description: 'Erase everything that I keep about you in this club; I ask once more first',
      },
    ],
  },
  examples: [
    'me overview',
    'me notifications',
    'me notifications congratulations: false',
    'me preferences under-18: true',
    'me export',
    'me erase',
  ],

  run(interaction, context) {
    const name = interaction.options.getSubcommand();
    const said = Object.hasOwn(SAID, name) ? SAID[name] : undefined;
    if (!said) throw new Error(`No such subcommand: ${name}`);
    return said(interaction, context);
  },

  press: {
    async erase(interaction, args, { services, directory }) {
      const read = asked.safeParse(args);
      if (!read.success || read.data[0] !== interaction.user.id) return undefined;
      const late = services.clock() - read.data[1] > ERASE_WITHIN_MS;
      const message = late
        ? eraseTooLateMessage(directory)
        : erasedMessage(await services.privacy.erase(memberOf(interaction)));
      return { type: 'update', message };
    },
    keep: () => ({ type: 'update', message: nothingErasedMessage() }),
    async notify(interaction, _args, { services }) {
      if (!interaction.isStringSelectMenu()) return undefined;
      const wanted = notificationsFrom(interaction.values.filter(isNotification));
      const member = memberOf(interaction);
      await services.me.notify(member, wanted);
      return { type: 'update', message: await choicesMessage(member, services) };
    },
    async pictures(interaction, [wanted], { services }) {
      if (wanted !== 'still' && wanted !== 'moving') return undefined;
      const member = memberOf(interaction);
      await services.me.prefer(member, { stillPictures: wanted === 'still' });
      return { type: 'update', message: await choicesMessage(member, services) };
    },
    async 'under-eighteen'(interaction, [said], { services }) {
      if (said !== 'on' && said !== 'erase' && said !== 'off') return undefined;
      return { type: 'update', message: await under18Message(memberOf(interaction), said, services) };
    },
    async goal(interaction, _args, { services, directory }) {
      const chosen = interaction.isStringSelectMenu() ? Number(interaction.values[0]) : Number.NaN;
      const weeklyGoal = WEEKLY_GOALS.find((sessions) => sessions === chosen) ?? null;
      if (weeklyGoal === null && chosen !== 0) return undefined;
      const member = memberOf(interaction);
      const { under18 } = await services.me.prefer(member, { weeklyGoal });
      if (under18) return privately(noGoalMessage());
      return { type: 'update', message: overviewMessage(await services.me.overview(member), directory) };
    },
  },
};
