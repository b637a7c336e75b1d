import { HOUR } from '../domain/duration.ts';
import type { Database } from '../storage/database.ts';
import { vacuumIfRequested } from '../storage/secure-erase.ts';

/** Whoever erased something may expect that its bytes are gone by then. */
const LATE_AFTER_MS = HOUR;

/**
 * Rids the file of all that was erased, with every beat. `onLate` is called once where that hasn't been possible for an
 * hour, because another program reads the file.
 */
export function createSecureErase(db: Database, onLate: () => void): (now: number) => Promise<void> {
  let failingSince: number | undefined;
  let warned = false;
  return async (now) => {
    if (await vacuumIfRequested(db)) {
      failingSince = undefined;
      warned = false;
      return;
    }
    failingSince ??= now;
    if (warned || now - failingSince < LATE_AFTER_MS) return;
    warned = true;
    onLate();
  };
}
