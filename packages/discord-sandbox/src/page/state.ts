import type { IncomingMessage, ServerResponse } from 'node:http';
import { comesFromElsewhere } from '../rest/loopback.ts';
import { NoState, type Saved, unpacked } from '../world/state.ts';
import { AS_DOWNLOAD } from './files.ts';

/** Whether another state can take the place of this one; if so, `go` lets it happen. */
export type Prepared =
  | { readonly type: 'ready'; readonly go: () => void }
  /** `why` in a sentence for people. Nothing has been changed. */
  | { readonly type: 'refused'; readonly why: string };

/** Makes everything ready for a state that somebody wants to go on from, and changes nothing yet. */
export type Prepare = (saved: Saved) => Promise<Prepared>;

interface StateParts {
  /** Everything there is, as the content of a file. */
  save(): Uint8Array;
  readonly prepare: Prepare;
  /** Called when another state is about to take the place of this one. */
  onLeaving(): void;
}

/** Larger than any state that people are likely to save. */
const LARGEST_STATE = 100 * 1024 * 1024;
const TOO_LARGE = 'This file is too large: 100 MiB at most.';

/** The body, or undefined where there is too much of it. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0);
  if (size > LARGEST_STATE) return undefined;
  size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_STATE) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function readable(bytes: Uint8Array): Saved | string {
  try {
    return unpacked(bytes);
  } catch (error) {
    if (!(error instanceof NoState)) throw error;
    return error.message;
  }
}

/** Gives everything there is as a file, and takes such a file back from the chat page, one at a time. */
export function createStateDoor({ save, prepare, onLeaving }: StateParts) {
  let busy = false;

  function fail(response: ServerResponse, what: string, error: unknown): void {
    process.stderr.write(`The sandbox failed at ${what} a state: ${String(error)}\n`);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }

  function give(response: ServerResponse): void {
    try {
      const bytes = save();
      response.writeHead(200, { ...AS_DOWNLOAD, 'content-type': 'application/octet-stream' }).end(bytes);
    } catch (error) {
      fail(response, 'saving', error);
    }
  }

  async function prepareFrom(request: IncomingMessage): Promise<Prepared> {
    const body = await bodyOf(request);
    if (!body) return { type: 'refused', why: TOO_LARGE };
    const saved = readable(body);
    return typeof saved === 'string' ? { type: 'refused', why: saved } : prepare(saved);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (why: string) =>
      response.writeHead(422, { ...AS_DOWNLOAD, 'content-type': 'text/plain; charset=utf-8' }).end(why);
    if (busy) return void refuse('Another state is being loaded.');
    busy = true;
    const prepared = await prepareFrom(request).finally(() => {
      busy = false;
    });
    if (prepared.type === 'refused') return void refuse(prepared.why);
    busy = true;
    response.once('close', () => {
      onLeaving();
      prepared.go();
    });
    response.writeHead(204, { connection: 'close' }).end();
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method, headers } = request;
    if (method === 'GET' || method === 'HEAD') give(response);
    else if (method !== 'POST') response.writeHead(405, { allow: 'GET, HEAD, POST' }).end();
    // Only our own page may load a state: no page of another origin, and no program that sends no origin.
    else if (headers.origin === undefined || comesFromElsewhere(request)) response.writeHead(403).end();
    else take(request, response).catch((error: unknown) => fail(response, 'loading', error));
  };
}
