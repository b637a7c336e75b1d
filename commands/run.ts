import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
} from 'discord.js';
import { actorOf } from '../src/discord/actor.ts';
import { download } from '../src/discord/attachment.ts';
import { onCancellation } from '../src/discord/cancellation.ts';
import { type Answer, type Command, type Context, type Message, privately } from '../src/discord/command.ts';
import {
  attendanceMessage,
  botsDontRunMessage,
  noAttendanceMessage,
  pageShownIn,
  screenOf,
} from '../src/discord/messages/attendance.ts';
import { calendarMessage, nothingForCalendarMessage } from '../src/discord/messages/calendar.ts';
import {
  cancelRunQuestion,
  type Deed,
  keptMessage,
  noSuchCancellationMessage,
  notAllowedMessage,
  questionOverMessage,
  runCancelledMessage,
  runNotUndoneMessage,
  runOnAgainMessage,
} from '../src/discord/messages/cancellation.ts';
import { notSetUpMessage } from '../src/discord/messages/club.ts';
import {
  paceChosenMessage,
  paceGoneMessage,
  paceNeedsGoingMessage,
  pressedMessage,
  runCard,
  runOverMessage,
} from '../src/discord/messages/run.ts';
import {
  changedMessage,
  createdMessage,
  noSuchRunMessage,
  nothingChangedMessage,
  routeUnreachableMessage,
  runChoice,
  runListMessage,
  tooManyRunsMessage,
  unreadableMessage,
  whatToChangeMessage,
} from '../src/discord/messages/run-outcome.ts';
import { sheetMessage } from '../src/discord/messages/run-sheet.ts';
import { textOption } from '../src/discord/options.ts';
import { MOST_GPX_BYTES } from '../src/domain/gpx.ts';
import { REPEATS } from '../src/domain/recurrence.ts';
import type { Reply } from '../src/domain/roster.ts';
import { LONGEST, MOST_CAPACITY, type Run, SCOPES, type Scope } from '../src/domain/run.ts';
import type { RunAsked } from '../src/domain/run-request.ts';
import { exactly, named, nearest, numberTyped } from '../src/domain/words.ts';
import type { AttendanceOutcome, ListChange, SheetOutcome } from '../src/services/attendance.ts';
import type { RunAskOutcome, RunCancelOutcome, RunUndoOutcome } from '../src/services/run-cancellations.ts';
import type { Actor, ChangeOutcome, CreateOutcome, ReplyOutcome } from '../src/services/runs.ts';
import type { Services } from '../src/services/services.ts';

/** What a run is made of: all of it when it is created, any of it when it is changed. */
function partsWith(required: boolean): APIApplicationCommandBasicOption[] {
  return [
    textOption('title', 'What the run is called, such as Saturday long run', LONGEST.title, required),
    textOption('when', 'When it starts, such as Saturday 7:30am', 100, required),
    textOption('meet', 'Where you meet, such as The boathouse', LONGEST.meet, required),
    textOption('distance', 'How far, such as 10 km', 60),
    textOption('pace', 'One pace or several, such as 5:00, 5:30, 6:00/km', 200),
    {
      type: ApplicationCommandOptionType.Integer,
      name: 'capacity',
      description: 'How many places there are; without it, no limit',
      min_value: 1,
      max_value: MOST_CAPACITY,
    },
    textOption('notes', 'Anything else people should know', LONGEST.notes),
    {
      type: ApplicationCommandOptionType.Attachment,
      name: 'route',
      description: 'A GPX file; its length and climb are shown, never where it goes',
    },
  ];
}

const repeating: APIApplicationCommandBasicOption[] = [
  {
    type: ApplicationCommandOptionType.String,
    name: 'repeat',
    description: 'How often it comes again, at the same hour all year',
    choices: REPEATS.map((repeat) => ({ name: repeat, value: repeat })),
  },
  textOption('until', 'The last date it may repeat on, such as 28 March', 60),
];

const scope: APIApplicationCommandBasicOption = {
  type: ApplicationCommandOptionType.String,
  name: 'scope',
  description: 'Where it repeats: this run alone, or all to come',
  choices: SCOPES.map((one) => ({ name: one, value: one })),
};

const scopeIn = ({ options }: ChatInputCommandInteraction): Scope =>
  options.getString('scope') === 'series' ? 'series' : 'this';

const whichRun: APIApplicationCommandBasicOption = {
  type: ApplicationCommandOptionType.String,
  name: 'run',
  description: 'Which run; type its name or number',
  autocomplete: true,
  required: true,
};

const oneRunOrAll: APIApplicationCommandBasicOption = {
  ...whichRun,
  description: 'Which run; without it, all to come',
  required: false,
};

/** What was typed, and the file that came with it; undefined where that can't be had. */
async function askedIn({ options }: ChatInputCommandInteraction): Promise<RunAsked | undefined> {
  const said = (name: string) => options.getString(name) ?? undefined;
  const asked: RunAsked = {
    title: said('title'),
    when: said('when'),
    meet: said('meet'),
    distance: said('distance'),
    pace: said('pace'),
    capacity: options.getInteger('capacity') ?? undefined,
    notes: said('notes'),
    repeat: REPEATS.find((repeat) => repeat === options.getString('repeat')),
    until: said('until'),
  };
  const file = options.getAttachment('route');
  if (!file) return asked;
  const route = await download(file, MOST_GPX_BYTES);
  if (route.type === 'unreachable') return undefined;
  // What is too large is refused where all routes are read, with its reason.
  return { ...asked, route: route.type === 'file' ? route.bytes : new Uint8Array(MOST_GPX_BYTES + 1) };
}

async function create(
  interaction: ChatInputCommandInteraction,
  actor: Actor,
  context: Context<Services>,
): Promise<Message> {
  const asked = await askedIn(interaction);
  if (!asked) return routeUnreachableMessage();
  return createAnswer(await context.services.runs.create(actor, asked), context);
}

async function edit(
  interaction: ChatInputCommandInteraction,
  actor: Actor,
  number: number,
  context: Context<Services>,
): Promise<Message> {
  const asked = await askedIn(interaction);
  if (!asked) return routeUnreachableMessage();
  if (Object.values(asked).every((part) => part === undefined)) return whatToChangeMessage();
  return changeAnswer(
    await context.services.runs.change(actor, number, asked, scopeIn(interaction)),
    String(number),
    context,
  );
}

function createAnswer(outcome: CreateOutcome, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'unreadable':
      return unreadableMessage(outcome.why);
    case 'too-many-open':
      return tooManyRunsMessage('open', outcome.most);
    case 'too-many-today':
      return tooManyRunsMessage('today', outcome.most);
    case 'created':
      return createdMessage(outcome, directory);
  }
}

function changeAnswer(outcome: ChangeOutcome, typed: string, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'edit', 'run');
    case 'no-such-run':
      return noSuchRunMessage(typed, directory);
    case 'over':
      return runOverMessage(outcome.run, outcome.phase);
    case 'unreadable':
      return unreadableMessage(outcome.why);
    case 'nothing-changed':
      return nothingChangedMessage(outcome.run);
    case 'changed':
      return changedMessage(outcome);
  }
}

/** `typed`: how the run was named, where it was. */
function cancellationAnswer(
  outcome: RunAskOutcome | RunCancelOutcome | RunUndoOutcome,
  { directory }: Context<Services>,
  typed = '',
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'cancel', 'run');
    case 'no-such-run':
      return noSuchRunMessage(typed, directory);
    case 'no-such-cancellation':
      return noSuchCancellationMessage();
    case 'over':
      return runOverMessage(outcome.run, outcome.phase);
    case 'asked':
      return cancelRunQuestion(outcome);
    case 'answered':
    case 'too-old':
      return questionOverMessage(outcome.type, 'run', directory);
    case 'cancelled':
      return runCancelledMessage(outcome);
    case 'not-undone':
      return runNotUndoneMessage(outcome.run, outcome.why);
    case 'on-again':
      return runOnAgainMessage(outcome);
  }
}

function replyAnswer(outcome: ReplyOutcome, number: number, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'no-such-run':
      return noSuchRunMessage(String(number), directory);
    case 'over':
      return runOverMessage(outcome.run, outcome.phase);
    case 'answered':
      return pressedMessage(outcome.run, outcome.outcome);
    case 'not-going':
      return paceNeedsGoingMessage(outcome.run);
    case 'no-such-pace':
      return paceGoneMessage(outcome.run);
    case 'pace-chosen':
      return paceChosenMessage(outcome.run, outcome.label);
  }
}

/** Why what somebody wanted of a run was not carried out, in words. */
function refusedAnswer(
  outcome: Exclude<SheetOutcome, { type: 'sheet' }>,
  number: number,
  deed: Deed,
  { directory }: Context<Services>,
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, deed, 'run');
    case 'no-such-run':
      return noSuchRunMessage(String(number), directory);
  }
}

function sheetAnswer(outcome: SheetOutcome, number: number, context: Context<Services>): Message {
  return outcome.type === 'sheet'
    ? sheetMessage(outcome.sheet)
    : refusedAnswer(outcome, number, 'sheet', context);
}

/** `line`: one of the screen that is to be shown. */
function attendanceAnswer(
  outcome: AttendanceOutcome,
  { number, line }: { readonly number: number; readonly line: number },
  context: Context<Services>,
): Message {
  switch (outcome.type) {
    case 'list':
      return attendanceMessage(outcome, screenOf(line));
    case 'to-come':
    case 'cancelled':
      return noAttendanceMessage(outcome.run, outcome.type);
    default:
      return refusedAnswer(outcome, number, 'attendance', context);
  }
}

/** Something pressed or chosen on the list of who came; the list is shown as it is then. */
async function ticked(
  interaction: MessageComponentInteraction,
  [number = '', line = '']: readonly string[],
  change: ListChange,
  context: Context<Services>,
): Promise<Answer | undefined> {
  const at = { number: Number(number), line: Number(line) };
  if (!/^\d{1,9}$/.test(number) || !/^[1-9]\d{0,5}$/.test(line)) return undefined;
  const actor = actorOf(interaction, context.origins);
  const outcome = await context.services.attendance.tick(actor, at.number, change);
  const message = attendanceAnswer(outcome, at, context);
  return outcome.type === 'list' ? { type: 'update', message } : privately(message);
}

/** Members who were chosen from a list; bots, which are in it too, are left out. */
function membersIn(interaction: MessageComponentInteraction): string[] | undefined {
  if (!interaction.isUserSelectMenu()) return undefined;
  const { values, users } = interaction;
  return values.filter((id) => !users.get(id)?.bot);
}

/** What shows a run without changing it: nobody is hurt where it is another one of the same name. */
const LOOKING_BACK: readonly string[] = ['sheet', 'attendance'];

/** The runs that a subcommand may be about, the likeliest first. */
async function runsFor(subcommand: string, guildId: string, { services }: Context<Services>): Promise<Run[]> {
  if (subcommand === 'attendance') return services.attendance.lately(guildId);
  const toCome = await services.runs.toCome(guildId);
  if (subcommand !== 'sheet') return toCome;
  const far = ({ startsAt }: Run) => Math.abs(startsAt - services.clock());
  return [...toCome, ...(await services.attendance.lately(guildId))].sort((a, b) => far(a) - far(b));
}

/** What is only for who may change the run. */
const CHANGING: readonly string[] = ['edit', 'cancel', ...LOOKING_BACK];

/** The runs that somebody is offered for a subcommand: where it isn't for everybody, those that they may change. */
async function offeredFor(subcommand: string, actor: Actor, context: Context<Services>): Promise<Run[]> {
  const runs = await runsFor(subcommand, actor.guildId, context);
  return CHANGING.includes(subcommand) ? context.services.runs.changeable(actor, runs) : runs;
}

/**
 * The run's number: what autocomplete sends, or typed as "4", as its name or as the beginning of it. Where several could
 * be meant it is the one that was offered; else nothing is guessed: a wrong run cancelled sends people home. Of several
 * runs of one name, such as those of a series, `orFirst` takes the first.
 */
function numberOf(
  typed: string,
  among: readonly Run[],
  offered: readonly Run[],
  orFirst: boolean,
): number | undefined {
  const names = (runs: readonly Run[]) => runs.map(({ number, title }) => ({ number, name: title }));
  const one = numberTyped(typed, names(among)) ?? numberTyped(typed, names(offered));
  if (one !== undefined || !orFirst) return one;
  return exactly(
    typed,
    [...offered, ...among].map(({ number, title }) => named(number, [title])),
  );
}

async function onRun(
  interaction: ChatInputCommandInteraction,
  context: Context<Services>,
  work: (number: number) => Promise<Message>,
): Promise<Answer> {
  const typed = interaction.options.getString('run', true);
  const actor = actorOf(interaction, context.origins);
  const subcommand = interaction.options.getSubcommand();
  const runs = await runsFor(subcommand, actor.guildId, context);
  const offered = await offeredFor(subcommand, actor, context);
  // Whoever takes attendance too early is to hear that, and not that there is no such run.
  const early = subcommand === 'attendance' ? await context.services.runs.toCome(actor.guildId) : [];
  const number = numberOf(typed, [...runs, ...early], offered, LOOKING_BACK.includes(subcommand));
  return privately(number === undefined ? noSuchRunMessage(typed, context.directory) : await work(number));
}

async function list(
  interaction: ChatInputCommandInteraction,
  { services, directory }: Context<Services>,
): Promise<Answer> {
  const runs = await services.runs.toCome(interaction.guildId ?? '');
  const views = await Promise.all(runs.slice(0, 10).map((run) => services.runs.view(run)));
  const shown = runs.map((run, place) => views[place] ?? { run, places: [] });
  return privately(runListMessage(shown, directory));
}

/** A calendar file of the run that is named, or of all to come. */
async function calendar(
  interaction: ChatInputCommandInteraction,
  context: Context<Services>,
): Promise<Answer> {
  const { services, directory } = context;
  const guildId = interaction.guildId ?? '';
  if (!(await services.runs.settings(guildId))) return privately(notSetUpMessage(directory));
  if (interaction.options.getString('run') !== null)
    return onRun(interaction, context, async (number) => {
      const found = await services.calendar.one(guildId, number);
      return found ? calendarMessage([found], services.clock()) : noSuchRunMessage(String(number), directory);
    });
  const [first, ...others] = await services.calendar.toCome(guildId);
  return privately(
    first ? calendarMessage([first, ...others], services.clock()) : nothingForCalendarMessage(directory),
  );
}

function pressed(reply: Reply) {
  return async (
    interaction: MessageComponentInteraction,
    args: readonly string[],
    context: Context<Services>,
  ) => {
    const number = Number(args[0]);
    if (!Number.isInteger(number)) return undefined;
    const actor = actorOf(interaction, context.origins);
    return privately(replyAnswer(await context.services.runs.press(actor, number, reply), number, context));
  };
}

export const run: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'run',
    description: 'Group runs: create, list, change',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'create',
        description: 'Announce a group run',
        options: [...partsWith(true), ...repeating],
      },
      { type: ApplicationCommandOptionType.Subcommand, name: 'list', description: 'What is on' },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'show',
        description: 'One run and who comes',
        options: [whichRun],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'calendar',
        description: 'A file for your own calendar',
        options: [oneRunOrAll],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'edit',
        description: 'Change a run; who comes is told',
        options: [whichRun, ...partsWith(false), scope],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'cancel',
        description: 'Call a run off; who comes is told',
        options: [whichRun, textOption('reason', 'Why, for those who wanted to come', LONGEST.reason), scope],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'sheet',
        description: 'For its creator and leaders: who comes and who is new',
        options: [whichRun],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'attendance',
        description: 'For its creator and leaders, once the run has started: tick who came',
        options: [whichRun],
      },
    ],
  },
  examples: [
    'run create title: Saturday long run when: Saturday 7:30am meet: The boathouse',
    'run list',
    'run show Saturday long run',
    'run calendar',
    'run calendar Saturday long run',
    'run edit Saturday long run when: Saturday 8:00am',
    'run sheet Saturday long run',
    'run attendance Saturday long run',
    'run cancel Saturday long run reason: Ice on the paths',
  ],

  async run(interaction, context) {
    const { services, origins } = context;
    // Read before anything is waited for: what Discord sent along isn't kept for long.
    const actor = actorOf(interaction, origins);
    switch (interaction.options.getSubcommand()) {
      case 'create':
        return privately(await create(interaction, actor, context));
      case 'list':
        return list(interaction, context);
      case 'show':
        return onRun(interaction, context, async (number) => {
          const view = await services.runs.view({ guildId: actor.guildId, number });
          return view ? runCard(view.run, view.places) : noSuchRunMessage(String(number), context.directory);
        });
      case 'calendar':
        return calendar(interaction, context);
      case 'edit':
        return onRun(interaction, context, (number) => edit(interaction, actor, number, context));
      case 'cancel':
        return onRun(interaction, context, async (number) =>
          cancellationAnswer(
            await services.runCancellations.ask(
              actor,
              number,
              interaction.options.getString('reason'),
              scopeIn(interaction),
            ),
            context,
            String(number),
          ),
        );
      case 'sheet':
        return onRun(interaction, context, async (number) =>
          sheetAnswer(await services.attendance.sheet(actor, number), number, context),
        );
      case 'attendance':
        return onRun(interaction, context, async (number) =>
          attendanceAnswer(
            await services.attendance.tick(actor, number, { type: 'look' }),
            { number, line: 1 },
            context,
          ),
        );
      default:
        throw new Error(`No such subcommand: ${interaction.options.getSubcommand()}`);
    }
  },

  async suggest(interaction, context) {
    const actor = actorOf(interaction, context.origins);
    const runs = await offeredFor(interaction.options.getSubcommand(), actor, context);
    const found = nearest(
      interaction.options.getFocused(),
      runs.map((one) => named(one, [one.title, String(one.number)])),
    );
    return found
      .slice(0, 25)
      .map((one) => ({ name: runChoice(one, one.wall.replace('T', ' ')), value: String(one.number) }));
  },

  press: {
    going: pressed('going'),
    maybe: pressed('maybe'),
    no: pressed('no'),
    cancel: onCancellation(
      ({ runCancellations }: Services, actor, id) => runCancellations.confirm(actor, id),
      cancellationAnswer,
    ),
    keep: () => ({ type: 'update', message: keptMessage() }),
    undo: onCancellation(
      ({ runCancellations }: Services, actor, id) => runCancellations.undo(actor, id),
      cancellationAnswer,
    ),
    async pace(interaction, [number = ''], context) {
      const [label] = interaction.isStringSelectMenu() ? interaction.values : [];
      if (label === undefined || !Number.isInteger(Number(number))) return undefined;
      const actor = actorOf(interaction, context.origins);
      const outcome = await context.services.runs.choosePace(actor, Number(number), label);
      return privately(replyAnswer(outcome, Number(number), context));
    },
    'attendance-look': (interaction, args, context) => ticked(interaction, args, { type: 'look' }, context),
    'attendance-keep': (interaction, args, context) => ticked(interaction, args, { type: 'keep' }, context),
    async 'attendance-page'(interaction, args, context) {
      const chosen = membersIn(interaction);
      const shown = pageShownIn(args.slice(1));
      return chosen && shown && ticked(interaction, args, { type: 'page', shown, chosen }, context);
    },
    async 'attendance-came'(interaction, args, context) {
      const userIds = membersIn(interaction);
      if (userIds?.length === 0) return privately(botsDontRunMessage());
      return userIds && ticked(interaction, args, { type: 'came', userIds }, context);
    },
  },
};
