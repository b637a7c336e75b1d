import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  type ChatInputCommandInteraction,
  InteractionContextType,
} from 'discord.js';
import { actorOf } from '../src/discord/actor.ts';
import { type Answer, type Command, type Context, type Message, privately } from '../src/discord/command.ts';
import {
  notAnAdminMessage,
  notForMembersMessage,
  notSetUpMessage,
  type ReadOption,
  regionInWords,
  settingsMessage,
  settingsRefusedMessage,
  statusMessage,
} from '../src/discord/messages/club.ts';
import {
  REGIONS,
  type Region,
  readReminders,
  readTimeOfDay,
  readTipTime,
  UNITS,
} from '../src/domain/club.ts';
import { type Regions, readEmergencyNumber, readHelpLine } from '../src/domain/help-lines.ts';
import { leads } from '../src/domain/leading.ts';
import { isZone, zonesMatching } from '../src/domain/wall-time.ts';
import { exactly, named, nearest, plainWords } from '../src/domain/words.ts';
import type { SettingsGiven } from '../src/services/clubs.ts';
import type { Services } from '../src/services/services.ts';

/** The same options, of which `setup` needs three. */
function optionsWith(needed: boolean): APIApplicationCommandBasicOption[] {
  const channel = (name: string, description: string): APIApplicationCommandBasicOption => ({
    type: ApplicationCommandOptionType.Channel,
    name,
    description,
    channel_types: [ChannelType.GuildText],
    required: needed,
  });
  return [
    {
      type: ApplicationCommandOptionType.String,
      name: 'timezone',
      description: 'Type your city, such as Berlin',
      autocomplete: true,
      required: needed,
    },
    channel('runs-channel', 'Where runs and reminders are posted'),
    channel('recovery-channel', 'Where check-ins after races are posted'),
    {
      type: ApplicationCommandOptionType.Role,
      name: 'leader-role',
      description: 'Leaders, who may change all runs and races; everybody may create them',
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'units',
      description: 'Kilometres or miles',
      choices: UNITS.map((unit) => ({ name: unit, value: unit })),
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'checkin-time',
      description: 'When check-ins are posted, such as 9:00',
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'region',
      description: 'Type your country, for the right numbers to call; without one, your time zone tells',
      autocomplete: true,
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'emergency-number',
      description: "What brings an ambulance where you run, such as 112; or default for your region's",
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'advice-line',
      description: "Who gives medical advice the same day, such as NHS 111; or default for your region's",
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'crisis-line',
      description: "Who listens to dark thoughts, such as Lifeline 13 11 14; or default for your region's",
    },
    {
      type: ApplicationCommandOptionType.User,
      name: 'welfare-officer',
      description: 'Who looks after members under 18; choose Cooldown for nobody',
    },
    {
      type: ApplicationCommandOptionType.String,
      name: 'reminders',
      description: 'How long before a run, such as 24h, 2h; or none',
    },
    {
      type: ApplicationCommandOptionType.Boolean,
      name: 'events',
      description: "Show runs to come among the server's events too",
    },
  ];
}

/** Only changed now and then, so not asked for in the set-up. */
const TIP_OPTIONS: readonly APIApplicationCommandBasicOption[] = [
  {
    type: ApplicationCommandOptionType.String,
    name: 'tip-time',
    description: 'When a tip of the week is posted, such as Monday 18:00; or none',
  },
  {
    type: ApplicationCommandOptionType.Channel,
    name: 'tip-channel',
    description: 'Where the tip of the week is posted; without one, in the recovery channel',
    channel_types: [ChannelType.GuildText],
  },
];

const MOST_SUGGESTED = 25;

/** Regions by the name of a country, nearest first. */
function regionsMatching(typed: string, regions: Regions) {
  return nearest(typed, regionNames(regions))
    .slice(0, MOST_SUGGESTED)
    .map((region) => ({ name: regionInWords(regions[region]), value: region }));
}

type Read =
  | { readonly type: 'given'; readonly given: SettingsGiven }
  | { readonly type: 'refused'; readonly message: Message };

/** The zone that was chosen, or typed as its name or as a city's; one that is only near to it is no answer. */
function zoneOf(typed: string): string | undefined {
  if (isZone(typed)) return typed;
  const city = plainWords(typed);
  return zonesMatching(typed).find(({ label }) => plainWords(label.replace(/\(.*\)/, '')) === city)?.zone;
}

/** The region that was chosen, or typed as its id, its name or "Germany: 112"; null: as the time zone tells. */
function regionTyped(typed: string, regions: Regions): Region | null | undefined {
  if (BY_ZONE.has(typed.trim().toLowerCase())) return null;
  return exactly(typed, regionNames(regions));
}

const BY_ZONE = new Set(['default', 'none']);

const regionNames = (regions: Regions) =>
  REGIONS.map((region) => {
    const lines = regions[region];
    return named(region, [region, lines.name, ...lines.calledToo, regionInWords(lines)]);
  });

/** How each option that is typed is read; undefined where it can't be. */
const readersFor = (regions: Regions) =>
  ({
    timezone: zoneOf,
    'checkin-time': readTimeOfDay,
    reminders: readReminders,
    'tip-time': readTipTime,
    region: (typed) => regionTyped(typed, regions),
    'emergency-number': readEmergencyNumber,
    'advice-line': readHelpLine,
    'crisis-line': readHelpLine,
  }) satisfies Record<ReadOption, (typed: string) => unknown>;

type Readers = ReturnType<typeof readersFor>;
type Texts = { readonly [Option in keyof Readers]?: Exclude<ReturnType<Readers[Option]>, undefined> };

/** What was chosen; every text is read before anything is changed. */
function givenIn(
  { options, guildId, client }: ChatInputCommandInteraction,
  { directory, services }: Context<Services>,
): Read {
  const read: Record<string, unknown> = {};
  for (const [option, reader] of Object.entries(readersFor(services.content.helpLines))) {
    const typed = options.getString(option);
    if (typed === null) continue;
    read[option] = reader(typed);
    if (read[option] === undefined)
      return {
        type: 'refused',
        message: settingsRefusedMessage({ option: option as ReadOption, typed }, directory),
      };
  }
  const officer = options.getUser('welfare-officer');
  const isMe = officer?.id === client.user.id;
  if (officer && !isMe && (officer.bot || options.getMember('welfare-officer') === null))
    return { type: 'refused', message: settingsRefusedMessage({ option: 'welfare-officer' }, directory) };
  const texts = read as Texts;
  const leaderRoleId = options.getRole('leader-role')?.id;
  return {
    type: 'given',
    given: {
      zone: texts.timezone,
      runsChannelId: options.getChannel('runs-channel')?.id,
      recoveryChannelId: options.getChannel('recovery-channel')?.id,
      // The role that everybody has bears the server's id: choosing it is choosing no leaders.
      leaderRoleId: leaderRoleId === guildId ? null : leaderRoleId,
      units: UNITS.find((unit) => unit === options.getString('units')),
      checkinTime: texts['checkin-time'],
      region: texts.region,
      ownLines: {
        emergency: texts['emergency-number'],
        advice: texts['advice-line'],
        crisis: texts['crisis-line'],
      },
      welfareOfficerId: isMe ? null : officer?.id,
      reminders: texts.reminders,
      events: options.getBoolean('events') ?? undefined,
      tipTime: texts['tip-time'],
      tipChannelId: options.getChannel('tip-channel')?.id,
    },
  };
}

async function setUp(interaction: ChatInputCommandInteraction, context: Context<Services>): Promise<Answer> {
  const { services, directory, origins } = context;
  const actor = actorOf(interaction, origins);
  // Read before anything is waited for: what Discord sent along isn't kept for long.
  const { rightsIn } = origins(interaction);
  if (!actor.isAdmin) return privately(notAnAdminMessage());
  const read = givenIn(interaction, context);
  if (read.type === 'refused') return privately(read.message);
  const done = await services.clubs.setUp(actor.guildId, read.given);
  if (!done) return privately(settingsRefusedMessage({ option: 'needed' }, directory));
  const checks = await context.rights.check(actor.guildId, done.settings, rightsIn);
  return privately(settingsMessage(done, checks, services.clock(), services.content.helpLines, directory));
}

async function status(interaction: ChatInputCommandInteraction, context: Context<Services>): Promise<Answer> {
  const { services, directory, origins } = context;
  const actor = actorOf(interaction, origins);
  const { settings, next, sent, failed, events } = await services.clubs.status(actor.guildId);
  if (!settings) return privately(notSetUpMessage(directory));
  if (!leads(settings, actor)) return privately(notForMembersMessage());
  const finished = ({ finishedAt, dueAt }: (typeof sent)[number]) => finishedAt ?? dueAt;
  return privately(
    statusMessage({
      settings,
      regions: services.content.helpLines,
      next: next.map((post) => ({ ...post, at: post.dueAt })),
      sent: sent.map((post) => ({ ...post, at: finished(post), error: null })),
      failed: failed.map((post) => ({ ...post, at: finished(post) })),
      events,
      checks: await context.rights.check(actor.guildId, settings, new Map()),
      ...services.health(),
    }),
  );
}

export const club: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'club',
    description: 'Set the club up, and see how things stand',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'setup',
        description: 'Set the club up in a minute; again to change it',
        options: optionsWith(true),
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'settings',
        description: 'Change one thing and see all of them',
        options: [...optionsWith(false), ...TIP_OPTIONS],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'status',
        description: 'What is due next, what was sent, and what failed and why',
      },
    ],
  },
  examples: [
    'club setup timezone: Europe/London runs-channel: runs recovery-channel: recovery',
    'club settings units: mi',
    'club settings events: true',
    'club status',
  ],

  run(interaction, context) {
    return interaction.options.getSubcommand() === 'status'
      ? status(interaction, context)
      : setUp(interaction, context);
  },

  suggest(interaction, { services }) {
    const { name, value } = interaction.options.getFocused(true);
    return name === 'region'
      ? regionsMatching(value, services.content.helpLines)
      : zonesMatching(value).map(({ zone, label }) => ({ name: label.slice(0, 100), value: zone }));
  },
};
