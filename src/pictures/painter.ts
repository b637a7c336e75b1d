import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { DrawFigure } from './figure-picture.ts';

/** What the process that draws is asked for. */
export interface Order {
  readonly id: number;
  readonly figure: Parameters<DrawFigure>[0];
  readonly moving: boolean;
}

/** What it answers. */
export type Delivery =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: string };

export interface Painter {
  readonly draw: DrawFigure;
  /** How many processes draw now: none, or one. */
  atWork(): number;
  /** Draws no more. */
  close(): void;
}

const PROGRAM = join(import.meta.dirname, 'painter-process.ts');

/** As long as somebody may still be looking through routines. */
const IDLE_MS = 10_000;

/**
 * Draws in a process of its own, which comes with the first picture and goes when there is nothing to draw: it takes a
 * hundred megabytes that way only as long as they are needed, keeps nobody's answer waiting, lets the bot go first, and
 * whatever happens to it happens to no one else. It is told nothing of the environment.
 */
export function createPainter(idleMs = IDLE_MS): Painter {
  const orders = new Map<number, PromiseWithResolvers<Uint8Array>>();
  let drawer: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;
  let closed = false;

  function dismiss(): void {
    clearTimeout(idle);
    drawer?.removeAllListeners('exit');
    if (drawer?.connected) drawer.disconnect();
    drawer = undefined;
  }

  function failAll(why: Error): void {
    for (const { reject } of orders.values()) reject(why);
    orders.clear();
  }

  /** It ended by itself, or never began: what it had to draw won't come. */
  function lose(why: Error): void {
    dismiss();
    failAll(why);
  }

  function take(delivery: Delivery): void {
    const order = orders.get(delivery.id);
    orders.delete(delivery.id);
    if ('bytes' in delivery) order?.resolve(delivery.bytes);
    else order?.reject(new Error(delivery.error));
    if (orders.size === 0) idle = setTimeout(dismiss, idleMs).unref();
  }

  function begin(): ChildProcess {
    const child = fork(PROGRAM, { execArgv: [], env: {}, serialization: 'advanced', stdio: 'ignore' });
    child.on('message', (delivery) => take(delivery as Delivery));
    child.once('error', lose);
    child.once('exit', (code, signal) => lose(new Error(`What draws ended with ${signal ?? code}`)));
    giveWay(child);
    return child;
  }

  return {
    draw(figure, moving) {
      if (closed) return Promise.reject(new Error('Nothing is drawn any more'));
      clearTimeout(idle);
      drawer ??= begin();
      const order = Promise.withResolvers<Uint8Array>();
      count += 1;
      orders.set(count, order);
      drawer.send({ id: count, figure, moving } satisfies Order, (error) => {
        if (error) lose(error);
      });
      return order.promise;
    },
    atWork: () => (drawer ? 1 : 0),
    close() {
      closed = true;
      lose(new Error('Nothing is drawn any more'));
    },
  };
}

/** Whoever runs the bot may not be allowed to, and then it is as it was. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    return;
  }
}
