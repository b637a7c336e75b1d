import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { App } from '../client/apps.ts';
import type { Device } from '../client/devices.ts';
import { comesFromElsewhere, isCalledByOwnName } from '../rest/loopback.ts';
import { codeOfPage, PAGE_SOCKET } from './files.ts';
import type { ServerMessage } from './protocol.ts';
import { type ReaderParts, serveReader } from './reader.ts';
import { createWireLog, type WireParts } from './wire.ts';

/** Ten files of the largest size, as text. */
const LARGEST_REQUEST = 150 * 1024 * 1024;

/** How often a page checks whether a bot is connected, in ms. */
const LOOK_EVERY_MS = 250;

/** A page that was loaded so many loads ago isn't open any more. */
const MOST_APPS = 1_000;

export interface Page {
  /** Tells every page that is open. */
  tell(message: ServerMessage): void;
  stop(): void;
}

/** The chat page's socket, at `/page/socket` of `server`. */
export function createPage(
  server: Server,
  parts: Omit<ReaderParts, 'onBot' | 'code' | 'wire' | 'appOf'> &
    WireParts & { startApp(device: Device): App },
): Page {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_REQUEST });
  const listeners = new Set<(running: boolean) => void>();
  const code = codeOfPage();
  const wire = createWireLog(parts);
  const apps = new Map<string, App>();
  let running = false;
  const look = setInterval(() => {
    const now = parts.gateway.connections() > 0;
    if (now === running) return;
    running = now;
    for (const listener of listeners) listener(running);
  }, LOOK_EVERY_MS).unref();
  const onBot = (listener: (running: boolean) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  function appOf(name: string, device: Device): App {
    const app = apps.get(name) ?? parts.startApp(device);
    apps.set(name, app);
    for (const old of [...apps.keys()].slice(0, -MOST_APPS)) apps.delete(old);
    app.device = device;
    return app;
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = URL.parse(request.url ?? '/', 'http://sandbox.invalid');
    if (url?.pathname !== PAGE_SOCKET) return;
    stream.on('error', () => stream.destroy());
    // Only our own page may act as a member: no page of another origin, and no program that sends no origin.
    const stranger = request.headers.origin === undefined || comesFromElsewhere(request);
    if (!isCalledByOwnName(request) || stranger)
      return void stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, stream, head, (socket) =>
      serveReader(socket, { ...parts, appOf, code, wire, onBot }),
    );
  });

  return {
    tell(message) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(message));
    },
    stop() {
      clearInterval(look);
      wire.stop();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
