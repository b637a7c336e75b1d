import { z } from 'zod';
import { DAY } from './duration.ts';
import {
  cancellation,
  card,
  changeOf,
  type News,
  nothing,
  type PostRule,
  UNTIL_THE_START,
} from './post-rule.ts';
import type { Rsvp } from './roster.ts';
import { type Change, PARTS, type Run } from './run.ts';

/** What is posted about runs by itself. */
export const RUN_POSTS = {
  'run-card': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: card },
  'run-reminder': {
    about: 'run',
    mayBeLateMs: DAY,
    details: z.object({ minutes: z.number(), startsAt: z.number() }),
  },
  'run-change': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: changeOf(PARTS) },
  'run-cancelled': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: cancellation },
  'run-on-again': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: cancellation },
  /** `order`: of the place that somebody got. */
  'run-promotion': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: z.object({ order: z.string() }) },
  /** What somebody who leads the run did with the place of this order. */
  'run-place': {
    about: 'run',
    mayBeLateMs: UNTIL_THE_START,
    details: z.object({ order: z.string(), became: z.enum(['added', 'taken-off', 'to-back']) }),
  },
  'run-recap': { about: 'run', mayBeLateMs: 3 * DAY, details: nothing },
} as const satisfies Record<string, PostRule>;

type RunNews = News & { readonly run: Run };

/** What a post about a run has to say. */
export type RunPostView =
  | { readonly type: 'run-card'; readonly run: Run; readonly rsvps: readonly Rsvp[] }
  | (RunNews & { readonly type: 'run-reminder'; readonly rsvps: readonly Rsvp[] })
  | (RunNews & { readonly type: 'run-change'; readonly changed: readonly Change['part'][] })
  | (RunNews & { readonly type: 'run-cancelled' })
  | (RunNews & { readonly type: 'run-on-again' })
  | {
      readonly type: 'run-place';
      readonly run: Run;
      readonly userId: string;
      readonly became: 'added' | 'waits' | 'taken-off';
      readonly late: boolean;
    }
  | { readonly type: 'run-promotion'; readonly run: Run; readonly userId: string; readonly late: boolean };

/** How a run went. Users who don't want to be congratulated are counted and not named. */
export interface RecapView {
  readonly type: 'run-recap';
  readonly run: Run;
  /** How many came. */
  readonly came: number;
  readonly firstTimers: readonly string[];
  /** Who reached which number of runs, the greatest first. */
  readonly milestones: readonly { readonly runs: number; readonly userIds: readonly string[] }[];
  readonly late: boolean;
}
