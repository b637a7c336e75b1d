import type { WeeklyTip } from '../domain/weekly-tip.ts';
import type { Database } from './database.ts';

/** The tips of the week that a club had, the earliest first. */
export async function listWeeklyTips(db: Database, guildId: string): Promise<WeeklyTip[]> {
  return await db
    .selectFrom('weekly_tips')
    .select(['week', 'tip_id as tipId', 'round'])
    .where('guild_id', '=', guildId)
    .orderBy('week')
    .execute();
}

/** Gives a week its tip, unless it has one. */
export async function addWeeklyTip(db: Database, guildId: string, tip: WeeklyTip): Promise<void> {
  await db
    .insertInto('weekly_tips')
    .values({ guild_id: guildId, week: tip.week, tip_id: tip.tipId, round: tip.round })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Clubs that have a tip of the week and none planned, at most `most`. */
export async function listClubsWithoutTip(db: Database, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('club_settings')
    .innerJoin('clubs', 'clubs.guild_id', 'club_settings.guild_id')
    .select('club_settings.guild_id')
    .where('tip_day', 'is not', null)
    .where('clubs.left_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .where('outbox.kind', '=', 'tip-of-the-week')
            .whereRef('outbox.guild_id', '=', 'club_settings.guild_id')
            .where('outbox.next_at', 'is not', null),
        ),
      ),
    )
    .limit(most)
    .execute();
  return rows.map((row) => row.guild_id);
}
