import { GatewayIntentBits, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Clock } from '../clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Faults } from '../rest/faults.ts';
import type { Traffic } from '../rest/traffic.ts';
import { apiChannel } from '../world/api.ts';
import { channelNamed, type World } from '../world/world.ts';
import type { Trouble, WireNote } from './protocol.ts';

export interface WireParts {
  readonly world: World;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly traffic: Traffic;
}

/** More of an event than anybody reads. */
const LONGEST_DETAIL = 4_000;

/** Tokens stand for the bot; they are not for a list of what went over the wire. */
const hidden = (key: string, value: unknown) => (key === 'token' ? '…' : value);

function written(data: unknown): string {
  const text = JSON.stringify(data, hidden, 2) ?? '';
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text;
}

/** Tells of each event and request from now on. Returns how to stop that. */
export function watchWire(
  { clock, gateway, traffic }: WireParts,
  tell: (note: WireNote) => void,
): () => void {
  const forgetEvents = gateway.onEvent((title, data) =>
    tell({ kind: 'event', title, status: null, detail: written(data), wrong: false, at: clock.now() }),
  );
  const forgetRequests = traffic.onRequest(({ method, path, status }, violation) =>
    tell({
      kind: 'request',
      title: `${method} ${path}`,
      status,
      detail: violation ? `${violation.message}\n${written(violation.errors)}` : '',
      wrong: violation !== undefined,
      at: clock.now(),
    }),
  );
  return () => {
    forgetEvents();
    forgetRequests();
  };
}

/** Takes the bot's right to write in a channel, or gives it back. */
function togglePermission({ world, gateway }: WireParts, channelName: string): string {
  const channel = channelNamed(world, channelName);
  if (!channel) return 'There is no such channel.';
  const place = channel.overwrites.findIndex(({ id }) => id === world.bot.id);
  const deny = PermissionFlagsBits.SendMessages;
  if (place < 0) channel.overwrites.push({ id: world.bot.id, type: OverwriteType.Member, allow: 0n, deny });
  else channel.overwrites.splice(place, 1);
  gateway.dispatch('CHANNEL_UPDATE', channel.guildId, apiChannel(channel), GatewayIntentBits.Guilds);
  return place < 0
    ? `The bot may no longer write in #${channel.name}. Press again to allow it.`
    : `The bot may write in #${channel.name} again.`;
}

/** Makes something go wrong, and says what. `channel`: the one that is open, by name. */
export function makeTrouble(parts: WireParts, kind: Trouble, channel: string): string {
  const { gateway, faults } = parts;
  switch (kind) {
    case 'gateway':
      gateway.drop();
      return 'The gateway hung up on the bot. It should come back by itself.';
    case 'error':
      faults.add({ path: /./, status: 500 });
      return 'Discord answers the bot’s next request with 500.';
    case 'limit':
      faults.add({ path: /./, status: 429, retryAfter: 2 });
      return 'Discord answers the bot’s next request with 429: again in two seconds.';
    case 'permission':
      return togglePermission(parts, channel);
  }
}
