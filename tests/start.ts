/** The instant (UTC ms) at which the sandbox of a test begins: a Tuesday at noon, or what `TESTS_BEGIN` says. */
export const START = Temporal.Instant.from(
  process.env['TESTS_BEGIN'] ?? '2026-11-24T12:00Z',
).epochMilliseconds;

/** What a program in a process of its own needs so that it has the clock of this one, also where `faketime` has set it. */
export const MACHINE_CLOCK: Readonly<Record<string, string>> = Object.fromEntries(
  ['LD_PRELOAD', 'FAKETIME', 'FAKETIME_SHARED', 'FAKETIME_DONT_FAKE_MONOTONIC'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
