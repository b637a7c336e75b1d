/** The instant (UTC ms) at which the sandbox of a test begins: a Tuesday at noon, or what `TESTS_BEGIN` says. */
export const START = Temporal.Instant.from(
  process.env['TESTS_BEGIN'] ?? '2026-11-24T12:00Z',
).epochMilliseconds;
