/** Something to go wrong on purpose. Without `times` it goes wrong once. */
export interface Fault {
  readonly method?: string;
  /** Matched against the path without its version, such as `/channels/1/messages`. */
  readonly path: RegExp;
  readonly times?: number;
  /** Answered instead of the request's effect. */
  readonly status?: number;
  /** Sent as JSON; text as it is, such as a web page or half of an object. */
  readonly body?: unknown;
  /** Beside the usual ones, or in their place; null leaves one out, such as `retry-after`. Names in lower case. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Seconds, for a 429. */
  readonly retryAfter?: number;
  /** Cuts the connection: before the request has an effect, or after it, before the answer. */
  readonly drop?: 'before' | 'after';
  /** Waits before anything else, in ms of the sandbox's clock. */
  readonly delayMs?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** How many requests are still to go wrong. */
  readonly pending: number;
  /** The fault that a request meets, which is then used up. */
  take(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    clear() {
      waiting = [];
    },
    get pending() {
      return waiting.reduce((sum, { left }) => sum + left, 0);
    },
    take(method, path) {
      const met = waiting.find(
        ({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(path),
      );
      if (!met) return undefined;
      met.left -= 1;
      if (met.left <= 0) waiting = waiting.filter((one) => one !== met);
      return met.fault;
    },
  };
}
