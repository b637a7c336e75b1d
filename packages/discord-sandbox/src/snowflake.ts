/** The first second of 2015, where Discord's ids begin to count. */
const EPOCH = 1_420_070_400_000n;

/** Makes ids as Discord does: they hold the time they were made, never repeat and always grow. */
export function createIds(now: () => number): () => string {
  let last = 0n;
  return () => {
    const earliest = (BigInt(Math.floor(now())) - EPOCH) << 22n;
    last = earliest > last ? earliest : last + 1n;
    return String(last);
  };
}
