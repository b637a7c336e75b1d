import { z } from 'zod';
import { CHECKIN_POSTS } from './checkin-post.ts';
import { DAY, MINUTE } from './duration.ts';
import { EVENT_TROUBLES } from './event.ts';
import { nothing, type PostRule } from './post-rule.ts';
import { RACE_POSTS } from './race-post.ts';
import { RUN_POSTS } from './run-post.ts';

/** Why nothing can be posted in a channel, or nobody can tell what was. */
const CHANNEL_TROUBLES = [
  'channel-gone',
  'no-access',
  'missing-permission',
  'no-history',
  'wrong-kind',
  'thread-closed',
] as const;

/**
 * What leaders have to mend. Without a channel it is about the server's events, or about one post that Discord won't
 * have: its id, and the run or race that it speaks of.
 */
const trouble = z.union([
  z.object({ channelId: z.string(), why: z.enum(CHANNEL_TROUBLES) }),
  z.object({ channelId: z.null(), why: z.enum(EVENT_TROUBLES) }),
  z.object({
    channelId: z.null(),
    why: z.literal('post-refused'),
    post: z.number(),
    about: z.enum(['run', 'race', 'club']),
    number: z.number().nullable(),
  }),
]);
export type Trouble = z.infer<typeof trouble>;

/** What is posted for a club by itself, about no run or race. */
const CLUB_POSTS = {
  'tip-of-the-week': { about: 'club', mayBeLateMs: 2 * DAY, details: z.object({ week: z.string() }) },
  'leaders-told': { about: 'club', mayBeLateMs: 7 * DAY, details: trouble },
  // Whenever the program is started for the first time with the new rule.
  'new-rule': { about: 'club', mayBeLateMs: Number.POSITIVE_INFINITY, details: nothing },
} as const satisfies Record<string, PostRule>;

/** Everything that is posted by itself, without a member having asked at that moment. */
export const POST_RULES = { ...RUN_POSTS, ...RACE_POSTS, ...CHECKIN_POSTS, ...CLUB_POSTS };

export type PostKind = keyof typeof POST_RULES;

/** Whether this version of the program knows posts of a kind; a newer one may have planned others. */
export const isPostKind = (kind: string): kind is PostKind => Object.hasOwn(POST_RULES, kind);

export type PostDetails<Kind extends PostKind = PostKind> = z.infer<(typeof POST_RULES)[Kind]['details']>;

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
  if (isPostKind(kind) && late > POST_RULES[kind].mayBeLateMs) return 'too-late';
  return late > SAYS_SO_AFTER_MS ? 'late' : 'on-time';
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 30 * MINUTE;

/** How long to wait after the `tries`-th try that failed for a passing reason, in ms: doubling, up to half an hour. */
export function backoffMs(tries: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20));
}

/** About eight minutes. */
const TRIES_OF_UNKNOWN = 6;

/**
 * Whether a "no" that nobody here understands is believed: after so many tries, and where the last of them was answered in
 * the same way. `tries` and `error` tell what came before.
 */
export const isUnknownBelieved = (
  { tries, error }: { readonly tries: number; readonly error: string | null },
  why: string,
): boolean => tries + 1 >= TRIES_OF_UNKNOWN && error === why;
