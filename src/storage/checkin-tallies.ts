import type { Tally } from '../domain/group-mood.ts';
import type { RaceKey } from '../domain/race.ts';
import { isOf, numbered, sealedColumns, toSealed } from './columns.ts';
import type { Database } from './database.ts';
import type { Encryption } from './encryption.ts';

/** Seals what is to be secret and opens it again. */
export type Seal = Pick<Encryption, 'seal' | 'open'>;

const NOBODY: Tally = { answered: 0, fine: 0 };

/** Always of the same length, so that it doesn't tell anything either. */
const BYTES = 8;

function bytesOf({ answered, fine }: Tally): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, answered);
  view.setUint32(4, fine);
  return bytes;
}

function tallyIn(bytes: Uint8Array): Tally {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { answered: view.getUint32(0), fine: view.getUint32(4) };
}

const boundTo = ({ guildId, number }: RaceKey, day: number) => ['checkin-tally', guildId, number, day];

/** Both 0 if nothing is kept, or if it can't be opened. */
export async function findTally(db: Database, seal: Seal, race: RaceKey, day: number): Promise<Tally> {
  const row = await db
    .selectFrom('checkin_tallies')
    .selectAll()
    .where(isOf(race))
    .where('day', '=', day)
    .executeTakeFirst();
  const opened = row && seal.open(toSealed(row), boundTo(race, day));
  return opened?.byteLength === BYTES ? tallyIn(opened) : NOBODY;
}

/**
 * Counts one more answer. The row is written anew whatever the answer was, so that nothing shows from outside. False,
 * and nothing is written, if there is no key: in clear text the row would tell what the first member said.
 */
export async function countAnswer(
  db: Database,
  seal: Seal,
  race: RaceKey,
  day: number,
  fine: boolean,
): Promise<boolean> {
  const before = await findTally(db, seal, race, day);
  const after = { answered: before.answered + 1, fine: before.fine + (fine ? 1 : 0) };
  const sealed = seal.seal(bytesOf(after), boundTo(race, day));
  if (!sealed) return false;
  const columns = sealedColumns(sealed);
  await db
    .insertInto('checkin_tallies')
    .values({ ...numbered(race), day, ...columns })
    .onConflict((conflict) => conflict.columns(['guild_id', 'number', 'day']).doUpdateSet(columns))
    .execute();
  return true;
}

/** Seals all tallies anew. Those that can't be opened stay as they are. */
export async function sealTalliesAnew(trx: Database, seal: Seal): Promise<void> {
  for (const row of await trx.selectFrom('checkin_tallies').selectAll().execute()) {
    const race = { guildId: row.guild_id, number: row.number };
    const bound = boundTo(race, row.day);
    const opened = seal.open(toSealed(row), bound);
    const sealed = opened && seal.seal(opened, bound);
    if (!sealed) continue;
    await trx
      .updateTable('checkin_tallies')
      .set(sealedColumns(sealed))
      .where(isOf(race))
      .where('day', '=', row.day)
      .execute();
  }
}
