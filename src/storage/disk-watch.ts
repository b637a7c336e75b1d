import type { LogEvent } from 'kysely';
import type { DiskTrouble } from '../domain/disk-trouble.ts';

const TROUBLES: readonly (readonly [RegExp, DiskTrouble])[] = [
  [/^SQLITE_FULL/, 'full'],
  [/^SQLITE_IOERR/, 'failing'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
];

/** Remembers what is wrong with the disk, as SQLite's errors tell it, until something can be written again. */
export function watchDisk() {
  let trouble: DiskTrouble | null = null;
  return {
    trouble: () => trouble,
    /** For Kysely, which tells it of every statement. */
    log(event: LogEvent): void {
      if (event.level === 'error') {
        const { code } = event.error as { readonly code?: unknown };
        trouble = TROUBLES.find(([form]) => form.test(String(code)))?.[1] ?? trouble;
      } else if (event.query.sql === 'commit' && trouble !== 'damaged') trouble = null;
    },
  };
}
