import { type ClubSettings, type ClubSetUp, tipTimeInWords } from '../../domain/club.ts';
import type { DiskTrouble } from '../../domain/disk-trouble.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/duration.ts';
import {
  helpLinesOf,
  LONGEST_LINE,
  type RegionLines,
  type Regions,
  regionOf,
} from '../../domain/help-lines.ts';
import { isPostKind, POST_RULES, type Trouble } from '../../domain/post.ts';
import type { ClubStatus, PostLine } from '../../services/clubs.ts';
import type { Health } from '../../services/services.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import type { RightsCheck } from '../rights.ts';
import { COLOURS, card, counted, instant, line, plain, quoted, say, smallText, text } from './components.ts';
import { adviceLine, crisisLine } from './emergency.ts';
import { TROUBLE_IN_WORDS } from './leaders.ts';
import { kindInWords } from './post.ts';

/** A smaller difference from Discord's time isn't worth a sentence. */
const CLOCK_IS_WRONG_MS = 30 * SECOND;

const A_MINUTE = ['minute', MINUTE] as const;
const UNITS = [['day', DAY], ['hour', HOUR], A_MINUTE] as const;

export const notSetUpMessage = ({ mention }: CommandCatalogue): Message =>
  say(
    `This club isn't set up yet. Somebody who may manage the server can do it in a minute with ${mention('club setup')}. Nothing was changed.`,
  );

export const notAnAdminMessage = (): Message =>
  say('Only somebody who may manage the server can change this. Nothing was changed.');

export const notForMembersMessage = (): Message =>
  say('Only somebody who may manage the server, or holds the leader role, can see how things stand.');

const REFUSALS = {
  timezone: (typed: string) =>
    `I don't know a time zone called ${typed}. Type your city and choose from the list, such as Berlin or New York.`,
  'checkin-time': (typed: string) => `I can't read ${typed} as a time of day. Try 9:00 or 18:30.`,
  reminders: (typed: string) =>
    `I can't read ${typed} as reminders. Try 24h, 2h, or 90m, or none; at most four, from 5m to 14d.`,
  'tip-time': (typed: string) =>
    `I can't read ${typed} as a day and a time. Try Monday 18:00, or none for no tip of the week.`,
  region: (typed: string) =>
    `I don't know a region called ${typed}. Type your country and choose from the list. If it isn't there, type the number itself as \`emergency-number\`.`,
  'emergency-number': (typed: string) =>
    `I can't read ${typed} as a phone number. Type it as people dial it, such as 112; two numbers as 999 or 112.`,
  'advice-line': (typed: string) =>
    `I can't use ${typed} as an advice line. ${HOW_A_LINE_LOOKS}, such as NHS 111.`,
  'crisis-line': (typed: string) =>
    `I can't use ${typed} as a crisis line. ${HOW_A_LINE_LOOKS}, such as Lifeline 13 11 14.`,
} as const;

const HOW_A_LINE_LOOKS = `Type a name and a number in at most ${LONGEST_LINE} letters and digits, without mentions or markup`;

export type ReadOption = keyof typeof REFUSALS;

/** What has been left out, or can't be read. */
export function settingsRefusedMessage(
  why:
    | { readonly option: ReadOption; readonly typed: string }
    | { readonly option: 'needed' | 'welfare-officer' },
  { mention }: CommandCatalogue,
): Message {
  const said =
    'typed' in why
      ? REFUSALS[why.option](quoted(why.typed))
      : {
          needed: `For the first time I need the time zone, the runs channel and the recovery channel: ${mention('club setup')} asks for them.`,
          'welfare-officer':
            'The welfare officer must be a member of this server, and no bot. To have nobody, choose me.',
        }[why.option];
  return say(`${said} Nothing was changed.`);
}

/** "Germany: 112", as it is chosen. */
export function regionInWords({ name, emergency }: RegionLines): string {
  return `${name}: ${emergency ?? 'your local emergency number'}`;
}

/** The emergency number, and where it comes from. */
function emergencyText(settings: ClubSettings, regions: Regions): string {
  const own = settings.ownLines.emergency;
  if (own !== null) return `${own}, typed for this club`;
  const { name, emergency } = regions[regionOf(settings, regions)];
  if (emergency === null) return 'your local emergency number; from a mobile, 112 works in most countries';
  return `${emergency} (${name})${settings.region === null ? ', from your time zone' : ''}`;
}

function numbersText(settings: ClubSettings, regions: Regions): string {
  const help = helpLinesOf(settings, regions);
  return [
    `**Emergency number:** ${emergencyText(settings, regions)}`,
    `**Medical advice:** ${help.advice === null ? 'no line known' : adviceLine(help)}`,
    `**Crisis line:** ${crisisLine(help)}`,
  ].join('\n');
}

/** How to put the numbers right, and what has become of the one before. */
function numbersNote(
  { settings, before }: ClubSetUp,
  regions: Regions,
  { mention }: CommandCatalogue,
): string {
  const now = helpLinesOf(settings, regions).emergency;
  const was = before && helpLinesOf(before, regions).emergency;
  return [
    ...(was === undefined || was === now
      ? []
      : [`**The emergency number has changed**; it was ${was ?? 'your local emergency number'}.`]),
    now === null
      ? `I don't know the number there. Please type it: ${mention('club settings')} \`emergency-number\`.`
      : `Are these numbers wrong? ${mention('club settings')} \`region\`, or type your own as \`emergency-number\`, \`advice-line\` and \`crisis-line\`.`,
  ].join('\n');
}

export function minutesBefore(minutes: number): string {
  if (minutes % (24 * 60) === 0 && minutes > 24 * 60) return `${minutes / (24 * 60)} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

function tipText({ tipTime, tipChannelId, recoveryChannelId }: ClubSettings): string {
  return tipTime === null ? 'none' : `${tipTimeInWords(tipTime)} in <#${tipChannelId ?? recoveryChannelId}>`;
}

const NO_LEADERS =
  'no role chosen; only its creator and people who may manage the server can change a run or a race';

function settingsText(settings: ClubSettings, regions: Regions): string {
  const reminders = settings.reminders.map(minutesBefore).join(' and ');
  return [
    `**Time zone:** ${settings.zone}`,
    `**Runs:** <#${settings.runsChannelId}>`,
    `**Recovery:** <#${settings.recoveryChannelId}>`,
    `**Leaders:** ${settings.leaderRoleId === null ? NO_LEADERS : `<@&${settings.leaderRoleId}>`}`,
    `**Units:** ${settings.units}`,
    `**Check-ins at:** ${settings.checkinTime}`,
    numbersText(settings, regions),
    `**Welfare officer for members under 18:** ${settings.welfareOfficerId === null ? 'nobody' : `<@${settings.welfareOfficerId}>`}`,
    `**Reminders:** ${reminders === '' ? 'none' : `${reminders} before a run`}`,
    `**Server events:** ${settings.events ? 'on, one for each run to come' : 'off'}`,
    `**Tip of the week:** ${tipText(settings)}`,
  ].join('\n');
}

const placeOf = ({ channelId }: RightsCheck) => (channelId === null ? 'the server' : `<#${channelId}>`);

const GONE = 'it is gone; choose another with /club settings';

function wantingIn(check: RightsCheck): string {
  if (check.state === 'gone') return `${placeOf(check)}: ${GONE}`;
  const rights = check.missing.map(([name, , why]) => `- **${name}**, ${why}`);
  return [`In ${placeOf(check)} I still need:`, ...rights].join('\n');
}

const isWanting = ({ state, missing }: RightsCheck) => state === 'gone' || missing.length > 0;
const isUnknown = ({ state }: RightsCheck) => state === 'unknown';
const isAway = ({ state }: RightsCheck) => state === 'away';

/** How to give what is wanting: rights in a channel by the channel, those of the server by the bot's role. */
function remedyFor(checks: readonly RightsCheck[]): string {
  const channel = checks.some(({ channelId, state }) => channelId !== null && state === 'seen');
  const server = checks.some(({ channelId }) => channelId === null);
  const all = [
    ...(channel
      ? [
          "Open the channel's settings, Permissions, and switch these on for Cooldown. Until then nothing can be posted there.",
        ]
      : []),
    ...(server ? ['For the server, open its settings, Roles, Cooldown, and switch it on there.'] : []),
  ];
  return all.join('\n');
}

function wantingText(checks: readonly RightsCheck[]): string {
  return [...checks.map(wantingIn), remedyFor(checks)].join('\n').trim();
}

const AWAY =
  "I think I was removed from this server, so I can't post here. Somebody who may manage the server can invite me again; everything is kept for 30 days.";

const NOT_LOOKED = "I couldn't ask Discord just now what I may do there; `/club status` looks again.";

function headingFor(checks: readonly RightsCheck[]): string {
  if (checks.some(isWanting)) return '## Nearly done';
  return checks.some(isUnknown) || checks.some(isAway) ? '## Saved' : '## The club is set up';
}

/** The set-up as it is now, and each right that is missing, channels chosen now or earlier alike. */
export function settingsMessage(
  setUp: ClubSetUp,
  checks: readonly RightsCheck[],
  now: number,
  regions: Regions,
  catalogue: CommandCatalogue,
): Message {
  const { settings } = setUp;
  const wanting = checks.filter(isWanting);
  return card(wanting.length > 0 ? COLOURS.warning : COLOURS.calm, [
    text(headingFor(checks)),
    ...(wanting.length > 0 ? [text(wantingText(wanting))] : []),
    ...(checks.some(isUnknown) ? [text(NOT_LOOKED)] : []),
    ...(checks.some(isAway) ? [text(AWAY)] : []),
    text(settingsText(settings, regions)),
    smallText(numbersNote(setUp, regions, catalogue)),
    smallText(`For the club it is now ${wallClock(now, settings.zone)}.`),
  ]);
}

/** "Tue 24 Nov, 09:30" on the club's own clocks. */
function wallClock(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/** Why something wasn't sent, and what mends it. */
function whyInWords(error: string): string {
  if (Object.hasOwn(TROUBLE_IN_WORDS, error)) return TROUBLE_IN_WORDS[error as Trouble['why']];
  // Discord's own number of what it refused for good.
  return /^\d+: /.test(error)
    ? `Discord refused it (${plain(error)}). If a rule of the server blocked it, change that rule and then use /club settings: I send it again. Otherwise please tell whoever runs the bot`
    : `${plain(error)}; I try again by myself`;
}

function postsText(heading: string, posts: readonly PostLine[]): string {
  const lines = posts.map(({ kind, number, at, error }) => {
    const about = number === null || !isPostKind(kind) ? '' : ` for ${POST_RULES[kind].about} ${number}`;
    const why = error === null ? '' : `: ${whyInWords(error)}`;
    return `- ${instant(at, 'R')}: ${kindInWords(kind)}${about}${why}`;
  });
  return `**${heading}**\n${lines.length > 0 ? lines.join('\n') : 'nothing'}`;
}

function rightsText(checks: readonly RightsCheck[]): string {
  const wanting = checks.filter(isWanting);
  const fine = checks.filter((check) => check.state === 'seen' && !isWanting(check)).map(placeOf);
  return [
    '**What I may do now**',
    ...(fine.length > 0 ? [`all I need in ${fine.join(' and ')}`] : []),
    ...(wanting.length > 0 ? [wantingText(wanting)] : []),
    ...(checks.some(isAway) ? [AWAY] : []),
    ...(checks.some(isUnknown) ? ["I couldn't ask Discord just now; try again in a moment."] : []),
  ].join('\n');
}

function eventsText(troubles: ClubStatus['events']): string[] {
  if (troubles.length === 0) return [];
  const lines = troubles.map(
    ({ why, count }) =>
      `- ${count} not as ${count === 1 ? 'its run is' : 'their runs are'}: ${whyInWords(why)}`,
  );
  return [['**Server events**', ...lines].join('\n')];
}

/** How wrong the machine's clock is; nothing where it is right. `difference`: how far Discord's is ahead, in ms. */
export function clockInWords(difference: number): string[] {
  const off = Math.abs(difference);
  if (off < CLOCK_IS_WRONG_MS) return [];
  const [unit, length] = UNITS.find(([, ms]) => off >= ms - CLOCK_IS_WRONG_MS) ?? A_MINUTE;
  return [
    `The clock of the machine that I run on is ${counted(Math.round(off / length), unit)} ${difference < 0 ? 'ahead' : 'behind'}. I use Discord's time, so nothing is lost, but that clock should be set right.`,
  ];
}

const DISK: Readonly<Record<DiskTrouble, string>> = {
  full: 'the disk is full',
  failing: "the disk can't be read or written",
  damaged: 'a part of my database is damaged, and a backup has to be put in its place',
};

const diskText = (trouble: DiskTrouble | null): string[] =>
  trouble === null
    ? []
    : [`**I can't save everything just now: ${DISK[trouble]}.** Please tell whoever runs the bot.`];

interface StatusShown extends ClubStatus, Health {
  readonly settings: ClubSettings;
  readonly regions: Regions;
  readonly checks: readonly RightsCheck[];
}

export function statusMessage(status: StatusShown): Message {
  const beat = status.lastBeat === null ? 'not yet' : instant(status.lastBeat, 'R');
  const ofTheMachine = [...diskText(status.diskTrouble), ...clockInWords(status.clockDifference)];
  const needsMending =
    ofTheMachine.length > 0 || status.checks.some((check) => isWanting(check) || isAway(check));
  return card(needsMending ? COLOURS.warning : COLOURS.calm, [
    text('## How things stand'),
    text(
      ...ofTheMachine,
      postsText('Due next', status.next),
      postsText('Sent last', status.sent),
      postsText('Could not be sent', status.failed),
      ...eventsText(status.events),
      rightsText(status.checks),
    ),
    line(),
    text(settingsText(status.settings, status.regions)),
    smallText(
      `Version ${status.version} · up since ${instant(status.upSince, 'R')} · last look at what is due ${beat}`,
    ),
  ]);
}
