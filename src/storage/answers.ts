import { digitsOf, type Scores, scoresIn } from '../domain/checkin.ts';
import type { About, KeptAnswer } from '../domain/history.ts';
import type { WallDate } from '../domain/wall-time.ts';
import { COUNT, isOfMember, ofMember, sealedColumns, toSealed } from './columns.ts';
import type { Database } from './database.ts';
import type { Bound, Encryption } from './encryption.ts';
import type { MemberKey } from './members.ts';
import type { Row } from './schema.ts';
import { requestVacuum } from './secure-erase.ts';

/** No race has this number: it stands for a check-in of one's own accord. */
const NO_RACE = 0;

type Kept = Row<'kept_answers'>;

const boundTo = (row: Pick<Kept, 'guild_id' | 'user_id' | 'race' | 'answered_on' | 'day'>): Bound => [
  'answer',
  row.guild_id,
  row.user_id,
  row.race,
  row.answered_on,
  row.day,
];

/**
 * Keeps an answer, sealed. A second one of the same day about the same race takes the place of the first. The member
 * must be known. False where there is no key to seal it with.
 */
export async function keepAnswer(
  db: Database,
  encryption: Encryption,
  member: MemberKey,
  { race, day, on, scores }: KeptAnswer,
): Promise<boolean> {
  const place = { ...ofMember(member), race: race ?? NO_RACE, answered_on: on };
  const kept = encryption.seal(Buffer.from(digitsOf(scores)), boundTo({ ...place, day }));
  if (!kept) return false;
  const row = { day, ...sealedColumns(kept) };
  await db
    .insertInto('kept_answers')
    .values({ ...place, ...row })
    .onConflict((conflict) =>
      conflict.columns(['guild_id', 'user_id', 'race', 'answered_on']).doUpdateSet(row),
    )
    .execute();
  return true;
}

function toScores(encryption: Encryption, row: Kept): Scores | undefined {
  const secret = encryption.open(toSealed(row), boundTo(row));
  return secret && scoresIn(Buffer.from(secret).toString('latin1'));
}

/** What a member had kept since a date, oldest first; `locked` counts those that no key at hand opens. */
export async function listAnswers(
  db: Database,
  encryption: Encryption,
  member: MemberKey,
  since: WallDate,
): Promise<{ answers: KeptAnswer[]; locked: number }> {
  const rows = await db
    .selectFrom('kept_answers')
    .selectAll()
    .where(isOfMember(member))
    .where('answered_on', '>=', since)
    .orderBy('answered_on')
    .orderBy('race')
    .execute();
  const answers = rows.flatMap((row) => {
    const scores = toScores(encryption, row);
    const about: About = { race: row.race === NO_RACE ? null : row.race, day: row.day };
    return scores ? [{ ...about, on: row.answered_on, scores }] : [];
  });
  return { answers, locked: rows.length - answers.length };
}

export async function countKept(db: Database, member: MemberKey): Promise<number> {
  const { count } = await db
    .selectFrom('kept_answers')
    .select(COUNT)
    .where(isOfMember(member))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Forgets all that a member had kept, and tells how many answers that were. `now` in UTC ms. */
export async function forgetAnswers(db: Database, member: MemberKey, now: number): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('kept_answers').where(isOfMember(member)).executeTakeFirst();
  if (numDeletedRows > 0n) await requestVacuum(db, now);
  return Number(numDeletedRows);
}

/** Forgets what was answered on a date or before it, in all clubs. `now` in UTC ms. */
export async function forgetAnswersUntil(db: Database, date: WallDate, now: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('kept_answers')
    .where('answered_on', '<=', date)
    .executeTakeFirst();
  if (numDeletedRows > 0n) await requestVacuum(db, now);
  return Number(numDeletedRows);
}

/** How many answers no key at hand can open: the key that sealed them isn't there. */
export async function countLocked(db: Database, encryption: Encryption): Promise<number> {
  const { count } = await db
    .selectFrom('kept_answers')
    .select(COUNT)
    .$if(encryption.opensWith.length > 0, (query) =>
      query.where('key_id', 'not in', [...encryption.opensWith]),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Seals all answers anew by the key that seals now. Those that can't be opened stay as they are. `now` in UTC ms.
 */
export async function sealAnew(
  trx: Database,
  encryption: Encryption,
  now: number,
): Promise<{ sealed: number; locked: number }> {
  const rows = await trx
    .selectFrom('kept_answers')
    .selectAll()
    .where('key_id', '!=', encryption.sealsWith ?? '')
    .execute();
  let sealed = 0;
  for (const row of rows) {
    const scores = toScores(encryption, row);
    const kept = scores && encryption.seal(Buffer.from(digitsOf(scores)), boundTo(row));
    if (!kept) continue;
    await trx
      .updateTable('kept_answers')
      .set(sealedColumns(kept))
      .where(isOfMember({ guildId: row.guild_id, userId: row.user_id }))
      .where('race', '=', row.race)
      .where('answered_on', '=', row.answered_on)
      .execute();
    sealed += 1;
  }
  if (sealed > 0) await requestVacuum(trx, now);
  return { sealed, locked: rows.length - sealed };
}
