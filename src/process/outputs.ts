import { writeSync } from 'node:fs';

/**
 * Standard output and standard error go away by themselves: a pipe is closed, a disk is full. That ends nothing; what is
 * written then is lost, and what is written later arrives where there is room again.
 */
export function surviveLostOutputs(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Standard error, which is written to again after it failed. */
export const errors = {
  write(text: string): void {
    if (!process.stderr.destroyed) {
      process.stderr.write(text);
      return;
    }
    try {
      writeSync(process.stderr.fd, text);
    } catch {
      // Nothing is left to say it to.
    }
  },
};
