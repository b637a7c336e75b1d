import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KEY_BYTES, type Key, keyOf } from './encryption.ts';

/** The file of keys: one a line in base64, the first of which seals; the others still open what they sealed. */
export type KeyFile =
  | {
      readonly type: 'keys';
      readonly keys: readonly Key[];
      /** Others than its owner may read it. */
      readonly open: boolean;
    }
  | { readonly type: 'missing' }
  /** It is there, but no keys can be read from it. It is left as it is. */
  | { readonly type: 'unreadable'; readonly why: string };

const FOR_ITS_OWNER = 0o600;
const FOR_OTHERS = 0o077;

const EXPLAINED =
  '# The key to the answers that members asked Cooldown to keep. Lost, they are lost. Keep a copy away from the database.';

/** Where the keys of a database are, if the operator gives none. */
export function keyFileOf(databaseFile: string): string {
  return `${databaseFile}.key`;
}

function keyIn(line: string): Key | undefined {
  const bytes = Buffer.from(line, 'base64');
  return bytes.byteLength === KEY_BYTES ? keyOf(bytes) : undefined;
}

export function readKeyFile(file: string): KeyFile {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, 'utf8');
    ({ mode } = statSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return { type: 'unreadable', why: message };
    // Such as that of a volume that isn't mounted: the key may be safe where it leads.
    const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    return link ? { type: 'unreadable', why: 'it is a link that leads nowhere' } : { type: 'missing' };
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map(keyIn);
  const whole = keys.filter((key) => key !== undefined);
  if (whole.length === 0 || whole.length < keys.length)
    return { type: 'unreadable', why: `it should hold one key a line: ${KEY_BYTES} bytes in base64` };
  // Windows has no such modes.
  return { type: 'keys', keys: whole, open: process.platform !== 'win32' && (mode & FOR_OTHERS) !== 0 };
}

function flushed(path: string, flags: string, write: (handle: number) => void): void {
  const handle = openSync(path, flags, FOR_ITS_OWNER);
  try {
    write(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes the keys, the one that seals first. A crash leaves the file as it was or as it should be, nothing between. */
export function writeKeyFile(file: string, keys: readonly Key[]): void {
  const lines = [EXPLAINED, ...keys.map(({ secret }) => secret.export().toString('base64'))];
  const beside = `${file}.new`;
  mkdirSync(dirname(file), { recursive: true });
  // A file left by a crash may have another mode.
  rmSync(beside, { force: true });
  flushed(beside, 'wx', (handle) => writeSync(handle, `${lines.join('\n')}\n`));
  renameSync(beside, file);
  // The new name is on disk once the folder is. Windows can't open folders, so nothing is done there.
  if (process.platform !== 'win32') flushed(dirname(file), 'r', () => {});
}
