import { type Key, type Keys, keyOf, newKey } from './encryption.ts';
import { keyFileOf, readKeyFile, writeKeyFile } from './key-file.ts';

/** Keys as the operator gives them, each of 32 bytes. */
export interface KeysGiven {
  /** Seals in place of the one in the file; then no file is made. */
  readonly key: Uint8Array | undefined;
  /** Still open what they sealed. */
  readonly old: readonly Uint8Array[];
}

export interface KeyRing extends Keys {
  /** Sentences for the operator. */
  readonly troubles: readonly string[];
}

const without = (trouble: string): KeyRing => ({ seals: undefined, opens: [], troubles: [trouble] });

function fromFile(file: string): KeyRing {
  const read = readKeyFile(file);
  switch (read.type) {
    case 'keys': {
      const [seals, ...opens] = read.keys;
      const troubles = read.open
        ? [`Others than its owner may read ${file}, the key to members' answers; chmod 600 it.`]
        : [];
      return { seals, opens, troubles };
    }
    case 'unreadable':
      return without(
        `The key file ${file} can't be read (${read.why}), so no answers are kept or shown. Put back your copy of it. It was left as it is.`,
      );
    case 'missing':
      return madeAnew(file);
  }
}

function madeAnew(file: string): KeyRing {
  const key = newKey();
  try {
    writeKeyFile(file, [key]);
    return { seals: key, opens: [], troubles: [] };
  } catch (error) {
    return without(
      `The key file ${file} can't be written (${(error as Error).message}), so no answers are kept.`,
    );
  }
}

/**
 * The keys to members' answers: the one that the operator gives, or the one in a file beside the database, which is made
 * if it is missing. A key that can't be had is told of in `troubles`; everything else works without it.
 */
export function openKeyRing(databaseFile: string, given: KeysGiven): KeyRing {
  const file = keyFileOf(databaseFile);
  const old = given.old.map(keyOf);
  if (!given.key) {
    const ring = fromFile(file);
    return { ...ring, opens: [...ring.opens, ...old] };
  }
  // A file from before the operator gave a key of their own still opens what it sealed.
  const before = readKeyFile(file);
  const filed: readonly Key[] = before.type === 'keys' ? before.keys : [];
  return { seals: keyOf(given.key), opens: [...old, ...filed], troubles: [] };
}
