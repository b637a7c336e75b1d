import { isOfMember } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

export interface TipView {
  readonly tipId: string;
  readonly turn: number;
}

/** The tips a member has been shown, oldest first. */
export async function listTipViews(db: Database, member: MemberKey): Promise<TipView[]> {
  const rows = await db
    .selectFrom('tip_views')
    .select(['tip_id', 'turn'])
    .where(isOfMember(member))
    .orderBy('turn')
    .execute();
  return rows.map((row) => ({ tipId: row.tip_id, turn: row.turn }));
}

/** Notes that a member was shown a tip, as the latest. */
export async function addTipView(db: Database, { guildId, userId }: MemberKey, view: TipView): Promise<void> {
  await db
    .insertInto('tip_views')
    .values({ guild_id: guildId, user_id: userId, tip_id: view.tipId, turn: view.turn })
    .onConflict((conflict) =>
      conflict.columns(['guild_id', 'user_id', 'tip_id']).doUpdateSet({ turn: view.turn }),
    )
    .execute();
}

/** Forgets that a member was shown these tips. */
export async function forgetTipViews(
  db: Database,
  member: MemberKey,
  tipIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('tip_views')
    .where(isOfMember(member))
    .where('tip_id', 'in', [...tipIds])
    .execute();
}
