/** Everything that is posted by itself, without a member having asked at that moment. */
const POST_KINDS = [
  'run-card',
  'run-reminder',
  'run-change',
  'run-cancelled',
  'run-on-again',
  'run-promotion',
  'run-recap',
  'race-card',
  'race-reminder',
  'race-change',
  'race-cancelled',
  'race-on-again',
  'race-recap',
  'race-evening',
  'checkin',
  'tip-of-the-week',
  'leaders-told',
  'new-rule',
] as const;
export type PostKind = (typeof POST_KINDS)[number];

/** Those that ask members how they are. */
export type CheckinKind = Extract<PostKind, 'race-evening' | 'checkin'>;

/**
 * `waiting`: due later or now. `sending`: a request may be under way, or may have been when the program ended.
 * `sent`, `dropped` (no longer true or too late) and `failed` (told to leaders) are final; only what was dropped because
 * its run or race was cancelled is planned again when that is undone.
 */
export type PostState = 'waiting' | 'sending' | 'sent' | 'failed' | 'dropped';

/** What names a post for ever: there is one of each. */
export interface PostKey {
  readonly kind: PostKind;
  /** What it speaks of, such as the id of a run. */
  readonly subject: string;
  /** Which of its kind, such as the minutes before the start. */
  readonly slot: string;
}

/** How the slots of all pages of a post begin, if it mentions more people than fit one message. */
export function slotsOfPages(slot: string): string {
  return slot.replace(/\d+$/, '');
}

/** The number of a page, from 1; its slot ends with it. */
export function pageIn(slot: string): number {
  return Number(/\d+$/.exec(slot)?.[0] ?? 1);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A run or a race is planned at most a year ahead; what is composed after its start drops itself. */
const UNTIL_THE_START = 400 * 24 * HOUR;

/** How late each kind may still come, in ms: after that it would only confuse. */
const MAY_BE_LATE_MS: Readonly<Record<PostKind, number>> = {
  'run-card': UNTIL_THE_START,
  'run-reminder': 24 * HOUR,
  'run-change': UNTIL_THE_START,
  'run-cancelled': UNTIL_THE_START,
  'run-on-again': UNTIL_THE_START,
  'run-promotion': UNTIL_THE_START,
  'run-recap': 3 * 24 * HOUR,
  'race-card': UNTIL_THE_START,
  'race-reminder': 24 * HOUR,
  'race-change': UNTIL_THE_START,
  'race-cancelled': UNTIL_THE_START,
  'race-on-again': UNTIL_THE_START,
  'race-recap': 4 * 24 * HOUR,
  'race-evening': 24 * HOUR,
  checkin: 24 * HOUR,
  'tip-of-the-week': 2 * 24 * HOUR,
  'leaders-told': 7 * 24 * HOUR,
  // Whenever the program is started for the first time with the new rule.
  'new-rule': Number.POSITIVE_INFINITY,
};

/** Later than this and the post says that it is late. */
const SAYS_SO_AFTER_MS = 10 * MINUTE;

export type Timeliness = 'early' | 'on-time' | 'late' | 'too-late';

/** Whether a post that is due at `dueAt` should go out at `now` (both UTC ms). */
export function timelinessOf(kind: PostKind, dueAt: number, now: number): Timeliness {
  const late = now - dueAt;
  if (late < 0) return 'early';
  if (late > MAY_BE_LATE_MS[kind]) return 'too-late';
  return late > SAYS_SO_AFTER_MS ? 'late' : 'on-time';
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 30 * MINUTE;

/** How long to wait after the `tries`-th try that failed for a passing reason, in ms: doubling, up to half an hour. */
export function backoffMs(tries: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20));
}
