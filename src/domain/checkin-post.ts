import { z } from 'zod';
import { DAY } from './duration.ts';
import type { HelpLines } from './help-lines.ts';
import type { News, PostRule } from './post-rule.ts';
import type { Race } from './race.ts';

/** The date of the race that it was planned for, and which day after it. */
const raceDay = z.object({ date: z.iso.date(), day: z.number() });

/** What asks members by itself how they are. */
export const CHECKIN_POSTS = {
  'race-evening': { about: 'race', mayBeLateMs: DAY, details: raceDay },
  checkin: { about: 'race', mayBeLateMs: DAY, details: raceDay },
} as const satisfies Record<string, PostRule>;
export type CheckinKind = keyof typeof CHECKIN_POSTS;

interface Asking extends News {
  readonly race: Race;
  /** How many of how many have checked in; null on all pages but the first. */
  readonly count: { readonly checkedIn: number; readonly of: number } | null;
}

/** What a post has to say that asks members how they are. */
export type CheckinPostView =
  | (Asking & { readonly type: 'checkin'; readonly day: number })
  | (Asking & { readonly type: 'race-evening'; readonly help: HelpLines });
