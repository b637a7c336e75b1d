import { writeSync } from 'node:fs';

/**
 * Standard output and standard error may fail at any time: a pipe is closed, a disk is full. The program goes on. What is
 * written then is lost; what is written later arrives if there is room again.
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
      // There is nowhere left to write to.
    }
  },
};
