import { ApplicationIntegrationType, type Client, GatewayDispatchEvents, InteractionType } from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';

const id = z.string().regex(/^\d+$/);
const user = z.looseObject({ id, username: z.string() });
const rights = z.string().regex(/^\d+$/).catch('0');
const owners = z.record(z.string(), z.string());

/** Where a part that only tells more is missing, or no such thing, it counts as empty. */
const whoever = {
  id,
  application_id: id,
  token: z.string().min(1),
  guild_id: id.optional(),
  user: user.optional(),
  member: z.looseObject({ user, roles: z.array(z.string()).catch([]), permissions: rights }).optional(),
  app_permissions: rights,
  locale: z.string().catch('en-US'),
  entitlements: z.array(z.looseObject({ id })).catch([]),
  authorizing_integration_owners: owners.optional().catch(undefined),
};
const options = z.array(z.looseObject({ name: z.string(), type: z.int() })).optional();
const chosen = z.looseObject({ id, name: z.string(), type: z.int(), options });

/** The message that it came from: no more of it than the bot reads. */
const message = z.object({
  id,
  channel_id: id,
  flags: z.int().catch(0),
  components: z.array(z.looseObject({ type: z.int() })).catch([]),
});

/** What discord.js takes for granted in an interaction of each type that there is. */
const interaction = z.discriminatedUnion('type', [
  z.looseObject({ ...whoever, type: z.literal(InteractionType.ApplicationCommand), data: chosen }),
  z.looseObject({
    ...whoever,
    type: z.literal(InteractionType.ApplicationCommandAutocomplete),
    data: chosen,
  }),
  z.looseObject({
    ...whoever,
    type: z.literal(InteractionType.MessageComponent),
    data: z.looseObject({ custom_id: z.string(), component_type: z.int() }),
    message,
  }),
  z.looseObject({
    ...whoever,
    type: z.literal(InteractionType.ModalSubmit),
    data: z.looseObject({ custom_id: z.string(), components: z.array(z.looseObject({ type: z.int() })) }),
    message: message.optional(),
  }),
]);
const sent = interaction
  .refine(({ user: alone, member }) => alone || member, 'comes from nobody')
  .transform(({ authorizing_integration_owners: by, ...rest }) => ({
    ...rest,
    // Where it isn't said who installed the bot, the server did that it comes from.
    authorizing_integration_owners:
      by ?? (rest.guild_id ? { [ApplicationIntegrationType.GuildInstall]: rest.guild_id } : {}),
  }));

const unread = z.object({ id, token: z.string().min(1).max(1_000), type: z.int() });

/** What it takes to answer an interaction of which nothing else can be read. */
export type UnreadInteraction = z.output<typeof unread>;

/** Something that Discord tells over the gateway: its type, and what it is about. */
export interface Packet {
  t: string | null;
  d: unknown;
}

/** Whatever hands on what comes from Discord. */
interface Emitter {
  emit(event: string, ...about: unknown[]): boolean;
}

/** The parts of discord.js that every packet goes through; it declares them private. */
interface PacketPath {
  _ws: Emitter | null;
  attachEvents(): void;
  handlePacket(packet: Packet, shard: unknown): boolean;
}

/** The same without parts that are null. In lists they stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(parts.map(([name, part]) => [name, withoutNulls(part)]));
}

/** The packet as discord.js can read it. @throws where an interaction is none. */
function mended(packet: Packet): Packet {
  if (packet.t !== GatewayDispatchEvents.InteractionCreate) return packet;
  return { ...packet, d: sent.parse(withoutNulls(packet.d)) };
}

/** What was wrong, in words that are the same for all faults of a kind. */
function kindOf({ t }: Packet, error: unknown): string {
  if (error instanceof z.ZodError)
    return `${t}: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  return `${t}: ${error instanceof Error ? error.message : error}`;
}

export interface PacketTroubles {
  /** Called with an interaction that can't be read but answered. */
  readonly onUnread: (interaction: UnreadInteraction) => void;
  /** Called where the bot can't become ready, because what says so can't be read. */
  readonly onNeverReady: () => void;
}

/**
 * Stands between Discord and the library: what is no interaction never reaches it, and an exception over one packet ends
 * neither the bot nor what comes after. Each kind of fault is logged once.
 */
export function guardPackets(client: Client, log: Logger, { onUnread, onNeverReady }: PacketTroubles): void {
  const path = client.ws as unknown as PacketPath;
  const told = new Set<string>();

  function leaveOut(packet: Packet, error: unknown): void {
    const kind = kindOf(packet, error);
    if (!told.has(kind))
      log.error({ err: error, kind }, 'Discord sent something that can’t be read; it was left out');
    told.add(kind);
    if (packet.t === GatewayDispatchEvents.Ready && !client.isReady()) onNeverReady();
    if (packet.t !== GatewayDispatchEvents.InteractionCreate) return;
    const { data } = unread.safeParse(packet.d);
    if (data) onUnread(data);
  }

  function survive(packet: Packet, work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      leaveOut(packet, error);
      return false;
    }
  }

  const attach = path.attachEvents.bind(path);
  path.attachEvents = () => {
    attach();
    const line = path._ws;
    if (!line) return;
    const emit = line.emit.bind(line);
    line.emit = (event, ...about) => {
      if (event !== 'dispatch') return survive({ t: event, d: null }, () => emit(event, ...about));
      const { data: packet, ...from } = (about[0] ?? {}) as { readonly data?: Packet };
      return !!packet && survive(packet, () => emit(event, { ...from, data: mended(packet) }));
    };
  };
  // Packets from before the bot was ready are handled later, by this alone.
  const handle = path.handlePacket.bind(path);
  path.handlePacket = (packet, shard) =>
    survive(packet ?? { t: 'packet', d: null }, () => handle(packet, shard));
}
