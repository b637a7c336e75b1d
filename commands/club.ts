import type { Choice, Invocation, Message, WritingInvocation } from '../src/discord/command.ts';
import { command, spoken, subcommands, type Values } from '../src/discord/define.ts';
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
  channel,
  type Option,
  oneOf,
  required,
  role,
  somebody,
  standingFor,
  suggestedText,
  text,
  yesOrNo,
} from '../src/discord/options.ts';
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
import { exactly, named, nearest, plainWords } from '../src/domain/search.ts';
import { isZone, zonesMatching } from '../src/domain/wall-time.ts';

/** The zone that was chosen, or typed as its name or as a city's; one that is only near to it is no answer. */
function zoneOf(typed: string): string | undefined {
  if (isZone(typed)) return typed;
  const city = plainWords(typed);
  return zonesMatching(typed).find(({ label }) => plainWords(label.replace(/\(.*\)/, '')) === city)?.zone;
}

const regionNames = (regions: Regions) =>
  REGIONS.map((region) => {
    const lines = regions[region];
    return named(region, [region, lines.name, ...lines.calledToo, regionInWords(lines)]);
  });

const BY_ZONE = new Set(['default', 'none']);

/** The region that was chosen, or typed as its id, its name or "Germany: 112"; null: as the time zone tells. */
function regionOf(typed: string, regions: Regions): Region | null | undefined {
  if (BY_ZONE.has(typed.trim().toLowerCase())) return null;
  return exactly(typed, regionNames(regions));
}

const suggestRegions = (typed: string, { services }: Invocation): Choice[] => {
  const regions = services.content.helpLines;
  return nearest(typed, regionNames(regions)).map((region) => ({
    name: regionInWords(regions[region]),
    value: region,
  }));
};

const suggestZones = (typed: string): Choice[] =>
  zonesMatching(typed).map(({ zone, label }) => ({ name: label, value: zone }));

/** An option whose text is read by `read`, which gives undefined where it can't be. */
const readAs = <Value>(
  name: ReadOption,
  typed: Option<string | undefined>,
  read: (typed: string, regions: Regions) => Value | undefined,
) =>
  standingFor<string, Value>(typed, (said, { services, catalogue }) => {
    const found = read(said, services.content.helpLines);
    return found === undefined
      ? { refused: settingsRefusedMessage({ option: name, typed: said }, catalogue) }
      : { found };
  });

/** The id of the role that everybody has is the server's: choosing it means no leaders. */
const leaderRole = standingFor(
  role('Leaders, who may change all runs and races; everybody may create them'),
  (id, { actor }) => ({ found: id === actor.guildId ? null : id }),
);

/** Choosing the bot means nobody. */
const officer = standingFor(
  somebody('Who looks after members under 18; choose Cooldown for nobody'),
  ({ id, isMember }, { interaction, catalogue }) => {
    if (id === interaction.client.user.id) return { found: null };
    return isMember
      ? { found: id }
      : { refused: settingsRefusedMessage({ option: 'welfare-officer' }, catalogue) };
  },
);

/** The same for both subcommands; three of them are needed for the set-up. */
const settings = <Text>(needed: (option: Option<string | undefined>) => Option<Text>) => ({
  timezone: needed(readAs('timezone', suggestedText('Type your city, such as Berlin', suggestZones), zoneOf)),
  'runs-channel': needed(channel('Where runs and reminders are posted')),
  'recovery-channel': needed(channel('Where check-ins after races are posted')),
  'leader-role': leaderRole,
  units: oneOf('Kilometres or miles', UNITS),
  'checkin-time': readAs('checkin-time', text('When check-ins are posted, such as 9:00'), readTimeOfDay),
  region: readAs(
    'region',
    suggestedText(
      'Type your country, for the right numbers to call; without one, your time zone tells',
      suggestRegions,
    ),
    regionOf,
  ),
  'emergency-number': readAs(
    'emergency-number',
    text("What brings an ambulance where you run, such as 112; or default for your region's"),
    readEmergencyNumber,
  ),
  'advice-line': readAs(
    'advice-line',
    text("Who gives medical advice the same day, such as NHS 111; or default for your region's"),
    readHelpLine,
  ),
  'crisis-line': readAs(
    'crisis-line',
    text("Who listens to dark thoughts, such as Lifeline 13 11 14; or default for your region's"),
    readHelpLine,
  ),
  'welfare-officer': officer,
  reminders: readAs('reminders', text('How long before a run, such as 24h, 2h; or none'), readReminders),
  events: yesOrNo("Show runs to come among the server's events too"),
});

/** Only changed now and then, so not asked for in the set-up. */
const tipSettings = {
  'tip-time': readAs(
    'tip-time',
    text('When a tip of the week is posted, such as Monday 18:00; or none'),
    readTipTime,
  ),
  'tip-channel': channel('Where the tip of the week is posted; without one, in the recovery channel'),
};

/** What was chosen; in the set-up all of it but the tip. */
type Chosen = Values<ReturnType<typeof settings<string | undefined>>> & Partial<Values<typeof tipSettings>>;

async function setUp(
  { services, catalogue, rights, rightsIn, actor: { guildId } }: WritingInvocation,
  chosen: Chosen,
): Promise<Message> {
  const done = await services.clubs.setUp(guildId, {
    zone: chosen.timezone,
    runsChannelId: chosen['runs-channel'],
    recoveryChannelId: chosen['recovery-channel'],
    leaderRoleId: chosen['leader-role'],
    units: chosen.units,
    checkinTime: chosen['checkin-time'],
    region: chosen.region,
    ownLines: {
      emergency: chosen['emergency-number'],
      advice: chosen['advice-line'],
      crisis: chosen['crisis-line'],
    },
    welfareOfficerId: chosen['welfare-officer'],
    reminders: chosen.reminders,
    events: chosen.events,
    tipTime: chosen['tip-time'],
    tipChannelId: chosen['tip-channel'],
  });
  if (!done) return settingsRefusedMessage({ option: 'needed' }, catalogue);
  const checks = await rights.check(guildId, done.settings, rightsIn);
  return settingsMessage(done, checks, services.clock(), services.content.helpLines, catalogue);
}

const forAdmins = ({ actor }: Invocation) => (actor.isAdmin ? undefined : notAnAdminMessage());

const subcommandsOfClub = subcommands('Set the club up, and see how things stand', {
  setup: spoken({
    description: 'Set the club up in a minute; again to change it',
    writes: 'privately',
    options: settings(required),
    examples: ['club setup timezone: Europe/London runs-channel: runs recovery-channel: recovery'],
    refuse: forAdmins,
    run: setUp,
  }),

  settings: spoken({
    description: 'Change one thing and see all of them',
    writes: 'privately',
    options: { ...settings((option) => option), ...tipSettings },
    examples: ['club settings units: mi', 'club settings events: true'],
    refuse: forAdmins,
    run: setUp,
  }),

  status: spoken({
    description: 'What is due next, what was sent, and what failed and why',
    options: {},
    examples: ['club status'],
    async run({ services, catalogue, rights, actor }) {
      const status = await services.clubs.status(actor.guildId);
      const { settings } = status;
      if (!settings) return notSetUpMessage(catalogue);
      if (!leads(settings, actor)) return notForMembersMessage();
      const checks = await rights.check(actor.guildId, settings, new Map());
      const regions = services.content.helpLines;
      return statusMessage({ ...status, ...services.health(), settings, regions, checks });
    },
  }),
});

export const club = command('club', subcommandsOfClub);
