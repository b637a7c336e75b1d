import { z } from 'zod';
import { DAY, MINUTE } from './duration.ts';
import { EVENT_TROUBLES } from './event.ts';
import { RACE_PARTS } from './race.ts';
import { PARTS } from './run.ts';

/** A run or a race is planned at most a year ahead; what is composed after its start drops itself. */
const UNTIL_THE_START = 400 * DAY;

/** `leftChannel`: the channel that the card before it can't be read in any more. */
const card = z.object({ leftChannel: z.string().optional() });
/** The id of the cancellation that is spoken of. */
const cancellation = z.object({ cancellation: z.number() });
/** The date of the race that it was planned for, and which day after it. */
const raceDay = z.object({ date: z.iso.date(), day: z.number() });
/** Which parts have changed, by which change. */
const changeOf = <Part extends string>(parts: readonly Part[]) =>
  z.object({ revision: z.number(), changed: z.array(z.enum(parts)) });
const nothing = z.object({});
/** What leaders have to mend. Without a channel it is about the server's events. */
const trouble = z.union([
  z.object({ channelId: z.string(), why: z.enum(['channel-gone', 'no-access', 'missing-permission']) }),
  z.object({ channelId: z.null(), why: z.enum(EVENT_TROUBLES) }),
]);
export type Trouble = z.infer<typeof trouble>;

/**
 * Everything that is posted by itself, without a member having asked at that moment: what a post of the kind speaks of
 * beside its club, how late it may still come (ms; after that it would only confuse), and its details, which are kept
 * with it as JSON. What it is planned with tells it from others of its kind; `optional` details may be added later.
 */
export const POST_RULES = {
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
  'run-promotion': { about: 'run', mayBeLateMs: UNTIL_THE_START, details: z.object({ order: z.number() }) },
  'run-recap': { about: 'run', mayBeLateMs: 3 * DAY, details: nothing },
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
  'race-evening': { about: 'race', mayBeLateMs: DAY, details: raceDay },
  checkin: { about: 'race', mayBeLateMs: DAY, details: raceDay },
  'tip-of-the-week': { about: 'club', mayBeLateMs: 2 * DAY, details: z.object({ week: z.string() }) },
  'leaders-told': { about: 'club', mayBeLateMs: 7 * DAY, details: trouble },
  // Whenever the program is started for the first time with the new rule.
  'new-rule': { about: 'club', mayBeLateMs: Number.POSITIVE_INFINITY, details: nothing },
} as const satisfies Readonly<
  Record<string, { about: 'run' | 'race' | 'club'; mayBeLateMs: number; details: z.ZodType }>
>;

export type PostKind = keyof typeof POST_RULES;
export type PostDetails<Kind extends PostKind = PostKind> = z.infer<(typeof POST_RULES)[Kind]['details']>;

/** Those that ask members how they are. */
export type CheckinKind = Extract<PostKind, 'race-evening' | 'checkin'>;

/**
 * `waiting`: due later or now. `sending`: a request may be under way, or may have been when the program ended.
 * `sent`, `dropped` (no longer true or too late) and `failed` (told to leaders) are final; only what was dropped because
 * its run or race was cancelled is planned again when that is undone.
 */
export type PostState = 'waiting' | 'sending' | 'sent' | 'failed' | 'dropped';

/** Later than this and the post says that it is late. */
const SAYS_SO_AFTER_MS = 10 * MINUTE;

/** Whether a post that is due at `dueAt` should go out at `now` (both UTC ms). */
export function timelinessOf(
  kind: PostKind,
  dueAt: number,
  now: number,
): 'early' | 'on-time' | 'late' | 'too-late' {
  const late = now - dueAt;
  if (late < 0) return 'early';
  if (late > POST_RULES[kind].mayBeLateMs) return 'too-late';
  return late > SAYS_SO_AFTER_MS ? 'late' : 'on-time';
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 30 * MINUTE;

/** How long to wait after the `tries`-th try that failed for a passing reason, in ms: doubling, up to half an hour. */
export function backoffMs(tries: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20));
}
