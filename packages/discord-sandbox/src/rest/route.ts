import type { Gateway } from '../gateway/gateway.ts';
import type { Interactions } from '../interactions.ts';
import type { Messages } from '../messages.ts';
import type { World } from '../world/world.ts';
import type { Body } from './body.ts';
import type { ConditionFaults } from './condition-faults.ts';
import type { RateLimits } from './rate-limits.ts';

/** What the routes work on. */
export interface Discord {
  readonly world: World;
  readonly messages: Messages;
  readonly interactions: Interactions;
  /** Such as `http://127.0.0.1:3210`. */
  base(): string;
  /** UTC ms. */
  now(): number;
  /** Sends an event over the gateway. */
  tell: Gateway['dispatch'];
  identifiesLeft(): number;
  readonly limits: RateLimits;
  /** What goes wrong while conditions are on. */
  readonly conditionFaults: ConditionFaults;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** When the request came in, by `performance.now()`. */
  readonly arrivedAt: number;
  /** How long it was on its way, where the clock doesn't show it, in ms. */
  readonly onTheWayMs: number;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** With `:name` where a part is free. */
  readonly path: string;
  /** Set where a token in the path stands for the bot's own. */
  readonly open?: boolean;
  handle(call: Call): Reply;
}
