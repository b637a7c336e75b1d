import { z } from 'zod';
import type { RaceKey } from '../domain/race.ts';
import type { RunKey } from '../domain/run.ts';
import type { MemberKey } from './members.ts';
import type { Flag } from './schema.ts';

/** What names a run, a race or a series of a club. */
export const numbered = ({ guildId, number }: RunKey | RaceKey) => ({ guild_id: guildId, number });

/** What names a member of a club. */
export const ofMember = ({ guildId, userId }: MemberKey) => ({ guild_id: guildId, user_id: userId });

export const toFlag = (yes: boolean): Flag => (yes ? 1 : 0);

/** A flag that was never set is no. */
export const isSet = (flag: Flag | null | undefined): boolean => flag === 1;

/**
 * What a column holds as JSON, with what `schema` fills in where an older version knew less.
 * @throws {Error} that names `what` it is, such as "template of series 3 of club 9", where it can't be read.
 */
export function readJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const read = schema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new Error(`The ${what} can't be read: ${z.prettifyError(read.error)}`);
}

/** Undefined where it is not JSON. The parser's own error would quote what members typed. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
