import { isOfMember, ofMember } from './columns.ts';
import type { Database } from './database.ts';
import type { MemberKey } from './members.ts';

export interface TipView {
  readonly tipId: string;
  readonly turn: number;
}

/** The tips a member has been shown, oldest first. */
export async function listTipViews(db: Database, member: MemberKey): Promise<TipView[]> {
  return await db
    .selectFrom('tip_views')
    .select(['tip_id as tipId', 'turn'])
    .where(isOfMember(member))
    .orderBy('turn')
    .execute();
}

/** Notes that a member was shown a tip, as the latest. */
export async function addTipView(db: Database, member: MemberKey, { tipId, turn }: TipView): Promise<void> {
  await db
    .insertInto('tip_views')
    .values({ ...ofMember(member), tip_id: tipId, turn })
    .onConflict((conflict) => conflict.columns(['guild_id', 'user_id', 'tip_id']).doUpdateSet({ turn }))
    .execute();
}

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
