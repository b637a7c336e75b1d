import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

/** What a member chose for themselves. */
export interface Preferences {
  /** Pictures that don't move. */
  readonly stillPictures: boolean;
  /** Guided sessions a week that they have in mind; null where none. */
  readonly weeklyGoal: number | null;
  /** They said that they are under 18. */
  readonly under18: boolean;
}

const USUAL: Preferences = { stillPictures: false, weeklyGoal: null, under18: false };

export async function preferencesOf(db: Database, { guildId, userId }: MemberKey): Promise<Preferences> {
  const row = await db
    .selectFrom('preferences')
    .select(['still_pictures', 'weekly_goal', 'under_18'])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) return USUAL;
  return {
    stillPictures: row.still_pictures === 1,
    weeklyGoal: row.weekly_goal,
    under18: row.under_18 === 1,
  };
}

/** The member must be known. */
export async function savePreferences(
  db: Database,
  { guildId, userId }: MemberKey,
  { stillPictures, weeklyGoal, under18 }: Preferences,
): Promise<void> {
  const columns = {
    still_pictures: Number(stillPictures),
    weekly_goal: weeklyGoal,
    under_18: Number(under18),
  };
  await db
    .insertInto('preferences')
    .values({ guild_id: guildId, user_id: userId, ...columns })
    .onConflict((conflict) => conflict.columns(['guild_id', 'user_id']).doUpdateSet(columns))
    .execute();
}
