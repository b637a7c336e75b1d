import { hash } from 'node:crypto';

/** A limit of `requests` in `perMs`. */
interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

/** What a bot may send altogether. Answers to interactions and their follow-ups don't count. */
const GLOBAL: Limit = { requests: 50, perMs: 1_000 };

/**
 * Discord doesn't publish the limits of its routes; it tells them in headers, and clients obey those. These are of the
 * size that libraries have been told over the years.
 */
const ROUTES: readonly (readonly [RegExp, Limit])[] = [
  [/^POST \/channels\/[^/]+\/messages$/, { requests: 5, perMs: 5_000 }],
  [/^PATCH \/channels\/[^/]+\/messages/, { requests: 5, perMs: 5_000 }],
  [/^DELETE \/channels\/[^/]+\/messages/, { requests: 5, perMs: 1_000 }],
  [/^\w+ \/guilds\/[^/]+\/scheduled-events/, { requests: 5, perMs: 5_000 }],
  [/^\w+ \/webhooks\//, { requests: 5, perMs: 2_000 }],
  [/^POST \/interactions\//, { requests: 5, perMs: 2_000 }],
];
/** Edits of messages that are over an hour old, in one channel: the size that the community documents. */
const OLD_EDITS: Limit = { requests: 3, perMs: 6_000 };
const OTHERWISE: Limit = { requests: 30, perMs: 10_000 };

/** Each interaction has windows of its own; beyond this many, those that are over are forgotten. */
const MOST_WINDOWS = 1_000;

interface Window {
  used: number;
  endsAt: number;
}

/** What a request's bucket says to it. Times in ms. */
export interface Verdict {
  readonly allowed: boolean;
  readonly scope: 'user' | 'global';
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
  readonly bucket: string;
}

export interface RateLimits {
  /**
   * Counts a request. `route` is the method and the path with only its major parameter filled in, `bucket` the same
   * without: that is what Discord tells, and clients add the parameter themselves.
   */
  take(route: string, bucket: string): Verdict;
  /** Counts an edit of an old message. Ms until the next is allowed, or 0 where this one is. */
  takeOldEdit(channelId: string): number;
}

/** `now` in ms, of a clock that only flows: moving the sandbox's time doesn't lift a limit. */
export function createRateLimits(now: () => number): RateLimits {
  const windows = new Map<string, Window>();

  function use(key: string, { requests, perMs }: Limit): { window: Window; allowed: boolean } {
    const found = windows.get(key);
    const window = found && found.endsAt > now() ? found : { used: 0, endsAt: now() + perMs };
    windows.set(key, window);
    if (windows.size > MOST_WINDOWS)
      for (const [old, { endsAt }] of windows) if (endsAt <= now()) windows.delete(old);
    const allowed = window.used < requests;
    if (allowed) window.used += 1;
    return { window, allowed };
  }

  return {
    take(route, bucket) {
      const limit = ROUTES.find(([pattern]) => pattern.test(route))?.[1] ?? OTHERWISE;
      const exempt = /^\w+ \/(interactions|webhooks)\//.test(route);
      const global = exempt ? undefined : use('global', GLOBAL);
      const verdictOf = (
        scope: Verdict['scope'],
        { window, allowed }: { window: Window; allowed: boolean },
        of: Limit,
      ): Verdict => ({
        allowed,
        scope,
        limit: of.requests,
        remaining: Math.max(0, of.requests - window.used),
        resetAfterMs: Math.max(0, window.endsAt - now()),
        bucket: hash('md5', bucket),
      });
      if (global && !global.allowed) return verdictOf('global', global, GLOBAL);
      return verdictOf('user', use(route, limit), limit);
    },
    takeOldEdit(channelId) {
      const { window, allowed } = use(`old edits ${channelId}`, OLD_EDITS);
      return allowed ? 0 : Math.max(1, window.endsAt - now());
    },
  };
}
