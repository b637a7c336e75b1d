/** The parts that read what comes from Discord. */
const READS_PACKETS = /node_modules[\\/](?:@discordjs[\\/]ws|discord\.js)[\\/]/;

/**
 * Whether an error arose where one packet of Discord's was read, so that it says nothing of anything else. Such an
 * error can't be caught in another place: the library reads packets in functions that nobody waits for.
 */
export function isOfOnePacket(error: unknown): boolean {
  const stack = error instanceof Error ? error.stack : undefined;
  const thrownAt = stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  return READS_PACKETS.test(thrownAt);
}
