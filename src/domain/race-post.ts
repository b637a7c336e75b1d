import { z } from 'zod';
import { DAY } from './duration.ts';
import type { GroupMood } from './group-mood.ts';
import {
  cancellation,
  card,
  changeOf,
  type News,
  nothing,
  type PostRule,
  UNTIL_THE_START,
} from './post-rule.ts';
import { type Entry, RACE_PARTS, type Race, type RacePart } from './race.ts';
import type { PersonalBest } from './race-result.ts';
import type { SourcedTip } from './tip.ts';

/** What is posted about races by itself. */
export const RACE_POSTS = {
  'race-card': { about: 'race', mayBeLateMs: UNTIL_THE_START, details: card },
  /** `tip`: its tip, chosen when it is composed. */
  'race-reminder': {
    about: 'race',
    mayBeLateMs: DAY,
    details: z.object({ days: z.number(), date: z.iso.date(), tip: z.string().optional() }),
  },
  'race-change': { about: 'race', mayBeLateMs: UNTIL_THE_START, details: changeOf(RACE_PARTS) },
  'race-cancelled': { about: 'race', mayBeLateMs: UNTIL_THE_START, details: cancellation },
  'race-on-again': { about: 'race', mayBeLateMs: UNTIL_THE_START, details: cancellation },
  'race-recap': { about: 'race', mayBeLateMs: 4 * DAY, details: nothing },
} as const satisfies Record<string, PostRule>;

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
