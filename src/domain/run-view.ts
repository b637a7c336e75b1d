import type { Rsvp } from './roster.ts';
import type { Change, Run } from './run.ts';

/** Word to members. `mention`: users to notify. `late`: it comes later than it should have. */
export interface News {
  readonly mention: readonly string[];
  readonly late: boolean;
}

type RunNews = News & { readonly run: Run };

/** What a post about a run has to say. */
export type RunPostView =
  | { readonly type: 'run-card'; readonly run: Run; readonly rsvps: readonly Rsvp[] }
  | (RunNews & { readonly type: 'run-reminder'; readonly rsvps: readonly Rsvp[] })
  | (RunNews & { readonly type: 'run-change'; readonly changed: readonly Change['part'][] })
  | (RunNews & { readonly type: 'run-cancelled' })
  | (RunNews & { readonly type: 'run-on-again' })
  | { readonly type: 'run-promotion'; readonly run: Run; readonly userId: string; readonly late: boolean };
