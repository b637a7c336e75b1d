/** The instant (UTC ms) at which the sandbox of a test begins: a Tuesday at noon, or what `TESTS_BEGIN` says. */
export const START = Temporal.Instant.from(
  process.env['TESTS_BEGIN'] ?? '2026-11-24T12:00Z',
).epochMilliseconds;

/** What a program in a process of its own needs to have the clock of this one, also where `faketime` has set it, and to start fast. */
export const PROGRAM_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  ['LD_PRELOAD', 'FAKETIME', 'FAKETIME_SHARED', 'FAKETIME_DONT_FAKE_MONOTONIC', 'NODE_COMPILE_CACHE'].flatMap(
    (name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    },
  ),
);
