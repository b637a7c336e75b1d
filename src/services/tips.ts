import type { Content } from '../domain/content.ts';
import { exactly, named, nearest } from '../domain/search.ts';
import { nextTip, startingPlace, type Tip, TOPICS, type Topic } from '../domain/tip.ts';
import type { Database } from '../storage/database.ts';
import { type MemberKey, rememberMember } from '../storage/members.ts';
import { addTipView, forgetTipViews, listTipViews, type TipView } from '../storage/tip-views.ts';
import { inClub } from '../storage/transaction.ts';

export type TipOutcome =
  | {
      readonly type: 'tip';
      readonly tip: Tip;
      readonly topic: Topic | undefined;
      /** Remembers that the member has seen it. Nobody has to wait for that; without it they may be shown it again. */
      readonly noteSeen: () => Promise<void>;
    }
  | { readonly type: 'unknown-topic'; readonly asked: string; readonly nearest: readonly Topic[] };

/** What a member has seen, noted or not. */
interface Memory {
  last: Promise<{ readonly views: readonly TipView[] }>;
  /** Everything about the member was erased: what isn't noted yet must not be. */
  erased: boolean;
}

/** Whoever asked lately may want another one. */
const MOST_REMEMBERED = 200;

const topics = TOPICS.map((topic) => named(topic, [topic]));

const keyOf = ({ guildId, userId }: MemberKey) => `${guildId} ${userId}`;

function choose(tips: readonly Tip[], { userId }: MemberKey, views: readonly TipView[]) {
  const turn = (views.at(-1)?.turn ?? 0) + 1;
  const seen = views.map(({ tipId }) => tipId);
  const { tip, startOver } = nextTip(tips, seen, startingPlace(userId) + turn);
  /** Tips that count as not seen from now on. */
  const forgotten = startOver ? tips.map(({ id }) => id) : [];
  const kept = views.filter(({ tipId }) => !forgotten.includes(tipId));
  /** `views`: what the member will have seen then, oldest first. */
  return { tip, turn, forgotten, views: [...kept, { tipId: tip.id, turn }] };
}

export function createTipService(db: Database, content: Content, clock: () => number) {
  /** The latest last. A choice builds on the one before, which may not be in the database yet. */
  const memories = new Map<string, Memory>();

  function memoryOf(member: MemberKey): Memory {
    const key = keyOf(member);
    const memory = memories.get(key) ?? {
      last: listTipViews(db, member).then((views) => ({ views })),
      erased: false,
    };
    memories.delete(key);
    memories.set(key, memory);
    const [oldest = ''] = memories.keys();
    if (memories.size > MOST_REMEMBERED) memories.delete(oldest);
    return memory;
  }

  async function note(
    member: MemberKey,
    { tip, turn, forgotten }: ReturnType<typeof choose>,
    now: number,
  ): Promise<void> {
    await inClub(db, member.guildId, async (trx) => {
      await rememberMember(trx, member, now);
      if (forgotten.length > 0) await forgetTipViews(trx, member, forgotten);
      await addTipView(trx, member, { tipId: tip.id, turn });
    });
  }

  return {
    /**
     * One tip that the member has not seen, on one topic or on any. When all were seen it begins again, though never with
     * the tip seen last.
     */
    async next(member: MemberKey, asked: string | undefined): Promise<TipOutcome> {
      const topic = asked === undefined ? undefined : exactly(asked, topics);
      if (asked !== undefined && !topic)
        return { type: 'unknown-topic', asked, nearest: nearest(asked, topics) };
      const tips = content.tips.filter((tip) => !topic || tip.topic === topic);
      const now = clock();
      const memory = memoryOf(member);
      const choosing = memory.last.then(({ views }) => choose(tips, member, views));
      memory.last = choosing;
      try {
        const choice = await choosing;
        const noteSeen = async () => {
          if (!memory.erased) await note(member, choice, now);
        };
        return { type: 'tip', tip: choice.tip, topic, noteSeen };
      } catch (error) {
        memories.delete(keyOf(member));
        throw error;
      }
    },

    /** Forgets what the member has seen; what they were shown and isn't noted yet won't be. */
    forget(member: MemberKey): void {
      const memory = memories.get(keyOf(member));
      if (memory) memory.erased = true;
      memories.delete(keyOf(member));
    },
  };
}
