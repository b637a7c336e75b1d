import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  ApplicationCommandOptionType as Kind,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { cut } from '../domain/sanitize.ts';
import {
  type Answer,
  type Awaitable,
  type Command,
  type Handler,
  type Invocation,
  type Message,
  privately,
  type Writes,
  type WritingInvocation,
} from './command.ts';
import type { ComponentId } from './component-id.ts';
import type { Option } from './options.ts';

type Options = Readonly<Record<string, Option<unknown>>>;
/** What the options stand for, by their names. */
export type Values<Of extends Options> = {
  readonly [Name in keyof Of]: Of[Name] extends Option<infer Value> ? Value : never;
};

/** A message alone is for the eyes of whoever asked. */
type AnswerOrMessage = Awaitable<Answer | Message>;

/** One thing that members can say: what Discord and `/help` tell of it, and what happens. */
interface Telling<Of extends Options> {
  readonly description: string;
  readonly options: Of;
  /** What a member might type, without the slash. */
  readonly examples: readonly string[];
  /** Why nothing comes of it whatever the options are, which are not looked at then. */
  refuse?(asked: Invocation): Awaitable<Message | undefined>;
}

/** One that only reads is answered at once. */
interface Reads<Of extends Options> extends Telling<Of> {
  readonly writes?: undefined;
  run(asked: Invocation<ChatInputCommandInteraction>, values: Values<Of>): AnswerOrMessage;
}

/** One that writes is acknowledged first. */
interface ReadsAndWrites<Of extends Options> extends Telling<Of> {
  readonly writes: Writes['writes'];
  run(asked: WritingInvocation<ChatInputCommandInteraction>, values: Values<Of>): AnswerOrMessage;
}

type Saying<Of extends Options> = Reads<Of> | ReadsAndWrites<Of>;

/** The same, whatever its options are. */
interface Spoken<Taking = APIApplicationCommandBasicOption>
  extends Required<Pick<Command, 'examples' | 'writes' | 'run' | 'suggest'>> {
  readonly description: string;
  readonly taking: Taking[];
}

const answerOf = (said: Answer | Message): Answer => ('type' in said ? said : privately(said));

/** Discord's limits on what is suggested. */
const MOST_CHOICES = 25;
const LONGEST_CHOICE = 100;

/** A subcommand, or all of a command that has none. */
export function spoken<Of extends Options>({ options, writes, refuse, run, ...rest }: Saying<Of>): Spoken {
  const named = Object.entries(options);
  return {
    ...rest,
    taking: named.map(([name, { declaration }]) => ({ ...declaration, name })),
    writes: () => writes && { writes },
    async run(asked) {
      const refused = await refuse?.(asked);
      if (refused) return privately(refused);
      const values: Record<string, unknown> = {};
      for (const [name, { find }] of named) {
        const answer = await find(name, asked);
        if ('refused' in answer) return privately(answer.refused);
        values[name] = answer.found;
      }
      // Each value was found by the option of that name, which TypeScript can't follow through the loop.
      return answerOf(await run(asked, values as Values<Of>));
    },
    async suggest(asked) {
      const { name, value } = asked.interaction.options.getFocused(true);
      const choices = (await options[name]?.suggest?.(value, asked)) ?? [];
      return choices
        .slice(0, MOST_CHOICES)
        .map((choice) => ({ ...choice, name: cut(choice.name, LONGEST_CHOICE) }));
    },
  };
}

/** What a command says that is made of subcommands. */
export function subcommands(
  description: string,
  all: Readonly<Record<string, Spoken>>,
): Spoken<APIApplicationCommandOption> {
  function chosen({ options }: { readonly options: { getSubcommand(): string } }): Spoken {
    const name = options.getSubcommand();
    const one = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!one) throw new Error(`No such subcommand: ${name}`);
    return one;
  }
  return {
    description,
    taking: Object.entries(all).map(([name, { description, taking }]) => ({
      type: Kind.Subcommand,
      name,
      description,
      options: taking,
    })),
    examples: Object.values(all).flatMap(({ examples }) => examples),
    writes: (interaction) => chosen(interaction).writes(interaction),
    run: (asked) => chosen(asked.interaction).run(asked),
    suggest: (asked) => chosen(asked.interaction).suggest(asked),
  };
}

type Handles<From extends BaseInteraction> = readonly [action: string, handler: Handler<From>];

/** Undefined where what was pressed can't be (or no longer). */
type AnswerIfOurs = Awaitable<Answer | Message | undefined>;

/** Handles components and forms by the kind of their id, and hands over the parts of that id. */
function on<From extends BaseInteraction>() {
  function define<Parts extends readonly unknown[]>(
    id: ComponentId<Parts>,
    answer: (parts: Parts, asked: Invocation<From>) => AnswerIfOurs,
  ): Handles<From>;
  function define<Parts extends readonly unknown[]>(
    id: ComponentId<Parts>,
    answer: (parts: Parts, asked: WritingInvocation<From>) => AnswerIfOurs,
    writes: Writes,
  ): Handles<From>;
  function define<Parts extends readonly unknown[]>(
    { action, read }: ComponentId<Parts>,
    answer: (parts: Parts, asked: WritingInvocation<From>) => AnswerIfOurs,
    writes?: Writes,
  ): Handles<From> {
    async function handle(asked: WritingInvocation<From>, args: readonly string[]) {
      const parts = read(args);
      const said = parts && (await answer(parts, asked));
      return said && answerOf(said);
    }
    return [action, { writes, handle }];
  }
  return define;
}

export const PRIVATELY: Writes = { writes: 'privately' };
export const IN_PLACE: Writes = { writes: 'in place' };

/** A button or a list. What writes says so. */
export const onPress = on<MessageComponentInteraction>();
/** A form. What writes says so. */
export const onSubmit = on<ModalSubmitInteraction>();

interface Handlers {
  readonly press?: readonly Handles<MessageComponentInteraction>[];
  readonly submit?: readonly Handles<ModalSubmitInteraction>[];
}

/** A command with what it says, and what happens when something of its messages is pressed or sent. */
export const command = (
  name: string,
  { description, taking, ...rest }: Spoken<APIApplicationCommandOption>,
  { press = [], submit = [] }: Handlers = {},
): Command => ({
  ...rest,
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name,
    description,
    // Everything is about a club: what somebody installs for themselves alone would find none.
    integration_types: [ApplicationIntegrationType.GuildInstall],
    contexts: [InteractionContextType.Guild],
    options: taking,
  },
  press: Object.fromEntries(press),
  submit: Object.fromEntries(submit),
});
