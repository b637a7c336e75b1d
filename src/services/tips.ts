import type { Content } from '../domain/content.ts';
import { nextTip, startingPlace, type Tip, TOPICS, type Topic } from '../domain/tip.ts';
import { exactly, named, nearest } from '../domain/words.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { addTipView, forgetTipViews, type TipView, tipViewsOf } from '../storage/tip-views.ts';

export type TipOutcome =
  | {
      readonly type: 'tip';
      readonly tip: Tip;
      readonly topic: Topic | undefined;
      /** Remembers that the member has seen it. Nobody has to wait for that; without it they may be shown it again. */
      readonly noteSeen: () => Promise<void>;
    }
  | { readonly type: 'unknown-topic'; readonly asked: string; readonly nearest: readonly Topic[] };

export interface TipService {
  /**
   * One tip that the member has not seen, on one topic or on any. When all were seen it begins again, though never with
   * the tip seen last.
   */
  next(member: MemberKey, topic: string | undefined): Promise<TipOutcome>;
  /** What the member was shown and isn't noted yet won't be. */
  forget(member: MemberKey): void;
}

interface Choice {
  readonly tip: Tip;
  readonly turn: number;
  /** Tips that count as not seen from now on. */
  readonly forgotten: readonly string[];
  /** What the member will have seen then, oldest first. */
  readonly views: readonly TipView[];
}

/** A member whose tips are not all noted yet. */
interface Asking {
  unnoted: number;
  last: Promise<Choice> | undefined;
}

const topics = TOPICS.map((topic) => named(topic, [topic]));

const keyOf = ({ guildId, userId }: MemberKey) => `${guildId} ${userId}`;

function choose(tips: readonly Tip[], { userId }: MemberKey, views: readonly TipView[]): Choice {
  const turn = (views.at(-1)?.turn ?? 0) + 1;
  const seen = views.map(({ tipId }) => tipId);
  const { tip, startOver } = nextTip(tips, seen, startingPlace(userId) + turn);
  const forgotten = startOver ? tips.map(({ id }) => id) : [];
  const kept = views.filter(({ tipId }) => !forgotten.includes(tipId));
  return { tip, turn, forgotten, views: [...kept, { tipId: tip.id, turn }] };
}

export function createTipService(db: Database, content: Content, clock: () => number): TipService {
  /** A choice builds on the member's one before, since that may not be in the database yet. */
  const askings = new Map<string, Asking>();

  async function note(member: MemberKey, { tip, turn, forgotten }: Choice, now: number): Promise<void> {
    await db.transaction().execute(async (trx) => {
      await rememberMember(trx, member, now);
      if (forgotten.length > 0) await forgetTipViews(trx, member, forgotten);
      await addTipView(trx, member, { tipId: tip.id, turn });
    });
  }

  return {
    async next(member, asked) {
      const topic = asked === undefined ? undefined : exactly(asked, topics);
      if (asked !== undefined && !topic)
        return { type: 'unknown-topic', asked, nearest: nearest(asked, topics) };
      const tips = content.tips.filter((tip) => !topic || tip.topic === topic);
      const now = clock();
      const key = keyOf(member);
      const asking = askings.get(key) ?? { unnoted: 0, last: undefined };
      askings.set(key, asking);
      asking.unnoted += 1;
      const views = asking.last?.then((before) => before.views) ?? tipViewsOf(db, member);
      asking.last = views.then((seen) => choose(tips, member, seen));
      const isCurrent = () => askings.get(key) === asking;
      const settle = () => {
        asking.unnoted -= 1;
        if (asking.unnoted === 0 && isCurrent()) askings.delete(key);
      };
      try {
        const choice = await asking.last;
        const noteSeen = async () => {
          if (isCurrent()) await note(member, choice, now).finally(settle);
        };
        return { type: 'tip', tip: choice.tip, topic, noteSeen };
      } catch (error) {
        settle();
        throw error;
      }
    },
    forget: (member) => void askings.delete(keyOf(member)),
  };
}
