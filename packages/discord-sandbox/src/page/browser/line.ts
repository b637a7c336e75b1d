import type { Ask, Asks, Name, Told } from '../protocol.ts';

/** What was asked can't be done; the message is for the reader. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The line to the sandbox. It comes back by itself when it was lost. */
export interface Line {
  /** @throws {Refused} */
  ask<N extends Name>(name: N, asked: Asks[N]['ask']): Promise<Asks[N]['answer']>;
}

export interface LineParts {
  onOpen(): void;
  onLost(): void;
  onTold(told: Told): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

export function openLine({ onOpen, onLost, onTold }: LineParts): Line {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let socket: WebSocket;
  let asked = 0;
  let wait = FIRST_WAIT_MS;

  function hear(told: Told): void {
    if (told.told !== 'answer' && told.told !== 'refused') {
      onTold(told);
      return;
    }
    const one = waiting.get(told.to);
    waiting.delete(told.to);
    if (told.told === 'answer') one?.resolve(told.answer);
    else one?.reject(new Refused(told.why));
  }

  function connect(): void {
    socket = new WebSocket(`ws://${location.host}/page/socket`);
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      onOpen();
    };
    socket.onmessage = ({ data }) => hear(JSON.parse(String(data)) as Told);
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
    ask<N extends Name>(name: N, more: Asks[N]['ask']) {
      if (socket.readyState !== WebSocket.OPEN)
        return Promise.reject(new Refused('The sandbox is not running just now. Nothing was sent.'));
      const one = Promise.withResolvers<Asks[N]['answer']>();
      asked += 1;
      waiting.set(asked, one as PromiseWithResolvers<unknown>);
      const ask = { do: name, ...more } as Ask;
      socket.send(JSON.stringify({ number: asked, ask }));
      return one.promise;
    },
  };
}
