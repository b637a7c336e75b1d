import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import type { Distance } from '../../src/domain/plan.ts';
import type { Entry, Race } from '../../src/domain/race.ts';
import { planCheckins } from '../../src/services/checkin-posts.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { insertRace, saveEntry } from '../../src/storage/races.ts';
import { aRacePlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

export const GUILD = '1';
export const ZONE = 'Europe/London';
/** In the night after it the clocks in London go back. */
export const RACE_DATE = '2026-10-24';
export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;

/** The instant (UTC ms) of a wall time of the club. */
export const at = (wall: string) => Temporal.PlainDateTime.from(wall).toZonedDateTime(ZONE).epochMilliseconds;

export const settings = { ...USUAL_SETTINGS, zone: ZONE, runsChannelId: '10', recoveryChannelId: '11' };

export const METRES: Readonly<Record<Distance, number>> = {
  '5k': 5_000,
  '10k': 10_000,
  half: 21_097,
  marathon: 42_195,
  ultra: 100_000,
};

export const entry = (userId: string, order: number, more: Partial<Entry> = {}): Entry => ({
  userId,
  racing: true,
  goalSeconds: null,
  result: null,
  resultAt: null,
  order,
  ...more,
});

/** A club in a file of the test's own. */
export async function openClubFile(): Promise<Database> {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  await saveSettings(db, GUILD, settings, at('2026-10-01T00:00'));
  return db;
}

/** A race of that club, its racers and its check-ins. */
export async function withRace(
  db: Database,
  kind: Distance = '10k',
  { date = RACE_DATE, start = null as string | null, racers = ['a'] as readonly string[] } = {},
): Promise<Race> {
  const now = at('2026-10-01T00:00');
  const distance = { kind, metres: METRES[kind], label: kind };
  const plan = aRacePlan({ name: `The ${kind}`, date, start, zone: ZONE, distance });
  const race = await insertRace(db, GUILD, plan, { userId: 'leader', now });
  for (const [order, userId] of racers.entries()) await saveEntry(db, race, entry(userId, order + 1));
  await planCheckins(db, race, settings, now);
  return race;
}
