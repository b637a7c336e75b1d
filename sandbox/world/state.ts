import { deserialize, serialize } from 'node:v8';
import { createIds } from '../snowflake.ts';
import type { World } from './world.ts';

/** Everything of a world but what it can do. */
type Kept = Omit<World, 'newId' | 'plainMembers'>;

const VERSION = 1;

/** A world and its time (UTC ms) as the content of a file. */
export function packed({ newId: _id, plainMembers: _plain, ...kept }: World, now: number): Uint8Array {
  return serialize({ version: VERSION, now, kept: kept satisfies Kept });
}

/** What `packed` made. @throws {Error} where the bytes are something else. */
export function unpacked(bytes: Uint8Array): { readonly now: number; readonly kept: Kept } {
  const read: { version?: unknown; now?: unknown; kept?: unknown } = deserialize(bytes);
  if (read.version !== VERSION || typeof read.now !== 'number' || typeof read.kept !== 'object')
    throw new Error('It was saved by another version of the sandbox.');
  return read as { now: number; kept: Kept };
}

/** A world that was kept, alive again. Ids go on growing by the clock. */
export function revived(kept: Kept, now: () => number): World {
  const { home, users } = kept;
  return {
    ...kept,
    newId: createIds(now),
    plainMembers: () =>
      [...home.members.values()].flatMap(({ userId, roleIds }) =>
        roleIds.length > 0 || userId === home.ownerId ? [] : (users.get(userId)?.username ?? []),
      ),
  };
}
