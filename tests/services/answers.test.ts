import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { scoresIn } from '../../src/domain/checkin.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import type { Race } from '../../src/domain/race.ts';
import { createAnswerService, findPast, keepIfWished } from '../../src/services/answers.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createEncryption, newKey } from '../../src/storage/encryption.ts';
import { insertRace } from '../../src/storage/races.ts';
import { aRacePlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const RACE_NOON = Date.UTC(2026, 9, 18, 12);
const member = { guildId: '100', userId: '1' };

const plan = aRacePlan({ name: 'Lakes 10k', date: '2026-10-18', zone: 'Pacific/Auckland' });

async function open() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, member.guildId, settings, RACE_NOON);
  const race = await insertRace(
    db,
    member.guildId,
    { ...plan, zone: settings.zone },
    { userId: '2', now: RACE_NOON },
  );
  const time = { now: RACE_NOON };
  const encryption = createEncryption({ seals: newKey(), opens: [] });
  const answers = createAnswerService(db, encryption, () => time.now);
  /** Keeps an answer of some days before the race, or after it. */
  const keep = async (daysAfter: number, digits: string) => {
    const scores = scoresIn(digits);
    if (!scores) throw new Error('No scores');
    time.now = RACE_NOON + daysAfter * DAY;
    return answers.keep(member, { race: null, day: null, scores, at: time.now });
  };
  const past = (about: Race | null) => findPast(db, encryption, member, about, time.now);
  return { db, encryption, answers, race, time, keep, past };
}

it('takes a member’s own usual from three to seven days before the race, the latest of them', async () => {
  const { race, keep, past } = await open();
  await keep(-8, '11111');
  expect((await past(race)).baseline).toBeUndefined();
  await keep(-7, '55555');
  await keep(-3, '44444');
  await keep(-2, '22222');
  expect((await past(race)).baseline).toBe(20);
  expect((await past(null)).baseline).toBeUndefined();
});

it('knows on which earlier days mood was low, today not among them', async () => {
  const { keep, time, past } = await open();
  await keep(1, '55551');
  await keep(4, '55553');
  await keep(9, '55552');
  expect((await past(null)).lowMoodBefore).toEqual([{ daysAgo: 8 }]);
  time.now += DAY;
  expect((await past(null)).lowMoodBefore).toEqual([{ daysAgo: 9 }, { daysAgo: 1 }]);
});

it('dates an answer by the clocks of the club', async () => {
  const { answers, keep } = await open();
  // Half past eleven in the evening by Greenwich, and tomorrow in London while its clocks are an hour ahead.
  await keep(11.5 / 24, '33333');
  expect((await answers.trendOf(member)).answers.map(({ on }) => on)).toEqual(['2026-10-19']);
});

it('keeps nothing of who never asked for it, or asked to stop', async () => {
  const { db, encryption, answers, time } = await open();
  const scores = scoresIn('33333');
  if (!scores) throw new Error('No scores');
  const answered = { race: 1, day: 1, scores, at: time.now };
  const again = () => keepIfWished(db, encryption, member, answered, time.now);
  expect(await again()).toBe('not-wished');
  expect(await answers.keep(member, answered)).toBe('kept');
  expect(await again()).toBe('kept');
  await answers.stopKeeping(member, false);
  expect(await again()).toBe('not-wished');
  expect((await answers.trendOf(member)).answers).toHaveLength(1);
});
