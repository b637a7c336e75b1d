import type { FormErrors } from './errors.ts';

interface Request {
  readonly method: string;
  /** Without version and query. */
  readonly path: string;
  readonly status: number;
  /** When it came, in ms since the sandbox started, on a clock that only flows. */
  readonly atMs: number;
}

/** What a request and its answer carried. */
interface Bodies {
  readonly sent: unknown;
  readonly received: unknown;
}

/** A request that Discord's schema or documentation doesn't allow. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly message: string;
  readonly errors: FormErrors | undefined;
}

/** What has gone over the wire. */
export interface Traffic {
  readonly requests: readonly Request[];
  readonly violations: readonly Violation[];
  /** Routes that Discord may have and the sandbox hasn't. */
  readonly unknownRoutes: readonly string[];
  /** Calls `listener` with each request, and what was wrong with it if anything. Returns how to stop that. */
  onRequest(
    listener: (request: Request, violation: Violation | undefined, bodies: Bodies) => void,
  ): () => void;
  /** Answers of 401, 403 and 429, of which Discord bears 10,000 in ten minutes. */
  readonly invalidRequests: number;
}

export interface TrafficBook extends Traffic {
  readonly requests: Request[];
  readonly violations: Violation[];
  readonly unknownRoutes: string[];
  invalidRequests: number;
  note(request: Request, violation: Violation | undefined, bodies: Bodies): void;
}

/** Older requests are forgotten, so that a sandbox can run for weeks. */
const MOST_KEPT = 20_000;

export function createTraffic(): TrafficBook {
  const listeners = new Set<Parameters<Traffic['onRequest']>[0]>();
  const book: TrafficBook = {
    requests: [],
    violations: [],
    unknownRoutes: [],
    invalidRequests: 0,
    onRequest(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    note(request, violation, bodies) {
      book.requests.push(request);
      if (book.requests.length > MOST_KEPT) book.requests.splice(0, MOST_KEPT / 2);
      if ([401, 403, 429].includes(request.status)) book.invalidRequests += 1;
      if (violation) book.violations.push(violation);
      for (const listener of listeners) listener(request, violation, bodies);
    },
  };
  return book;
}
