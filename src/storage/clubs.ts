import type { ExpressionBuilder } from 'kysely';
import type { ClubSettings } from '../domain/club.ts';
import { isSet, readJson, toFlag } from './columns.ts';
import type { Database } from './database.ts';
import { reminders, type Schema } from './schema.ts';

/** What the club has chosen, or undefined where it has not been set up. */
export async function findSettings(db: Database, guildId: string): Promise<ClubSettings | undefined> {
  const row = await db
    .selectFrom('club_settings')
    .leftJoin('welfare_officers', 'welfare_officers.guild_id', 'club_settings.guild_id')
    .selectAll('club_settings')
    .select('welfare_officers.user_id as welfare_officer_id')
    .where('club_settings.guild_id', '=', guildId)
    .executeTakeFirst();
  return (
    row && {
      zone: row.zone,
      runsChannelId: row.runs_channel_id,
      recoveryChannelId: row.recovery_channel_id,
      leaderRoleId: row.leader_role_id,
      units: row.units,
      checkinTime: row.checkin_time,
      region: isSet(row.region_chosen) ? row.region : null,
      ownLines: { emergency: row.emergency_number, advice: row.advice_line, crisis: row.crisis_line },
      welfareOfficerId: row.welfare_officer_id,
      reminders: readJson(reminders, row.reminders, `reminders of club ${guildId}`),
      events: isSet(row.events),
      tipTime:
        row.tip_day === null || row.tip_time === null ? null : { day: row.tip_day, time: row.tip_time },
      tipChannelId: row.tip_channel_id,
    }
  );
}

/** Keeps what the club has chosen; the club becomes known by it. `now` in UTC ms. */
export async function saveSettings(
  db: Database,
  guildId: string,
  settings: ClubSettings,
  now: number,
): Promise<void> {
  await rememberClub(db, guildId, now);
  const row = {
    zone: settings.zone,
    runs_channel_id: settings.runsChannelId,
    recovery_channel_id: settings.recoveryChannelId,
    leader_role_id: settings.leaderRoleId,
    units: settings.units,
    checkin_time: settings.checkinTime,
    region: settings.region ?? 'elsewhere',
    region_chosen: toFlag(settings.region !== null),
    emergency_number: settings.ownLines.emergency,
    advice_line: settings.ownLines.advice,
    crisis_line: settings.ownLines.crisis,
    reminders: JSON.stringify(settings.reminders),
    events: toFlag(settings.events),
    tip_channel_id: settings.tipChannelId,
    tip_day: settings.tipTime?.day ?? null,
    tip_time: settings.tipTime?.time ?? null,
  };
  await db
    .insertInto('club_settings')
    .values({ guild_id: guildId, ...row })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet(row))
    .execute();
  await saveWelfareOfficer(db, guildId, settings.welfareOfficerId);
}

async function saveWelfareOfficer(db: Database, guildId: string, userId: string | null): Promise<void> {
  if (userId === null) {
    await db.deleteFrom('welfare_officers').where('guild_id', '=', guildId).execute();
    return;
  }
  await db
    .insertInto('welfare_officers')
    .values({ guild_id: guildId, user_id: userId })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet({ user_id: userId }))
    .execute();
}

/** Makes the club known, where it was not. `now` in UTC ms. */
export async function rememberClub(db: Database, guildId: string, now: number): Promise<void> {
  await db
    .insertInto('clubs')
    .values({ guild_id: guildId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The next number of a club's runs, races or series: never one that was given before, whoever asks at the same time. */
export async function takeNumber(
  trx: Database,
  guildId: string,
  last: 'last_run' | 'last_race' | 'last_series',
): Promise<number> {
  const { number } = await trx
    .updateTable('clubs')
    .set((club) => ({ [last]: club(last, '+', 1) }))
    .where('guild_id', '=', guildId)
    .returning(`${last} as number`)
    .executeTakeFirstOrThrow();
  return number;
}

const isDoubtful = (club: ExpressionBuilder<Schema, 'clubs'>) =>
  club.or([club('left_at', 'is not', null), club('missing_since', 'is not', null)]);

/** Whether the bot has left a club, as far as is known, or perhaps has. */
export async function mayBeAway(db: Database, guildId: string): Promise<boolean> {
  const club = await db
    .selectFrom('clubs')
    .select('guild_id')
    .where('guild_id', '=', guildId)
    .where(isDoubtful)
    .executeTakeFirst();
  return club !== undefined;
}

/** The bot is in a server: where it was thought to have left, or perhaps so, that is over. */
export async function noteClubPresent(db: Database, guildId: string): Promise<void> {
  await db
    .updateTable('clubs')
    .set({ left_at: null, missing_since: null })
    .where('guild_id', '=', guildId)
    .where(isDoubtful)
    .execute();
}

/** The bot was removed from a server. `now` in UTC ms. */
export async function noteClubLeft(db: Database, guildId: string, now: number): Promise<void> {
  await db
    .updateTable('clubs')
    .set({ left_at: now, missing_since: null })
    .where('guild_id', '=', guildId)
    .where('left_at', 'is', null)
    .execute();
}

/**
 * Takes note of the servers that Discord lists as those that the bot is in: a club that isn't among them is missing since
 * `now` (UTC ms), if it wasn't before. Whether the bot has left it is another question.
 */
export async function noteListed(db: Database, guildIds: readonly string[], now: number): Promise<void> {
  const listed = new Set(guildIds);
  const clubs = await db.selectFrom('clubs').select(['guild_id', 'left_at', 'missing_since']).execute();
  for (const { guild_id, left_at, missing_since } of clubs) {
    if (listed.has(guild_id)) {
      if (left_at !== null || missing_since !== null) await noteClubPresent(db, guild_id);
    } else if (left_at === null && missing_since === null)
      await db.updateTable('clubs').set({ missing_since: now }).where('guild_id', '=', guild_id).execute();
  }
}

/** Clubs that have been missing since before an instant (UTC ms), longest missing first. */
export async function listMissing(db: Database, instant: number): Promise<string[]> {
  const rows = await db
    .selectFrom('clubs')
    .select('guild_id')
    .where('missing_since', '<=', instant)
    .orderBy('missing_since')
    .execute();
  return rows.map(({ guild_id }) => guild_id);
}

/** Clubs that the bot left before an instant (UTC ms), longest left first. */
export async function listLeftBefore(db: Database, instant: number): Promise<string[]> {
  const rows = await db
    .selectFrom('clubs')
    .select('guild_id')
    .where('left_at', '<', instant)
    .orderBy('left_at')
    .execute();
  return rows.map(({ guild_id }) => guild_id);
}

/** Erases all that is kept of a club, if the bot left it before an instant (UTC ms). */
export async function eraseClubLeftBefore(db: Database, guildId: string, instant: number): Promise<void> {
  await db.deleteFrom('clubs').where('guild_id', '=', guildId).where('left_at', '<', instant).execute();
}

/** The zone whose clocks a club goes by; UTC where it isn't set up, and so has no runs or races. */
export async function findZone(db: Database, guildId: string): Promise<string> {
  return (await findSettings(db, guildId))?.zone ?? 'UTC';
}
