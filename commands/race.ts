import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
} from 'discord.js';
import { actorOf } from '../src/discord/actor.ts';
import { onCancellation } from '../src/discord/cancellation.ts';
import { type Answer, type Command, type Context, type Message, privately } from '../src/discord/command.ts';
import {
  cancelRaceQuestion,
  keptMessage,
  noSuchCancellationMessage,
  notAllowedMessage,
  questionOverMessage,
  raceCancelledMessage,
  raceNotUndoneMessage,
  raceOnAgainMessage,
} from '../src/discord/messages/cancellation.ts';
import { notSetUpMessage } from '../src/discord/messages/club.ts';
import { raceCard, raceClosedMessage, racePressedMessage } from '../src/discord/messages/race.ts';
import {
  noSuchRaceMessage,
  notInRaceMessage,
  raceAddedMessage,
  raceChangedMessage,
  raceChoice,
  raceHasResultsMessage,
  raceJoinedMessage,
  raceLeftMessage,
  raceListMessage,
  raceUnchangedMessage,
  raceUnreadableMessage,
  resultNotedMessage,
  tooEarlyMessage,
  tooManyRacesMessage,
  unreadableTimeMessage,
} from '../src/discord/messages/race-outcome.ts';
import { textOption } from '../src/discord/options.ts';
import { LONGEST_IN_RACE, type Race } from '../src/domain/race.ts';
import type { RaceAsked } from '../src/domain/race-request.ts';
import { named, nearest, numberTyped } from '../src/domain/words.ts';
import type {
  RaceAskOutcome,
  RaceCancelOutcome,
  RaceUndoOutcome,
} from '../src/services/race-cancellations.ts';
import type {
  RaceAddOutcome,
  RaceChangeOutcome,
  RacePurpose,
  RaceReplyOutcome,
} from '../src/services/races.ts';
import type { Actor } from '../src/services/runs.ts';
import type { Services } from '../src/services/services.ts';

/** What a race is made of: all of it when it is added, any of it when it is changed. */
function partsWith(required: boolean): APIApplicationCommandBasicOption[] {
  return [
    textOption('name', 'What the race is called, such as Berlin Marathon', LONGEST_IN_RACE.name, required),
    textOption(
      'distance',
      'How far: 5k, 10k, half, marathon, ultra, or any length such as 50 miles',
      60,
      required,
    ),
    textOption('date', 'Which day, such as 27 September', 100, required),
    textOption('start', 'When it starts on that day, such as 9:15', 20),
    textOption('location', 'Where it is', LONGEST_IN_RACE.location),
    textOption('link', 'Its page, beginning with https://', LONGEST_IN_RACE.link),
  ];
}

const whichRace: APIApplicationCommandBasicOption = {
  type: ApplicationCommandOptionType.String,
  name: 'race',
  description: 'Which race; type its name or number',
  autocomplete: true,
  required: true,
};

function askedIn({ options }: ChatInputCommandInteraction): RaceAsked {
  const said = (name: string) => options.getString(name) ?? undefined;
  return {
    name: said('name'),
    distance: said('distance'),
    date: said('date'),
    start: said('start'),
    location: said('location'),
    link: said('link'),
  };
}

function addAnswer(outcome: RaceAddOutcome, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'unreadable':
      return raceUnreadableMessage(outcome.why);
    case 'too-many-open':
    case 'too-many-today':
      return tooManyRacesMessage(outcome.type, outcome.most);
    case 'added':
      return raceAddedMessage(outcome.race, outcome.settings, outcome.reminded, directory);
  }
}

function changeAnswer(outcome: RaceChangeOutcome, typed: string, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'edit', 'race');
    case 'no-such-race':
      return noSuchRaceMessage(typed, directory);
    case 'closed':
      return raceClosedMessage(outcome.race, outcome.phase);
    case 'unreadable':
      return raceUnreadableMessage(outcome.why);
    case 'has-results':
      return raceHasResultsMessage(outcome.race);
    case 'nothing-changed':
      return raceUnchangedMessage(outcome.race);
    case 'changed':
      return raceChangedMessage(outcome.race, outcome.changed, outcome.told);
  }
}

/** `typed`: how the race was named, where it was. */
function cancellationAnswer(
  outcome: RaceAskOutcome | RaceCancelOutcome | RaceUndoOutcome,
  { directory }: Context<Services>,
  typed = '',
): Message {
  switch (outcome.type) {
    case 'not-set-up':
      return notSetUpMessage(directory);
    case 'not-allowed':
      return notAllowedMessage(outcome.whoMay, 'cancel', 'race');
    case 'no-such-race':
      return noSuchRaceMessage(typed, directory);
    case 'no-such-cancellation':
      return noSuchCancellationMessage();
    case 'closed':
      return raceClosedMessage(outcome.race, outcome.phase);
    case 'asked':
      return cancelRaceQuestion(outcome);
    case 'answered':
    case 'too-old':
      return questionOverMessage(outcome.type, 'race', directory);
    case 'cancelled':
      return raceCancelledMessage(outcome);
    case 'not-undone':
      return raceNotUndoneMessage(outcome.race, outcome.why);
    case 'on-again':
      return raceOnAgainMessage(outcome);
  }
}

function replyAnswer(outcome: RaceReplyOutcome, typed: string, { directory }: Context<Services>): Message {
  switch (outcome.type) {
    case 'no-such-race':
      return noSuchRaceMessage(typed, directory);
    case 'closed':
      return raceClosedMessage(outcome.race, outcome.phase);
    case 'pressed':
      return racePressedMessage(outcome.race, outcome.outcome);
    case 'joined':
      return raceJoinedMessage(outcome.race, outcome.goalSeconds, outcome.already);
    case 'left':
      return raceLeftMessage(outcome.race, outcome.hadResult);
    case 'not-in':
      return notInRaceMessage(outcome.race);
    case 'unreadable-time':
      return unreadableTimeMessage(outcome.race, outcome.what, outcome.why);
    case 'too-early':
      return tooEarlyMessage(outcome.race, outcome.opensAt);
    case 'noted':
      return resultNotedMessage(outcome);
  }
}

/** What the race is looked for by each subcommand that names one. */
const PURPOSES: Readonly<Record<string, RacePurpose>> = { join: 'answer', result: 'result', leave: 'any' };

const purposeOf = (subcommand: string): RacePurpose => PURPOSES[subcommand] ?? 'any';

/** What is only for who may change the race. */
const CHANGING: readonly string[] = ['edit', 'cancel'];

/** The races that somebody is offered for a subcommand: where it isn't for everybody, those that they may change. */
async function offeredFor(
  subcommand: string,
  actor: Actor,
  { services }: Context<Services>,
): Promise<Race[]> {
  const races = await services.races.choices(actor.guildId, purposeOf(subcommand));
  return CHANGING.includes(subcommand) ? services.races.changeable(actor, races) : races;
}

/** Finds the race that was named, and does something with it; `typed` is how it was named. */
async function onRace(
  interaction: ChatInputCommandInteraction,
  context: Context<Services>,
  work: (number: number, typed: string) => Promise<Message>,
): Promise<Answer> {
  const typed = interaction.options.getString('race', true);
  const actor = actorOf(interaction, context.origins);
  const { directory, services } = context;
  const subcommand = interaction.options.getSubcommand();
  const likely = await services.races.choices(actor.guildId, purposeOf(subcommand));
  const all = await services.races.choices(actor.guildId, 'any');
  const offered = await offeredFor(subcommand, actor, context);
  // Of several races of one name it is the one that was offered.
  const number = numberTyped(typed, likely) ?? numberTyped(typed, all) ?? numberTyped(typed, offered);
  return privately(number === undefined ? noSuchRaceMessage(typed, directory) : await work(number, typed));
}

async function list(
  interaction: ChatInputCommandInteraction,
  { services, directory }: Context<Services>,
): Promise<Answer> {
  const races = await services.races.list(interaction.guildId ?? '', interaction.user.id);
  return privately(
    raceListMessage(
      races.map(({ race, racing, mine }) => [race, racing, mine] as const),
      directory,
    ),
  );
}

function pressed(racing: boolean) {
  return async (
    interaction: MessageComponentInteraction,
    [typed = '']: readonly string[],
    context: Context<Services>,
  ) => {
    const number = Number(typed);
    if (!Number.isInteger(number)) return undefined;
    const actor = actorOf(interaction, context.origins);
    return privately(replyAnswer(await context.services.races.press(actor, number, racing), typed, context));
  };
}

export const race: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'race',
    description: 'Races: who is in, results, and looking after people the day after',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'add',
        description: 'Add a race that members run',
        options: partsWith(true),
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'list',
        description: 'Races to come and of the last two weeks, and your own goals and results',
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'show',
        description: 'One race and who is in',
        options: [whichRace],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'join',
        description: "Say that you're racing",
        options: [
          whichRace,
          textOption('goal', 'The time you aim for, such as 3:45; nobody else sees it', 60),
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'leave',
        description: "Say that you aren't racing after all",
        options: [whichRace],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'result',
        description: 'Tell your time, or correct it',
        options: [whichRace, textOption('time', 'Your time, such as 3:58:12; or DNF, DNS', 60, true)],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'edit',
        description: 'Change a race; who races is told',
        options: [whichRace, ...partsWith(false)],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'cancel',
        description: 'Call a race off; who races is told',
        options: [
          whichRace,
          textOption('reason', 'Why, for those who wanted to race', LONGEST_IN_RACE.reason),
        ],
      },
    ],
  },
  examples: [
    'race add name: Berlin Marathon distance: marathon date: 27 September start: 9:15',
    'race list',
    'race show Berlin Marathon',
    'race join Berlin Marathon goal: 3:45',
    'race leave Berlin Marathon',
    'race result Berlin Marathon time: 3:58:12',
    'race edit Berlin Marathon start: 9:30',
    'race cancel Berlin Marathon reason: Storm warning',
  ],

  async run(interaction, context) {
    const { services, origins } = context;
    const { options } = interaction;
    const { races } = services;
    const actor = actorOf(interaction, origins);
    switch (options.getSubcommand()) {
      case 'add':
        return privately(addAnswer(await races.add(actor, askedIn(interaction)), context));
      case 'list':
        return list(interaction, context);
      case 'show':
        return onRace(interaction, context, async (number, typed) => {
          const view = await races.view({ guildId: actor.guildId, number });
          return view
            ? raceCard(view.race, view.entries, view.open)
            : noSuchRaceMessage(typed, context.directory);
        });
      case 'join':
        return onRace(interaction, context, async (number, typed) =>
          replyAnswer(
            await races.join(actor, number, options.getString('goal') ?? undefined),
            typed,
            context,
          ),
        );
      case 'leave':
        return onRace(interaction, context, async (number, typed) =>
          replyAnswer(await races.leave(actor, number), typed, context),
        );
      case 'result':
        return onRace(interaction, context, async (number, typed) =>
          replyAnswer(await races.result(actor, number, options.getString('time', true)), typed, context),
        );
      case 'edit':
        return onRace(interaction, context, async (number, typed) =>
          changeAnswer(await races.change(actor, number, askedIn(interaction)), typed, context),
        );
      case 'cancel':
        return onRace(interaction, context, async (number, typed) =>
          cancellationAnswer(
            await services.raceCancellations.ask(actor, number, options.getString('reason')),
            context,
            typed,
          ),
        );
      default:
        throw new Error(`No such subcommand: ${options.getSubcommand()}`);
    }
  },

  async suggest(interaction, context) {
    const actor = actorOf(interaction, context.origins);
    const races = await offeredFor(interaction.options.getSubcommand(), actor, context);
    const found = nearest(
      interaction.options.getFocused(),
      races.map((one) => named(one, [one.name, String(one.number)])),
    );
    return found.slice(0, 25).map((one) => ({ name: raceChoice(one), value: String(one.number) }));
  },

  press: {
    racing: pressed(true),
    not: pressed(false),
    cancel: onCancellation(
      ({ raceCancellations }: Services, actor, id) => raceCancellations.confirm(actor, id),
      cancellationAnswer,
    ),
    keep: () => ({ type: 'update', message: keptMessage() }),
    undo: onCancellation(
      ({ raceCancellations }: Services, actor, id) => raceCancellations.undo(actor, id),
      cancellationAnswer,
    ),
  },
};
