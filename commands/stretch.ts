import { type MessageComponentInteraction, MessageFlags } from 'discord.js';
import {
  type Answer,
  type Invocation,
  instead,
  type Message,
  privately,
  type WritingInvocation,
} from '../src/discord/command.ts';
import { command, onPress, spoken } from '../src/discord/define.ts';
import { stretchIds } from '../src/discord/ids.ts';
import { readMessage, urgentMessage } from '../src/discord/messages/red-flag.ts';
import { sessionAnswer } from '../src/discord/messages/session.ts';
import {
  isForAll,
  mayNotShareMessage,
  routineMessage,
  stretchAnswer,
} from '../src/discord/messages/stretch.ts';
import { oneOf, required, suggestedText, wholeNumber, yesOrNo } from '../src/discord/options.ts';
import { CHOSEN_MOMENTS, KINDS } from '../src/domain/exercise.ts';
import { exercisesIn, MINUTES } from '../src/domain/routine.ts';
import type { StretchOutcome, StretchRequest } from '../src/services/stretch.ts';

type PressInvocation = Invocation<MessageComponentInteraction>;
type SessionInvocation = WritingInvocation<MessageComponentInteraction>;
type FoundRoutine = Extract<StretchOutcome, { readonly type: 'routine' }>;

async function privateAnswer(
  outcome: StretchOutcome,
  request: StretchRequest,
  { services, member }: Invocation,
  kept = false,
): Promise<Message> {
  const { content, picturesFor, helpFor } = services;
  const exercises = outcome.type === 'routine' ? exercisesIn(outcome.routine) : [];
  const pictures = await picturesFor(exercises, member);
  return stretchAnswer(outcome, { request, content, pictures, help: () => helpFor(member), kept });
}

async function messageForAll(outcome: FoundRoutine, { services, member }: Invocation): Promise<Message> {
  const pictures = await services.picturesFor(exercisesIn(outcome.routine));
  const { sources } = services.content;
  return routineMessage(outcome, { sources, pictures, shown: 'channel', by: member.userId });
}

/** A press on the member's own message changes it; on a message that all can see, it gives them one of their own. */
const inPlace = ({ interaction }: PressInvocation, message: Message): Answer =>
  interaction.message.flags.has(MessageFlags.Ephemeral) ? instead(message) : privately(message);

function requestIn([muscle, moment, kind, minutes, turn]: Parameters<
  typeof stretchIds.show
>): StretchRequest {
  return { muscle, moment: moment ?? undefined, kind: kind ?? undefined, minutes, turn };
}

type RoutineId = typeof stretchIds.show;

const onAsking = (id: RoutineId) =>
  onPress(id, async (parts, asked) => {
    const request = requestIn(parts);
    const outcome = asked.services.stretch.find(request);
    return inPlace(asked, await privateAnswer(outcome, request, asked));
  });

/** Where the routine is still one. */
const onRoutine =
  <Asked extends PressInvocation>(
    answer: (outcome: FoundRoutine, asked: Asked) => Promise<Answer | Message>,
  ) =>
  (parts: Parameters<RoutineId>, asked: Asked) => {
    const outcome = asked.services.stretch.find(requestIn(parts));
    return outcome.type === 'routine' ? answer(outcome, asked) : undefined;
  };

/** A guided session is its member's alone. */
const IN_SESSION = { writes: 'in place', concerns: 'member' } as const;

export const stretch = command(
  'stretch',
  spoken({
    description: 'A stretching routine for one muscle, step by step',
    options: {
      muscle: required(
        suggestedText('Which muscle, such as hamstrings', (typed, { services }) =>
          services.stretch.suggest(typed).map(({ id, title }) => ({ name: title, value: id })),
        ),
      ),
      when: oneOf('Before or after the run, or on a rest day', CHOSEN_MOMENTS),
      kind: oneOf('Only this kind of exercise', KINDS),
      minutes: wholeNumber(
        `How long you have (${MINUTES.min} to ${MINUTES.max}; usually ${MINUTES.usual})`,
        MINUTES.min,
        MINUTES.max,
      ),
      share: yesOrNo('Show it to everybody in this channel'),
    },
    examples: [
      'stretch hamstrings',
      'stretch calves when: before-run',
      'stretch glutes kind: foam-rolling minutes: 3',
    ],
    async run(asked, { muscle, when: moment, kind, minutes = MINUTES.usual, share = false }) {
      const request = { muscle, moment, kind, minutes, turn: 0 };
      const outcome = asked.services.stretch.find(request);
      const mayShare = share && asked.mayWrite;
      if (mayShare && outcome.type === 'routine' && isForAll(outcome))
        return { type: 'reply', to: 'channel', message: await messageForAll(outcome, asked) };
      return privateAnswer(outcome, request, asked, share && !mayShare);
    },
  }),
  {
    press: [
      onAsking(stretchIds.another),
      onAsking(stretchIds.show),
      onPress(
        stretchIds.share,
        onRoutine(async (outcome, asked: PressInvocation) => {
          if (!asked.mayWrite) return mayNotShareMessage();
          const { sources } = asked.services.content;
          const pictures = await asked.services.picturesFor(exercisesIn(outcome.routine));
          return {
            type: 'update',
            message: routineMessage(outcome, { sources, pictures, shown: 'shared' }),
            post: await messageForAll(outcome, asked),
          };
        }),
      ),
      onPress(
        stretchIds.guide,
        onRoutine(async (outcome, asked: SessionInvocation) => {
          const { services, member, interaction } = asked;
          const { message, token } = interaction;
          const from = {
            member,
            token,
            origin: message.id,
            inPlace: message.flags.has(MessageFlags.Ephemeral),
          };
          const answer = await services.sessions.start(from, outcome);
          if (!answer) return { type: 'nothing' };
          return inPlace(asked, await sessionAnswer(answer, services.sessionPicture));
        }),
        IN_SESSION,
      ),
      onPress(
        stretchIds.session,
        async ([id, pressed, place], asked) => {
          const { services, member, interaction } = asked;
          const answer = await services.sessions.press(
            { member, token: interaction.token },
            id,
            pressed,
            place,
          );
          return inPlace(asked, await sessionAnswer(answer, services.sessionPicture));
        },
        IN_SESSION,
      ),
      onPress(
        stretchIds.signs,
        async ([id], { interaction, services, member }) => {
          if (!interaction.isStringSelectMenu()) return undefined;
          const ticked = await services.sessions.reportSigns(member, id, interaction.values);
          return ticked && instead(urgentMessage(ticked.signs, ticked.help));
        },
        IN_SESSION,
      ),
      onPress(stretchIds.done, () => ({ type: 'remove' })),
      onPress(stretchIds.read, (_parts, { interaction }) => instead(readMessage(interaction.message))),
    ],
  },
);
