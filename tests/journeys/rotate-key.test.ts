import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoresIn } from '../../src/domain/checkin.ts';
import { keepAnswer, listAnswers } from '../../src/storage/answers.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createEncryption } from '../../src/storage/encryption.ts';
import { keyFileOf } from '../../src/storage/key-file.ts';
import { openKeyRing } from '../../src/storage/key-ring.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { ownFolder } from '../folders.ts';
import { startProgram } from './program.ts';

const member = { guildId: '100', userId: '1' };
const none = { key: undefined, old: [] };

async function rotateKey(databaseFile: string, more: Readonly<Record<string, string>> = {}) {
  const program = startProgram({ DATABASE_URL: `file:${databaseFile}`, ...more }, 'rotate-key');
  return { code: await program.ended, output: program.output() };
}

async function databaseWithAnswer() {
  const databaseFile = join(ownFolder(), 'club.sqlite');
  const db = await openDatabase(databaseFile);
  const scores = scoresIn('35421');
  if (!scores) throw new Error('No scores');
  await rememberMember(db, member, 0);
  const encryption = createEncryption(openKeyRing(databaseFile, none));
  await keepAnswer(db, encryption, member, { race: null, day: null, on: '2026-11-20', scores });
  return { databaseFile, db };
}

describe('npm run rotate-key', () => {
  it('seals all answers by a new key, which is the one in the file then', async () => {
    const { databaseFile, db } = await databaseWithAnswer();
    await db.destroy();
    const before = readFileSync(keyFileOf(databaseFile), 'utf8');
    const { code, output } = await rotateKey(databaseFile);
    expect([code, output]).toEqual([0, `1 answer in ${databaseFile} sealed by the new key.\n`]);
    expect(readFileSync(keyFileOf(databaseFile), 'utf8')).not.toBe(before);
    const again = await openDatabase(databaseFile);
    const encryption = createEncryption(openKeyRing(databaseFile, none));
    expect((await listAnswers(again, encryption, member, '2026-01-01')).answers).toHaveLength(1);
    await again.destroy();
  });

  it('takes a key of the operator’s own, and tells when the old one isn’t needed any more', async () => {
    const { databaseFile, db } = await databaseWithAnswer();
    await db.destroy();
    const first = Buffer.alloc(32, 1).toString('base64');
    expect((await rotateKey(databaseFile, { COOLDOWN_KEY: first })).output).toContain('1 answer in');
    const second = { COOLDOWN_KEY: 'ab'.repeat(32), COOLDOWN_KEY_OLD: first };
    expect((await rotateKey(databaseFile, second)).output).toContain('COOLDOWN_KEY_OLD is no longer needed.');
    const { output } = await rotateKey(databaseFile, { COOLDOWN_KEY: 'cd'.repeat(32) });
    expect(output).toMatch(/0 answers in .*\n1 answer left as before: the key that opens it isn't here/);
  });

  it('refuses while the bot is running on the database, and where there is none', async () => {
    const { databaseFile, db } = await databaseWithAnswer();
    const running = await rotateKey(databaseFile);
    expect(running.code).toBe(2);
    expect(running.output).toMatch(/The bot is running on .*; stop it first.*Nothing was changed/);
    await db.destroy();
    const missing = await rotateKey(join(ownFolder(), 'club.sqlite'));
    expect([missing.code, missing.output]).toEqual([2, expect.stringMatching(/There is no database/)]);
  });
});
