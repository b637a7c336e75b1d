import { type Client, GatewayDispatchEvents as Event, Events } from 'discord.js';
import { z } from 'zod';
import type { Packet } from './packets.ts';
import { snowflake } from './snowflake.ts';

/** Told which servers the bot is in, as Discord lets it know. */
interface PresenceListener {
  /** The bot is in a server: it came, is reachable again, or somebody has used a command that is installed there. */
  present(guildId: string): void;
  /** The bot was removed from a server. */
  left(guildId: string): void;
}

const server = z.object({ id: snowflake, unavailable: z.unknown().optional() });
const interaction = z.object({
  guild_id: snowflake,
  /** By how it was installed: 0 in a server, 1 by a user, whom it follows into servers that the bot isn't in. */
  authorizing_integration_owners: z.record(z.string(), z.unknown()).nullish(),
});

/** Events that discord.js is handed. It would keep what all others tell of servers, and nothing here reads that. */
const HANDED_ON: ReadonlySet<string | null> = new Set([
  Event.Ready,
  Event.Resumed,
  Event.GuildCreate,
  Event.GuildDelete,
  Event.InteractionCreate,
]);

/** Takes out of a packet what discord.js would keep of a server, up to hundreds of KiB, and what it would stumble over. */
function dropWhatWouldBeKept(packet: Packet): void {
  if (!HANDED_ON.has(packet.t)) packet.t = null;
  if (packet.t !== Event.GuildCreate && packet.t !== Event.GuildDelete) return;
  const { data } = server.safeParse(packet.d);
  if (data) packet.d = data;
  else packet.t = null;
}

function tell({ t, d }: Packet, listener: PresenceListener): void {
  if (t === Event.InteractionCreate) {
    const { data } = interaction.safeParse(d);
    const owners = data?.authorizing_integration_owners;
    if (data && (!owners || owners['0'] === data.guild_id)) listener.present(data.guild_id);
    return;
  }
  const { data } = server.safeParse(d);
  if (!data) return;
  if (t === Event.GuildCreate && !data.unavailable) listener.present(data.id);
  // An outage is told by the same event, and isn't leaving.
  if (t === Event.GuildDelete && data.unavailable === undefined) listener.left(data.id);
}

/** Follows which servers the bot is in, and keeps next to nothing of them in memory. Packets come here before discord.js reads them. */
export function followPresence(client: Client, listener: PresenceListener): void {
  client.on(Events.Raw, (packet: Packet) => {
    tell(packet, listener);
    dropWhatWouldBeKept(packet);
  });
}
