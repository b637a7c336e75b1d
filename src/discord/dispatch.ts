import {
  type BaseInteraction,
  DiscordAPIError,
  DiscordjsError,
  HTTPError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  type RepliableInteraction,
} from 'discord.js';
import type { Logger } from 'pino';
import {
  type Answer,
  type Audience,
  type Command,
  type Context,
  type Message,
  privately,
} from './command.ts';
import { readComponentId } from './component-id.ts';
import { namedIn, naming } from './mentions.ts';
import { faultMessage, staleMessage, stoppingMessage, unknownCommandMessage } from './messages/errors.ts';

const flagsFor = (to: Audience) =>
  to === 'member'
    ? ([MessageFlags.IsComponentsV2, MessageFlags.Ephemeral] as const)
    : MessageFlags.IsComponentsV2;

/** A name is shown of who may be mentioned alone. That notifies nobody in what one member sees, and in an edit. */
const SHOWN = { parse: ['users'] } as const;

/** A message as discord.js takes it. */
function bodyOf({ components, files = [] }: Message) {
  return {
    components: [...components],
    files: files.map(({ name, bytes, description }) => ({
      name,
      // The same bytes, not a copy.
      attachment: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ...(description === undefined ? {} : { description }),
    })),
  };
}

/** The same for a message that takes the place of another: the other's files go with it. */
const bodyInstead = (message: Message) => ({
  ...bodyOf(message),
  attachments: [],
  flags: MessageFlags.IsComponentsV2 as const,
  allowedMentions: SHOWN,
});

/** The same for a new message. */
const bodyFor = (to: Audience, message: Message) => ({
  ...bodyOf(message),
  ...(to === 'member' ? { allowedMentions: SHOWN } : {}),
});

/** A message that all can see, and Discord's id of it. */
interface Shared {
  readonly message: Message;
  readonly id: string;
}

/** Whom such a message names is shown once it is edited, and so nobody is notified. */
async function showNames(interaction: RepliableInteraction, { message, id }: Shared): Promise<void> {
  if (namedIn(message).length === 0) return;
  const edited = { components: [...message.components], allowedMentions: naming(message) };
  await surely(() => interaction.webhook.editMessage(id, edited));
}

/** An interaction that came from a message which it may change. */
type FromMessage = MessageComponentInteraction | ModalMessageModalSubmitInteraction;

function isFromMessage(interaction: BaseInteraction): interaction is FromMessage {
  return interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());
}

/** Discord's word for "you have said this already": a repeated request whose first try had arrived after all. */
function alreadyAnswered(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged
  );
}

/** The line broke. Whether Discord had heard by then, nobody knows. */
function lineBroke(error: unknown): boolean {
  return !(error instanceof DiscordAPIError || error instanceof HTTPError || error instanceof DiscordjsError);
}

/**
 * Says something that does no harm when said twice, and says it again where the line broke. `heard` is called where
 * Discord then says that it had heard the first time: discord.js, which was told of a failure, has to know that too.
 */
async function surely(request: () => Promise<unknown>, heard: () => void = () => {}): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!lineBroke(error)) throw error;
    await request().catch((again: unknown) => {
      if (!alreadyAnswered(again)) throw again;
      heard();
    });
  }
}

/** What discord.js has to know then. */
const heard = (interaction: { deferred: boolean }) => () => {
  interaction.deferred = true;
};

/** What Discord calls the first answer to an interaction. */
const ORIGINAL = '@original';

/** The ids of messages whose button is about to post something; a second press meanwhile posts nothing. */
type Posting = Set<string>;

/** Tells Discord that the press has arrived, and shows nothing of it. */
const acknowledge = (interaction: FromMessage) => surely(() => interaction.deferUpdate(), heard(interaction));

async function postThenUpdate(interaction: FromMessage, message: Message, post: Message, posting: Posting) {
  await acknowledge(interaction);
  if (posting.has(interaction.message.id)) return undefined;
  posting.add(interaction.message.id);
  try {
    // The post comes first, so that the member's message never says "shared" of something that wasn't.
    const { id } = await interaction.followUp({ ...bodyFor('channel', post), flags: flagsFor('channel') });
    await surely(() => interaction.editReply(bodyInstead(message)));
    return { message: post, id };
  } finally {
    posting.delete(interaction.message.id);
  }
}

/** Carries out an answer; returns what of it all can see. */
async function deliver(
  interaction: RepliableInteraction,
  answer: Answer,
  posting: Posting,
): Promise<Shared | undefined> {
  if (answer.type === 'update') {
    if (!isFromMessage(interaction)) throw new Error('Only what came from a message has one to update');
    if (answer.post) return postThenUpdate(interaction, answer.message, answer.post, posting);
    await surely(() => interaction.update(bodyInstead(answer.message)));
    return undefined;
  }
  if (answer.type === 'remove' || answer.type === 'nothing') {
    if (!isFromMessage(interaction))
      throw new Error('Only what came from a message can leave it or take it away');
    await acknowledge(interaction);
    if (answer.type === 'remove') await surely(() => interaction.deleteReply());
    return undefined;
  }
  if (answer.type === 'form') {
    if (interaction.isModalSubmit()) throw new Error('A form is no answer to a form');
    await surely(() => interaction.showModal(answer.form));
    return undefined;
  }
  const { message, to } = answer;
  const body = bodyFor(to, message);
  let id = ORIGINAL;
  const announced = interaction.deferred && !isFromMessage(interaction);
  if (announced && !interaction.replied)
    await surely(() => interaction.editReply({ ...body, flags: MessageFlags.IsComponentsV2 }));
  else if (interaction.deferred || interaction.replied)
    ({ id } = await interaction.followUp({ ...body, flags: flagsFor(to) }));
  else await surely(() => interaction.reply({ ...body, flags: flagsFor(to) }));
  return to === 'channel' ? { message, id } : undefined;
}

/** Finds the handler for each interaction and carries out what it answers. */
export function createDispatcher(commands: readonly Command[], context: Context, log: Logger) {
  const byName = new Map(commands.map((command) => [command.declaration.name, command]));
  const working = new Set<Promise<void>>();
  const posting: Posting = new Set();
  const send = (interaction: RepliableInteraction, answer: Answer) => deliver(interaction, answer, posting);
  let open = true;

  /** Finds the handler by the custom id, which may name what every object has, such as "constructor". */
  async function answerTo(
    interaction: MessageComponentInteraction | ModalSubmitInteraction,
  ): Promise<Answer | undefined> {
    const { command, action, args } = readComponentId(interaction.customId);
    const { press = {}, submit = {} } = byName.get(command) ?? {};
    if (!Object.hasOwn(interaction.isModalSubmit() ? submit : press, action)) return undefined;
    return interaction.isModalSubmit()
      ? submit[action]?.(interaction, args, context)
      : press[action]?.(interaction, args, context);
  }

  async function answer(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) {
      const choices = (await byName.get(interaction.commandName)?.suggest?.(interaction, context)) ?? [];
      await surely(() => interaction.respond([...choices]));
    } else if (interaction.isChatInputCommand()) {
      const command = byName.get(interaction.commandName);
      if (!command) {
        await send(interaction, privately(unknownCommandMessage(context.catalogue)));
        return;
      }
      const { defer } = command;
      if (defer)
        await surely(
          () => interaction.deferReply(defer === 'member' ? { flags: MessageFlags.Ephemeral } : {}),
          heard(interaction),
        );
      await carryOut(interaction, await command.run(interaction, context));
    } else if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      await carryOut(
        interaction,
        (await answerTo(interaction)) ?? privately(staleMessage(context.catalogue)),
      );
    }
  }

  const leftUndone = (interaction: Interaction) => (error: unknown) =>
    log.error({ ...about(interaction), err: error }, 'What was left to do after an answer failed');

  /** Answers first: what is left to do then is no reason to keep somebody waiting, and its trouble none of theirs. */
  async function carryOut(interaction: RepliableInteraction, answer: Answer): Promise<void> {
    try {
      const shared = await send(interaction, answer);
      if (shared) await showNames(interaction, shared).catch(leftUndone(interaction));
    } finally {
      if ('afterwards' in answer) await answer.afterwards?.().catch(leftUndone(interaction));
    }
  }

  async function take(interaction: Interaction): Promise<void> {
    try {
      await answer(interaction);
    } catch (error) {
      log.error({ ...about(interaction), err: error }, 'An interaction could not be answered');
      if (!interaction.isRepliable()) return;
      await send(interaction, privately(faultMessage())).catch((again: unknown) =>
        log.error({ ...about(interaction), err: again }, 'Nor could the member be told'),
      );
    }
  }

  /** While stopping nothing is begun, but nobody is left without an answer. */
  async function turnAway(interaction: Interaction): Promise<void> {
    if (!interaction.isRepliable()) return;
    await send(interaction, privately(stoppingMessage())).catch((error: unknown) =>
      log.warn(
        { interaction: interaction.id, err: error },
        'Somebody could not be told that the bot is stopping',
      ),
    );
  }

  return {
    /** Answers an interaction. Never throws: whatever goes wrong is logged and the member told in plain words. */
    take(interaction: Interaction): void {
      const work: Promise<void> = (open ? take(interaction) : turnAway(interaction)).finally(() =>
        working.delete(work),
      );
      working.add(work);
    },
    /** Takes nothing more, and waits for the work in hand. */
    async close() {
      open = false;
      await Promise.all(working);
    },
  };
}

/** What a line of the log says of an interaction. */
const about = (interaction: Interaction) => ({ interaction: interaction.id, command: nameOf(interaction) });

function nameOf(interaction: Interaction): string {
  if (interaction.isMessageComponent() || interaction.isModalSubmit())
    return readComponentId(interaction.customId).command;
  return interaction.commandName;
}
