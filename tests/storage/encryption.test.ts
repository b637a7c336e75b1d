import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bound, createEncryption, keyOf, newKey, type Sealed } from '../../src/storage/encryption.ts';
import { keyFileOf, readKeyFile, writeKeyFile } from '../../src/storage/key-file.ts';
import { openKeyRing } from '../../src/storage/key-ring.ts';
import { ownFolder } from '../folders.ts';

const bytes = (byte: number) => Buffer.alloc(32, byte);
const secret = Buffer.from('35421');
const bound: Bound = ['answer', '100', '1', 4, '2026-11-24', 1];
const none = { key: undefined, old: [] };

function sealedBy(encryption: ReturnType<typeof createEncryption>): Sealed {
  const sealed = encryption.seal(secret, bound);
  if (!sealed) throw new Error('It has no key');
  return sealed;
}

describe('the encryption', () => {
  const encryption = createEncryption({ seals: newKey(), opens: [] });

  it('gives back what was sealed, each time under another nonce', () => {
    const [one, other] = [sealedBy(encryption), sealedBy(encryption)];
    expect(encryption.open(one, bound)).toEqual(secret);
    expect(one.nonce).toHaveLength(12);
    expect(Buffer.from(one.nonce).equals(other.nonce)).toBe(false);
    expect(Buffer.from(one.sealed).equals(other.sealed)).toBe(false);
    expect(Buffer.from(one.sealed).includes(secret)).toBe(false);
  });

  it('opens nothing of which any bit was changed', () => {
    const whole = sealedBy(encryption);
    for (const part of ['nonce', 'sealed'] as const)
      for (let bit = 0; bit < whole[part].byteLength * 8; bit++) {
        const changed = Buffer.from(whole[part]);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(encryption.open({ ...whole, [part]: changed }, bound)).toBeUndefined();
      }
    for (const length of [0, 11, 13]) {
      expect(encryption.open({ ...whole, nonce: Buffer.alloc(length) }, bound)).toBeUndefined();
      expect(encryption.open({ ...whole, sealed: whole.sealed.subarray(0, length) }, bound)).toBeUndefined();
    }
  });

  it('opens nothing in the place of something else', () => {
    const mine = sealedBy(encryption);
    for (const place of bound.keys())
      expect(encryption.open(mine, bound.with(place, 'another'))).toBeUndefined();
    // Joined, these would read the same.
    expect(encryption.open(mine, ['answer', '1001', '', 4, '2026-11-24', 1])).toBeUndefined();
  });

  it('opens by old keys, and by no other', () => {
    const old = newKey();
    const sealed = sealedBy(createEncryption({ seals: old, opens: [] }));
    expect(createEncryption({ seals: newKey(), opens: [old] }).open(sealed, bound)).toEqual(secret);
    expect(createEncryption({ seals: newKey(), opens: [] }).open(sealed, bound)).toBeUndefined();
    const other = newKey();
    const claimed = { ...sealed, keyId: other.id };
    expect(createEncryption({ seals: other, opens: [] }).open(claimed, bound)).toBeUndefined();
  });

  it('seals nothing without a key', () => {
    expect(createEncryption({ seals: undefined, opens: [newKey()] }).seal(secret, bound)).toBeUndefined();
  });

  it('takes keys of 32 bytes alone, and shows none', () => {
    expect(() => keyOf(Buffer.alloc(31))).toThrow(RangeError);
    const key = keyOf(bytes(7));
    expect(key.id).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(key)).not.toContain(bytes(7).toString('base64'));
    expect(Buffer.from(key.id, 'hex').includes(bytes(7).subarray(0, 4))).toBe(false);
  });
});

describe('the key file', () => {
  const database = () => join(ownFolder(), 'deep', 'club.sqlite');

  it('is made once, for its owner alone, and leaves nothing beside it', () => {
    const file = database();
    const first = openKeyRing(file, none);
    expect(first.troubles).toEqual([]);
    const again = openKeyRing(file, none);
    expect(again.seals?.id).toBe(first.seals?.id);
    expect(statSync(keyFileOf(file)).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['club.sqlite.key']);
    expect(readFileSync(keyFileOf(file), 'utf8')).toMatch(/^# The key.*\n[\w+/]{43}=\n$/);
  });

  it('says so where others may read it, and works all the same', () => {
    const file = database();
    const { seals } = openKeyRing(file, none);
    chmodSync(keyFileOf(file), 0o644);
    const ring = openKeyRing(file, none);
    expect(ring.seals?.id).toBe(seals?.id);
    expect(ring.troubles.join()).toMatch(/Others than its owner may read .*club\.sqlite\.key/);
  });

  it.each(['', 'hello\n', 'AAAA\n', `${bytes(1).toString('base64')}\nhalf a key\n`])(
    'is left as it is where no keys can be read from it: %j',
    (text) => {
      const file = join(ownFolder(), 'club.sqlite');
      writeFileSync(keyFileOf(file), text, { mode: 0o600 });
      const ring = openKeyRing(file, none);
      expect(ring.seals).toBeUndefined();
      expect(ring.troubles.join()).toMatch(/can't be read .* left as it is/);
      expect(ring.troubles.join()).not.toContain(bytes(1).toString('base64'));
      expect(readFileSync(keyFileOf(file), 'utf8')).toBe(text);
    },
  );

  it('is written anew over what a crash has left', () => {
    const file = join(ownFolder(), 'club.sqlite.key');
    writeFileSync(`${file}.new`, 'half', { mode: 0o666 });
    writeKeyFile(file, [keyOf(bytes(1)), keyOf(bytes(2))]);
    expect(existsSync(`${file}.new`)).toBe(false);
    const read = readKeyFile(file);
    expect(read.type === 'keys' && read.keys.map(({ id }) => id)).toEqual([
      keyOf(bytes(1)).id,
      keyOf(bytes(2)).id,
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not made where the operator gives a key, and still opens what it sealed', () => {
    const file = database();
    const given = { key: bytes(1), old: [bytes(2)] };
    expect(openKeyRing(file, given).seals?.id).toBe(keyOf(bytes(1)).id);
    expect(existsSync(keyFileOf(file))).toBe(false);
    const filed = openKeyRing(file, none);
    const ring = openKeyRing(file, given);
    expect(ring.opens.map(({ id }) => id)).toEqual([keyOf(bytes(2)).id, filed.seals?.id]);
  });
});
