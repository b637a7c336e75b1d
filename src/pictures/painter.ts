import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { DrawFigure } from '../../figures/src/figure-picture.ts';

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
  /** Whether there is a process that draws. */
  atWork(): boolean;
  /** Draws no more. */
  close(): void;
}

const PROGRAM = join(import.meta.dirname, 'painter-process.ts');

/** As long as somebody may still be looking through routines. */
const IDLE_MS = 10_000;

/** A hundred times what a picture takes: whoever delivers none for so long is stuck. */
const LONGEST_MS = 30_000;

/**
 * Draws in a process of its own, which comes with the first picture and goes when there is nothing to draw: it takes a
 * hundred megabytes that way only as long as they are needed, keeps nobody's answer waiting, lets the bot go first, and
 * whatever happens to it happens to no one else. It is told nothing of the environment.
 */
export function createPainter({ idleMs = IDLE_MS, longestMs = LONGEST_MS } = {}): Painter {
  const orders = new Map<number, PromiseWithResolvers<Uint8Array>>();
  let drawer: ChildProcess | undefined;
  let limit: NodeJS.Timeout | undefined;
  let count = 0;
  let closed = false;

  function dismiss(): void {
    clearTimeout(limit);
    const leaving = drawer;
    drawer = undefined;
    leaving?.kill();
  }

  /** What it had to draw won't come, because it ended, never began or takes too long. */
  function lose(child: ChildProcess | undefined, why: string): void {
    if (child !== drawer) return;
    dismiss();
    for (const { reject } of orders.values()) reject(new Error(why));
    orders.clear();
  }

  /** It has so long to deliver something, or to be asked for something. */
  function wait(child: ChildProcess): void {
    clearTimeout(limit);
    limit =
      orders.size === 0
        ? setTimeout(dismiss, idleMs).unref()
        : setTimeout(() => lose(child, 'A picture took too long'), longestMs).unref();
  }

  function take(child: ChildProcess, delivery: Delivery): void {
    const order = orders.get(delivery.id);
    if (!order) return;
    orders.delete(delivery.id);
    if ('bytes' in delivery) order.resolve(delivery.bytes);
    else order.reject(new Error(delivery.error));
    wait(child);
  }

  function begin(): ChildProcess {
    const child = fork(PROGRAM, { execArgv: [], env: {}, serialization: 'advanced', stdio: 'ignore' });
    child.on('message', (delivery) => take(child, delivery as Delivery));
    child.on('error', ({ message }) => lose(child, `What draws is in trouble: ${message}`));
    child.once('exit', (code, signal) => lose(child, `What draws ended with ${signal ?? code}`));
    giveWay(child);
    return child;
  }

  return {
    draw(figure, moving) {
      if (closed) return Promise.reject(new Error('Nothing is drawn any more'));
      const child = drawer ?? begin();
      drawer = child;
      count += 1;
      const order = Promise.withResolvers<Uint8Array>();
      orders.set(count, order);
      if (orders.size === 1) wait(child);
      child.send({ id: count, figure, moving } satisfies Order, (error) => {
        if (error) lose(child, `What draws can't be reached: ${error.message}`);
      });
      return order.promise;
    },
    atWork: () => drawer !== undefined,
    close() {
      closed = true;
      lose(drawer, 'Nothing is drawn any more');
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
