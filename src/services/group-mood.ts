import { groupMoodOf, MOOD_DAY, moodFrozenAt } from '../domain/group-mood.ts';
import type { Race } from '../domain/race.ts';
import { countAnswer, findTally, type Seal } from '../storage/checkin-tallies.ts';
import { noteCounted } from '../storage/checkins.ts';
import type { Database } from '../storage/database.ts';
import {
  findGroupMood,
  freezeGroupMood,
  listRacesCountedIn,
  listRacesToFreeze,
} from '../storage/group-mood.ts';
import type { MemberKey } from '../storage/members.ts';
import { wantUpToDate } from '../storage/outbox.ts';
import { findRace } from '../storage/races.ts';
import { inClub } from '../storage/transaction.ts';

/** Counts how a member felt whose check-in for a day was just noted (`now` in UTC ms), where that still counts. */
export async function countMood(
  trx: Database,
  seal: Seal,
  race: Race,
  answer: { readonly userId: string; readonly day: number; readonly fine: boolean; readonly now: number },
): Promise<void> {
  if (answer.day !== MOOD_DAY || answer.now >= moodFrozenAt(race)) return;
  if ((await findGroupMood(trx, race)) !== null) return;
  if (await countAnswer(trx, seal, race, MOOD_DAY, answer.fine))
    await noteCounted(trx, race, MOOD_DAY, answer.userId);
}

/**
 * Writes down how the group felt, for each race whose day after is over at `now` (UTC ms). That happens once: a figure
 * that followed single answers, or single members, would give them away. A race that fails is told to `onTrouble` and
 * keeps back none of the others.
 */
export async function freezeGroupMoods(
  db: Database,
  seal: Seal,
  now: number,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for (const race of await listRacesToFreeze(db)) await freezeIfOver(db, seal, race, now).catch(onTrouble);
}

async function freezeIfOver(db: Database, seal: Seal, listed: Race, now: number): Promise<void> {
  if (now < moodFrozenAt(listed)) return;
  await inClub(db, listed.guildId, async (trx) => {
    // It may have been moved since it was listed.
    const race = await findRace(trx, listed);
    if (!race || now < moodFrozenAt(race)) return;
    const mood = groupMoodOf(await findTally(trx, seal, race, MOOD_DAY));
    await freezeGroupMood(trx, race, mood);
    if (mood) await wantUpToDate(trx, 'race-recap', race);
  });
}

/**
 * A member has their answers erased. What they said can't be taken out of a sum, so where it counts and isn't frozen yet
 * the whole sum goes, and nothing is told of that race. Tells whether there was any such sum.
 */
export async function withdrawAnswers(trx: Database, member: MemberKey): Promise<boolean> {
  const counted = await listRacesCountedIn(trx, member);
  for (const race of counted) await freezeGroupMood(trx, race, null);
  return counted.length > 0;
}
