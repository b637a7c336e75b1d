import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';

/** Lengths in bytes. A nonce of 12 is what GCM was made for; drawn by chance it is safe for 2^32 rows of one key. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key, and the short name by which rows tell which one sealed them. The name gives nothing of the key away. */
export interface Key {
  readonly id: string;
  /** Not the bytes: whatever is logged or shown by mistake, they aren't in it. */
  readonly secret: KeyObject;
}

/** What is kept of something secret. */
export interface Sealed {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** The text and the tag that tells whether anything was changed. */
  readonly sealed: Uint8Array;
}

/** What a secret belongs to, such as a member and a day: moved to anything else, it can't be opened. */
export type Bound = readonly (string | number | null)[];

/** Seals by one key, and opens by that and by others. */
export type Encryption = ReturnType<typeof createEncryption>;

/** @throws {RangeError} where it isn't 32 bytes long. */
export function keyOf(bytes: Uint8Array): Key {
  if (bytes.byteLength !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes`);
  const id = createHash('sha256').update('cooldown key ').update(bytes).digest('hex').slice(0, 16);
  return { id, secret: createSecretKey(bytes) };
}

export function newKey(): Key {
  return keyOf(randomBytes(KEY_BYTES));
}

/** The keys at hand: one to seal with, if there is one, and others that still open what they sealed. */
export interface Keys {
  readonly seals: Key | undefined;
  readonly opens: readonly Key[];
}

export function createEncryption({ seals, opens }: Keys) {
  const byId = new Map([...(seals ? [seals] : []), ...opens].map((key) => [key.id, key]));
  const additional = (bound: Bound) => Buffer.from(JSON.stringify(['cooldown', 1, ...bound]));

  return {
    /** The id of the key that seals; undefined if there is none. */
    sealsWith: seals?.id,
    /** Ids of all keys that open. */
    opensWith: [...byId.keys()],

    /** Undefined if there is no key to seal with. */
    seal(secret: Uint8Array, bound: Bound): Sealed | undefined {
      if (!seals) return undefined;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, seals.secret, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additional(bound));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
      return { keyId: seals.id, nonce, sealed };
    },

    /** Undefined if the key isn't here, if anything was changed, and if it belongs to something else. */
    open({ keyId, nonce, sealed }: Sealed, bound: Bound): Uint8Array | undefined {
      const key = byId.get(keyId);
      if (!key || nonce.byteLength !== NONCE_BYTES || sealed.byteLength < TAG_BYTES) return undefined;
      const text = sealed.subarray(0, -TAG_BYTES);
      const cipher = createDecipheriv(CIPHER, key.secret, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additional(bound));
      cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([cipher.update(text), cipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}
