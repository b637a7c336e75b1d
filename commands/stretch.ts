import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type BaseInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import { z } from 'zod';
import { memberOf } from '../src/discord/actor.ts';
import {
  type Answer,
  type Audience,
  type Command,
  type Context,
  type Message,
  privately,
  type Reply,
} from '../src/discord/command.ts';
import { readMessage, redFlagMessage, urgentMessage } from '../src/discord/messages/red-flag.ts';
import { withLineBeside } from '../src/discord/messages/safety-net.ts';
import {
  endedMessage,
  hurtAfterMessage,
  hurtMessage,
  sessionMessage,
} from '../src/discord/messages/session.ts';
import {
  areaMessage,
  mayNotShareMessage,
  routineMessage,
  symptomMessage,
  unknownMuscleMessage,
} from '../src/discord/messages/stretch.ts';
import { CHOSEN_MOMENTS, KINDS, MOMENTS } from '../src/domain/exercise.ts';
import { MINUTES, type Routine } from '../src/domain/routine.ts';
import { SESSION_PRESSES, type SessionAnswer } from '../src/domain/session-view.ts';
import type { Services } from '../src/services/services.ts';
import type { StretchOutcome, StretchRequest } from '../src/services/stretch.ts';

/** An option that was left out is an empty part of the custom id. */
const orNothing = <T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(['', ...values]).transform((value) => (value === '' ? undefined : (value as T[number])));

/** What a custom id carries: muscle, moment, kind, minutes, turn. */
const requestInId = z
  .tuple([
    z.string(),
    orNothing(MOMENTS),
    orNothing(KINDS),
    z.coerce.number().int().min(MINUTES.min).max(MINUTES.max),
    z.coerce.number().int().min(0).max(1_000),
  ])
  .transform(
    ([muscle, moment, kind, minutes, turn]): StretchRequest => ({ muscle, moment, kind, minutes, turn }),
  );

function mayWrite({ memberPermissions, channel }: BaseInteraction): boolean {
  const needed = channel?.isThread()
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  return memberPermissions?.has(needed) ?? false;
}

const exercisesIn = ({ items }: Routine) => items.map(({ exercise }) => exercise.id);

/** What a custom id of a session carries: the session, what was pressed, and at which exercise. */
const pressInId = z.tuple([
  z.coerce.number().int().positive(),
  z.enum(SESSION_PRESSES),
  z.coerce.number().int().min(0).max(100),
]);

/** The message of a session, in its place or as one of the member's own. */
async function sessionAnswer(
  interaction: MessageComponentInteraction,
  answer: SessionAnswer,
  { sessionPicture }: Services,
): Promise<Answer> {
  return answerInPlace(interaction, privately(await messageOf()));

  async function messageOf(): Promise<Message> {
    switch (answer.type) {
      case 'on':
        return sessionMessage(answer.view, await sessionPicture(answer.view));
      case 'hurts':
        return hurtMessage(answer.hurt);
      case 'hurts-after':
        return hurtAfterMessage(answer.hurt);
      case 'over':
        return endedMessage(answer.ended);
    }
  }
}

async function answerTo(
  outcome: StretchOutcome,
  request: StretchRequest,
  { services }: Context<Services>,
  to: Audience,
  interaction: BaseInteraction,
  kept = false,
): Promise<Reply> {
  const { sources, muscles } = services.content;
  const help = () => services.helpFor(memberOf(interaction));
  switch (outcome.type) {
    case 'routine': {
      const { lines, net } = outcome.beside;
      const alone = lines.length === 0 && !net;
      // What may be about somebody's health is for their eyes alone; they can still share the routine.
      if (to === 'channel' && alone) {
        const pictures = await services.picturesFor(exercisesIn(outcome.routine));
        const by = interaction.user.id;
        return { type: 'reply', to, message: routineMessage(outcome, sources, 'channel', pictures, by) };
      }
      const pictures = await services.picturesFor(exercisesIn(outcome.routine), memberOf(interaction));
      const message = routineMessage(outcome, sources, 'private', pictures, undefined, kept && alone);
      return privately(alone ? message : withLineBeside(message, outcome.beside, await help()));
    }
    case 'area':
      return privately(areaMessage(outcome, request, await help()));
    case 'unknown-muscle':
      return privately(unknownMuscleMessage(outcome, muscles, request, await help()));
    case 'symptom':
      return privately(symptomMessage(outcome.asked, outcome.lines, await help()));
    case 'red-flags':
      return privately(redFlagMessage(outcome.flags, outcome.asked, 'muscle', await help()));
  }
}

/** A press on the member's own message changes it; on a message that all can see, it gives them one of their own. */
function answerInPlace(interaction: MessageComponentInteraction, answer: Reply): Answer {
  const own = interaction.message.flags.has(MessageFlags.Ephemeral);
  return own ? { type: 'update', message: answer.message } : answer;
}

export const stretch: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'stretch',
    description: 'A stretching routine for one muscle, step by step',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'muscle',
        description: 'Which muscle, such as hamstrings',
        required: true,
        autocomplete: true,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'when',
        description: 'Before or after the run, or on a rest day',
        choices: CHOSEN_MOMENTS.map((moment) => ({ name: moment, value: moment })),
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'kind',
        description: 'Only this kind of exercise',
        choices: KINDS.map((kind) => ({ name: kind, value: kind })),
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'minutes',
        description: `How long you have (${MINUTES.min} to ${MINUTES.max}; usually ${MINUTES.usual})`,
        min_value: MINUTES.min,
        max_value: MINUTES.max,
      },
      {
        type: ApplicationCommandOptionType.Boolean,
        name: 'share',
        description: 'Show it to everybody in this channel',
      },
    ],
  },
  examples: [
    'stretch hamstrings',
    'stretch calves when: before-run',
    'stretch glutes kind: foam-rolling minutes: 3',
  ],

  run(interaction, context) {
    const { options } = interaction;
    const request: StretchRequest = {
      muscle: options.getString('muscle', true),
      moment: CHOSEN_MOMENTS.find((moment) => moment === options.getString('when')),
      kind: KINDS.find((kind) => kind === options.getString('kind')),
      minutes: options.getInteger('minutes') ?? MINUTES.usual,
      turn: 0,
    };
    const wanted = options.getBoolean('share') ?? false;
    const to = wanted && mayWrite(interaction) ? 'channel' : 'member';
    const outcome = context.services.stretch.find(request);
    return answerTo(outcome, request, context, to, interaction, wanted && to === 'member');
  },

  suggest(interaction, { services }) {
    return services.stretch
      .suggest(interaction.options.getFocused())
      .slice(0, 25)
      .map(({ id, title }) => ({ name: title, value: id }));
  },

  press: {
    async another(interaction, args, context) {
      const request = requestInId.safeParse(args).data;
      if (!request) return undefined;
      const outcome = context.services.stretch.find(request);
      const answer = await answerTo(outcome, request, context, 'member', interaction);
      return answerInPlace(interaction, answer);
    },
    show(interaction, args, context) {
      return stretch.press?.['another']?.(interaction, args, context);
    },
    async share(interaction, args, { services }) {
      const request = requestInId.safeParse(args).data;
      const outcome = request && services.stretch.find(request);
      if (outcome?.type !== 'routine') return undefined;
      if (!mayWrite(interaction)) return privately(mayNotShareMessage());
      const pictures = await services.picturesFor(exercisesIn(outcome.routine));
      const { sources } = services.content;
      return {
        type: 'update',
        message: routineMessage(outcome, sources, 'shared', pictures),
        post: routineMessage(outcome, sources, 'channel', pictures, interaction.user.id),
      };
    },
    async guide(interaction, args, { services }) {
      const request = requestInId.safeParse(args).data;
      const outcome = request && services.stretch.find(request);
      if (outcome?.type !== 'routine') return undefined;
      const { message, token } = interaction;
      const inPlace = message.flags.has(MessageFlags.Ephemeral);
      const from = { member: memberOf(interaction), token, origin: message.id, inPlace };
      const answer = await services.sessions.start(from, outcome);
      return answer ? sessionAnswer(interaction, answer, services) : { type: 'nothing' };
    },
    async session(interaction, args, { services }) {
      const pressed = pressInId.safeParse(args).data;
      if (!pressed) return undefined;
      const by = { member: memberOf(interaction), token: interaction.token };
      return sessionAnswer(interaction, await services.sessions.press(by, ...pressed), services);
    },
    async signs(interaction, [id = ''], { services }) {
      if (!interaction.isStringSelectMenu() || !/^\d{1,15}$/.test(id)) return undefined;
      const ticked = await services.sessions.tick(memberOf(interaction), Number(id), interaction.values);
      return ticked && { type: 'update', message: urgentMessage(ticked.signs, ticked.help) };
    },
    done: () => ({ type: 'remove' }),
    read: ({ message }) => ({ type: 'update', message: readMessage(message) }),
  },
};
