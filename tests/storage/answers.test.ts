import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scoresIn } from '../../src/domain/checkin.ts';
import type { KeptAnswer } from '../../src/domain/history.ts';
import { rotate, rotationSteps, whyNotRotate } from '../../src/services/key-rotation.ts';
import {
  countLocked,
  forgetAnswers,
  forgetAnswersUntil,
  keepAnswer,
  listAnswers,
} from '../../src/storage/answers.ts';
import { findKeepingWish, saveKeepingWish } from '../../src/storage/choices.ts';
import { type Database, holdAlone, openDatabase } from '../../src/storage/database.ts';
import { createEncryption, newKey } from '../../src/storage/encryption.ts';
import { keyFileOf, readKeyFile } from '../../src/storage/key-file.ts';
import { openKeyRing } from '../../src/storage/key-ring.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { vacuumIfRequested } from '../../src/storage/secure-erase.ts';
import { ownFolder } from '../folders.ts';

/** With the rows that come of these, `secure_delete` alone leaves a copy behind: only writing the file anew helps. */
const SEEDS = [3, 7];

const NOW = Date.UTC(2026, 10, 24, 12);
const maya = { guildId: '100', userId: '777000777000777001' };
const ben = { guildId: '100', userId: '777000777000777002' };
const mayaElsewhere = { ...maya, guildId: '200' };
const none = { key: undefined, old: [] };

function answer(on: string, digits = '35421', race: number | null = 4): KeptAnswer {
  const scores = scoresIn(digits);
  if (!scores) throw new Error('No scores');
  return { race, day: race && 1, on, scores };
}

async function open(file = join(ownFolder(), 'club.sqlite')) {
  const db = await openDatabase(file);
  onTestFinished(() => db.destroy());
  for (const member of [maya, ben, mayaElsewhere]) await rememberMember(db, member, NOW);
  return { db, file, encryption: createEncryption(openKeyRing(file, none)) };
}

const digitsIn = async (db: Database, encryption: ReturnType<typeof createEncryption>) =>
  (await listAnswers(db, encryption, maya, '2026-01-01')).answers.map(({ scores }) =>
    Object.values(scores).join(''),
  );

/** How often something stands in the file, its log and its index. */
function found(file: string, what: string | Uint8Array): number {
  const places = ['', '-wal', '-shm'].map((end) => {
    const bytes = readFileSync(`${file}${end}`);
    let count = 0;
    for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) count += 1;
    return count;
  });
  return places.reduce((sum, count) => sum + count, 0);
}

describe('answers that are kept', () => {
  it('come back in order, each member’s and each club’s apart', async () => {
    const { db, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-11-20', '55555', null));
    await keepAnswer(db, encryption, maya, answer('2026-11-10'));
    await keepAnswer(db, encryption, ben, answer('2026-11-11', '11111'));
    await keepAnswer(db, encryption, mayaElsewhere, answer('2026-11-12', '22222'));
    expect(await listAnswers(db, encryption, maya, '2026-01-01')).toEqual({
      answers: [answer('2026-11-10'), answer('2026-11-20', '55555', null)],
      locked: 0,
    });
    expect((await listAnswers(db, encryption, maya, '2026-11-11')).answers).toHaveLength(1);
  });

  it('hold one a day for each race, the latest', async () => {
    const { db, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-11-10', '11111'));
    await keepAnswer(db, encryption, maya, answer('2026-11-10', '22222'));
    await keepAnswer(db, encryption, maya, answer('2026-11-10', '33333', null));
    expect(await digitsIn(db, encryption)).toEqual(['33333', '22222']);
  });

  it('stand nowhere in the file as they were given, and their rows can’t be swapped', async () => {
    const { db, file, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-11-10', '45454'));
    await keepAnswer(db, encryption, ben, answer('2026-11-10', '12121'));
    expect(found(file, '45454')).toBe(0);
    const [bens] = await db
      .selectFrom('kept_answers')
      .selectAll()
      .where('user_id', '=', ben.userId)
      .execute();
    if (!bens) throw new Error('Ben has none');
    await db
      .updateTable('kept_answers')
      .set({ nonce: bens.nonce, sealed: bens.sealed })
      .where('user_id', '=', maya.userId)
      .execute();
    expect(await listAnswers(db, encryption, maya, '2026-01-01')).toEqual({ answers: [], locked: 1 });
  });

  it('are shut to another key, and kept beside what that seals', async () => {
    const { db, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-11-10'));
    const other = createEncryption({ seals: newKey(), opens: [] });
    expect(await listAnswers(db, other, maya, '2026-01-01')).toEqual({ answers: [], locked: 1 });
    expect(await countLocked(db, other)).toBe(1);
    await keepAnswer(db, other, maya, answer('2026-11-12', '44444'));
    expect(await digitsIn(db, other)).toEqual(['44444']);
    expect(await digitsIn(db, encryption)).toEqual(['35421']);
    expect(await countLocked(db, createEncryption({ seals: undefined, opens: [] }))).toBe(2);
  });

  it('are not kept without a key', async () => {
    const { db } = await open();
    const keyless = createEncryption({ seals: undefined, opens: [] });
    expect(await keepAnswer(db, keyless, maya, answer('2026-11-10'))).toBe(false);
  });

  it('go with the member', async () => {
    const { db, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-11-10'));
    await saveKeepingWish(db, maya, true);
    expect([await findKeepingWish(db, maya), await findKeepingWish(db, mayaElsewhere)]).toEqual([
      true,
      undefined,
    ]);
    await db.deleteFrom('members').where('user_id', '=', maya.userId).execute();
    expect(await db.selectFrom('kept_answers').selectAll().execute()).toEqual([]);
    expect(await findKeepingWish(db, maya)).toBeUndefined();
  });
});

describe('answers that are forgotten', () => {
  it.each(SEEDS)(
    'leave no byte in the file, its log or its index, however the rows lay (%i)',
    async (first) => {
      const { db, file, encryption } = await open();
      let seed = first;
      const upTo = (limit: number) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return Math.floor((seed / 2 ** 31) * limit);
      };
      const others = Array.from({ length: 100 }, () => ({
        guildId: '100',
        userId: String(10n ** 17n + BigInt(upTo(2 ** 30)) * 1_234_567_891n),
      }));
      await db.transaction().execute(async (trx) => {
        for (const other of others) await rememberMember(trx, other, NOW);
        for (let race = 1; race <= 3_000; race++) {
          const member = upTo(20) === 0 ? maya : (others[upTo(others.length)] ?? ben);
          await keepAnswer(trx, encryption, member, answer('2026-11-10', '23232', race));
          // Rows that come and go make SQLite share out the others anew between its pages.
          if (upTo(6) === 0) await trx.deleteFrom('kept_answers').where('race', '=', upTo(race)).execute();
        }
      });
      const sealed = await db
        .selectFrom('kept_answers')
        .selectAll()
        .where('user_id', '=', maya.userId)
        .execute();
      const foundSealed = () => sealed.filter((row) => found(file, Buffer.from(row.sealed)) > 0).length;
      expect(foundSealed()).toBe(sealed.length);

      expect(await forgetAnswers(db, maya, NOW)).toBe(sealed.length);
      await db.deleteFrom('members').where('user_id', '=', maya.userId).execute();
      expect(await vacuumIfRequested(db)).toBe(true);
      expect(foundSealed()).toBe(0);
      expect(found(file, maya.userId)).toBe(0);
      expect(await db.selectFrom('vacuum_requests').selectAll().execute()).toEqual([]);
    },
  );

  it('go by their date, in all clubs, and are still to be scrubbed after a crash', async () => {
    const { db, file, encryption } = await open();
    for (const member of [maya, mayaElsewhere])
      for (const on of ['2026-08-26', '2026-08-27']) await keepAnswer(db, encryption, member, answer(on));
    expect(await forgetAnswersUntil(db, '2026-08-25', NOW)).toBe(0);
    expect(await db.selectFrom('vacuum_requests').selectAll().execute()).toEqual([]);
    expect(await forgetAnswersUntil(db, '2026-08-26', NOW)).toBe(2);
    await db.destroy();
    const again = await open(file);
    expect(await again.db.selectFrom('vacuum_requests').selectAll().execute()).toHaveLength(1);
    await vacuumIfRequested(again.db);
    expect((await listAnswers(again.db, again.encryption, maya, '2026-01-01')).answers).toHaveLength(1);
  });

  it('are scrubbed later, where somebody else reads the file just now', async () => {
    const { db, file, encryption } = await open();
    await keepAnswer(db, encryption, maya, answer('2026-08-26'));
    const reader = new Sqlite(file);
    reader.exec('begin; select * from clubs');
    await forgetAnswers(db, maya, NOW);
    expect(await vacuumIfRequested(db)).toBe(false);
    reader.close();
    expect(await vacuumIfRequested(db)).toBe(true);
  });
});

describe('a change of the key', () => {
  async function withAnswers() {
    const opened = await open();
    for (const on of ['2026-11-10', '2026-11-12', '2026-11-14'])
      await keepAnswer(opened.db, opened.encryption, maya, answer(on));
    return opened;
  }
  const reopened = (file: string) => createEncryption(openKeyRing(file, none));
  const three = ['35421', '35421', '35421'];

  it.each([0, 1, 2, 3, 4])(
    'leaves every answer to be opened when it breaks off after step %i',
    async (done) => {
      const { db, file, encryption } = await withAnswers();
      const steps = rotationSteps(db, file, none, NOW);
      expect(steps).toHaveLength(4);
      await rotate(steps.slice(0, done));
      expect(await digitsIn(db, reopened(file))).toEqual(three);
      expect(await rotate(rotationSteps(db, file, none, NOW))).toEqual({ sealed: 3, locked: 0 });
      expect(await digitsIn(db, reopened(file))).toEqual(three);
      expect(reopened(file).opensWith).toHaveLength(1);
      expect(await digitsIn(db, encryption)).toEqual([]);
    },
  );

  it('leaves nothing that the old key sealed', async () => {
    const { db, file } = await withAnswers();
    const before = await db.selectFrom('kept_answers').selectAll().execute();
    await rotate(rotationSteps(db, file, none, NOW));
    expect(before.map((row) => found(file, Buffer.from(row.sealed)))).toEqual([0, 0, 0]);
  });

  it('goes over to a key of the operator’s own, and from that to another', async () => {
    const { db, file } = await withAnswers();
    const first = { key: Buffer.alloc(32, 1), old: [] };
    expect(await rotate(rotationSteps(db, file, first, NOW))).toEqual({ sealed: 3, locked: 0 });
    const second = { key: Buffer.alloc(32, 2), old: [first.key] };
    rmSync(keyFileOf(file));
    expect(await rotate(rotationSteps(db, file, second, NOW))).toEqual({ sealed: 3, locked: 0 });
    const alone = createEncryption(openKeyRing(file, { ...second, old: [] }));
    expect(await digitsIn(db, alone)).toEqual(three);
    expect(readKeyFile(keyFileOf(file)).type).toBe('missing');
  });

  it('leaves what it can’t open as it is, and takes it along once the old key is given', async () => {
    const { db, file } = await withAnswers();
    const before = readKeyFile(keyFileOf(file));
    rmSync(keyFileOf(file));
    expect(await rotate(rotationSteps(db, file, none, NOW))).toEqual({ sealed: 0, locked: 3 });
    expect(await digitsIn(db, reopened(file))).toEqual([]);
    const [lost] = before.type === 'keys' ? before.keys : [];
    const old = [lost?.secret.export() ?? Buffer.alloc(0)];
    expect(await rotate(rotationSteps(db, file, { key: undefined, old }, NOW))).toEqual({
      sealed: 3,
      locked: 0,
    });
    expect(await digitsIn(db, reopened(file))).toEqual(three);
  });

  it('is refused where the key file can’t be read, or the bot has the database open', async () => {
    const { db, file } = await withAnswers();
    const second = await openDatabase(file);
    expect(await holdAlone(second)).toBe(false);
    await second.destroy();
    expect(await holdAlone(db)).toBe(true);
    expect(whyNotRotate(file, none)).toBeUndefined();
  });
});
