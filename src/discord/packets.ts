import { type Client, GatewayDispatchEvents, InteractionType } from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';

const id = z.string().regex(/^\d+$/);
const user = z.looseObject({ id, username: z.string() });

const whoever = {
  id,
  application_id: id,
  token: z.string().min(1),
  user: user.nullish(),
  member: z.looseObject({ user, roles: z.array(z.string()), permissions: z.string() }).nullish(),
};
const options = z.array(z.looseObject({ name: z.string(), type: z.int() })).nullish();
const chosen = z.looseObject({ id, name: z.string(), type: z.int(), options });

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
    message: z.looseObject({ id, channel_id: id }),
  }),
  z.looseObject({
    ...whoever,
    type: z.literal(InteractionType.ModalSubmit),
    data: z.looseObject({ custom_id: z.string(), components: z.array(z.looseObject({ type: z.int() })) }),
  }),
]);
const sent = interaction.refine(({ user: alone, member }) => alone || member, 'comes from nobody');

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

/**
 * Stands between Discord and the library: what is no interaction never reaches it, and an exception over one packet ends
 * neither the bot nor what comes after. Each kind of fault is logged once.
 */
export function guardPackets(client: Client, log: Logger): void {
  const path = client.ws as unknown as PacketPath;
  const told = new Set<string>();
  const tellOnce = (kind: string, error: unknown) => {
    if (told.has(kind)) return;
    told.add(kind);
    log.error({ err: error, kind }, 'Discord sent something that can’t be read; it was left out');
  };
  const isSound = ({ t, d }: Packet): boolean => {
    if (t !== GatewayDispatchEvents.InteractionCreate) return true;
    const { error } = sent.safeParse(d);
    if (error) tellOnce(`${t}: ${error.issues.map(({ path: at }) => at.join('.')).join(', ')}`, error);
    return !error;
  };
  const survive = (kind: string, work: () => boolean): boolean => {
    try {
      return work();
    } catch (error) {
      tellOnce(`${kind}: ${error instanceof Error ? error.message : error}`, error);
      return false;
    }
  };

  const attach = path.attachEvents.bind(path);
  path.attachEvents = () => {
    attach();
    const line = path._ws;
    if (!line) return;
    const emit = line.emit.bind(line);
    line.emit = (event, ...about) => {
      const { data } = (about[0] ?? {}) as { readonly data?: Packet };
      if (event === 'dispatch' && (!data || !isSound(data))) return false;
      return survive(data?.t ?? event, () => emit(event, ...about));
    };
  };
  // Packets from before the bot was ready are handled later, by this alone.
  const handle = path.handlePacket.bind(path);
  path.handlePacket = (packet, shard) => survive(packet?.t ?? 'packet', () => handle(packet, shard));
}
