/** How long a member waits for an answer; whatever takes longer holds nobody up. */
const LONGEST_HELD_MS = 3_000;

/** The turn of one interaction among those that write. */
export interface Turn {
  /** It has been acknowledged. Resolves when all that were begun before it, by their ids, are done or given up. */
  comes(): Promise<void>;
  /** It is done, or will never be. */
  ends(): void;
}

/**
 * Gives interactions turns in the order of their ids among those that have been received, which is the order in which
 * people pressed: acknowledgements overtake each other. `queue`: what must be in order, such as the id of a club.
 */
export function createTurns() {
  const queues = new Map<string, Map<bigint, Promise<void>>>();

  return {
    take(queue: string, id: string): Turn {
      const place = BigInt(id);
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const held = queues.get(queue) ?? new Map<bigint, Promise<void>>();
      queues.set(queue, held.set(place, done));
      function ends(): void {
        clearTimeout(timer);
        held.delete(place);
        if (held.size === 0 && queues.get(queue) === held) queues.delete(queue);
        resolve();
      }
      const giveUpLater = () => setTimeout(ends, LONGEST_HELD_MS).unref();
      let timer = giveUpLater();

      const earlier = () => [...held].flatMap(([other, isDone]) => (other < place ? [isDone] : []));
      return {
        async comes() {
          // Once acknowledged it keeps its place, however long those before it take.
          clearTimeout(timer);
          for (let before = earlier(); before.length > 0; before = earlier()) await Promise.all(before);
          timer = giveUpLater();
        },
        ends,
      };
    },
  };
}
