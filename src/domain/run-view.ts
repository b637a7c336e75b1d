import type { Rsvp } from './roster.ts';
import type { Change, Run } from './run.ts';

/** What a post about a run has to say. `mention`: users to notify. `late`: it comes later than it should have. */
export type RunPostView =
  | { readonly type: 'run-card'; readonly run: Run; readonly rsvps: readonly Rsvp[] }
  | {
      readonly type: 'run-reminder';
      readonly run: Run;
      readonly rsvps: readonly Rsvp[];
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'run-change';
      readonly run: Run;
      readonly changed: readonly Change['part'][];
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'run-cancelled';
      readonly run: Run;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | {
      readonly type: 'run-on-again';
      readonly run: Run;
      readonly mention: readonly string[];
      readonly late: boolean;
    }
  | { readonly type: 'run-promotion'; readonly run: Run; readonly userId: string; readonly late: boolean };
