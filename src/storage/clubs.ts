import type { ClubSettings } from '../domain/club.ts';
import { isSet, readJson, toFlag } from './columns.ts';
import type { Database } from './database.ts';
import { reminders } from './schema.ts';

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

/**
 * Notes which clubs the bot has left: all that aren't among `guildIds`, the servers it is in. Where it is back, that is
 * noted too. `now` in UTC ms.
 */
export async function notePresence(db: Database, guildIds: readonly string[], now: number): Promise<void> {
  const present = new Set(guildIds);
  const clubs = await db.selectFrom('clubs').select(['guild_id', 'left_at']).execute();
  const changed = (left: boolean) =>
    clubs
      .filter(({ guild_id, left_at }) => present.has(guild_id) !== left && (left_at !== null) !== left)
      .map(({ guild_id }) => guild_id);
  const set = (leftAt: number | null, guilds: readonly string[]) =>
    db.updateTable('clubs').set({ left_at: leftAt }).where('guild_id', 'in', guilds).execute();
  const [gone, back] = [changed(true), changed(false)];
  if (gone.length > 0) await set(now, gone);
  if (back.length > 0) await set(null, back);
}

/** Erases all that is kept of clubs that the bot left before an instant (UTC ms). */
export async function eraseClubsLeftBefore(db: Database, instant: number): Promise<void> {
  await db.deleteFrom('clubs').where('left_at', '<', instant).execute();
}

/** The zone whose clocks a club goes by; UTC where it isn't set up, and so has no runs or races. */
export async function findZone(db: Database, guildId: string): Promise<string> {
  return (await findSettings(db, guildId))?.zone ?? 'UTC';
}
