import {
  DiscordAPIError,
  DiscordjsError,
  HTTPError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
  RESTJSONErrorCodes,
  type RepliableInteraction,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Answer, Audience, Command, Context, Message } from './command.ts';
import { readComponentId } from './ids.ts';
import { faultMessage, staleMessage, stoppingMessage, unknownCommandMessage } from './messages/trouble.ts';

export interface Dispatcher {
  /** Answers an interaction. Never throws: whatever goes wrong is logged and the member told in plain words. */
  take(interaction: Interaction): void;
  /** Takes nothing more, and waits for the work in hand. */
  close(): Promise<void>;
}

const toMember = (message: Message): Answer => ({ type: 'reply', to: 'member', message });

function flagsFor(
  to: Audience,
): MessageFlags.IsComponentsV2 | (MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral) {
  return to === 'member' ? MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral : MessageFlags.IsComponentsV2;
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

/** Messages whose button is about to post something; a second press meanwhile posts nothing. */
const posting = new Set<string>();

async function postThenUpdate(interaction: MessageComponentInteraction, message: Message, post: Message) {
  await surely(
    () => interaction.deferUpdate(),
    () => {
      interaction.deferred = true;
    },
  );
  if (posting.has(interaction.message.id)) return;
  posting.add(interaction.message.id);
  try {
    // The post comes first, so that the member's message never says "shared" of something that wasn't.
    await interaction.followUp({ components: [...post.components], flags: MessageFlags.IsComponentsV2 });
    await surely(() =>
      interaction.editReply({ components: [...message.components], flags: MessageFlags.IsComponentsV2 }),
    );
  } finally {
    posting.delete(interaction.message.id);
  }
}

async function update(interaction: MessageComponentInteraction, message: Message, post: Message | undefined) {
  if (post) return postThenUpdate(interaction, message, post);
  const body = { components: [...message.components], flags: MessageFlags.IsComponentsV2 } as const;
  await surely(() => interaction.update(body));
}

async function deliver(interaction: RepliableInteraction, answer: Answer): Promise<void> {
  if (answer.type === 'update') {
    if (!interaction.isMessageComponent())
      throw new Error('Only a pressed component has a message to update');
    return update(interaction, answer.message, answer.post);
  }
  const body = { components: [...answer.message.components] };
  const announced = interaction.deferred && !interaction.isMessageComponent();
  if (announced && !interaction.replied)
    await surely(() => interaction.editReply({ ...body, flags: MessageFlags.IsComponentsV2 }));
  else if (interaction.deferred || interaction.replied)
    await interaction.followUp({ ...body, flags: flagsFor(answer.to) });
  else await surely(() => interaction.reply({ ...body, flags: flagsFor(answer.to) }));
}

/** Finds the handler for each interaction and carries out what it answers. */
export function createDispatcher<Services>(
  commands: readonly Command<Services>[],
  context: Context<Services>,
  log: Logger,
): Dispatcher {
  const byName = new Map(commands.map((command) => [command.declaration.name, command]));
  const working = new Set<Promise<void>>();
  let open = true;

  async function press(interaction: MessageComponentInteraction): Promise<Answer> {
    const { command, action, args } = readComponentId(interaction.customId);
    const handler = byName.get(command)?.press;
    // An id from outside may name what every object has, such as "constructor".
    const own = handler && Object.hasOwn(handler, action) ? handler[action] : undefined;
    return (await own?.(interaction, args, context)) ?? toMember(staleMessage(context.directory));
  }

  async function answer(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) {
      const choices = (await byName.get(interaction.commandName)?.suggest?.(interaction, context)) ?? [];
      await surely(() => interaction.respond([...choices]));
    } else if (interaction.isChatInputCommand()) {
      const command = byName.get(interaction.commandName);
      if (!command) return deliver(interaction, toMember(unknownCommandMessage(context.directory)));
      const { defer } = command;
      if (defer)
        await surely(
          () => interaction.deferReply(defer === 'member' ? { flags: MessageFlags.Ephemeral } : {}),
          () => {
            interaction.deferred = true;
          },
        );
      await deliver(interaction, await command.run(interaction, context));
    } else if (interaction.isMessageComponent()) await deliver(interaction, await press(interaction));
  }

  async function take(interaction: Interaction): Promise<void> {
    const about = { interaction: interaction.id, command: nameOf(interaction) };
    try {
      await answer(interaction);
    } catch (error) {
      log.error({ ...about, err: error }, 'An interaction could not be answered');
      if (!interaction.isRepliable()) return;
      await deliver(interaction, toMember(faultMessage())).catch((again: unknown) =>
        log.error({ ...about, err: again }, 'Nor could the member be told'),
      );
    }
  }

  /** While stopping nothing is begun, but nobody is left without an answer. */
  async function turnAway(interaction: Interaction): Promise<void> {
    if (!interaction.isRepliable()) return;
    await deliver(interaction, toMember(stoppingMessage())).catch((error: unknown) =>
      log.warn(
        { interaction: interaction.id, err: error },
        'Somebody could not be told that the bot is stopping',
      ),
    );
  }

  return {
    take(interaction) {
      const work: Promise<void> = (open ? take(interaction) : turnAway(interaction)).finally(() =>
        working.delete(work),
      );
      working.add(work);
    },
    async close() {
      open = false;
      await Promise.all(working);
    },
  };
}

function nameOf(interaction: Interaction): string {
  if (interaction.isMessageComponent()) return readComponentId(interaction.customId).command;
  return interaction.isCommand() || interaction.isAutocomplete()
    ? interaction.commandName
    : interaction.type.toString();
}
