import { sealAnew } from '../storage/answers.ts';
import { sealTalliesAnew } from '../storage/checkin-tallies.ts';
import type { Database } from '../storage/database.ts';
import { createEncryption, type Key, type Keys, newKey } from '../storage/encryption.ts';
import { keyFileOf, readKeyFile, writeKeyFile } from '../storage/key-file.ts';
import { type KeysGiven, openKeyRing } from '../storage/key-ring.ts';
import { vacuumIfRequested } from '../storage/secure-erase.ts';
import { acrossClubs } from '../storage/transaction.ts';

export interface Rotation {
  /** How many answers the new key seals now, and how many couldn't be opened and were left as they are. */
  readonly sealed: number;
  readonly locked: number;
}

/** One step of the way from one key to another; a crash after any of them leaves every answer to be opened. */
export type RotationStep = () => Promise<Rotation | undefined>;

/**
 * The steps to a new key, in order. With a key of the operator's own it is that which seals all from now on. Otherwise a
 * new one is made: the file holds both, the new one first, until all answers are sealed by it, and then it alone.
 * `now` in UTC ms. Nobody else may have the database open meanwhile.
 */
export function rotationSteps(
  db: Database,
  databaseFile: string,
  given: KeysGiven,
  now: number,
): RotationStep[] {
  const ring = openKeyRing(databaseFile, given);
  const byGiven = given.key !== undefined;
  const keys: Keys = byGiven
    ? ring
    : { seals: newKey(), opens: [...(ring.seals ? [ring.seals] : []), ...ring.opens] };
  const write = (...kept: readonly (Key | undefined)[]) =>
    writeKeyFile(
      keyFileOf(databaseFile),
      kept.filter((key) => key !== undefined),
    );
  const writeBoth = async () => void write(keys.seals, ...keys.opens);
  const encryption = createEncryption(keys);
  const seal = () =>
    acrossClubs(db, async (trx) => {
      await sealTalliesAnew(trx, encryption);
      return sealAnew(trx, encryption, now);
    });
  const writeNew = async () => void write(keys.seals);
  const tidy = async () => void (await vacuumIfRequested(db));
  return byGiven ? [seal, tidy] : [writeBoth, seal, writeNew, tidy];
}

export function whyNotRotate(databaseFile: string, given: KeysGiven): string | undefined {
  const file = keyFileOf(databaseFile);
  const read = readKeyFile(file);
  if (given.key || read.type !== 'unreadable') return undefined;
  return `The key file ${file} can't be read (${read.why}). Put back your copy of it first; nothing was changed.`;
}

export async function rotate(steps: readonly RotationStep[]): Promise<Rotation> {
  let done: Rotation = { sealed: 0, locked: 0 };
  for (const step of steps) done = (await step()) ?? done;
  return done;
}
