import {
  type APIApplicationCommand,
  type APIApplicationCommandOptionChoice,
  ComponentType as C,
  GuildScheduledEventStatus as EventStatus,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Clock } from '../clock.ts';
import type { Act, Deliver } from '../interaction-delivery.ts';
import type { FirstAnswer, Interaction } from '../interactions.ts';
import type { Messages } from '../messages.ts';
import { commandsIn } from '../world/installs.ts';
import { may, maySend } from '../world/permissions.ts';
import {
  type Channel,
  channelNamed,
  type Guild,
  type Message,
  type User,
  type World,
} from '../world/world.ts';
import { type FormValues, filledIn, resolveAll } from './fields.ts';
import {
  type ChosenFile,
  ClientRefusal,
  compact,
  dataOptions,
  type Entered,
  nothingResolved,
  type Spoken,
  spokenOf,
} from './options.ts';
import { buttonsOf, selectsOf } from './queries.ts';
import { type SeenEvent, type SeenMessage, type SeenModal, seenMessage, seenModal } from './views.ts';

export { ClientRefusal } from './options.ts';

/** How the bot answered first. */
export interface Answer {
  readonly kind: 'message' | 'update' | 'modal' | 'thinking' | 'acknowledged' | 'failed';
  /** How long the bot took to answer, in ms; null if no answer came in time. */
  readonly acknowledgedMs: number | null;
  /** The answer, or the changed message, as it stood when it came. */
  readonly message: SeenMessage | undefined;
  readonly modal: SeenModal | undefined;
  /** What Discord's client would say, where the bot didn't answer. */
  readonly failure: string | undefined;
}

/** A member's Discord client. */
export interface Member {
  readonly name: string;
  readonly id: string;
  /** The channel that is open. */
  readonly channel: string;
  /** The same member with another channel open. @throws {ClientRefusal} where they can't see it. */
  in(channel: string): Member;
  /** Channels that the member can see. */
  channels(): string[];
  /** Commands that the member is offered. */
  commands(): Spoken[];
  /** Says something in the open channel, as people do. @throws {ClientRefusal} where they may not write. */
  say(content: string, files?: readonly ChosenFile[]): SeenMessage;
  /** What is offered for an option while it is typed. */
  suggest(
    path: string,
    typed: Entered,
    focused: string,
  ): Promise<readonly APIApplicationCommandOptionChoice[]>;
  run(path: string, options?: Entered): Promise<Answer>;
  /** Presses a button by its label or custom id. */
  press(message: SeenMessage, button: string): Promise<Answer>;
  /** Chooses from a select by its placeholder or custom id; choices by label or value. */
  choose(message: SeenMessage, select: string, choices: readonly string[]): Promise<Answer>;
  /** Sends a form that is open. */
  submit(modal: SeenModal, values: FormValues): Promise<Answer>;
  /** Messages that the member can see, oldest first. */
  read(channel?: string): SeenMessage[];
  /** The server's events that aren't over, the next first. */
  events(): SeenEvent[];
  /** The first message that the member can see and that fits, already there or still to come. */
  sees(fits: (message: SeenMessage) => boolean, channel?: string): Promise<SeenMessage>;
}

interface MemberParts {
  readonly world: World;
  readonly guild: Guild;
  readonly messages: Messages;
  readonly deliver: Deliver;
  readonly clock: Clock;
  base(): string;
}

/** How long `sees` waits, in real ms; usually a hundredth of it is enough. */
const PATIENCE_MS = 30_000;

export function createMember(parts: MemberParts, user: User, channelName?: string): Member {
  const { world, guild, messages, deliver, base } = parts;
  const channel = channelName === undefined ? firstChannel() : open(channelName);
  /** Where a form came from; Discord sends that along with its answers. */
  const modalSources = new WeakMap<SeenModal, Message | undefined>();

  function open(name: string): Channel {
    const found = channelNamed(world, name, guild);
    if (!found || !canSee(found))
      throw new ClientRefusal(`There is no channel "${name}" that ${user.username} can see.`);
    return found;
  }

  function canSee(one: Channel): boolean {
    return may(guild, one, user.id, PermissionFlagsBits.ViewChannel);
  }

  function firstChannel(): Channel {
    const [first] = [...guild.channels.values()].filter(canSee).sort((a, b) => a.position - b.position);
    if (!first) throw new ClientRefusal(`There is no channel that ${user.username} can see.`);
    return first;
  }

  const seen = (message: Message) => seenMessage(world, base(), message);

  function visible(where: Channel): Message[] {
    return (world.messages.get(where.id) ?? []).filter(
      ({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === user.id,
    );
  }

  function stored({ id }: SeenMessage): Message {
    for (const where of guild.channels.values()) {
      const found = messages.find(where.id, id);
      if (!found) continue;
      if (visible(where).includes(found)) return found;
    }
    throw new ClientRefusal('That message is gone, or not yours to see.');
  }

  function offered({ default_member_permissions: needed }: APIApplicationCommand): boolean {
    if (needed === null || needed === undefined) return true;
    // "0" keeps a command for administrators.
    const wanted = BigInt(needed) || PermissionFlagsBits.Administrator;
    return may(guild, channel, user.id, wanted);
  }

  function commands(): Spoken[] {
    if (!may(guild, channel, user.id, PermissionFlagsBits.UseApplicationCommands)) return [];
    return spokenOf(commandsIn(world, guild, user.id).filter(offered));
  }

  function find(path: string): Spoken {
    const found = commands().find((one) => one.path === path);
    if (found) return found;
    throw new ClientRefusal(`There is no command /${path}.`);
  }

  function send(
    type: InteractionType,
    data: object,
    about: Pick<Act, 'command' | 'of' | 'source'>,
  ): Interaction {
    const where = about.source ? (world.channels.get(about.source.channelId) ?? channel) : channel;
    return deliver({ type, data, userId: user.id, channel: where, ...about });
  }

  async function answerTo(interaction: Interaction): Promise<Answer> {
    const first: FirstAnswer = await interaction.firstAnswer;
    const { openedAt, answeredAt } = interaction;
    const acknowledgedMs = answeredAt === undefined ? null : answeredAt - openedAt;
    if (first.kind === 'choices') throw new Error('Choices are no answer to this.');
    const modal = first.kind === 'modal' ? seenModal(first.modal) : undefined;
    if (modal) modalSources.set(modal, interaction.source);
    return {
      kind: first.kind,
      acknowledgedMs,
      message: 'message' in first && first.message ? seen(first.message) : undefined,
      modal,
      failure: first.kind === 'failed' ? first.failure : undefined,
    };
  }

  async function run(path: string, entered: Entered = {}): Promise<Answer> {
    const spoken = find(path);
    const { options, resolved } = dataOptions(spoken, entered, {
      world,
      guild,
      base: base(),
      userId: user.id,
      channel,
    });
    const found = compact(resolved);
    const { id, name, type, guild_id } = spoken.command;
    const data = {
      id,
      name,
      type,
      options,
      ...(guild_id ? { guild_id } : {}),
      ...(found ? { resolved: found } : {}),
    };
    return answerTo(send(InteractionType.ApplicationCommand, data, { command: path, of: spoken.command }));
  }

  function say(content: string, files: readonly ChosenFile[] = []): SeenMessage {
    if (!maySend(guild, channel, user.id)) throw new ClientRefusal(`You can't write in #${channel.name}.`);
    const uploaded = files.map((file, place) => ({ field: `files[${place}]`, ...file }));
    return seen(messages.create({ channel, authorId: user.id, form: { content }, files: uploaded }));
  }

  async function suggest(
    path: string,
    typed: Entered,
    focused: string,
  ): Promise<readonly APIApplicationCommandOptionChoice[]> {
    const spoken = find(path);
    const option = spoken.options.find(({ name }) => name === focused);
    if (!option || !('autocomplete' in option) || !option.autocomplete)
      throw new ClientRefusal(`"${focused}" of /${path} has no suggestions.`);
    const { options } = dataOptions(
      spoken,
      { ...typed, [focused]: typed[focused] ?? '' },
      { world, guild, base: base(), userId: user.id, channel },
      focused,
    );
    const { id, name, type, guild_id } = spoken.command;
    const first = await send(
      InteractionType.ApplicationCommandAutocomplete,
      { id, name, type, options, ...(guild_id ? { guild_id } : {}) },
      { command: path, of: spoken.command },
    ).firstAnswer;
    return first.kind === 'choices' ? first.choices : [];
  }

  async function press(message: SeenMessage, wanted: string): Promise<Answer> {
    const source = stored(message);
    const buttons = buttonsOf(seen(source));
    const button = buttons.find(({ label, customId }) => label === wanted || customId === wanted);
    if (!button)
      throw new ClientRefusal(
        `There is no button "${wanted}"${buttons.length > 0 ? `; there is ${buttons.map(({ label }) => label).join(', ')}` : ''}.`,
      );
    if (button.disabled) throw new ClientRefusal(`The button "${wanted}" is switched off.`);
    if (button.customId === undefined) throw new ClientRefusal(`The button "${wanted}" opens ${button.url}.`);
    return answerTo(
      send(
        InteractionType.MessageComponent,
        { component_type: C.Button, custom_id: button.customId, id: button.id },
        { source },
      ),
    );
  }

  async function choose(message: SeenMessage, wanted: string, choices: readonly string[]): Promise<Answer> {
    const source = stored(message);
    const selects = selectsOf(seen(source));
    const select = selects.find(({ placeholder, customId }) => placeholder === wanted || customId === wanted);
    if (!select) throw new ClientRefusal(`There is nothing to choose called "${wanted}".`);
    if (select.disabled) throw new ClientRefusal(`"${wanted}" is switched off.`);
    if (choices.length < select.min || choices.length > select.max)
      throw new ClientRefusal(
        `"${wanted}" takes ${select.min === select.max ? select.min : `${select.min} to ${select.max}`} of its choices.`,
      );
    const resolved = nothingResolved();
    const values =
      select.type === C.StringSelect
        ? choices.map((choice) => {
            const option = select.options.find(({ label, value }) => label === choice || value === choice);
            if (!option)
              throw new ClientRefusal(
                `"${wanted}" takes one of: ${select.options.map(({ label }) => label).join(', ')}.`,
              );
            return option.value;
          })
        : resolveAll(
            select.type,
            choices,
            { world, guild, base: base(), userId: user.id },
            resolved,
            user.id,
          );
    const found = compact(resolved);
    const data = {
      component_type: select.type,
      custom_id: select.customId,
      id: select.id,
      values,
      ...(found ? { resolved: found } : {}),
    };
    return answerTo(send(InteractionType.MessageComponent, data, { source }));
  }

  async function submit(modal: SeenModal, values: FormValues): Promise<Answer> {
    const resolved = nothingResolved();
    const components = filledIn(modal, values, { world, guild, base: base(), userId: user.id }, resolved);
    const found = compact(resolved);
    const data = { custom_id: modal.customId, components, ...(found ? { resolved: found } : {}) };
    return answerTo(send(InteractionType.ModalSubmit, data, { source: modalSources.get(modal) }));
  }

  function read(name?: string): SeenMessage[] {
    return visible(name === undefined ? channel : open(name)).map(seen);
  }

  function events(): SeenEvent[] {
    return [...guild.events.values()]
      .filter(({ endsAt, status }) => status <= EventStatus.Active && endsAt > parts.clock.now())
      .sort((a, b) => a.startsAt - b.startsAt)
      .map(({ id, name, location, description, startsAt, endsAt }) => ({
        id,
        name,
        location,
        description: description ?? '',
        startsAt,
        endsAt,
      }));
  }

  function sees(fits: (message: SeenMessage) => boolean, name?: string): Promise<SeenMessage> {
    const where = name === undefined ? channel : open(name);
    const { promise, resolve, reject } = Promise.withResolvers<SeenMessage>();
    const look = () => {
      const found = read(where.name).findLast(fits);
      if (found) resolve(found);
    };
    const timer = setTimeout(
      () => reject(new Error(`${user.username} saw no such message in #${where.name}.`)),
      PATIENCE_MS,
    );
    messages.on('created', look).on('updated', look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      messages.off('created', look).off('updated', look);
    });
  }

  return {
    name: user.username,
    id: user.id,
    channel: channel.name,
    in: (name) => createMember(parts, user, name),
    channels: () => [...guild.channels.values()].filter(canSee).map(({ name }) => name),
    commands,
    say,
    suggest,
    run,
    press,
    choose,
    submit,
    read,
    events,
    sees,
  };
}
