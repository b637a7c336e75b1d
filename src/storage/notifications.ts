import {
  isNotification,
  NOTIFICATIONS,
  type Notification,
  type Notifications,
  notificationsFrom,
} from '../domain/notifications.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

/** How the bot may mention a member in one club; everything is on where nothing was changed. */
export async function notificationsOf(db: Database, { guildId, userId }: MemberKey): Promise<Notifications> {
  const rows = await db
    .selectFrom('notifications_off')
    .select('what')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .execute();
  const off = rows.map(({ what }) => what).filter(isNotification);
  return notificationsFrom(NOTIFICATIONS.filter((what) => !off.includes(what)));
}

/** Keeps what a member switched off, and nothing where all is on. The member must be known. */
export async function saveNotifications(
  db: Database,
  { guildId, userId }: MemberKey,
  wanted: Notifications,
): Promise<void> {
  await db
    .deleteFrom('notifications_off')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .execute();
  const off = NOTIFICATIONS.filter((what) => !wanted[what]);
  if (off.length > 0)
    await db
      .insertInto('notifications_off')
      .values(off.map((what) => ({ guild_id: guildId, user_id: userId, what })))
      .execute();
}

/** Those of the users who did not switch it off, in the order they were given. */
export async function wanting(
  db: Database,
  guildId: string,
  userIds: readonly string[],
  what: Notification,
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('notifications_off')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where('what', '=', what)
    .where('user_id', 'in', [...userIds])
    .execute();
  const off = new Set(rows.map(({ user_id }) => user_id));
  return userIds.filter((userId) => !off.has(userId));
}
