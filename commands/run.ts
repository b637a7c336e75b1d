import type { Attachment, MessageComponentInteraction } from 'discord.js';
import { cancellationButtons } from '../src/discord/cancellation.ts';
import {
  type Answer,
  type Invocation,
  instead,
  type Message,
  type WritingInvocation,
} from '../src/discord/command.ts';
import { command, IN_PLACE, onPress, PRIVATELY, spoken, subcommands } from '../src/discord/define.ts';
import { runIds } from '../src/discord/ids.ts';
import { attendanceAnswer, botsDontRunMessage } from '../src/discord/messages/attendance.ts';
import { calendarMessage, nothingForCalendarMessage } from '../src/discord/messages/calendar.ts';
import { runCancellationAnswer } from '../src/discord/messages/cancellation.ts';
import { cardAnswer, offeringCard } from '../src/discord/messages/card-again.ts';
import { notSetUpMessage } from '../src/discord/messages/club.ts';
import { noSuchMessage } from '../src/discord/messages/refusal.ts';
import { runCard } from '../src/discord/messages/run.ts';
import {
  routeUnreachableMessage,
  runAnswer,
  runChoice,
  runListMessage,
  whatToChangeMessage,
} from '../src/discord/messages/run-answer.ts';
import { runListAnswer } from '../src/discord/messages/run-list.ts';
import { type ListThings, numbered } from '../src/discord/numbered.ts';
import { file, type Option, oneOf, required, text, wholeNumber } from '../src/discord/options.ts';
import { MOST_GPX_BYTES } from '../src/domain/gpx.ts';
import { REPEATS } from '../src/domain/recurrence.ts';
import { REPLIES, type Reply } from '../src/domain/roster.ts';
import { LONGEST_REASON, MOST_CAPACITY, RUN_TEXTS, type Run, SCOPES } from '../src/domain/run.ts';
import type { RunAsked } from '../src/domain/run-request.ts';
import type { AttendanceOutcome, ListChange } from '../src/services/attendance.ts';
import type { ChangeOutcome, CreateOutcome } from '../src/services/runs.ts';

/**
 * Carries out what was asked for with the route that was sent along, which is fetched only where something may come of it:
 * where `whyNot` knows of nothing that speaks against it.
 */
async function withRoute<Outcome>(
  sent: Attachment | undefined,
  { fetchFile }: Invocation,
  whyNot: () => Promise<Outcome | undefined>,
  carryOut: (route: RunAsked['route']) => Promise<Outcome>,
): Promise<Outcome | 'unreachable'> {
  const refusal = sent && (await whyNot());
  if (refusal) return refusal;
  const route = sent && (await fetchFile(sent, MOST_GPX_BYTES));
  if (route?.type === 'unreachable') return route.type;
  return carryOut(route?.type === 'file' ? route.bytes : route?.type);
}

/** What a run is made of: all of it when it is created, any of it when it is changed. */
const partsOfRun = <Text>(needed: (option: Option<string | undefined>) => Option<Text>) => ({
  title: needed(text('What the run is called, such as Saturday long run', RUN_TEXTS.title.longest)),
  when: needed(text('When it starts, such as Saturday 7:30am', 100)),
  meet: needed(text('Where you meet, such as The boathouse', RUN_TEXTS.meet.longest)),
  distance: text('How far, such as 10 km', 60),
  pace: text('One pace or several, such as 5:00, 5:30, 6:00/km', 200),
  capacity: wholeNumber('How many places there are; without it, no limit', 1, MOST_CAPACITY),
  notes: text('Anything else people should know', RUN_TEXTS.notes.longest),
  route: file('A GPX file; its length and climb are shown, never where it goes', ['.gpx']),
});

const whichOfSeries = oneOf('Where it repeats: this run alone, or all to come', SCOPES);

type ListRuns = ListThings<Run>;

const runsToCome: ListRuns = ({ services, actor }) => services.runs.toCome(actor.guildId);
const runsLately: ListRuns = ({ services, actor }) => services.attendance.lately(actor.guildId);

/** The nearest to now first. */
const runsAround: ListRuns = async (asked) => {
  const far = ({ startsAt }: Run) => Math.abs(startsAt - asked.services.clock());
  return [...(await runsToCome(asked)), ...(await runsLately(asked))].sort((a, b) => far(a) - far(b));
};

/** With runs to come, so that somebody who takes attendance too early isn't told that there is no such run. */
const runsToTick: ListRuns = async (asked) => [...(await runsLately(asked)), ...(await runsToCome(asked))];

const changeable =
  (list: ListRuns): ListRuns =>
  async (asked) =>
    asked.services.runs.changeable(asked.actor, await list(asked));

const aRun = {
  what: 'run' as const,
  description: 'Which run; type its name or number',
  nameOf: ({ title }: Run) => title,
  choiceOf: runChoice,
};

const anyRun = numbered({ ...aRun, offered: runsToCome, among: [runsToCome] });
const oneRunOrAll = numbered({
  ...aRun,
  description: 'Which run; without it, all to come',
  offered: runsToCome,
  among: [runsToCome],
});

const runsToChange = changeable(runsToCome);
/** Of several runs of one name it is the one that they may change. */
const runToChange = numbered({ ...aRun, offered: runsToChange, among: [runsToCome, runsToChange] });

const runsToShow = changeable(runsAround);
const runsToCorrect = changeable(runsLately);

/** Where the list of a run begins that is shown. */
interface ShownFrom {
  readonly number: number;
  readonly line?: number;
}

function listAnswer(outcome: AttendanceOutcome, { catalogue }: Invocation, at: ShownFrom): Answer | Message {
  const message = attendanceAnswer(outcome, catalogue, 'attendance', at);
  return outcome.type === 'list' && at.line !== undefined ? instead(message) : message;
}

const look = async (asked: Invocation, at: ShownFrom) =>
  listAnswer(await asked.services.attendance.look(asked.actor, at.number), asked, at);

const correct = async (asked: WritingInvocation, change: ListChange, at: ShownFrom) =>
  listAnswer(await asked.services.attendance.correct(asked.actor, at.number, change), asked, at);

const sheet = async ({ services, actor, catalogue }: Invocation, number: number) =>
  attendanceAnswer(await services.attendance.sheet(actor, number), catalogue, 'sheet', { number });

/** Members who were chosen from a list; bots, which are in it too, are left out. */
function membersIn(interaction: MessageComponentInteraction): string[] | undefined {
  if (!interaction.isUserSelectMenu()) return undefined;
  const { values, users } = interaction;
  return values.filter((id) => !users.get(id)?.bot);
}

const pressed = (reply: Reply) =>
  onPress(
    runIds[reply],
    async ([number], { services, actor, catalogue, interaction }) =>
      runAnswer(await services.runs.press(actor, number, reply, interaction.id), catalogue, number),
    PRIVATELY,
  );

const subcommandsOfRun = subcommands('Group runs: create, list, change', {
  create: spoken({
    description: 'Announce a group run',
    writes: 'privately',
    options: {
      ...partsOfRun(required),
      repeat: oneOf('How often it comes again, at the same hour all year', REPEATS),
      until: text('The last date it may repeat on, such as 28 March', 60),
    },
    examples: ['run create title: Saturday long run when: Saturday 7:30am meet: The boathouse'],
    async run(invocation, { route: sent, ...asked }) {
      const { services, actor, catalogue } = invocation;
      const outcome = await withRoute<CreateOutcome>(
        sent,
        invocation,
        () => services.runs.whyNotCreate(actor),
        (route) => services.runs.create(actor, { ...asked, route }),
      );
      return outcome === 'unreachable' ? routeUnreachableMessage() : runAnswer(outcome, catalogue);
    },
  }),

  list: spoken({
    description: 'What is on',
    options: {},
    examples: ['run list'],
    async run({ services, actor, catalogue }) {
      const runs = await services.runs.toCome(actor.guildId);
      const views = await Promise.all(runs.slice(0, 10).map((run) => services.runs.view(run)));
      const shown = runs.map((run, place) => views[place] ?? { run, rsvps: [] });
      return runListMessage(shown, catalogue);
    },
  }),

  show: spoken({
    description: 'One run and who comes',
    options: { run: required(anyRun) },
    examples: ['run show Saturday long run'],
    async run({ services, actor, catalogue }, { run: { number } }) {
      const view = await services.runs.view({ guildId: actor.guildId, number });
      if (!view) return noSuchMessage('run', String(number), catalogue);
      const shown = runCard(view.run, view.rsvps);
      return (await services.cards.mayPostAgain('run', actor, number))
        ? offeringCard(shown, 'run', number)
        : shown;
    },
  }),

  calendar: spoken({
    description: 'A file for your own calendar',
    options: { run: oneRunOrAll },
    examples: ['run calendar', 'run calendar Saturday long run'],
    refuse: async ({ services, actor, catalogue }) =>
      (await services.clubs.settings(actor.guildId)) ? undefined : notSetUpMessage(catalogue),
    async run({ services, actor: { guildId }, catalogue }, { run }) {
      if (run) {
        const found = await services.calendar.one(guildId, run.number);
        return found
          ? calendarMessage([found], services.clock())
          : noSuchMessage('run', String(run.number), catalogue);
      }
      const [first, ...others] = await services.calendar.toCome(guildId);
      return first
        ? calendarMessage([first, ...others], services.clock())
        : nothingForCalendarMessage(catalogue);
    },
  }),

  edit: spoken({
    description: 'Change a run; who comes is told',
    writes: 'privately',
    options: { run: required(runToChange), ...partsOfRun((option) => option), scope: whichOfSeries },
    examples: ['run edit Saturday long run when: Saturday 8:00am'],
    async run(invocation, { run: { number }, scope = 'this', route: sent, ...asked }) {
      const { services, actor, catalogue } = invocation;
      if ([sent, ...Object.values(asked)].every((part) => part === undefined)) return whatToChangeMessage();
      const outcome = await withRoute<ChangeOutcome>(
        sent,
        invocation,
        () => services.runs.whyNotChange(actor, number),
        (route) => services.runs.change(actor, number, { ...asked, route }, scope),
      );
      return outcome === 'unreachable' ? routeUnreachableMessage() : runAnswer(outcome, catalogue, number);
    },
  }),

  cancel: spoken({
    description: 'Call a run off; who comes is told',
    writes: 'privately',
    options: {
      run: required(runToChange),
      reason: text('Why, for those who wanted to come', LONGEST_REASON),
      scope: whichOfSeries,
    },
    examples: ['run cancel Saturday long run reason: Ice on the paths'],
    async run({ services, actor, catalogue }, { run: { number }, reason = null, scope = 'this' }) {
      const outcome = await services.runCancellations.ask(actor, number, reason, scope);
      return runCancellationAnswer(outcome, catalogue, number);
    },
  }),

  sheet: spoken({
    description: 'For its creator and leaders: who comes and who is new',
    options: {
      run: required(
        numbered({ ...aRun, offered: runsToShow, among: [runsAround, runsToShow], orFirst: true }),
      ),
    },
    examples: ['run sheet Saturday long run'],
    run: (asked, { run: { number } }) => sheet(asked, number),
  }),

  attendance: spoken({
    description: 'For its creator and leaders, once the run has started: tick who came',
    options: {
      run: required(
        numbered({ ...aRun, offered: runsToCorrect, among: [runsToTick, runsToCorrect], orFirst: true }),
      ),
    },
    examples: ['run attendance Saturday long run'],
    run: (asked, { run }) => look(asked, run),
  }),
});

export const run = command('run', subcommandsOfRun, {
  press: [
    ...REPLIES.map(pressed),
    onPress(
      runIds.pace,
      async ([number], { interaction, services, actor, catalogue }) => {
        const [label] = interaction.isStringSelectMenu() ? interaction.values : [];
        if (label === undefined) return undefined;
        return runAnswer(await services.runs.choosePace(actor, number, label), catalogue, number);
      },
      PRIVATELY,
    ),
    onPress(
      runIds.postCard,
      async ([number], { services, actor, catalogue }) =>
        cardAnswer(await services.cards.postAgain('run', actor, number), 'run', number, catalogue),
      PRIVATELY,
    ),
    ...cancellationButtons(runIds, ({ runCancellations }) => runCancellations, runCancellationAnswer),
    onPress(runIds.sheet, async ([number], asked) => instead(await sheet(asked, number))),
    onPress(runIds.list, async ([number, change], { services, actor, catalogue }) =>
      instead(
        runListAnswer(await services.runList.toChange(actor, number, change), catalogue, { number, change }),
      ),
    ),
    onPress(
      runIds.listed,
      async ([number, change], { interaction, services, actor, catalogue }) => {
        const users = membersIn(interaction);
        if (users?.length === 0) return botsDontRunMessage();
        if (!users) return undefined;
        const outcome = await services.runList.change(actor, number, change, users, interaction.id);
        return instead(runListAnswer(outcome, catalogue, { number, change }));
      },
      IN_PLACE,
    ),
    onPress(runIds.look, ([number, line], asked) => look(asked, { number, line })),
    onPress(
      runIds.save,
      ([number, line], asked) => correct(asked, { type: 'keep' }, { number, line }),
      IN_PLACE,
    ),
    onPress(
      runIds.page,
      ([number, first, ticked], asked) => {
        const chosen = membersIn(asked.interaction);
        const change = { type: 'page', shown: { first, ticked } } as const;
        return chosen && correct(asked, { ...change, chosen }, { number, line: first });
      },
      IN_PLACE,
    ),
    onPress(
      runIds.came,
      ([number, line], asked) => {
        const userIds = membersIn(asked.interaction);
        if (userIds?.length === 0) return botsDontRunMessage();
        return userIds && correct(asked, { type: 'came', userIds }, { number, line });
      },
      IN_PLACE,
    ),
  ],
});
