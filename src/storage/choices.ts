import {
  NOTIFICATIONS,
  type Notification,
  type Notifications,
  notificationsFrom,
} from '../domain/notifications.ts';
import { isOfMember, isSet, ofMember, toFlag } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';
import type { Row, Schema } from './schema.ts';

export interface Preferences {
  /** Pictures that don't move. */
  readonly stillPictures: boolean;
  /** Guided sessions a week that they have in mind; null where none. */
  readonly weeklyGoal: number | null;
  /** They said that they are under 18. */
  readonly under18: boolean;
}

type Choices = Omit<Schema['member_choices'], 'guild_id' | 'user_id'>;

/** Switched off where the column is 0. */
export const SWITCHES = {
  'run-reminders': 'run_reminders',
  'race-reminders': 'race_reminders',
  'check-ins': 'check_ins',
  congratulations: 'congratulations',
} as const satisfies Readonly<Record<Notification, keyof Choices>>;

function findChoices(db: Database, member: MemberKey): Promise<Row<'member_choices'> | undefined> {
  return db.selectFrom('member_choices').selectAll().where(isOfMember(member)).executeTakeFirst();
}

/** Writes these choices and leaves the others. */
async function saveChoices(db: Database, member: MemberKey, chosen: Partial<Choices>): Promise<void> {
  await db
    .insertInto('member_choices')
    .values({ ...ofMember(member), ...chosen })
    .onConflict((conflict) => conflict.columns(['guild_id', 'user_id']).doUpdateSet(chosen))
    .execute();
}

export async function findPreferences(db: Database, member: MemberKey): Promise<Preferences> {
  const chosen = await findChoices(db, member);
  return {
    stillPictures: isSet(chosen?.still_pictures),
    weeklyGoal: chosen?.weekly_goal ?? null,
    under18: isSet(chosen?.under_18),
  };
}

/** The member must be known. */
export async function savePreferences(
  db: Database,
  member: MemberKey,
  { stillPictures, weeklyGoal, under18 }: Preferences,
): Promise<void> {
  await saveChoices(db, member, {
    still_pictures: toFlag(stillPictures),
    weekly_goal: weeklyGoal,
    under_18: toFlag(under18),
  });
}

/** Whether a member wants their answers kept; undefined where they never said. */
export async function findKeepingWish(db: Database, member: MemberKey): Promise<boolean | undefined> {
  const wish = (await findChoices(db, member))?.keep_answers ?? null;
  return wish === null ? undefined : isSet(wish);
}

/** The member must be known. */
export async function saveKeepingWish(db: Database, member: MemberKey, keep: boolean): Promise<void> {
  await saveChoices(db, member, { keep_answers: toFlag(keep) });
}

/** How the bot may mention a member in one club; everything is on where nothing was changed. */
export async function findNotifications(db: Database, member: MemberKey): Promise<Notifications> {
  const chosen = await findChoices(db, member);
  return notificationsFrom(NOTIFICATIONS.filter((what) => chosen?.[SWITCHES[what]] !== toFlag(false)));
}

/** Keeps what a member switched off; for what is on nothing is written. The member must be known. */
export async function saveNotifications(
  db: Database,
  member: MemberKey,
  wanted: Notifications,
): Promise<void> {
  const switches = NOTIFICATIONS.map((what) => [SWITCHES[what], wanted[what] ? null : toFlag(false)]);
  await saveChoices(db, member, Object.fromEntries(switches));
  await forgetWhoChoseNothing(db, member);
}

async function forgetWhoChoseNothing(db: Database, member: MemberKey): Promise<void> {
  await db
    .deleteFrom('member_choices')
    .where(isOfMember(member))
    // Whoever chose any of their preferences has all of them.
    .where((row) =>
      row.and(
        [...Object.values(SWITCHES), 'keep_answers' as const, 'still_pictures' as const].map((column) =>
          row(column, 'is', null),
        ),
      ),
    )
    .execute();
}

/** Those of the users who did not switch it off and haven't left the server, in the order they were given. */
export async function listWanting(
  db: Database,
  guildId: string,
  userIds: readonly string[],
  what: Notification,
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('member_choices')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where(SWITCHES[what], '=', toFlag(false))
    .where('user_id', 'in', [...userIds])
    .union(
      db
        .selectFrom('members')
        .select('user_id')
        .where('guild_id', '=', guildId)
        .where('left_at', 'is not', null)
        .where('user_id', 'in', [...userIds]),
    )
    .execute();
  const off = new Set(rows.map(({ user_id }) => user_id));
  return userIds.filter((userId) => !off.has(userId));
}
