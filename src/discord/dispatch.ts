import {
  type AutocompleteInteraction,
  type Interaction,
  InteractionType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  type REST,
  type RepliableInteraction,
} from 'discord.js';
import type { Logger } from 'pino';
import { within } from '../aborted.ts';
import {
  type Answer,
  type Awaitable,
  askedBy,
  type Choice,
  type Command,
  type Context,
  type Handler,
  type Message,
  privately,
  type Writes,
} from './command.ts';
import { readComponentId } from './component-id.ts';
import {
  faultMessage,
  mayNotPostMessage,
  notInThisServerMessage,
  onlyInServerMessage,
  staleMessage,
  stoppingMessage,
  unknownCommandMessage,
  unsureMessage,
} from './messages/errors.ts';
import type { UnreadInteraction } from './packets.ts';
import { createResponse, PostRefused, type Response, sayAtOnce, suggest } from './response.ts';
import { createSeen } from './seen.ts';
import { createTurns } from './turns.ts';

/** What is to be done for an interaction. */
interface Task {
  /** Undefined where it only reads. */
  readonly writes?: Writes | undefined;
  answer(): Awaitable<Answer>;
}

/** By a wrong clock "in two hours" would be another time; but nobody's answer is held up for longer, in ms. */
const LONGEST_FOR_TIME_MS = 1_500;

const saying = (message: () => Message): Task => ({ answer: () => privately(message()) });

interface DispatcherParts {
  readonly commands: readonly Command[];
  readonly context: Context;
  /** Must not repeat requests by itself. */
  readonly rest: REST;
  /** Asks Discord what time it is, where that isn't known for sure. */
  readonly settleTime: () => Promise<boolean>;
  /** Waits so many ms. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly log: Logger;
}

/** Finds the handler for each interaction, once, and carries out what it answers. */
export function createDispatcher({ commands, context, rest, settleTime, wait, log }: DispatcherParts) {
  const byName = new Map(commands.map((command) => [command.declaration.name, command]));
  const working = new Set<Promise<void>>();
  /** Messages whose button is about to post something; a second press meanwhile posts nothing. */
  const posting = new Set<string>();
  const isNew = createSeen();
  const turns = createTurns();
  let open = true;
  const { promise: closing, resolve: beginClosing } = Promise.withResolvers<void>();
  /** A bot that is to stop waits no more, and tries at once what is left to try. */
  const pause = (ms: number) => Promise.race([wait(ms), closing]);

  /** The handler of a button, a list or a form, found by the custom id. */
  function handled<From extends MessageComponentInteraction | ModalSubmitInteraction>(
    interaction: From,
    guildId: string,
    handlersOf: (command: Command) => Readonly<Record<string, Handler<From>>> | undefined,
  ): Task {
    const { command: name, action, args } = readComponentId(interaction.customId);
    const command = byName.get(name);
    const handlers = (command && handlersOf(command)) ?? {};
    const stale = saying(() => staleMessage(context.catalogue));
    // The id may name what every object has, such as "constructor".
    const handler = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
    if (!handler) return stale;
    const asked = askedBy(interaction, guildId, context);
    return {
      writes: handler.writes,
      answer: async () => (await handler.handle(asked, args)) ?? stale.answer(),
    };
  }

  function taskFor(interaction: RepliableInteraction): Task {
    const { guildId, authorizingIntegrationOwners: installedBy } = interaction;
    if (!open) return saying(stoppingMessage);
    if (guildId === null) return saying(onlyInServerMessage);
    // A member who installed the app for themselves can use it in any server.
    if (installedBy.guildId === null) return saying(notInThisServerMessage);
    if (interaction.isMessageComponent()) return handled(interaction, guildId, ({ press }) => press);
    if (interaction.isModalSubmit()) return handled(interaction, guildId, ({ submit }) => submit);
    const unknown = saying(() => unknownCommandMessage(context.catalogue));
    if (!interaction.isChatInputCommand()) return unknown;
    const command = byName.get(interaction.commandName);
    if (!command) return unknown;
    const asked = askedBy(interaction, guildId, context);
    return { writes: command.writes?.(interaction), answer: () => command.run(asked) };
  }

  /** What writes waits for its turn among all that is written for the club, or for the member. */
  function turnOf({ id, guildId, user }: RepliableInteraction, { concerns }: Writes) {
    return turns.take(concerns === 'member' ? `${guildId} ${user.id}` : `${guildId}`, id);
  }

  /**
   * What writes is acknowledged first, and writes only if Discord took that: otherwise its member has read that nobody
   * answered, or it was answered before. Undefined where it didn't.
   */
  async function answerTo(
    interaction: RepliableInteraction,
    response: Response,
    { writes, answer }: Task,
    begin: () => void,
  ): Promise<Answer | undefined> {
    if (!writes) return answer();
    const turn = turnOf(interaction, writes);
    try {
      if (!(await response.acknowledge(writes.writes))) return undefined;
      await within(LONGEST_FOR_TIME_MS, settleTime());
      await turn.comes();
      begin();
      // What a command looks up first may take long, and nobody's press waits for that.
      if (interaction.isChatInputCommand()) turn.ends();
      return await answer();
    } finally {
      turn.ends();
    }
  }

  async function send(
    interaction: RepliableInteraction,
    response: Response,
    answer: Answer,
  ): Promise<boolean> {
    if (answer.type !== 'update' || !answer.post || !interaction.isMessageComponent())
      return response.send(answer);
    const { id } = interaction.message;
    if (posting.has(id)) return response.send({ type: 'nothing' });
    posting.add(id);
    try {
      return await response.send(answer);
    } finally {
      posting.delete(id);
    }
  }

  /** Does what is left to do once the answer is there. If that fails, the log says so and the member isn't told. */
  async function finish(interaction: Interaction, response: Response, answer: Answer): Promise<void> {
    const leftUndone = (error: unknown) =>
      log.error({ ...about(interaction), err: error }, 'What was left to do after an answer failed');
    await response.showNames().catch(leftUndone);
    if ('afterwards' in answer) await answer.afterwards?.().catch(leftUndone);
  }

  async function take(interaction: RepliableInteraction): Promise<void> {
    const response = createResponse(rest, interaction, pause);
    let begun = false;
    try {
      const answer = await answerTo(interaction, response, taskFor(interaction), () => {
        begun = true;
      });
      if (answer && (await send(interaction, response, answer))) await finish(interaction, response, answer);
      else log.warn(about(interaction), 'Discord takes no answer to this any more');
    } catch (error) {
      log.error({ ...about(interaction), err: error }, 'An interaction could not be answered');
      await response
        .send(privately(afterTrouble(error, begun || response.mayHavePosted())))
        .catch((again: unknown) =>
          log.error({ ...about(interaction), err: again }, 'Nor could the member be told'),
        );
    }
  }

  /** Whatever goes wrong, the member can go on typing. */
  async function takeTyping(interaction: AutocompleteInteraction): Promise<void> {
    try {
      await suggest(rest, interaction, await choicesFor(interaction));
    } catch (error) {
      log.error({ ...about(interaction), err: error }, 'Nothing could be suggested');
    }
  }

  async function choicesFor(interaction: AutocompleteInteraction): Promise<readonly Choice[]> {
    const { guildId, authorizingIntegrationOwners: installedBy, commandName } = interaction;
    if (!open || guildId === null || installedBy.guildId === null) return [];
    try {
      const asked = askedBy(interaction, guildId, context);
      return (await byName.get(commandName)?.suggest?.(asked)) ?? [];
    } catch (error) {
      log.error({ ...about(interaction), err: error }, 'Suggestions could not be found');
      return [];
    }
  }

  function workOn(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return takeTyping(interaction);
    if (isNew(interaction.id)) return take(interaction);
    log.warn(about(interaction), 'Discord sent this twice');
    return Promise.resolve();
  }

  async function answerUnread(interaction: UnreadInteraction): Promise<void> {
    try {
      if (interaction.type === InteractionType.ApplicationCommandAutocomplete)
        await suggest(rest, interaction, []);
      else await sayAtOnce(rest, interaction, faultMessage());
    } catch (error) {
      log.error({ interaction: interaction.id, err: error }, 'Nor could the member be told');
    }
  }

  function keepUntilDone(begun: Promise<void>): void {
    const work: Promise<void> = begun.finally(() => working.delete(work));
    working.add(work);
  }

  return {
    /** Answers an interaction. Never throws: whatever goes wrong is logged and the member told in plain words. */
    take: (interaction: Interaction): void => keepUntilDone(workOn(interaction)),
    /** Says of an interaction that can't be read that something went wrong. */
    takeUnread: (interaction: UnreadInteraction): void => keepUntilDone(answerUnread(interaction)),
    /** Begins nothing more, but leaves nobody without an answer, and waits for the work in hand. */
    async close() {
      open = false;
      beginClosing();
      while (working.size > 0) await Promise.all(working);
    },
  };
}

/** What a member reads whose interaction came to a bad end. */
function afterTrouble(error: unknown, mayBeDone: boolean): Message {
  if (mayBeDone) return unsureMessage();
  return error instanceof PostRefused ? mayNotPostMessage(error.why) : faultMessage();
}

/** What a line of the log says of an interaction. */
const about = (interaction: Interaction) => ({ interaction: interaction.id, command: nameOf(interaction) });

function nameOf(interaction: Interaction): string {
  if (interaction.isMessageComponent() || interaction.isModalSubmit())
    return readComponentId(interaction.customId).command;
  return interaction.commandName;
}
