import type { WebSocket } from 'ws';

/** The events that a session was sent, as long as they may have to be sent again. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [index: number, count: number];
  seq: number;
  /** As it went over the wire, so that later changes don't alter it. */
  readonly told: { readonly seq: number; readonly text: string }[];
  socket: WebSocket | undefined;
  /** Calls off that the session is forgotten. */
  keep(): void;
}

/** Discord keeps missed events for a few minutes; here their number is limited too. */
const MOST_KEPT = 2_000;

function next(session: Session, type: string, data: unknown): string {
  session.seq += 1;
  return JSON.stringify({ op: 0, t: type, s: session.seq, d: data });
}

/** Tells a session of an event: now if it is connected, and in any case when it resumes. */
export function tell(session: Session, type: string, data: unknown): void {
  const text = next(session, type, data);
  session.told.push({ seq: session.seq, text });
  if (session.told.length > MOST_KEPT) session.told.shift();
  session.socket?.send(text);
}

/** Sends everything after `seq` again, then RESUMED, which is not kept itself. */
export function replay(session: Session, seq: number): void {
  for (const one of session.told) if (one.seq > seq) session.socket?.send(one.text);
  session.socket?.send(next(session, 'RESUMED', {}));
}

/** Whether everything after `seq` is still known. */
export const remembers = ({ told, seq: last }: Session, seq: number) => (told[0]?.seq ?? last + 1) <= seq + 1;

/** Discord's rule for which shard a guild belongs to. */
export function concerns({ shard: [index, count] }: Session, guildId: string): boolean {
  return Number((BigInt(guildId) >> 22n) % BigInt(count)) === index;
}
