// The process that draws; `painter.ts` starts it, and it ends when it is let go.
import { drawFigure } from './figure-picture.ts';
import type { Delivery, Order } from './painter.ts';

async function carryOut({ id, figure, moving }: Order): Promise<Delivery> {
  try {
    return { id, bytes: await drawFigure(figure, moving) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (order) => {
  carryOut(order as Order).then((delivery) => process.send?.(delivery));
});

// Ctrl-C in a terminal reaches every process there. The bot finishes the answers it is working on, and ends this one.
process.on('SIGINT', () => undefined);
