import {
  type BaseInteraction,
  RESTJSONErrorCodes as Code,
  InteractionResponseType as Kind,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  type REST,
  type RepliableInteraction,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { ChannelTrouble } from '../domain/post-view.ts';
import type { Acknowledgement, Answer, Audience, Choice, Message } from './command.ts';
import { codeOf, failureIn } from './failure.ts';
import { namedIn, naming } from './mentions.ts';

/** What it takes to answer an interaction once. */
type Answerable = Pick<BaseInteraction, 'id' | 'token'>;

/** An interaction that came from a message which it may change. */
type FromMessage = MessageComponentInteraction | ModalMessageModalSubmitInteraction;

/**
 * What Discord has been told of an interaction: nothing yet; that an answer will come; that the message it came from may
 * change; or an answer.
 */
type State = 'open' | 'reply deferred' | 'update deferred' | 'answered';

const messageId = z.object({ id: z.string().regex(/^\d+$/) });

/** What is waited for before a request is made again whose answer got lost, in ms. */
const PAUSES_MS = [250, 1_000, 4_000] as const;
const MOST_TRIES = PAUSES_MS.length + 1;

/** Waits so many ms. */
type Pause = (ms: number) => Promise<unknown>;

const AT_ONCE: Pause = async () => {};

function isFromMessage(interaction: BaseInteraction): interaction is FromMessage {
  return interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());
}

/** It came from a message that its member alone sees. */
const isFromTheirOwn = (interaction: BaseInteraction) =>
  isFromMessage(interaction) && interaction.message.flags.has(MessageFlags.Ephemeral);

const hasCode = (error: unknown, ...codes: readonly number[]) => codes.includes(codeOf(error) ?? Number.NaN);

/** The connection broke, or Discord had trouble of its own. Nobody knows whether it took the request. */
const isInDoubt = (error: unknown): boolean => failureIn(error).type === 'passing';

/** Discord doesn't let the bot post where all would see it. Nothing was posted. */
export class PostRefused extends Error {
  readonly why: ChannelTrouble['why'];
  constructor(why: ChannelTrouble['why'], cause: unknown) {
    super(`Discord takes no post: ${why}`, { cause });
    this.why = why;
  }
}

/** Makes a request that may arrive twice, and makes it again where nobody knows whether it arrived. */
async function withRetries(request: () => Promise<unknown>, pause: Pause): Promise<void> {
  for (const ms of PAUSES_MS)
    try {
      await request();
      return;
    } catch (error) {
      if (!isInDoubt(error)) throw error;
      await pause(ms);
    }
  await request();
}

const FOR_ALL = MessageFlags.IsComponentsV2;
const FOR_MEMBER = FOR_ALL | MessageFlags.Ephemeral;

const flagsFor = (to: Audience) => (to === 'member' ? FOR_MEMBER : FOR_ALL);

/** A message as Discord takes it. It notifies nobody: names are shown only by an edit, or to one member alone. */
function bodyOf(message: Message, flags: number, edited: 'edited' | 'new' = 'new') {
  const { components, files = [] } = message;
  const showsNames = edited === 'edited' || flags === FOR_MEMBER;
  return {
    components,
    flags,
    allowed_mentions: showsNames ? naming(message) : { parse: [] },
    // Where it takes the place of another, that one's files go.
    attachments: files.map(({ name, description }, id) => ({ id, filename: name, description })),
  };
}

const filesOf = ({ files = [] }: Message) => files.map(({ name, bytes }) => ({ name, data: bytes }));

/** What Discord says of an interaction that is over: it came too late, or it was answered before. */
const OVER = [Code.UnknownInteraction, Code.InteractionHasAlreadyBeenAcknowledged];

/** Answers at once; if it is over by now, nobody needs that. */
async function answerAtOnce(
  rest: REST,
  { id, token }: Answerable,
  body: { readonly type: Kind; readonly data: object },
): Promise<void> {
  try {
    await withRetries(() => rest.post(Routes.interactionCallback(id, token), { auth: false, body }), AT_ONCE);
  } catch (error) {
    if (!hasCode(error, ...OVER)) throw error;
  }
}

/** Suggests choices while somebody is typing. They may have typed on meanwhile. */
export const suggest = (rest: REST, to: Answerable, choices: readonly Choice[]): Promise<void> =>
  answerAtOnce(rest, to, { type: Kind.ApplicationCommandAutocompleteResult, data: { choices } });

/** Says something for the member alone to an interaction of which nothing else is known. */
export const sayAtOnce = (rest: REST, to: Answerable, message: Message): Promise<void> =>
  answerAtOnce(rest, to, { type: Kind.ChannelMessageWithSource, data: bodyOf(message, FOR_MEMBER) });

export type Response = ReturnType<typeof createResponse>;

/**
 * Answers one interaction by Discord's REST interface. `rest` must not repeat requests by itself: only who counts
 * the tries can tell whether Discord took a first answer. What was acknowledged has a quarter of an hour: `pause` waits between
 * the tries of its answer.
 */
export function createResponse(rest: REST, interaction: RepliableInteraction, pause: Pause) {
  const { id, token, applicationId } = interaction;
  const original = Routes.webhookMessage(applicationId, token);
  let state: State = 'open';
  /** What all can see, and where it is. */
  let shared:
    | { readonly message: Message; readonly at: ReturnType<typeof Routes.webhookMessage> }
    | undefined;
  /** What Discord may have taken, although the connection broke. */
  let doubtful: State | undefined;
  let mayHavePosted = false;
  const is = (one: State) => state === one;
  const again = (request: () => Promise<unknown>) => withRetries(request, pause);

  /** Tells Discord something first. False where it comes too late, or another answer came before. */
  async function tell(
    then: State,
    body: { readonly type: Kind; readonly data?: object },
    files: ReturnType<typeof filesOf> = [],
  ): Promise<boolean> {
    for (let tries = 1; ; tries += 1)
      try {
        await rest.post(Routes.interactionCallback(id, token), { auth: false, body, files });
        state = then;
        return true;
      } catch (error) {
        if (hasCode(error, Code.InteractionHasAlreadyBeenAcknowledged) && doubtful) {
          state = doubtful;
          return true;
        }
        if (hasCode(error, ...OVER)) return false;
        if (!isInDoubt(error)) throw error;
        doubtful ??= then;
        if (tries === MOST_TRIES) throw error;
      }
  }

  const deferReply = (to: Audience) =>
    tell('reply deferred', {
      type: Kind.DeferredChannelMessageWithSource,
      data: { flags: to === 'member' ? MessageFlags.Ephemeral : 0 },
    });
  const deferUpdate = () => tell('update deferred', { type: Kind.DeferredMessageUpdate });

  /** `as`: the first edit of a deferred reply may notify people, as a new message does. */
  const edit = (message: Message, as: 'edited' | 'new') =>
    again(() =>
      rest.patch(original, { auth: false, body: bodyOf(message, FOR_ALL, as), files: filesOf(message) }),
    );

  async function post(message: Message, to: Audience): Promise<void> {
    const body = bodyOf(message, flagsFor(to));
    const made = await rest.post(Routes.webhook(applicationId, token), {
      auth: false,
      body,
      files: filesOf(message),
    });
    const id = messageId.safeParse(made).data?.id;
    if (to === 'channel' && id) shared = { message, at: Routes.webhookMessage(applicationId, token, id) };
  }

  async function say(message: Message, to: Audience): Promise<boolean> {
    if (is('open')) {
      const body = { type: Kind.ChannelMessageWithSource, data: bodyOf(message, flagsFor(to)) } as const;
      const taken = await tell('answered', body, filesOf(message));
      if (taken && is('answered') && to === 'channel') shared = { message, at: original };
      if (!taken || is('answered')) return taken;
    }
    if (is('reply deferred')) {
      await edit(message, to === 'member' ? 'edited' : 'new');
      if (to === 'channel') shared = { message, at: original };
    } else await again(() => post(message, to));
    state = 'answered';
    return true;
  }

  /** Changes the message that it came from. */
  async function change(message: Message): Promise<boolean> {
    if (is('open')) {
      const body = { type: Kind.UpdateMessage, data: bodyOf(message, FOR_ALL, 'edited') } as const;
      const taken = await tell('answered', body, filesOf(message));
      if (!taken || is('answered')) return taken;
    }
    try {
      await edit(message, 'edited');
    } catch (error) {
      // It has been taken away meanwhile.
      if (!hasCode(error, Code.UnknownMessage)) throw error;
      await again(() => post(message, 'member'));
    }
    state = 'answered';
    return true;
  }

  /** The post comes first, so that the member's message never says "shared" of something that wasn't. It is made once. */
  async function postThenChange(message: Message, shared: Message): Promise<boolean> {
    if (is('open') && !(await deferUpdate())) return false;
    mayHavePosted = true;
    await post(shared, 'channel').catch((error: unknown) => {
      const failure = failureIn(error);
      mayHavePosted = failure.type === 'passing';
      throw failure.type === 'channel' ? new PostRefused(failure.why, error) : error;
    });
    return change(message);
  }

  /** Takes away the message that it came from, or a deferred reply. */
  async function remove(): Promise<boolean> {
    if (is('open') && !(await deferUpdate())) return false;
    await again(() => rest.delete(original, { auth: false }));
    return true;
  }

  async function sayNothing(): Promise<boolean> {
    if (is('reply deferred')) return remove();
    return is('open') ? deferUpdate() : true;
  }

  return {
    /** Tells Discord that it has arrived. False where Discord doesn't take that: then nothing may be done. */
    acknowledge(how: Acknowledgement): Promise<boolean> {
      if (how === 'in place' && isFromTheirOwn(interaction)) return deferUpdate();
      return deferReply(how === 'publicly' ? 'channel' : 'member');
    },

    /** Whether something is posted that all can see, or may be. */
    mayHavePosted: () => mayHavePosted,

    /** Shows the names in a message that all can see. They come by an edit, which notifies nobody. */
    async showNames(): Promise<void> {
      if (!shared || namedIn(shared.message).length === 0) return;
      const { message, at } = shared;
      const body = { components: message.components, allowed_mentions: naming(message) };
      await again(() => rest.patch(at, { auth: false, body }));
    },

    /** Carries out an answer, given what has been told already. False where Discord doesn't take it. */
    async send(answer: Answer): Promise<boolean> {
      if (answer.type === 'reply') return say(answer.message, answer.to);
      if (answer.type === 'form') {
        if (!is('open')) throw new Error('A form can only be the first answer');
        return tell('answered', { type: Kind.Modal, data: answer.form });
      }
      if (!isFromMessage(interaction)) throw new Error('Only what came from a message can change it');
      switch (answer.type) {
        case 'update':
          return answer.post ? postThenChange(answer.message, answer.post) : change(answer.message);
        case 'remove':
          return remove();
        case 'nothing':
          return sayNothing();
      }
    },
  };
}
