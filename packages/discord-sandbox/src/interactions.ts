import {
  type APIApplicationCommandOptionChoice,
  type APIModalInteractionResponseCallbackData,
  InteractionType,
  MessageFlags,
  InteractionResponseType as Response,
} from 'discord-api-types/v10';
import type { Clock } from './clock.ts';
import type { MessageForm, Messages, NewMessage, UploadedFile } from './messages.ts';
import { badForm, fault, refusals } from './rest/errors.ts';
import { type Component, checkModalLimits } from './rest/limits.ts';
import type { Channel, Message, Owners, World } from './world/world.ts';

/** Discord's limits on the first answer and on everything after it. */
const USUAL_PATIENCE_MS = 3_000;
const TOKEN_MS = 15 * 60_000;

/** The bot's first answer to an interaction, or a failure if none came in time. */
export type FirstAnswer =
  | {
      readonly kind: 'message' | 'thinking' | 'update' | 'acknowledged';
      readonly message: Message | undefined;
    }
  | { readonly kind: 'modal'; readonly modal: APIModalInteractionResponseCallbackData }
  | { readonly kind: 'choices'; readonly choices: readonly APIApplicationCommandOptionChoice[] }
  | { readonly kind: 'failed'; readonly failure: string };

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly userId: string;
  readonly channel: Channel;
  readonly createdAt: number;
  /** When the member is told that the bot didn't answer, in UTC ms. */
  readonly failsAt: number;
  /** By whom the app is where it was opened. */
  readonly owners: Owners;
  /** The command's full name, where it was a command. */
  readonly command: string | undefined;
  /** The message whose button or choice it was. */
  readonly source: Message | undefined;
  /** What `@original` stands for: the answer's message, or the one whose button was pressed. */
  original: Message | undefined;
  answered: boolean;
  /** When it was opened, by `performance.now()`, before the bot was told. */
  readonly openedAt: number;
  /** When the first answer came in, by the same. */
  answeredAt: number | undefined;
  /** How long the bot was told of it after it was opened, where the clock doesn't show it, in ms. */
  onTheWayMs: number;
  /** Messages sent after the first answer. */
  readonly followUps: Message[];
  readonly firstAnswer: Promise<FirstAnswer>;
}

export interface CallbackForm {
  readonly type: Response;
  readonly data?:
    | (MessageForm &
        APIModalInteractionResponseCallbackData & { choices?: APIApplicationCommandOptionChoice[] })
    | null;
}

export interface Interactions {
  /** Opens an interaction; unless it is answered within three seconds it fails. */
  open(
    about: Pick<Interaction, 'type' | 'userId' | 'channel' | 'command' | 'source' | 'owners'>,
  ): Interaction;
  /** The first answer. Returns the message it made or changed, if any. @throws {Refusal} */
  callback(
    id: string,
    token: string,
    form: CallbackForm,
    files: readonly UploadedFile[],
    arrivedAt: number,
    onTheWayMs: number,
  ): { interaction: Interaction; message: Message | undefined };
  /** The interaction that a webhook token belongs to, once it has been answered. @throws {Refusal} */
  byToken(token: string): Interaction;
  followUp(interaction: Interaction, form: MessageForm, files: readonly UploadedFile[]): Message;
  /** `@original`, or the id of a follow-up. @throws {Refusal} */
  messageOf(interaction: Interaction, id: string): Message;
}

const fromMessage = (type: InteractionType) =>
  type === InteractionType.MessageComponent || type === InteractionType.ModalSubmit;

/** Which answers fit which interaction, after Discord's documentation. */
function mayAnswer({ type, source }: Interaction, answer: Response): boolean {
  switch (answer) {
    case Response.ApplicationCommandAutocompleteResult:
      return type === InteractionType.ApplicationCommandAutocomplete;
    case Response.UpdateMessage:
    case Response.DeferredMessageUpdate:
      return fromMessage(type) && source !== undefined;
    case Response.Modal:
      return type === InteractionType.ApplicationCommand || type === InteractionType.MessageComponent;
    case Response.ChannelMessageWithSource:
    case Response.DeferredChannelMessageWithSource:
      return type !== InteractionType.ApplicationCommandAutocomplete;
    default:
      return false;
  }
}

export function createInteractions(
  world: World,
  messages: Messages,
  clock: Clock,
  patienceMs = USUAL_PATIENCE_MS,
): Interactions {
  const byId = new Map<string, Interaction & { settle(answer: FirstAnswer): void }>();

  function sayIn(
    interaction: Interaction,
    form: MessageForm,
    files: readonly UploadedFile[],
    more: Pick<NewMessage, 'loading' | 'under'> = {},
  ): Message {
    const { id, type, userId, command, channel, source, owners, original } = interaction;
    const to = original ?? source;
    return messages.create({
      channel,
      authorId: world.bot.id,
      form,
      files,
      ephemeralFor: (form.flags ?? 0) & MessageFlags.Ephemeral ? userId : undefined,
      answerTo: {
        interactionId: id,
        type,
        userId,
        owners,
        ...(command === undefined ? {} : { command }),
        ...(to ? { messageId: to.id } : {}),
      },
      ...more,
    });
  }

  /** Shows "is thinking". The bot can only decide who sees it yet. */
  function think(interaction: Interaction, form: MessageForm): Message {
    const flags = form.flags ?? 0;
    if (flags & ~MessageFlags.Ephemeral)
      throw badForm([
        fault(['data', 'flags'], 'MESSAGE_FLAGS_INVALID', 'Only EPHEMERAL can be set when deferring'),
      ]);
    return sayIn(interaction, { flags }, [], { loading: true });
  }

  function carryOut(
    interaction: Interaction,
    { type, data }: CallbackForm,
    files: readonly UploadedFile[],
  ): FirstAnswer {
    const form = data ?? {};
    const under = ['data'];
    const { source } = interaction;
    switch (type) {
      case Response.ChannelMessageWithSource:
        return { kind: 'message', message: sayIn(interaction, form as MessageForm, files, { under }) };
      case Response.DeferredChannelMessageWithSource:
        return { kind: 'thinking', message: think(interaction, form as MessageForm) };
      case Response.UpdateMessage:
        return {
          kind: 'update',
          message: source && messages.edit(source, form as MessageForm, files, under),
        };
      case Response.Modal: {
        const modal = form as APIModalInteractionResponseCallbackData;
        checkModalLimits(modal.components as unknown as Component[]);
        return { kind: 'modal', modal };
      }
      case Response.ApplicationCommandAutocompleteResult:
        return { kind: 'choices', choices: data?.choices ?? [] };
      default:
        return { kind: 'acknowledged', message: source };
    }
  }

  return {
    open(about) {
      const { promise, resolve } = Promise.withResolvers<FirstAnswer>();
      const createdAt = clock.now();
      const id = world.newId();
      const token = Buffer.from(`interaction:${id}:${crypto.randomUUID()}`).toString('base64url');
      const failsAt = createdAt + patienceMs;
      const callOff = clock.at(failsAt, () =>
        resolve({ kind: 'failed', failure: 'The application did not respond' }),
      );
      const interaction = {
        ...about,
        id,
        token,
        createdAt,
        failsAt,
        original: undefined,
        answered: false,
        openedAt: performance.now(),
        answeredAt: undefined,
        onTheWayMs: 0,
        followUps: [],
        firstAnswer: promise,
        settle(answer: FirstAnswer) {
          callOff();
          resolve(answer);
        },
      };
      byId.set(id, interaction);
      // Autocomplete has no follow-ups; all others are forgotten when their token expires.
      clock.at(createdAt + TOKEN_MS, () => byId.delete(id));
      return interaction;
    },

    callback(id, token, form, files, arrivedAt, onTheWayMs) {
      const interaction = byId.get(id);
      if (!interaction || interaction.token !== token) throw refusals.unknownInteraction();
      if (interaction.answered) throw refusals.alreadyAcknowledged();
      if (clock.now() + interaction.onTheWayMs + onTheWayMs >= interaction.failsAt)
        throw refusals.unknownInteraction();
      if (!mayAnswer(interaction, form.type))
        throw badForm([
          fault(
            ['type'],
            'INTERACTION_CALLBACK_TYPE',
            'Invalid interaction response type for this interaction',
          ),
        ]);
      const answer = carryOut(interaction, form, files);
      const message = 'message' in answer ? answer.message : undefined;
      interaction.answered = true;
      (interaction as Interaction).answeredAt = arrivedAt;
      (interaction as Interaction).original = message;
      interaction.settle(answer);
      return { interaction, message };
    },

    byToken(token) {
      const interaction = [...byId.values()].find((one) => one.token === token);
      if (!interaction || clock.now() - interaction.createdAt >= TOKEN_MS)
        throw refusals.invalidWebhookToken();
      if (!interaction.answered) throw refusals.unknownWebhook();
      return interaction;
    },

    followUp(interaction, form, files) {
      const { original } = interaction;
      // The first follow-up takes the place of "is thinking", and is as ephemeral as that was.
      const thinking = original && (original.flags & MessageFlags.Loading) !== 0;
      if (thinking && messages.find(original.channelId, original.id))
        return messages.edit(original, form, files);
      const message = sayIn(interaction, form, files);
      interaction.followUps.push(message);
      return message;
    },

    messageOf(interaction, id) {
      const { original, followUps } = interaction;
      const message =
        id === '@original' || id === original?.id ? original : followUps.find((one) => one.id === id);
      if (!message || !messages.find(message.channelId, message.id)) throw refusals.unknownMessage();
      return message;
    },
  };
}
