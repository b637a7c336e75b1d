import type { GroupMood } from './group-mood.ts';
import type { Entry, Race, RacePart } from './race.ts';
import type { PersonalBest } from './race-result.ts';
import type { SourcedTip } from './tip.ts';

/** One time in a recap. `standing` is null where the member doesn't want to be congratulated. */
export interface RecapTime {
  readonly userId: string;
  readonly seconds: number;
  readonly standing: PersonalBest | null;
}

/** What a post about a race has to say. `mention`: users to notify. `late`: it comes later than it should have. */
export type RacePostView =
  | {
      readonly type: 'race-card';
      readonly race: Race;
      readonly entries: readonly Entry[];
      /** Whether its buttons are there. */
      readonly open: boolean;
    }
  | {
      readonly type: 'race-reminder';
      readonly race: Race;
      /** Days until the race. */
      readonly days: number;
      /** Of the race week; undefined where all that fit were said. */
      readonly tip: SourcedTip | undefined;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'race-change';
      readonly race: Race;
      readonly changed: readonly RacePart[];
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'race-cancelled';
      readonly race: Race;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'race-on-again';
      readonly race: Race;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'race-recap';
      readonly race: Race;
      /** The fastest first. */
      readonly times: readonly RecapTime[];
      /** How many started. */
      readonly raced: number;
      /** How those who checked in felt; null where nothing is told of it, or not yet. */
      readonly mood: GroupMood | null;
    };
