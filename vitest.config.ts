import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{tests,figures/tests,packages/*/tests}/**/*.test.ts'],
    // Most of a journey is waiting for the sandbox's limits: two workers leave two cores idle for nearly half of the time.
    maxWorkers: 4,
    // Programs that tests start are compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'node') },
    // Generous, because a test may fail for a wrong answer but not for a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
