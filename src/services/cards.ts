import type { PostView } from '../domain/post-view.ts';
import { type RunKey, subjectOf } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { markOfCard } from '../storage/posts.ts';
import {
  cardWanted,
  forgetCard,
  noteCardShown,
  placesOf,
  postponeCard,
  runOf,
  runsWithStaleCard,
} from '../storage/runs.ts';

/** A card as it should look now. `wanted` tells which changes that shows. */
export interface CardTaken {
  readonly view: PostView;
  readonly at: { readonly channelId: string; readonly messageId: string; readonly mark: number };
  readonly wanted: number;
}

/** Knows which cards have to be brought up to date, and how they should look. */
export interface CardDesk {
  stale(): Promise<RunKey[]>;
  /** The card as it should be now; undefined where there is none. */
  take(key: RunKey): Promise<CardTaken | undefined>;
  /** It shows all changes up to `wanted` now; those that came meanwhile keep it stale. */
  shown(key: RunKey, wanted: number): Promise<void>;
  /** It couldn't be edited, and may be tried again in `ms`. */
  postponed(key: RunKey, ms: number): Promise<void>;
  /** Somebody has deleted it. */
  lost(key: RunKey): Promise<void>;
}

const MOST_AT_ONCE = 100;

export function createCardDesk(db: Database, clock: () => number): CardDesk {
  return {
    stale: () => runsWithStaleCard(db, clock(), MOST_AT_ONCE),
    take: (key) =>
      db.transaction().execute(async (trx) => {
        const run = await runOf(trx, key);
        if (!run?.card) return undefined;
        const view: PostView = { type: 'run-card', run, places: await placesOf(trx, key) };
        const mark = await markOfCard(trx, subjectOf(key));
        return { view, at: { ...run.card, mark }, wanted: await cardWanted(trx, key) };
      }),
    shown: (key, wanted) => noteCardShown(db, key, wanted),
    postponed: (key, ms) => postponeCard(db, key, clock() + ms),
    lost: (key) => forgetCard(db, key),
  };
}
