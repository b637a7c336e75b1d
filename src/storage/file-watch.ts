import { statSync } from 'node:fs';

/** Which file stands under a path, however it was written to; undefined where there is none. */
function standingAt(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/**
 * Remembers which files stand under some paths now. The function tells whether one of them is gone or another stands in
 * its place, so that what is written to it from then on is lost.
 */
export function watchFiles(paths: readonly string[]): () => boolean {
  const found = paths.map((path) => [path, standingAt(path)] as const);
  return () => found.some(([path, before]) => before !== undefined && standingAt(path) !== before);
}
