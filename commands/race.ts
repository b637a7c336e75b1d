import { cancellationButtons } from '../src/discord/cancellation.ts';
import { command, onPress, PRIVATELY, spoken, subcommands } from '../src/discord/define.ts';
import { raceIds } from '../src/discord/ids.ts';
import { raceCancellationAnswer } from '../src/discord/messages/cancellation.ts';
import { cardAnswer, offeringCard } from '../src/discord/messages/card-again.ts';
import { raceCard } from '../src/discord/messages/race.ts';
import { raceAnswer, raceChoice, raceListMessage } from '../src/discord/messages/race-answer.ts';
import { noSuchMessage } from '../src/discord/messages/refusal.ts';
import { type ListThings, numbered } from '../src/discord/numbered.ts';
import { type Option, required, text } from '../src/discord/options.ts';
import { LONGEST_IN_RACE, type Race } from '../src/domain/race.ts';
import type { RacePurpose } from '../src/services/races.ts';

/** What a race is made of: all of it when it is added, any of it when it is changed. */
const partsOfRace = <Text>(needed: (option: Option<string | undefined>) => Option<Text>) => ({
  name: needed(text('What the race is called, such as Berlin Marathon', LONGEST_IN_RACE.name)),
  distance: needed(text('How far: 5k, 10k, half, marathon, ultra, or any length such as 50 miles', 60)),
  date: needed(text('Which day, such as 27 September', 100)),
  start: text('When it starts on that day, such as 9:15', 20),
  location: text('Where it is', LONGEST_IN_RACE.location),
  link: text('Its page, beginning with https://', LONGEST_IN_RACE.link),
});

type ListRaces = ListThings<Race>;

const racesFor =
  (purpose: RacePurpose): ListRaces =>
  ({ services, actor }) =>
    services.races.choices(actor.guildId, purpose);

const allRaces = racesFor('any');

const racesToChange: ListRaces = async (asked) =>
  asked.services.races.changeable(asked.actor, await allRaces(asked));

const raceFrom = (offered: ListRaces, ...among: readonly ListRaces[]) =>
  required(
    numbered({
      description: 'Which race; type its name or number',
      nameOf: ({ name }) => name,
      choiceOf: raceChoice,
      what: 'race',
      offered,
      among,
    }),
  );

const anyRace = raceFrom(allRaces, allRaces);
/** Of several races of one name it is the one that they may change. */
const raceToChange = raceFrom(racesToChange, allRaces, racesToChange);
const raceToJoin = raceFrom(racesFor('answer'), racesFor('answer'), allRaces);
const raceWithResult = raceFrom(racesFor('result'), racesFor('result'), allRaces);

const pressed = (id: typeof raceIds.racing, racing: boolean) =>
  onPress(
    id,
    async ([number], { services, actor, catalogue }) =>
      raceAnswer(await services.races.press(actor, number, racing), catalogue, number),
    PRIVATELY,
  );

const subcommandsOfRace = subcommands('Races: who is in, results, and looking after people the day after', {
  add: spoken({
    description: 'Add a race that members run',
    writes: 'privately',
    options: partsOfRace(required),
    examples: ['race add name: Berlin Marathon distance: marathon date: 27 September start: 9:15'],
    run: async ({ services, actor, catalogue }, asked) =>
      raceAnswer(await services.races.add(actor, asked), catalogue),
  }),

  list: spoken({
    description: 'Races to come and of the last two weeks, and your own goals and results',
    options: {},
    examples: ['race list'],
    run: async ({ services, actor, catalogue }) =>
      raceListMessage(await services.races.list(actor.guildId, actor.userId), catalogue),
  }),

  show: spoken({
    description: 'One race and who is in',
    options: { race: anyRace },
    examples: ['race show Berlin Marathon'],
    async run({ services, actor, catalogue }, { race: { number, typed } }) {
      const view = await services.races.view({ guildId: actor.guildId, number });
      if (!view) return noSuchMessage('race', typed, catalogue);
      const shown = raceCard(view);
      return (await services.cards.mayPostAgain('race', actor, number))
        ? offeringCard(shown, 'race', number)
        : shown;
    },
  }),

  join: spoken({
    description: "Say that you're racing",
    writes: 'privately',
    options: {
      race: raceToJoin,
      goal: text('The time you aim for, such as 3:45; nobody else sees it', 60),
    },
    examples: ['race join Berlin Marathon goal: 3:45'],
    run: async ({ services, actor, catalogue }, { race, goal }) =>
      raceAnswer(await services.races.join(actor, race.number, goal), catalogue, race.typed),
  }),

  leave: spoken({
    description: "Say that you aren't racing after all",
    writes: 'privately',
    options: { race: anyRace },
    examples: ['race leave Berlin Marathon'],
    run: async ({ services, actor, catalogue }, { race }) =>
      raceAnswer(await services.races.leave(actor, race.number), catalogue, race.typed),
  }),

  result: spoken({
    description: 'Tell your time, or correct it',
    writes: 'privately',
    options: {
      race: raceWithResult,
      time: required(text('Your time, such as 3:58:12; or DNF, DNS', 60)),
    },
    examples: ['race result Berlin Marathon time: 3:58:12'],
    run: async ({ services, actor, catalogue }, { race, time }) =>
      raceAnswer(await services.races.result(actor, race.number, time), catalogue, race.typed),
  }),

  edit: spoken({
    description: 'Change a race; who races is told',
    writes: 'privately',
    options: { race: raceToChange, ...partsOfRace((option) => option) },
    examples: ['race edit Berlin Marathon start: 9:30'],
    run: async ({ services, actor, catalogue }, { race, ...asked }) =>
      raceAnswer(await services.races.change(actor, race.number, asked), catalogue, race.typed),
  }),

  cancel: spoken({
    description: 'Call a race off; who races is told',
    writes: 'privately',
    options: {
      race: raceToChange,
      reason: text('Why, for those who wanted to race', LONGEST_IN_RACE.reason),
    },
    examples: ['race cancel Berlin Marathon reason: Storm warning'],
    async run({ services, actor, catalogue }, { race, reason = null }) {
      const outcome = await services.raceCancellations.ask(actor, race.number, reason);
      return raceCancellationAnswer(outcome, catalogue, race.typed);
    },
  }),
});

export const race = command('race', subcommandsOfRace, {
  press: [
    pressed(raceIds.racing, true),
    pressed(raceIds.not, false),
    onPress(
      raceIds.postCard,
      async ([number], { services, actor, catalogue }) =>
        cardAnswer(await services.cards.postAgain('race', actor, number), 'race', number, catalogue),
      PRIVATELY,
    ),
    ...cancellationButtons(raceIds, ({ raceCancellations }) => raceCancellations, raceCancellationAnswer),
  ],
});
