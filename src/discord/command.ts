import type {
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Directory } from './directory.ts';
import type { Origins } from './origin.ts';
import type { Rights } from './rights.ts';

/** Who sees an answer: the member alone, or everybody in the channel. */
export type Audience = 'member' | 'channel';

/** A file that goes with a message. A component shows it by the address `attachment://NAME`. */
export interface AttachedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a picture shows, for who can't see it. */
  readonly description?: string;
}

/** A message made of Discord's layout components (Components V2). */
export interface Message {
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly files?: readonly AttachedFile[];
}

/** What is left to do once the answer is out, whether it arrived or not. Who asked doesn't wait for it. */
type Afterwards = () => Promise<void>;

/** A message of its own in answer. */
export interface Reply {
  readonly type: 'reply';
  readonly to: Audience;
  readonly message: Message;
  readonly afterwards?: Afterwards;
}

/** What a handler wants done; the dispatcher knows how, given what has been sent already. */
export type Answer =
  | Reply
  /**
   * Changes the message whose button was pressed, or whose form was sent, once `post`, if there is one, has been sent to
   * the channel.
   */
  | {
      readonly type: 'update';
      readonly message: Message;
      readonly post?: Message;
      readonly afterwards?: Afterwards;
    }
  /** Takes away the message whose button was pressed, which was for that member's eyes alone. */
  | { readonly type: 'remove' }
  /** Leaves everything as it is. */
  | { readonly type: 'nothing' }
  /** Opens a form. Discord takes it only as the first answer, and never to another form. */
  | { readonly type: 'form'; readonly form: APIModalInteractionResponseCallbackData };

export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** An answer for the eyes of whoever asked alone. */
export const privately = (message: Message): Reply => ({ type: 'reply', to: 'member', message });

/** What every handler is handed beside the interaction. */
export interface Context<Services> {
  readonly services: Services;
  readonly directory: Directory;
  readonly origins: Origins;
  readonly rights: Rights;
}

/** A pressed button or a choice, with the arguments of its custom id. `undefined`: the id is not (or no longer) ours. */
export type Press<Services> = (
  interaction: MessageComponentInteraction,
  args: readonly string[],
  context: Context<Services>,
) => Answer | undefined | Promise<Answer | undefined>;

/** A form that was sent, with the arguments of its custom id. `undefined`: the id is not (or no longer) ours. */
type Submit<Services> = (
  interaction: ModalSubmitInteraction,
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
  /** Handlers of forms by the action in their custom id. */
  readonly submit?: Readonly<Record<string, Submit<Services>>>;
}
