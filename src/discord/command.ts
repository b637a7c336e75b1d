import {
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  type AutocompleteInteraction,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Actor } from '../services/runs.ts';
import type { ReadOnlyServices, Services } from '../services/services.ts';
import type { FetchFile } from './attachment.ts';
import type { CommandCatalogue } from './command-catalogue.ts';
import type { RawInteractions } from './raw-interaction.ts';
import type { Rights } from './rights.ts';

/** Who sees an answer: the member alone, or everybody in the channel. */
export type Audience = 'member' | 'channel';

/** A file that goes with a message. A component shows it by the address `attachment://NAME`. */
interface AttachedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a picture shows, for those who can't see it. */
  readonly description?: string;
}

/** A message made of Discord's layout components (Components V2). */
export interface Message {
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly files?: readonly AttachedFile[];
}

/** What is left to do once the answer has arrived; nobody waits for it. */
type Afterwards = () => Promise<void>;

/** What a handler wants done; the dispatcher knows how, given what has been sent already. */
export type Answer =
  | {
      readonly type: 'reply';
      readonly to: Audience;
      readonly message: Message;
      readonly afterwards?: Afterwards;
    }
  /** Changes the message whose button was pressed, or whose form was sent, after `post` has been sent to the channel. */
  | {
      readonly type: 'update';
      readonly message: Message;
      readonly post?: Message;
      readonly afterwards?: Afterwards;
    }
  /** Takes away the message whose button was pressed, which was for that member's eyes alone. */
  | { readonly type: 'remove' }
  | { readonly type: 'nothing' }
  /** Opens a form. Discord takes it only as the first answer, and never to another form. */
  | { readonly type: 'form'; readonly form: APIModalInteractionResponseCallbackData };

export interface Choice {
  readonly name: string;
  readonly value: string;
}

export const privately = (message: Message): Answer => ({ type: 'reply', to: 'member', message });

/** An answer that takes the place of the message whose button was pressed. */
export const instead = (message: Message): Answer => ({ type: 'update', message });

/**
 * How Discord is told that an interaction has arrived, before anything is written: that a private or a public answer will
 * come, or that the message may change which it came from. From a message that all can see that is a private answer.
 */
export type Acknowledgement = 'privately' | 'publicly' | 'in place';

/** What writes says how it is acknowledged, and with what it has to be in order: all of the club, unless told. */
export interface Writes {
  readonly writes: Acknowledgement;
  /** `member`: nothing of anybody else's changes by it. */
  readonly concerns?: 'member';
}

/** Everything that may happen. */
export interface Context {
  readonly services: Services;
  readonly catalogue: CommandCatalogue;
  readonly raw: RawInteractions;
  readonly rights: Rights;
  readonly fetchFile: FetchFile;
}

/** What a handler is handed: what was done, by whom in which club, and what may happen. */
export interface Invocation<From extends BaseInteraction = BaseInteraction, May = ReadOnlyServices>
  extends Omit<Context, 'services'> {
  readonly services: May;
  readonly interaction: From;
  readonly member: { readonly guildId: string; readonly userId: string };
  /** The same member, and what they may do there. */
  readonly actor: Actor;
  /** What the bot may do in a channel that was chosen, by its id. */
  readonly rightsIn: ReadonlyMap<string, bigint>;
  /** Whether they may write where they did it. */
  readonly mayWrite: boolean;
}

/** The same once Discord has taken the acknowledgement, so that anything may be written. */
export type WritingInvocation<From extends BaseInteraction = BaseInteraction> = Invocation<From, Services>;

/** To be called before anything is waited for: what Discord sent along isn't kept for long. */
export function askedBy<From extends BaseInteraction>(
  interaction: From,
  guildId: string,
  context: Context,
): WritingInvocation<From> {
  const { user, memberPermissions, locale } = interaction;
  const raw = context.raw(interaction);
  const member = { guildId, userId: user.id };
  const isAdmin = memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
  return {
    ...context,
    interaction,
    member,
    get actor() {
      return { ...member, roleIds: raw().roleIds, isAdmin, locale };
    },
    get rightsIn() {
      return raw().rightsIn;
    },
    get mayWrite() {
      return memberPermissions?.has(raw().toWrite) ?? false;
    },
  };
}

export type Awaitable<T> = T | Promise<T>;

/** Handles a button, a list or a form by the arguments of its custom id. */
export interface Handler<From extends BaseInteraction> {
  /** Left out where it only reads. */
  readonly writes?: Writes | undefined;
  /** Undefined where that id isn't (or no longer) ours. */
  handle(asked: WritingInvocation<From>, args: readonly string[]): Awaitable<Answer | undefined>;
}

/** One slash command as Discord is told of it and as it is dispatched; `define.ts` makes it. */
export interface Command {
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** What a member might type, without the slash; `/help` shows it. */
  readonly examples: readonly string[];
  /** Undefined for what only reads. */
  writes?(interaction: ChatInputCommandInteraction): Writes | undefined;
  run(asked: WritingInvocation<ChatInputCommandInteraction>): Awaitable<Answer>;
  /** Answers an autocomplete field with at most 25 choices. */
  suggest?(asked: Invocation<AutocompleteInteraction>): Awaitable<readonly Choice[]>;
  /** Handlers of buttons and lists, and of forms, by the action in their custom id. */
  readonly press?: Readonly<Record<string, Handler<MessageComponentInteraction>>>;
  readonly submit?: Readonly<Record<string, Handler<ModalSubmitInteraction>>>;
}
