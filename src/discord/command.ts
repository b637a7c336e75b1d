import type {
  APIMessageTopLevelComponent,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Directory } from './directory.ts';
import type { Origins } from './origin.ts';

/** Who sees an answer: the member alone, or everybody in the channel. */
export type Audience = 'member' | 'channel';

/** A message made of Discord's layout components (Components V2). */
export interface Message {
  readonly components: readonly APIMessageTopLevelComponent[];
}

/** What a handler wants done; the dispatcher knows how, given what has been sent already. */
export type Answer =
  | { readonly type: 'reply'; readonly to: Audience; readonly message: Message }
  /** Changes the message whose button was pressed, once `post`, if there is one, has been sent to the channel. */
  | { readonly type: 'update'; readonly message: Message; readonly post?: Message };

export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What every handler is handed beside the interaction. */
export interface Context<Services> {
  readonly services: Services;
  readonly directory: Directory;
  readonly origins: Origins;
}

/** A pressed button or a choice, with the arguments of its custom id. `undefined`: the id is not (or no longer) ours. */
export type Press<Services> = (
  interaction: MessageComponentInteraction,
  args: readonly string[],
  context: Context<Services>,
) => Answer | undefined | Promise<Answer | undefined>;

/** One slash command: what Discord is told of it, and what happens. */
export interface Command<Services> {
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** What a member might type, without the slash; `/help` shows it. */
  readonly examples: readonly string[];
  /** Set where the answer may take over a second: it is then announced at once, to the same audience. */
  readonly defer?: Audience;
  run(interaction: ChatInputCommandInteraction, context: Context<Services>): Answer | Promise<Answer>;
  /** Answers an autocomplete field with at most 25 choices. */
  suggest?(
    interaction: AutocompleteInteraction,
    context: Context<Services>,
  ): readonly Choice[] | Promise<readonly Choice[]>;
  /** Handlers of buttons and selects by the action in their custom id. */
  readonly press?: Readonly<Record<string, Press<Services>>>;
}
