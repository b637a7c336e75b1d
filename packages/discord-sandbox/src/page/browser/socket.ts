import type { PageRequest, Replies, RequestType, ServerMessage } from '../protocol.ts';

/** What goes with a request of a type. */
type Asked<T extends RequestType> = Omit<PageRequest<T>, 'type'>;

/** What was asked can't be done; the message is for the reader. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The connection to the sandbox. It comes back by itself when it was lost. */
interface Socket {
  /** @throws {Refused} */
  ask<T extends RequestType>(type: T, asked: Asked<T>): Promise<Replies[T]>;
}

interface SocketParts {
  onOpen(): void;
  onLost(): void;
  onMessage(message: ServerMessage): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

export function openSocket({ onOpen, onLost, onMessage }: SocketParts): Socket {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let socket: WebSocket;
  let sent = 0;
  let wait = FIRST_WAIT_MS;

  function take(message: ServerMessage): void {
    if (message.type !== 'answer' && message.type !== 'refused') {
      onMessage(message);
      return;
    }
    const one = waiting.get(message.to);
    waiting.delete(message.to);
    if (message.type === 'answer') one?.resolve(message.answer);
    else one?.reject(new Refused(message.why));
  }

  function connect(): void {
    socket = new WebSocket(`ws://${location.host}/page/socket`);
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      onOpen();
    };
    socket.onmessage = ({ data }) => take(JSON.parse(String(data)) as ServerMessage);
    socket.onclose = () => {
      for (const one of waiting.values()) one.reject(new Refused('The sandbox is gone. Trying again…'));
      waiting.clear();
      onLost();
      setTimeout(connect, wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    };
  }
  connect();

  return {
    ask<T extends RequestType>(type: T, asked: Asked<T>) {
      if (socket.readyState !== WebSocket.OPEN)
        return Promise.reject(new Refused('The sandbox is not running just now. Nothing was sent.'));
      const one = Promise.withResolvers<Replies[T]>();
      sent += 1;
      waiting.set(sent, one as PromiseWithResolvers<unknown>);
      socket.send(JSON.stringify({ number: sent, request: { type, ...asked } }));
      return one.promise;
    },
  };
}
