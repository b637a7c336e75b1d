// The process that draws; `painter.ts` starts it, and it ends when it is let go.
import { drawFigure } from '../../figures/src/figure-picture.ts';
import type { Delivery, Order } from './painter.ts';

async function carryOut({ id, figure, moving }: Order): Promise<Delivery> {
  try {
    return { id, bytes: await drawFigure(figure, moving) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** At a time: were all begun at once, each would come as late as the last. */
const HANDS = 2;

const waiting: Order[] = [];
let atWork = 0;

async function lendAHand(): Promise<void> {
  if (atWork === HANDS) return;
  atWork += 1;
  for (let order = waiting.shift(); order; order = waiting.shift()) process.send?.(await carryOut(order));
  atWork -= 1;
}

process.on('message', (order) => {
  waiting.push(order as Order);
  void lendAHand();
});

// Ctrl-C in a terminal reaches every process there. The bot finishes the answers it is working on, and ends this one.
process.on('SIGINT', () => undefined);
