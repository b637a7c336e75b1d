import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';

/** What a session has been told, for as long as it may be told again. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [index: number, count: number];
  seq: number;
  readonly told: GatewayDispatchPayload[];
  socket: WebSocket | undefined;
}

/** Discord keeps what a client missed for a few minutes; a number of events is bound enough here. */
const MOST_KEPT = 2_000;

/** Tells a session of an event: now if it is connected, and in any case when it resumes. */
export function tell(session: Session, type: string, data: unknown): void {
  session.seq += 1;
  const payload = { op: 0, t: type, s: session.seq, d: data } as unknown as GatewayDispatchPayload;
  session.told.push(payload);
  if (session.told.length > MOST_KEPT) session.told.shift();
  session.socket?.send(JSON.stringify(payload));
}

/** Discord's rule for which shard a guild belongs to. */
export function concerns({ shard: [index, count] }: Session, guildId: string): boolean {
  return Number((BigInt(guildId) >> 22n) % BigInt(count)) === index;
}
