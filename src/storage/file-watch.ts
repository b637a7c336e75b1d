import { statSync } from 'node:fs';

/** Which file stands under a path, however it was written to; undefined where there is none. */
function standingAt(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/**
 * Remembers the files of an open database. The function tells whether one of them is gone or another stands in its
 * place, so that what is written from then on is lost.
 */
export function watchFiles(databaseFile: string): () => boolean {
  const open = [databaseFile, `${databaseFile}-wal`].map((path) => [path, standingAt(path)] as const);
  return () => open.some(([path, before]) => before !== undefined && standingAt(path) !== before);
}
