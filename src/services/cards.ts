import type { PostView } from '../domain/post-view.ts';
import { type RunKey, subjectOf } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { markOfCard } from '../storage/posts.ts';
import { forgetCard, markCard, placesOf, runOf, runsWithStaleCard } from '../storage/runs.ts';

/** Knows which cards have to be brought up to date, and how they should look. */
export interface CardDesk {
  stale(): Promise<RunKey[]>;
  /** The card as it should be now; it counts as up to date from here on. Undefined where there is none. */
  take(
    key: RunKey,
  ): Promise<
    | { readonly view: PostView; readonly at: { channelId: string; messageId: string; mark: number } }
    | undefined
  >;
  /** It couldn't be edited just now. */
  again(key: RunKey): Promise<void>;
  /** Somebody has deleted it. */
  lost(key: RunKey): Promise<void>;
}

const MOST_AT_ONCE = 100;

export function createCardDesk(db: Database): CardDesk {
  return {
    stale: () => runsWithStaleCard(db, MOST_AT_ONCE),
    take: (key) =>
      db.transaction().execute(async (trx) => {
        await markCard(trx, key, false);
        const run = await runOf(trx, key);
        if (!run?.card) return undefined;
        const mark = await markOfCard(trx, subjectOf(key));
        return {
          view: { type: 'run-card', run, places: await placesOf(trx, key) },
          at: { ...run.card, mark },
        };
      }),
    again: (key) => markCard(db, key, true),
    lost: (key) => forgetCard(db, key),
  };
}
