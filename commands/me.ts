import { type Invocation, instead, type Message, type WritingInvocation } from '../src/discord/command.ts';
import { command, IN_PLACE, onPress, spoken, subcommands } from '../src/discord/define.ts';
import { meIds } from '../src/discord/ids.ts';
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
import { yesOrNo } from '../src/discord/options.ts';
import { isNotification, notificationsFrom } from '../src/domain/notifications.ts';

async function choicesMessage({ member, services: { me } }: Invocation): Promise<Message> {
  const { stillPictures } = await me.preferences(member);
  return notificationsMessage(await me.notifications(member), stillPictures);
}

/** Notes that a member is under 18 or isn't; asks first where something of theirs would be erased by it. */
async function under18Message(
  { member, services: { me } }: WritingInvocation,
  said: 'on' | 'erase' | 'off',
): Promise<Message> {
  const lost = await me.lostUnder18(member);
  if (said === 'on' && (lost.answers > 0 || lost.goal)) return under18Question(lost);
  return preferencesMessage(await me.prefer(member, { under18: said !== 'off' }));
}

/** How long the question whether to erase everything may be answered, in ms. */
const ERASE_WITHIN_MS = 10 * 60_000;

const subcommandsOfMe = subcommands('What I know about you here, and what I may mention you for', {
  overview: spoken({
    description: 'Your runs, your guided sessions, your streaks, and what else I know about you',
    options: {},
    examples: ['me overview'],
    run: async ({ member, services, catalogue }) =>
      overviewMessage(await services.me.overview(member), catalogue),
  }),

  notifications: spoken({
    description: 'What I may mention you for in this club, and whether pictures move',
    writes: 'privately',
    options: {
      'run-reminders': yesOrNo("Mention me before a run I'm going to"),
      'race-reminders': yesOrNo("Mention me before a race I'm in"),
      'check-ins': yesOrNo('Ask me how I am in the days after a race'),
      congratulations: yesOrNo('Name me when I come for the first time or reach a round number of runs'),
      'still-pictures': yesOrNo('Show me exercises in still pictures instead of moving ones'),
    },
    examples: ['me notifications', 'me notifications congratulations: false'],
    async run(asked, { 'still-pictures': stillPictures, ...wanted }) {
      const { member, services } = asked;
      const given = Object.fromEntries(Object.entries(wanted).filter(([, on]) => on !== undefined));
      const pictures = stillPictures === undefined ? {} : { stillPictures };
      if (Object.keys({ ...given, ...pictures }).length > 0)
        await services.me.notify(member, given, pictures);
      return choicesMessage(asked);
    },
  }),

  preferences: spoken({
    description: 'How I treat you in this club: whether you are under 18',
    writes: 'privately',
    options: {
      'under-18': yesOrNo(
        'Whether you are under 18; I then keep less, and advise you with a parent or coach in mind',
      ),
    },
    examples: ['me preferences under-18: true'],
    async run(asked, { 'under-18': under18 }) {
      const { member, services } = asked;
      if (under18 === undefined) return preferencesMessage(await services.me.preferences(member));
      return under18Message(asked, under18 ? 'on' : 'off');
    },
  }),

  export: spoken({
    description: 'Everything that I keep about you in this club, as a file for you alone',
    options: {},
    examples: ['me export'],
    run: async ({ member, services, catalogue }) =>
      exportMessage(await services.privacy.everything(member), catalogue),
  }),

  erase: spoken({
    description: 'Erase everything that I keep about you in this club; I ask once more first',
    options: {},
    examples: ['me erase'],
    run: ({ member, services, catalogue }) => eraseQuestion(member.userId, services.clock(), catalogue),
  }),
});

export const me = command('me', subcommandsOfMe, {
  press: [
    onPress(
      meIds.erase,
      async ([userId, askedAt], { member, services, catalogue }) => {
        if (userId !== member.userId) return undefined;
        if (services.clock() - askedAt > ERASE_WITHIN_MS) return instead(eraseTooLateMessage(catalogue));
        return instead(erasedMessage(await services.privacy.erase(member)));
      },
      IN_PLACE,
    ),
    onPress(meIds.keep, () => instead(nothingErasedMessage())),
    onPress(
      meIds.notify,
      async (_state, asked) => {
        const { interaction, member, services } = asked;
        if (!interaction.isStringSelectMenu()) return undefined;
        await services.me.notify(member, notificationsFrom(interaction.values.filter(isNotification)));
        return instead(await choicesMessage(asked));
      },
      IN_PLACE,
    ),
    onPress(
      meIds.pictures,
      async ([wanted], asked) => {
        await asked.services.me.prefer(asked.member, { stillPictures: wanted === 'still' });
        return instead(await choicesMessage(asked));
      },
      IN_PLACE,
    ),
    onPress(meIds.under18, async ([said], asked) => instead(await under18Message(asked, said)), IN_PLACE),
    onPress(
      meIds.goal,
      async (_goal, { interaction, member, services, catalogue }) => {
        const chosen = interaction.isStringSelectMenu() ? Number(interaction.values[0]) : Number.NaN;
        const weeklyGoal = WEEKLY_GOALS.find((sessions) => sessions === chosen) ?? null;
        if (weeklyGoal === null && chosen !== 0) return undefined;
        const { under18 } = await services.me.prefer(member, { weeklyGoal });
        if (under18) return noGoalMessage();
        return instead(overviewMessage(await services.me.overview(member), catalogue));
      },
      IN_PLACE,
    ),
  ],
});
