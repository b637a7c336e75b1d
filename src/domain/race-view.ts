import type { GroupMood } from './group-mood.ts';
import type { Entry, Race, RacePart } from './race.ts';
import type { PersonalBest } from './race-result.ts';
import type { News } from './run-view.ts';
import type { SourcedTip } from './tip.ts';

/** One time in a recap. `standing` is null if the member doesn't want to be congratulated. */
export interface RecapTime {
  readonly userId: string;
  readonly seconds: number;
  readonly standing: PersonalBest | null;
}

type RaceNews = News & { readonly race: Race };

/** What a post about a race has to say. */
export type RacePostView =
  /** `open`: its buttons are there. */
  | {
      readonly type: 'race-card';
      readonly race: Race;
      readonly entries: readonly Entry[];
      readonly open: boolean;
    }
  /** `days` until the race; `tip` of the race week, undefined once all that fit were said. */
  | (RaceNews & {
      readonly type: 'race-reminder';
      readonly days: number;
      readonly tip: SourcedTip | undefined;
    })
  | (RaceNews & { readonly type: 'race-change'; readonly changed: readonly RacePart[] })
  | (RaceNews & { readonly type: 'race-cancelled' })
  | (RaceNews & { readonly type: 'race-on-again' })
  | {
      readonly type: 'race-recap';
      readonly race: Race;
      /** The fastest first. */
      readonly times: readonly RecapTime[];
      /** How many started. */
      readonly raced: number;
      /** How those who checked in felt; null if nothing is told of it, or not yet. */
      readonly mood: GroupMood | null;
    };
