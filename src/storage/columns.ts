import { expressionBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { RunKey } from '../domain/run.ts';
import type { Sealed } from './encryption.ts';
import type { Flag, Schema, SealedColumns } from './schema.ts';

/** What names a run, a race or a series of a club. */
export const numbered = ({ guildId, number }: RunKey) => ({ guild_id: guildId, number });

/** A `MemberKey`. */
type OneMember = Readonly<Record<'guildId' | 'userId', string>>;

/** What names a member of a club. */
export const ofMember = ({ guildId, userId }: OneMember) => ({ guild_id: guildId, user_id: userId });

/** Rows of a run, a race or a series. Not for a join of such tables, whose columns have the same names. */
export const isOf = (key: RunKey) => expressionBuilder<Schema, 'runs' | 'races'>().and(numbered(key));

/** Rows of a member, in the same way. */
export const isOfMember = (member: OneMember) => expressionBuilder<Schema, 'members'>().and(ofMember(member));

/** What is kept of something sealed, and the same as columns. */
export const toSealed = ({ key_id, nonce, sealed }: SealedColumns): Sealed => ({
  keyId: key_id,
  nonce,
  sealed,
});
export const sealedColumns = ({ keyId, nonce, sealed }: Sealed): SealedColumns => ({
  key_id: keyId,
  nonce,
  sealed,
});

/** Rows of two tables that are about the same run or race. */
export const sameNumber = (one: keyof Schema, other: keyof Schema) =>
  sql<boolean>`${sql.ref(`${one}.guild_id`)} = ${sql.ref(`${other}.guild_id`)}
    and ${sql.ref(`${one}.number`)} = ${sql.ref(`${other}.number`)}`;

/** Runs of a series. */
export const isOfSeries = ({ guildId, number }: RunKey) =>
  expressionBuilder<Schema, 'runs'>().and({ guild_id: guildId, series: number });

/** How many rows there are, as `count`. */
export const COUNT = expressionBuilder<Schema, never>().fn.countAll<number>().as('count');

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

/** Those parts of something that have these names. */
export const pick = <T, Name extends keyof T>(from: T, names: readonly Name[]): Pick<T, Name> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, Name>;
