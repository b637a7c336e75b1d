import {
  type APIInteraction,
  type BaseInteraction,
  type Client,
  Events,
  GatewayDispatchEvents,
  PermissionFlagsBits as P,
} from 'discord.js';
import { z } from 'zod';
import { isThread } from './channels.ts';

/** What Discord sends with an interaction and discord.js drops where it keeps no guilds. */
interface RawInteraction {
  /** Of whoever acted. */
  readonly roleIds: readonly string[];
  /** What the bot may do in a channel that was chosen, by its id. */
  readonly rightsIn: ReadonlyMap<string, bigint>;
  /** What it takes to write where it came from. */
  readonly toWrite: bigint;
}

/** Looks up where an interaction came from; nothing is known of one that was not received lately. */
export type RawInteractions = (interaction: BaseInteraction) => () => RawInteraction;

const NOWHERE: RawInteraction = { roleIds: [], rightsIn: new Map(), toWrite: P.SendMessages };

/** Handlers read an interaction within moments; this many may be waiting. */
const MOST_KEPT = 200;

const rights = z.string().regex(/^\d+$/).transform(BigInt);
const sent = z.object({
  member: z.object({ roles: z.array(z.string()) }).optional(),
  channel: z.object({ type: z.number() }).optional().catch(undefined),
  data: z
    .object({
      resolved: z
        .object({
          channels: z.record(z.string(), z.object({ app_permissions: rights.optional() })).optional(),
        })
        .optional(),
    })
    .optional(),
});

function readRaw(payload: unknown): RawInteraction {
  const read = sent.safeParse(payload).data;
  if (!read) return NOWHERE;
  const channels = Object.entries(read.data?.resolved?.channels ?? {});
  return {
    roleIds: read.member?.roles ?? [],
    // In threads Send Messages has no effect.
    toWrite: isThread(read.channel?.type) ? P.SendMessagesInThreads : P.SendMessages,
    rightsIn: new Map(
      channels.flatMap(([id, { app_permissions: may }]) => (may === undefined ? [] : [[id, may]])),
    ),
  };
}

/** Keeps interactions as they come in, before discord.js makes its own of them; they are read when asked for. */
export function keepRawInteractions(client: Client): RawInteractions {
  const kept = new Map<string, unknown>();
  client.on(Events.Raw, ({ t, d }: { t: string | null; d: unknown }) => {
    if (t !== GatewayDispatchEvents.InteractionCreate) return;
    kept.set((d as APIInteraction).id, d);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  });
  return ({ id }) => {
    // Taken now, since it isn't kept for long; reading it takes longer than many an answer.
    const payload = kept.get(id);
    let read: RawInteraction | undefined;
    return () => {
      read ??= readRaw(payload);
      return read;
    };
  };
}
