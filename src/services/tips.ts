import type { Content } from '../domain/content.ts';
import { nextTip, startingPlace, type Tip, TOPICS, type Topic } from '../domain/tip.ts';
import { exactly, named, nearest } from '../domain/words.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { addTipView, forgetTipViews, tipViewsOf } from '../storage/tip-views.ts';

export type TipOutcome =
  | { readonly type: 'tip'; readonly tip: Tip; readonly topic: Topic | undefined }
  | { readonly type: 'unknown-topic'; readonly asked: string; readonly nearest: readonly Topic[] };

export interface TipService {
  /**
   * One tip that the member has not seen, on one topic or on any, and remembers that they have now. When all were
   * seen it begins again, though never with the tip seen last.
   */
  next(member: MemberKey, topic: string | undefined): Promise<TipOutcome>;
}

const topics = TOPICS.map((topic) => named(topic, [topic]));

export function createTipService(db: Database, content: Content, clock: () => number): TipService {
  return {
    async next(member, asked) {
      const topic = asked === undefined ? undefined : exactly(asked, topics);
      if (asked !== undefined && !topic)
        return { type: 'unknown-topic', asked, nearest: nearest(asked, topics) };
      const tips = content.tips.filter((tip) => !topic || tip.topic === topic);
      return db.transaction().execute(async (trx) => {
        await rememberMember(trx, member, clock());
        const views = await tipViewsOf(trx, member);
        const turn = (views.at(-1)?.turn ?? 0) + 1;
        const { tip, startOver } = nextTip(
          tips,
          views.map((view) => view.tipId),
          startingPlace(member.userId) + turn,
        );
        if (startOver)
          await forgetTipViews(
            trx,
            member,
            tips.map(({ id }) => id),
          );
        await addTipView(trx, member, { tipId: tip.id, turn });
        return { type: 'tip', tip, topic };
      });
    },
  };
}
