import { HOUR } from '../domain/duration.ts';
import type { Database } from '../storage/database.ts';
import { vacuumIfRequested } from '../storage/secure-erase.ts';

/** Whoever erased something may expect that its bytes are gone by then. */
const LATE_AFTER_MS = HOUR;

/** Removes erased bytes from the file, with every beat. `onLate`: for an hour another program has kept it from doing so. */
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
